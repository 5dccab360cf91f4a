import { expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman, folder } from './harness.ts';

const code = `import { readFile } from 'node:fs/promises';
import { Mutex } from 'async-mutex';
import type { Only } from 'types-alone';
import send, { retry } from 'foo-queue';
import { helper } from './helper.ts';

const lock = new Mutex();

export async function main(only: Only) {
  const text = await readFile('a');
  const release = await lock.acquire();
  await send(helper(text));
  retry.now().then(() => only);
  release();
  await import('./helper.ts');
}
`;

/** What the doctor says, line by line: the first word, or two, and the rest. */
async function doctor(root: string, ...options: string[]): Promise<Map<string, string[]>> {
  const { stdout } = await coffman(root, ['doctor', ...options], engine);
  const said = new Map<string, string[]>();
  let last = '';
  for (const line of stdout.trimEnd().split('\n')) {
    last = line.slice(0, 13).trim() || last;
    said.set(last, [...said.get(last) ?? [], line.slice(15)]);
  }
  return said;
}

test('doctor says what is seen of a project, and what is not followed', async () => {
  const root = folder({
    'package.json': '{}', 'tsconfig.json': '{"include":["src"]}', 'coffman.config.json': '{"exclude":[]}', 'src/a.ts': code, 'src/helper.ts': 'export const helper = (text: unknown) => String(text);\n',
    'node_modules/async-mutex/package.json': '{"version":"0.5.0"}', 'coffman-baseline.json': '{"version":1,"findings":{"leak-1":{"count":1,"entry":"a","message":"","reason":""}}}',
  });
  const said = await doctor(root);
  expect(Object.fromEntries(said)).toMatchObject({
    'coffman': ['1.2.3, node v20.0.0, linux x64'],
    'configuration': ['coffman.config.json'],
    'project': ['tsconfig.json', '2 files'],
    'baseline': ['coffman-baseline.json, 1 finding'],
    'cache': ['node_modules/.cache/coffman, 0 files known'],
    'described': ['async-mutex 0.5.0', 'node:fs'],
    'not described': ['foo-queue (1 file)'],
    'calls': ['5 of 10 understood (50 %)'],
    'awaits': ['1 of 4 understood (25 %)'],
    'not followed': ['4 × foo-queue is not described', '2 × import() is not followed', '2 × readFile of node:fs/promises is not described'],
  });
  await coffman(root, ['check', '-q'], engine);
  expect((await doctor(root)).get('cache')).toEqual(['node_modules/.cache/coffman, 2 files known']);
});

test('doctor outside of everything', async () => {
  const said = await doctor(folder({ 'a.js': '' }));
  expect(Object.fromEntries(said)).toMatchObject({ 'configuration': ['none; coffman init writes one'], 'project': ['no tsconfig.json', '1 file'], 'cache': ['none: there is no package.json here or above'], 'calls': ['0 of 0 understood'] });
});
