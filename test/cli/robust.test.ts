import { execFileSync, spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { folder } from './harness.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const stuck = "import { Chan } from 'ts-chan';\nexport async function main() {\n  await new Chan<string>().send('nobody listens');\n}\n";
const orderly = stuck.replace('>()', '>(1)');

function coffman(cwd: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' });
}

/** As an unprivileged user: what root may write is no test. */
function asNobody(cwd: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, bin, ...args], { cwd, encoding: 'utf8' });
}

const isRoot = process.getuid?.() === 0;

test('killed at any moment, it leaves whole files or none, and a cache that changes nothing', async () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`src/${String(index)}.ts`, index % 3 === 0 ? stuck : orderly]));
  const root = folder({ 'package.json': '{}', ...files });
  const started = performance.now();
  const whole = coffman(root, 'check', '--no-cache', '-f', 'json').stdout;
  const took = performance.now() - started;
  for (const [moment, signal] of [[0.3, 'SIGKILL'], [0.6, 'SIGINT'], [0.8, 'SIGKILL'], [0.95, 'SIGKILL']] as const) {
    const child = spawn(process.execPath, [bin, 'check', '-q', '-o', 'json=report.json', '--update-baseline', '--baseline', 'known.json'], { cwd: root, stdio: 'ignore' });
    setTimeout(() => child.kill(signal), took * moment);
    await once(child, 'exit');
    for (const name of readdirSync(root).filter(file => file.endsWith('.json'))) expect(() => JSON.parse(readFileSync(join(root, name), 'utf8')) as unknown).not.toThrow();
  }
  expect(coffman(root, 'check', '-f', 'json').stdout).toBe(whole);
}, 240_000);

test('--watch checks again when a file is saved, and only then', async () => {
  const root = folder({ 'package.json': '{}', 'src/a.ts': orderly, 'src/b.ts': orderly });
  const child = spawn(process.execPath, [bin, 'check', 'src', '--watch', '-o', 'json=report.json'], { cwd: root });
  onTestFinished(() => void child.kill());
  let said = '';
  child.stderr.on('data', (text: Buffer) => { said += text.toString(); });
  const runs = async (count: number): Promise<number> => {
    for (let tries = 0; said.split('waiting for changes').length <= count && tries < 400; tries++) await sleep(100);
    return (JSON.parse(readFileSync(join(root, 'report.json'), 'utf8')) as { readonly summary: { readonly findings: number } }).summary.findings;
  };
  expect(await runs(1)).toBe(0);
  writeFileSync(join(root, 'src/b.ts'), stuck);
  expect(await runs(2)).toBe(1);
  mkdirSync(join(root, 'src/deep'));
  expect(await runs(3)).toBe(1);
  writeFileSync(join(root, 'src/deep/c.ts'), stuck);
  expect(await runs(4)).toBe(2);
  // its own report in a folder that is watched is no change
  await sleep(1500);
  expect(said.split('waiting for changes').length).toBe(5);
}, 240_000);

test('names with spaces, quotes, line breaks, leading dashes and letters of all the world', () => {
  const names = ['with space.ts', "quo'te\".ts", 'ünï-日本.ts', '-dash.ts', '--format.ts', 'new\nline.ts', '$(touch x).ts', '[a-z]{1}.ts', 'a#b?c.ts'];
  const root = folder({ 'package.json': '{}', ...Object.fromEntries(names.map(name => [name, stuck])) });
  for (const args of [['.'], ['--', ...names], []]) {
    const { stdout, stderr, status } = coffman(root, 'check', '-f', 'json', ...args);
    expect([status, stderr]).toEqual([1, '']);
    expect((JSON.parse(stdout) as { readonly findings: readonly { readonly location: { readonly file: string } }[] }).findings.map(({ location }) => location.file).sort()).toEqual([...names].sort());
  }
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '.', ':!node_modules'], { cwd: root });
  expect(coffman(root, 'check', '--staged', '-f', 'gitlab').status).toBe(1);
}, 120_000);

