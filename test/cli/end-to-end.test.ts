import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman, folder, reportOf, type Ran } from './harness.ts';

/** The programs under "Example" in the pages of the kinds that are reported. */
test.each(['deadlock', 'leak', 'throws'])('the example of %s is what its page says', async kind => {
  const page = readFileSync(new URL(`../../docs/kinds/${kind}.md`, import.meta.url), 'utf8');
  const program = /## Example\n\n```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
  const ran = await coffman(folder({ 'example.ts': program }), ['check', 'example.ts', '-f', 'json'], engine);
  expect([ran.code, ran.stderr, kindsIn(ran)]).toEqual([1, '', [kind]]);
});

const orderly = `import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function main() {
  await Promise.all([lock.runExclusive(async () => {}), lock.runExclusive(async () => {})]);
}
`;
const stuck = `import { Chan } from 'ts-chan';
export async function main() {
  await new Chan<string>().send('nobody listens');
}
`;

test('a right program is clean', async () => {
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': orderly }), ['check'], engine);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^1 entry checked in 1 file: 1 clean, 0 findings, 0 incomplete, \d+ states\n$/);
});

test('a file that does not parse leaves the others analysed', async () => {
  const root = folder({ 'bad.ts': 'const = ;\n', 'stuck.ts': stuck });
  const ran = await coffman(root, ['check', '.', '-f', 'json'], engine);
  expect(ran.stderr).toMatch(/^coffman: bad\.ts:1:7: .*\n$/);
  expect([ran.code, kindsIn(ran)]).toEqual([2, ['deadlock']]);
});

test.each([
  ['the parser', `export const deep = ${'('.repeat(3000)}1${')'.repeat(3000)};\n`],
  ['the model builder', `export async function main() { ${'if (x) {'.repeat(1500)}await 1;${'}'.repeat(1500)} }\n`],
])('code that is nested too deeply for %s is told of in one line, and leaves the others analysed', async (_, deep) => {
  const ran = await coffman(folder({ 'deep.ts': deep, 'stuck.ts': stuck }), ['check', '.', '-f', 'json'], engine);
  expect(ran.stderr).toBe('coffman: deep.ts: its code is nested too deeply, and was not analysed; if it is generated, leave it out with "exclude"\n');
  expect([ran.code, kindsIn(ran)]).toEqual([2, ['deadlock']]);
});

test('equal runs print equal bytes', async () => {
  const root = folder({ 'a.ts': orderly, 'b.ts': stuck });
  const runs = [await coffman(root, ['check', '-f', 'json'], engine), await coffman(root, ['check', '-f', 'json'], engine)];
  expect(runs[0]).toEqual(runs[1]);
});

test('--entry chooses, and a name that does not exist is an error', async () => {
  const root = folder({ 'a.ts': orderly, 'b.ts': stuck });
  expect((await coffman(root, ['check', '--entry', './a.ts#main'], engine)).code).toBe(0);
  expect((await coffman(root, ['check', '--entry', 'b.ts#main'], engine)).code).toBe(1);
  expect((await coffman(root, ['check', '--entry', 'mian'], engine)).stderr).toBe("coffman: no entry is called 'mian'; leave --entry out to check them all\n");
});

test('a limit that is reached is incomplete, never clean', async () => {
  const ran = await coffman(folder({ 'a.ts': orderly }), ['check', '--max-states', '2', '--fail-on-incomplete', '-f', 'json'], engine);
  expect([ran.code, reportOf(ran).entries.map(({ verdict }) => verdict)]).toEqual([3, ['incomplete']]);
});

function kindsIn(ran: Ran): string[] {
  return reportOf(ran).findings.map(({ kind }) => kind);
}
