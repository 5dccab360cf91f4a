import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coffman, folder } from './harness.ts';

const kinds = new URL('../../docs/kinds/', import.meta.url);

test('every kind of finding has a page', () => {
  expect(readdirSync(kinds).sort()).toEqual(['deadlock.md', 'leak.md', 'livelock.md', 'race.md', 'starvation.md', 'throws.md']);
});

test('prints the page', async () => {
  expect(await coffman(folder({}), ['explain', 'deadlock'])).toEqual({ code: 0, stdout: readFileSync(new URL('deadlock.md', kinds), 'utf8'), stderr: '' });
});

test('finds a rule with and without the prefix of the plugin', async () => {
  const docs = folder({ 'rules/no-lost-lock.md': '# no-lost-lock\n' });
  for (const name of ['no-lost-lock', 'coffman/no-lost-lock']) {
    expect((await coffman(docs, ['explain', name], undefined, { docs })).stdout).toBe('# no-lost-lock\n');
  }
});

test('lists what there is', async () => {
  const docs = folder({ 'kinds/leak.md': '', 'rules/no-lost-lock.md': '' });
  expect((await coffman(docs, ['explain', 'x'], undefined, { docs })).stderr).toBe("coffman: nothing is called 'x'; there are leak, no-lost-lock\n");
});
