import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import { coffman, folder, reportOf } from './harness.ts';

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

const stuck = "import { Chan } from 'ts-chan';\nexport async function main() {\n  await new Chan<string>().send('nobody listens');\n}\n";

test('tells the story of a finding, from the cache or from a report', async () => {
  const root = folder({ 'package.json': '{}', 'a.ts': stuck });
  const [id = ''] = reportOf(await coffman(root, ['check', '-f', 'json'], engine)).findings.map(finding => finding.id);
  const { code, stdout } = await coffman(root, ['explain', id]);
  expect([code, stdout.split('\n')[0]]).toEqual([0, `Certain deadlock: ${id}`]);
  expect(stdout).toContain('1. main sends on a channel and waits  a.ts:3:9\n');
  expect(stdout).toContain("> 3 |   await new Chan<string>().send('nobody listens');");
  expect(stdout).toContain('Then, for ever\n  main: send');
  expect(stdout).toContain('What a deadlock is: coffman explain deadlock\n');

  await coffman(root, ['check', '--no-cache', '-o', 'json=report.json'], engine);
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect((await coffman(root, ['explain', id, 'report.json'])).stdout).toBe(stdout);
  expect((await coffman(root, ['explain', id])).stderr).toBe(`coffman: ${id} was not found lately; run coffman check, or name a report: coffman explain ${id} REPORT.json\n`);
});

test('a story says who holds what after each step', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const out = folder({});
  await coffman(root, ['check', 'fixtures/demo/transfer.ts', '--no-cache', '-o', `json=${join(out, 'r.json')}`], engine);
  const { stdout } = await coffman(root, ['explain', 'deadlock-61c782d902', join(out, 'r.json')]);
  expect(stdout.match(/held now: .*/g)).toEqual(['held now: lock (1) by main → deposit', ...Array<string>(3).fill('held now: lock (1) by main → deposit; lock (2) by main → withdraw')]);
});

test('lists what there is', async () => {
  const docs = folder({ 'kinds/leak.md': '', 'rules/no-lost-lock.md': '' });
  expect((await coffman(docs, ['explain', 'x'], undefined, { docs })).stderr).toBe("coffman: nothing is called 'x'; there are leak, no-lost-lock\n");
});