test('links that lead round in circles, or nowhere', () => {
  const root = folder({ 'package.json': '{}', 'src/a.ts': stuck, 'tsconfig.json': '{"include":["src"]}' });
  symlinkSync('..', join(root, 'src/up'));
  symlinkSync('gone.ts', join(root, 'src/nowhere.ts'));
  symlinkSync('loop.ts', join(root, 'src/loop.ts'));
  const byFolder = coffman(root, 'check', 'src', '-f', 'json');
  expect([byFolder.status, byFolder.stderr, (JSON.parse(byFolder.stdout) as { readonly summary: { readonly files: number } }).summary.files]).toEqual([1, '', 1]);
  const named = coffman(root, 'check', 'src/loop.ts');
  expect([named.status, named.stderr]).toEqual([2, 'coffman: src/loop.ts: a symbolic link leads back to itself; check the path\n']);
  const byProject = coffman(root, 'check', '-f', 'json');
  expect(byProject.stderr.split('\n').filter(line => line !== '' && !/^coffman: .*(?:cannot read|symbolic link)/.test(line))).toEqual([]);
  expect((JSON.parse(byProject.stdout) as { readonly findings: readonly object[] }).findings.length).toBe(1);
});

test('ten thousand files', () => {
  const files = Array.from({ length: 10_000 }, (_, index) => [`src/${String(index % 100)}/${String(index)}.ts`, index % 1000 === 0 ? stuck : 'export const answer = 42;\n'] as const);
  const { status, stdout, stderr } = coffman(folder({ 'package.json': '{}', ...Object.fromEntries(files) }), 'check', '--no-cache', '-f', 'json');
  expect([status, stderr, (JSON.parse(stdout) as { readonly summary: object }).summary]).toEqual([1, '', { files: 10_000, entries: 10, findings: 10, incomplete: 0 }]);
}, 240_000);

test.skipIf(!isRoot)('in a folder that cannot be written it works, and says so where it has to write', () => {
  const root = folder({ 'package.json': '{}', 'a.ts': stuck });
  execFileSync('chmod', ['755', root]);
  const ran = asNobody(root, 'check', '-f', 'json');
  expect([ran.status, ran.stderr, (JSON.parse(ran.stdout) as { readonly findings: readonly object[] }).findings.length]).toEqual([1, '', 1]);
  expect(readdirSync(root)).toEqual(['a.ts', 'package.json']);
  expect(asNobody(root, 'check', '-o', 'json=out.json').stderr).toMatch(/^coffman: cannot write .*out\.json: permission denied\n$/);
  expect(asNobody(root, 'check', '--update-baseline').stderr).toMatch(/^coffman: cannot write .*coffman-baseline\.json: permission denied\n$/);
  expect(asNobody(root, 'doctor').stdout).toMatch(/cache +none: \. cannot be written/);
});

test.skipIf(!isRoot)('on a full disk it works, and leaves no half of a file', () => {
  const disk = mkdtempSync(join(tmpdir(), 'coffman-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0;
  onTestFinished(() => {
    if (mounted) execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  if (!mounted) return;
  writeFileSync(join(disk, 'package.json'), '{}');
  writeFileSync(join(disk, 'a.ts'), stuck);
  writeFileSync(join(disk, 'report.html'), 'the one before');
  const fill = (): void => { try { writeFileSync(join(disk, 'rest'), 'x'.repeat(1 << 20)); } catch { /* that is the aim */ } };
  fill();
  const ran = coffman(disk, 'check', '-f', 'json');
  expect([ran.status, ran.stderr, (JSON.parse(ran.stdout) as { readonly findings: readonly object[] }).findings.length]).toEqual([1, '', 1]);
  const written = coffman(disk, 'check', '-o', 'html=report.html');
  expect([written.status, written.stderr]).toEqual([2, expect.stringMatching(/^coffman: cannot write .*report\.html: no space left on the device\n$/)]);
  expect(readFileSync(join(disk, 'report.html'), 'utf8')).toBe('the one before');
  expect(readdirSync(disk, { recursive: true }).filter(name => String(name).endsWith('.tmp'))).toEqual([]);
});
