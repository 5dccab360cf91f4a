import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import { filesOf } from '../../src/cli/shards.ts';
import { coffman, folder, type Ran } from './harness.ts';

const stuck = `import { Chan } from 'ts-chan';
export async function main() {
  await new Chan<string>().send('nobody listens');
}
`;
const shared = "import { Chan } from 'ts-chan';\nexport const results = new Chan<string>();\nexport async function put() {\n  await results.send('one');\n}\n";
const user = "import { put } from './put.ts';\nexport async function main() {\n  await put();\n}\n";
const ignoring = stuck.replace('  await', '  // coffman-ignore-next-line deadlock -- ends right after\n  await');

const files = {
  'a.ts': stuck, 'b.ts': ignoring, 'c.ts': `// coffman-ignore-next-line leak -- of no use\n${stuck}`, 'put.ts': shared, 'one.ts': user, 'two.ts': user, 'broken.ts': 'const = 1;\n', 'legacy/d.ts': stuck,
  'no-reason.ts': `// coffman-ignore-next-line leak\n${stuck}`, 'coffman.config.json': JSON.stringify({ ignore: [{ files: 'legacy/**', reason: 'goes in March' }] }),
};

async function shards(root: string, of: number): Promise<string[]> {
  const names = Array.from({ length: of }, (_, index) => `shard-${String(index + 1)}.json`);
  for (const [index, name] of names.entries()) expect((await coffman(root, ['check', '--shard', `${String(index + 1)}/${String(of)}`, '-o', `json=${name}`], engine)).code % 2).toBe(0);
  return names;
}

const both = ({ code, stdout }: Ran): readonly unknown[] => [code, stdout];

test.each([1, 5])('the report of %s shards is that of one run', async of => {
  const root = folder(files);
  await coffman(root, ['check', '--update-baseline', 'a.ts', 'one.ts'], engine);
  const baseline = JSON.parse(readFileSync(join(root, 'coffman-baseline.json'), 'utf8')) as { findings: object };
  const stale = { 'leak-0000000000': { count: 1, entry: 'b.ts#main', message: '', reason: '' } };
  writeFileSync(join(root, 'coffman-baseline.json'), JSON.stringify({ ...baseline, findings: { ...baseline.findings, ...stale } }));
  const parts = await shards(root, of);
  for (const format of ['json', 'html']) expect(both(await coffman(root, ['merge', ...parts.toReversed(), '-f', format]))).toEqual(both(await coffman(root, ['check', '-f', format], engine)));
  const whole = (await coffman(root, ['merge', ...parts, '-f', 'json'])).stdout;
  for (const word of ['is found no more', 'takes no leak away', 'is not heeded', 'does not parse', 'goes in March', 'ends right after']) expect(whole).toContain(word);
});

test('merge wants all shards of one run', async () => {
  const root = folder({ 'a.ts': stuck, 'b.ts': stuck });
  const [first = '', second = ''] = await shards(root, 2);
  expect((await coffman(root, ['merge', first, second])).code).toBe(1);
  const complaint = async (...reports: string[]): Promise<string> => (await coffman(root, ['merge', ...reports])).stderr;
  expect(await complaint(second)).toBe('coffman: merge needs each shard once; look for 1/2\n');
  expect(await complaint(first, first)).toBe('coffman: merge needs each shard once; look for 1/2, 2/2\n');
  await coffman(root, ['check', '-o', 'json=all.json', 'a.ts'], engine);
  expect(await complaint(first, 'all.json')).toBe('coffman: merge takes the shards of one run, or reports that are none; not both\n');
});

test('shards have each file once, and no shard has much more than another', () => {
  const sizes = Array.from({ length: 97 }, (_, index) => (index * 7919) % 1000);
  const root = folder(Object.fromEntries(sizes.map((size, index) => [`${String(index)}.ts`, ' '.repeat(size)])));
  const all = sizes.map((_, index) => join(root, `${String(index)}.ts`)).sort();
  const parts = [1, 2, 3, 4].map(index => filesOf({ index, of: 4 }, all));
  expect(parts.flat().sort()).toEqual(all);
  const loads = parts.map(part => part.reduce((sum, file) => sum + readFileSync(file).length, 0));
  expect(Math.max(...loads) / Math.min(...loads)).toBeLessThan(1.05);
  expect([1, 2, 3, 4].map(index => filesOf({ index, of: 4 }, all.toReversed()).sort())).toEqual(parts.map(part => [...part].sort()));
});
