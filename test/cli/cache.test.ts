import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import type { Engine } from '../../src/cli/engine.ts';
import { digestOf } from '../../src/model/digest.ts';
import { coffman, folder, type Ran } from './harness.ts';

const stuck = `import { Chan } from 'ts-chan';
export async function main() {
  await new Chan<string>().send('nobody listens');
}
`;
const shared = "import { Chan } from 'ts-chan';\nexport const results = new Chan<string>();\n";
const user = "import { results } from './lib/results.ts';\nexport async function main() {\n  await results.send('one');\n}\n";
const broken = "import './broken.ts';\nimport { Chan } from 'ts-chan';\nexport async function main() { await new Chan<string>(1).send('one'); }\n";

const files = { 'package.json': '{"type":"module"}', 'a.ts': stuck, 'lib/results.ts': shared, 'user.ts': user, 'plain.ts': 'export const answer = 42;\n', 'broken.ts': 'const = 1;\n', 'breaks.ts': broken };
const cache = 'node_modules/.cache/coffman';

interface Checked extends Ran {
  /** The files that were looked at, not recalled. */
  readonly explored: readonly string[];
}

async function check(root: string, ...options: string[]): Promise<Checked> {
  const explored: string[] = [];
  const counting: Engine = { ...engine, build: built => { explored.push(...built.files.map(file => file.slice(root.length + 1))); return engine.build(built); } };
  return { ...await coffman(root, ['check', ...options], counting), explored };
}

const everything = ['a.ts', 'breaks.ts', 'broken.ts', 'lib/results.ts', 'plain.ts', 'user.ts'];

test.each(['json', 'pretty', 'html', 'sarif', 'junit'])('what is recalled gives the same %s, and nothing is explored again', async format => {
  const root = folder(files);
  const alone = await check(root, '-f', format, '--no-cache');
  expect(existsSync(join(root, 'node_modules'))).toBe(false);
  const first = await check(root, '-f', format);
  const second = await check(root, '-f', format);
  expect([first.explored, second.explored]).toEqual([everything, []]);
  expect(first).toEqual({ ...alone, explored: everything });
  expect(second).toEqual({ ...alone, explored: [] });
  expect(alone.stderr).toContain('broken.ts:1:7: does not parse');
});

test('an edit is explored again with what leads to it, and no more', async () => {
  const root = folder(files);
  await check(root);
  writeFileSync(join(root, 'lib/results.ts'), shared.replace('()', '(1)'));
  const edited = await check(root, '-f', 'json');
  expect(edited.explored).toEqual(['lib/results.ts', 'user.ts']);
  expect(edited.stdout).toBe((await check(root, '-f', 'json', '--no-cache')).stdout);
  // a file that was not there before may be what a specifier means now
  writeFileSync(join(root, 'broken.tsx'), '');
  rmSync(join(root, 'broken.ts'));
  expect((await check(root)).explored).toEqual(['breaks.ts', 'broken.tsx']);
});

test.each([
  ['--max-states', '77'],
  ['--entry', 'main'],
])('%s %s asks for other results', async (...options) => {
  const root = folder(files);
  await check(root);
  expect((await check(root, ...options)).explored).toEqual(everything);
  expect((await check(root, ...options)).explored).toEqual([]);
});

test('another version of a library that is described differently asks for other results', async () => {
  const root = folder({ ...files, 'node_modules/effect/package.json': '{"name":"effect","version":"4.1.0"}' });
  await check(root);
  expect((await check(root)).explored).toEqual([]);
  writeFileSync(join(root, 'node_modules/effect/package.json'), '{"name":"effect","version":"3.22.4"}');
  expect((await check(root)).explored).toEqual(everything);
});

const damages: readonly (readonly [string, (text: string, other: string) => string])[] = [
  ['cut off', text => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['changed in one letter', text => text.replace('deadlock', 'deadlokc').replace('"name"', '"nane"').replace('"findings":[', '"findings":[ ')],
  ['of another file', (_, other) => other],
  ['no text', () => '\0\uFFFD\u0001'],
  ['something else', () => '{"version":1}\n[]'],
];

test.each(damages)('a cache that is %s changes nothing', async (_, damage) => {
  const root = folder(files);
  const before = await check(root, '-f', 'json');
  const kept = readdirSync(join(root, cache)).map(name => join(root, cache, name));
  expect(kept.length).toBe(everything.length);
  const texts = kept.map(file => readFileSync(file, 'utf8'));
  kept.forEach((file, index) => writeFileSync(file, damage(texts[index] ?? '', texts[(index + 1) % texts.length] ?? '')));
  expect(await check(root, '-f', 'json')).toEqual(before);
  expect((await check(root)).explored).toEqual([]);
});

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ['by the clock', 'its part of 10 s: 9 states, depth 3, 4 states still to explore (raise --timeout)', true],
  ['by the number of states', 'more than 9 states: 10 states, depth 3, 4 states still to explore (raise --max-states)', false],
])('what was stopped %s', async (_, why, isTriedAnew) => {
  const root = folder({ 'package.json': '{}', 'a.ts': stuck });
  let tries = 0;
  const stopped: Engine = {
    ...engine,
    *build(options) {
      for (const model of engine.build(options)) yield { ...model, check: (...given) => {
        tries++;
        const { entries: [entry] } = model.check(...given);
        return { findings: [], entries: [{ ...entry, verdict: 'incomplete', reason: `stopped at ${why}` }], diagnostics: [] };
      } };
    },
  };
  const triesAfter = async (): Promise<number> => {
    expect((await coffman(root, ['check', '-f', 'json'], stopped)).stdout).toContain('"incomplete"');
    return tries;
  };
  expect([await triesAfter(), await triesAfter()]).toEqual([1, 1]);
  const tomorrow = Date.now() + 25 * 3_600_000;
  vi.spyOn(Date, 'now').mockReturnValue(tomorrow);
  expect([await triesAfter(), await triesAfter()]).toEqual(isTriedAnew ? [2, 2] : [1, 1]);
  for (const name of readdirSync(join(root, cache))) {
    const [, body = ''] = readFileSync(join(root, cache, name), 'utf8').split('\n');
    const moved = body.replace(JSON.stringify(hostname()), '"another-machine"');
    writeFileSync(join(root, cache, name), `${digestOf([moved])}\n${moved}`);
  }
  expect([await triesAfter(), await triesAfter()]).toEqual(isTriedAnew ? [3, 3] : [1, 1]);
});

test('where the cache cannot be written, there is none', async () => {
  const root = folder({ ...files, 'node_modules/.cache': 'a file' });
  const alone = await check(root, '-f', 'json', '--no-cache');
  expect([await check(root, '-f', 'json'), await check(root, '-f', 'json')]).toEqual([alone, alone]);
  const blocked = folder(files);
  await check(blocked);
  // nothing can be put in the place of a folder
  for (const name of readdirSync(join(blocked, cache))) {
    rmSync(join(blocked, cache, name));
    mkdirSync(join(blocked, cache, name));
  }
  expect(await check(blocked, '-f', 'json')).toEqual(alone);
  expect(readdirSync(join(blocked, cache)).filter(name => name.endsWith('.tmp'))).toEqual([]);
});

test('outside of a package nothing is written', async () => {
  const root = folder({ 'a.ts': stuck });
  expect((await check(root)).code).toBe(1);
  expect(readdirSync(root)).toEqual(['a.ts']);
});
