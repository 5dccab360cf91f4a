import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check, type Config } from '../../src/index.ts';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman, FakeEngine, folder, reportOf } from './harness.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

const stuck = `import { Chan } from 'ts-chan';
export async function main() {
  await new Chan<string>().send('nobody listens');
}
`;

const text = JSON.stringify({ include: ['src'], exclude: ['src/old/**'], bounds: { maxStates: 9 }, budgets: { timeout: 2.5 }, failOn: 'never' } satisfies Config);

test.each([
  ['coffman.config.js', `export default ${text};`],
  ['coffman.config.mjs', `export default ${text};`],
  ['coffman.config.json', text],
  ['package.json', `{"type":"module","coffman":${text}}`],
])('%s is read, from a folder below it as well', async (name, content) => {
  const root = folder({ 'package.json': '{"type":"module"}', [name]: content, 'src/a.ts': stuck, 'src/old/b.ts': stuck, 'scripts/c.ts': stuck });
  const fake = new FakeEngine();
  expect((await coffman(root, ['check'], fake)).code).toBe(0);
  expect([fake.files, fake.limits]).toEqual([['src/a.ts'], [{ maxStates: 9, timeoutSeconds: 2.5, maxMemoryMb: 2048, schedule: 'any', effort: 4 }]]);
  expect((await coffman(join(root, 'scripts'), ['check'], engine)).code).toBe(0);
});

