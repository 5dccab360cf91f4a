import { expect, test } from 'vitest';
import { coffman, FakeEngine, folder, nothing } from './harness.ts';

test('prints every model of the file', async () => {
  const engine = new FakeEngine();
  expect(await coffman(folder({ 'a.ts': '' }), ['model', 'a.ts', '--entry', 'main'], engine)).toEqual({ code: 0, stdout: 'MAIN = a?x -> STOP\n', stderr: '' });
  expect([engine.files, engine.asked[0]?.entries]).toEqual([['a.ts'], ['main']]);
});

test('a file without concurrency says so', async () => {
  expect(await coffman(folder({ 'a.ts': '' }), ['model', 'a.ts'], new FakeEngine(nothing, { models: [] }))).toEqual({
    code: 0,
    stdout: '',
    stderr: 'coffman: a.ts: no entry uses a channel, lock or other primitive\n',
  });
});

test('an entry that does not exist', async () => {
  expect(await coffman(folder({ 'a.ts': '' }), ['model', 'a.ts', '--entry', 'x'], new FakeEngine(nothing, { models: [] }))).toEqual({
    code: 2,
    stdout: '',
    stderr: "coffman: a.ts has no entry 'x'; leave --entry out to see them all\n",
  });
});

test('a file that is missing or does not parse', async () => {
  const root = folder({ 'a.ts': '' });
  expect(await coffman(root, ['model', 'gone.ts'])).toEqual({ code: 2, stdout: '', stderr: 'coffman: gone.ts: no such file or directory; check the path\n' });
  const location = { file: 'a.ts', line: 1, column: 2, endLine: 1, endColumn: 3 };
  const engine = new FakeEngine(nothing, { models: [], diagnostics: [{ severity: 'error', message: "a.ts does not parse: '}' expected.", location }] });
  expect(await coffman(root, ['model', 'a.ts'], engine)).toEqual({ code: 2, stdout: '', stderr: "coffman: a.ts:1:2: does not parse: '}' expected.\n" });
});
