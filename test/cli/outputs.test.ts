import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { json } from '../../src/report/json.ts';
import { context, sample } from '../report/sample.ts';
import { coffman, FakeEngine, folder, nothing, reportOf } from './harness.ts';

const found = new FakeEngine({ ...nothing, findings: sample.findings, entries: sample.entries });
const written = json({ ...sample, diagnostics: [] }, context);

test('several reports at once: stdout keeps its own', async () => {
  const root = folder({ 'a.ts': '' });
  const { code, stdout } = await coffman(root, 'check a.ts -o sarif=out.sarif -o junit=out.xml'.split(' '), found);
  expect([code, stdout.slice(0, 12)]).toEqual([1, '── 1 of 2 ──']);
  expect(readdirSync(root).sort()).toEqual(['a.ts', 'out.sarif', 'out.xml']);
  expect(readFileSync(join(root, 'out.sarif'), 'utf8')).toContain('"2.1.0"');
  expect(readFileSync(join(root, 'out.xml'), 'utf8')).toContain('<testsuites');
});

test('-o without a format takes the place of stdout, and `-` is stdout', async () => {
  const root = folder({ 'a.ts': '' });
  expect((await coffman(root, 'check a.ts -f gitlab -o out.json -o sarif=b.sarif'.split(' '), found)).stdout).toBe('');
  expect(readFileSync(join(root, 'out.json'), 'utf8')).toContain('check_name');
  expect((await coffman(root, 'check a.ts -o json=-'.split(' '), found)).stdout).toContain('"version": 1');
});

test('a file is replaced whole: links stay, nothing is left behind', async () => {
  const root = folder({ 'a.ts': '', 'real.json': 'old' });
  symlinkSync('real.json', join(root, 'link.json'));
  await coffman(root, 'check a.ts -o json=link.json'.split(' '), found);
  expect(lstatSync(join(root, 'link.json')).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(join(root, 'real.json'), 'utf8'))).toMatchObject({ version: 1 });
  expect(readdirSync(root).sort()).toEqual(['a.ts', 'link.json', 'real.json']);
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written', async () => {
  const root = folder({ 'a.ts': '' });
  mkdirSync(join(root, 'fixed'));
  chmodSync(join(root, 'fixed'), 0o500);
  const { code, stderr } = await coffman(root, 'check a.ts -o json=fixed/out.json'.split(' '), found);
  expect([code, stderr]).toEqual([2, `coffman: cannot write ${root}/fixed/out.json: permission denied\n`]);
});

test('a full device is one clear line', async () => {
  const { code, stderr } = await coffman(folder({ 'a.ts': '' }), 'check a.ts -o json=/dev/full'.split(' '), found);
  expect([code, stderr]).toEqual([2, 'coffman: cannot write /dev/full: no space left on the device\n']);
});

test('GitHub: annotations on stdout, the diagrams in the job summary', async () => {
  const root = folder({ 'repo/.git/HEAD': '', 'repo/packages/one/a.ts': '', 'summary.md': 'before\n' });
  const env = { GITHUB_STEP_SUMMARY: join(root, 'summary.md') };
  const { stdout } = await coffman(join(root, 'repo/packages/one'), 'check a.ts -f github'.split(' '), found, { env });
  expect(stdout).toContain('::error file=packages/one/src/transfer.ts,line=8');
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^before\n# Coffman\n[^]*```mermaid\nsequenceDiagram\n/);
});

test('fmt renders later what check would have rendered', async () => {
  const root = folder({ 'a.ts': '' });
  await coffman(root, 'check a.ts -o report.json -f json'.split(' '), found);
  for (const format of ['pretty', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html', 'json']) {
    const late = await coffman(root, ['fmt', 'report.json', '-f', format]);
    const soon = await coffman(root, ['check', 'a.ts', '-f', format], found);
    expect([late.code, late.stdout]).toEqual([0, soon.stdout]);
  }
});

test('fmt refuses what is no report', async () => {
  const { code, stderr } = await coffman(folder({ 'report.json': '{"version": 2}' }), ['fmt', 'report.json']);
  expect([code, stderr]).toEqual([2, "coffman: report.json: not a report of this version of coffman: it must have required property 'findings'; write it anew with coffman check -f json\n"]);
});

test('merge joins shards as one run would have told it, and is a gate of its own', async () => {
  const [first, second] = sample.findings;
  const half = (findings: typeof sample.findings, entries: typeof sample.entries, files: number): string =>
    json({ ...sample, findings, entries, diagnostics: [], summary: { files, entries: entries.length, findings: findings.length, incomplete: 0 } }, context);
  const root = folder({
    'a.json': half(second === undefined ? [] : [second], sample.entries.slice(1), 2),
    'b.json': half(first === undefined ? [] : [first], sample.entries.slice(0, 1), 1),
    'whole.json': written,
  });
  const merged = await coffman(root, ['merge', 'a.json', 'b.json']);
  expect(merged.code).toBe(1);
  expect(reportOf(merged)).toEqual(reportOf(await coffman(root, ['merge', 'whole.json'])));
  expect((await coffman(root, ['merge', 'a.json', '--fail-on-incomplete'])).code).toBe(3);
  expect((await coffman(root, ['merge', 'a.json', 'b.json', '--fail-on', 'never', '-f', 'pretty'])).stdout).toContain('4 entries checked in 3 files');
});
