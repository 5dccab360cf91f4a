import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import type { Engine } from '../../src/cli/engine.ts';
import { gitlabFaults, junitFaults, sarifFaults } from '../report/schemas.ts';
import { coffman, reportOf, type Ran } from './harness.ts';

/** A workspace of three packages, from the day on which a team takes Coffman up: the tests are its days, one after the other. */
const source = fileURLToPath(new URL('../../fixtures/sample-repo', import.meta.url));
const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'coffman-sample-'));

let explored: string[] = [];
const counting: Engine = { ...engine, build: options => { explored.push(...options.files); return engine.build(options); } };

async function check(...options: string[]): Promise<Ran> {
  explored = [];
  // a busy machine must not make an entry incomplete
  return coffman(root, ['check', '--timeout', '120', ...options], counting);
}

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'core.hooksPath=.git/hooks'];

function git(...args: string[]): void {
  execFileSync('git', [...identity, ...args], { cwd: root });
}

beforeAll(() => {
  cpSync(source, root, { recursive: true });
  mkdirSync(join(root, 'reports'));
  writeFileSync(join(root, '.gitignore'), 'node_modules\nreports\n');
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'as it is');
});

afterAll(() => { rmSync(root, { recursive: true }); });

const notices = 'packages/orders/src/notices.ts';
const server = 'packages/orders/src/server.ts';

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(root, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(root, file), text.replace(from, to));
}

const told = (ran: Ran): string[] => reportOf(ran).findings.map(({ kind, entry, location }) => `${kind} in ${entry.file}, at ${location.file}:${String(location.line)}`);

test('the first run finds the three bugs, one in each package, and nothing else', async () => {
  const ran = await check('-f', 'json');
  expect([ran.code, ran.stderr]).toEqual([1, '']);
  expect(told(ran)).toEqual([
    'leak in packages/labels/src/print-batch.ts, at packages/labels/src/printer.ts:13',
    'deadlock in packages/orders/src/server.ts, at packages/orders/src/desk.ts:10',
    'deadlock in packages/stock/src/rebalance.ts, at packages/stock/src/warehouse.ts:21',
  ]);
  expect(reportOf(ran)).toMatchObject({ diagnostics: [], summary: { files: 10, findings: 3, incomplete: 0 } });
});

test('the second explores nothing and says the same', async () => {
  const first = await check('-f', 'json', '--no-cache');
  expect(explored.length).toBe(10);
  expect(await check('-f', 'json')).toEqual(first);
  expect(explored).toEqual([]);
});

test('SARIF, JUnit and GitLab are valid', async () => {
  await check('-q', '-o', 'sarif=reports/out.sarif', '-o', 'junit=reports/junit.xml', '-o', 'gitlab=reports/gitlab.json');
  const written = (name: string): string => readFileSync(join(root, 'reports', name), 'utf8');
  expect(await sarifFaults(written('out.sarif'))).toEqual([]);
  expect(await junitFaults(written('junit.xml'))).toEqual([]);
  expect(await gitlabFaults(written('gitlab.json'))).toEqual([]);
});

test('three shards, merged, are one run', async () => {
  const parts = ['1/3', '2/3', '3/3'].map(shard => [shard, `reports/${shard.replace('/', '-')}.json`] as const);
  for (const [shard, file] of parts) expect((await check('-q', '--shard', shard, '-o', `json=${file}`)).code).toBe(0);
  for (const format of ['json', 'sarif', 'pretty']) {
    expect(await coffman(root, ['merge', ...parts.map(([, file]) => file), '-f', format])).toEqual(await check('-f', format));
  }
});

test('with a baseline it passes', async () => {
  await check('-q', '--update-baseline');
  expect((await check()).code).toBe(0);
  git('add', '.');
  git('commit', '-q', '-m', 'take up coffman');
});

test('a new bug fails the gate, and it alone is told of', async () => {
  edit(server, 'Chan<string>(16)', 'Chan<string>()');
  edit(server, 'const delivered = deliver(notices);\n', '');
  edit(server, '  notices.close();\n  await delivered;\n', '  notices.close();\n  await deliver(notices);\n');
  const ran = await check('-f', 'json');
  expect([ran.code, told(ran)]).toEqual([1, ['deadlock in packages/orders/src/server.ts, at packages/orders/src/notices.ts:6']]);
});

test('with a reason it is let through; without, it is not', async () => {
  const comment = '// coffman-ignore-next-line deadlock';
  edit(notices, '  await notices.send', `  ${comment}\n  await notices.send`);
  expect((await check()).code).toBe(1);
  edit(notices, comment, `${comment} -- goes with the new till in March`);
  const ran = await check('-f', 'json');
  expect([ran.code, reportOf(ran).suppressed.map(({ by, reason }) => [by, reason])]).toEqual([0, expect.arrayContaining([['comment', 'goes with the new till in March']])]);
  git('checkout', '-q', '.');
});

test('a hook keeps a new bug out of the repository, by what it reaches', () => {
  writeFileSync(join(root, '.git/hooks/pre-commit'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" check --staged\n`);
  chmodSync(join(root, '.git/hooks/pre-commit'), 0o755);
  const commit = (): SpawnSyncReturns<string> => spawnSync('git', [...identity, 'commit', '-a', '-q', '-m', 'x'], { cwd: root, encoding: 'utf8' });
  // the server of another package delivers to a warehouse before anything else
  edit('packages/stock/src/warehouse.ts', '    await this.exclusively((shelves) => {\n', '    await this.#lock.acquire();\n    await this.exclusively((shelves) => {\n');
  const stopped = commit();
  expect(stopped.status).toBe(1);
  expect(stopped.stdout + stopped.stderr).toContain('packages/orders/src/server.ts');
  git('checkout', '-q', 'HEAD', '.');
  edit('packages/stock/src/warehouse.ts', 'export class Warehouse', '/** A store of goods. */\nexport class Warehouse');
  expect(commit().status).toBe(0);
});
