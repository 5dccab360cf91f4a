import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engine } from '../../src/cli/coffman-engine.ts';
import type { Report } from '../../src/report/report.ts';
import { coffman, folder, reportOf } from './harness.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hasSpin = spawnSync('spin', ['-V']).status === 0 && spawnSync('gcc', ['--version']).status === 0;
const spin = ['check', '--engine', 'spin', '--timeout', '60', '-f', 'json'];

/** Of two trails of one length either may be told. */
function summary({ kind, confidence, blocked }: Report['findings'][number]) {
  return { kind, confidence, lines: blocked.map(({ location }) => location.line).sort() };
}

test.skipIf(!hasSpin)('SPIN finds what Coffman finds, and its trail is told in the same words', { timeout: 120_000 }, async () => {
  for (const file of ['fixtures/classic/ab-ba-wrong.ts', 'fixtures/classic/two-closers-wrong.ts', 'fixtures/libraries/rxjs-concat-map-right.ts']) {
    const ours = reportOf(await coffman(root, ['check', '-f', 'json', file], engine));
    const theirs = reportOf(await coffman(root, [...spin, file], engine, { env: process.env }));
    expect(theirs.findings.map(summary)).toEqual(ours.findings.map(summary));
  }
});

test.skipIf(!hasSpin)('steps that are not known when the model is written are learnt from trails', { timeout: 120_000 }, async () => {
  const { findings, entries } = reportOf(await coffman(root, [...spin, '--max-states', '3', 'fixtures/classic/ab-ba-wrong.ts'], engine, { env: process.env }));
  expect([findings.map(({ kind }) => kind), entries.map(({ verdict }) => verdict)]).toEqual([['deadlock'], ['findings']]);
});

test('without SPIN it says how to get it', async () => {
  const { code, stderr } = await coffman(root, [...spin, 'fixtures/classic/ab-ba-wrong.ts'], engine, { env: { PATH: folder({}) } });
  expect([code, stderr]).toEqual([2, 'coffman: --engine spin needs SPIN, which is not installed; install it with a C compiler (Debian: apt-get install spin gcc)\n']);
});

test('options of SPIN without SPIN', async () => {
  const { code, stderr } = await coffman(root, ['check', '--spin-options=-bfs', 'fixtures/classic'], engine);
  expect([code, stderr.split('\n')[0]]).toEqual([2, 'coffman: --spin-options is for --engine spin']);
});

test('an entry without a finite model', async () => {
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': '' }), ['model', '-f', 'promela', 'a.ts']);
  expect([code, stdout, stderr]).toEqual([2, '', 'coffman: a.ts:2: main has no finite model: a promise is made again and again\n']);
});