test('coffman.config.ts is read by every version of node, with what it imports', () => {
  const root = folder({
    'package.json': '{"type":"module"}', 'src/a.ts': stuck, 'tools/gate.ts': "export const gate: 'never' = 'never';\n",
    'coffman.config.ts': "import type { Config } from 'eslint-plugin-coffman';\nimport { gate } from './tools/gate.ts';\nexport default { include: ['src'], failOn: gate } satisfies Config;\n",
  });
  const run = (): { readonly status: number | null; readonly stderr: string } => spawnSync(process.execPath, [bin, 'check', '-q'], { cwd: root, encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  writeFileSync(join(root, 'tools/gate.ts'), "export const gate: string = 'sometimes';\n");
  expect(run()).toMatchObject({ status: 2, stderr: 'coffman: coffman.config.ts: failOn must be equal to one of the allowed values: certain, likely, possible, never\n' });
  writeFileSync(join(root, 'tools/gate.ts'), "throw new Error('no luck');\nexport const gate = 1;\n");
  expect(run()).toMatchObject({ status: 2, stderr: 'coffman: coffman.config.ts: no luck\n' });
});

test('options of the command go before the configuration', async () => {
  const root = folder({ 'coffman.config.json': text, 'src/a.ts': stuck, 'scripts/c.ts': stuck });
  const fake = new FakeEngine();
  await coffman(root, ['check', 'scripts', '--max-states', '7', '--fail-on', 'certain'], fake);
  expect([fake.files, fake.limits[0]?.maxStates]).toEqual([['scripts/c.ts'], 7]);
  expect((await coffman(root, ['check', '--fail-on', 'certain'], engine)).code).toBe(1);
});

const faults: readonly (readonly [string, string])[] = [
  ['{"inculde": []}', 'unknown key inculde; did you mean include?'],
  ['{"bounds": {"maxStates": "many"}}', 'bounds.maxStates must be integer'],
  ['{"bounds": {"states": 3}}', 'unknown key states in bounds'],
  ['{"failOn": "sometimes"}', 'failOn must be equal to one of the allowed values: certain, likely, possible, never'],
  ['{"ignore": [{"files": "a.ts"}]}', "ignore[0] must have required property 'reason'"],
  ['{"libraries": [{"modules": [], "exports": {"f": {"kind": "value"}}}]}', 'libraries[0].exports.f.kind must be equal to one of the allowed values: class, function'],
  ['[]', 'it must be object'],
];

test.each(faults)('%s is one line that names the key', async (content, message) => {
  const fake = new FakeEngine();
  const ran = await coffman(folder({ 'coffman.config.json': content, 'a.ts': '' }), ['check'], fake);
  expect([ran, fake.asked]).toEqual([{ code: 2, stdout: '', stderr: `coffman: coffman.config.json: ${message}\n` }, []]);
});

test('a configuration that cannot be read is one line', async () => {
  const { code, stderr } = await coffman(folder({ 'coffman.config.mjs': 'throw new Error("no\\nluck")', 'a.ts': '' }), ['check']);
  expect([code, stderr.split('\n').length, stderr]).toEqual([2, 2, expect.stringMatching(/^coffman: coffman\.config\.mjs: no/)]);
  for (const name of ['coffman.config.json', 'package.json']) expect((await coffman(folder({ [name]: '{"failOn": ', 'a.ts': '' }), ['check'])).stderr).toMatch(new RegExp(`^coffman: ${name}: .*JSON.*\\n$`));
  expect((await coffman(folder({ 'a.ts': '' }), ['check', '-c', 'gone.json'])).stderr).toBe('coffman: gone.json cannot be read: no such file or directory\n');
});

test('--print-config prints what is used, and checks nothing', async () => {
  const fake = new FakeEngine();
  const { code, stdout } = await coffman(folder({ 'coffman.config.json': text, 'src/a.ts': '' }), ['check', '--print-config', '--timeout', '3'], fake);
  expect([code, fake.asked]).toEqual([0, []]);
  expect(JSON.parse(stdout)).toEqual({ file: 'coffman.config.json', config: JSON.parse(text) as object, paths: ['src'], options: { 'timeout': '3', 'max-states': '9', 'fail-on': 'never' } });
});

test('entries, findings that are accepted, and libraries of the project', async () => {
  const own = "import { Gate } from 'own-gate';\nexport async function main() {\n  const gate = new Gate();\n  await gate.enter();\n  await gate.enter();\n}\n";
  const mutex = { kind: 'class', primitive: 'mutex', construct: {}, members: { enter: { op: 'mutex.acquire', async: true } } };
  const root = folder({
    'a.ts': stuck, 'legacy/b.ts': stuck, 'own.ts': own,
    'coffman.config.json': JSON.stringify({ ignore: [{ files: 'legacy/**', kind: 'deadlock', reason: 'goes in March' }], libraries: [{ modules: ['own-gate'], exports: { Gate: mutex } }] }),
    'one.json': JSON.stringify({ entries: ['a.ts#main'] }),
  });
  const whole = reportOf(await coffman(root, ['check', '-f', 'json'], engine));
  expect(whole.findings.map(({ location, kind }) => [location.file, kind])).toEqual([['a.ts', 'deadlock'], ['own.ts', 'leak']]);
  expect(whole.suppressed.map(({ by, reason, location }) => [by, reason, location.file])).toEqual([['configuration', 'goes in March', 'legacy/b.ts']]);
  expect(reportOf(await coffman(root, ['check', '-c', 'one.json', '-f', 'json'], engine)).entries.map(({ file }) => file)).toEqual(['a.ts']);
});

test('the function gives the report that the command prints', async () => {
  const root = folder({ 'a.ts': stuck, 'coffman.config.json': '{"failOn": 3}' });
  const report = await check({ cwd: root, paths: ['a.ts'], jobs: 1 });
  expect(report).toMatchObject({ version: 1, summary: { files: 1, entries: 1, findings: 1 }, findings: [{ kind: 'deadlock', location: { file: 'a.ts', line: 3 } }] });
  expect((await check({ cwd: root, entries: ['nothing'] })).diagnostics[0]?.message).toBe("no entry is called 'nothing'; leave --entry out to check them all");
  await expect(check({ cwd: root, changed: 'HEAD' })).rejects.toThrow(/git rev-parse failed/);
});

test('the schema of the configuration knows every key that the type knows', () => {
  const { properties } = JSON.parse(readFileSync(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8')) as { readonly properties: object };
  const every: Required<Config> = { include: [], exclude: [], project: '', entries: [], bounds: {}, budgets: {}, failOn: 'never', failOnIncomplete: true, baseline: '', ignore: [], libraries: [] };
  expect(Object.keys(properties).filter(key => key !== '$schema')).toEqual(Object.keys(every));
});
