import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EntryResult, Finding } from '../../src/checker/finding.ts';
import type { Checked, EngineModel } from '../../src/cli/engine.ts';
import type { Host } from '../../src/cli/host.ts';
import type { Diagnostic } from '../../src/model/location.ts';
import { sample } from '../report/sample.ts';
import { coffman, FakeEngine, folder, noPromela, nothing, reportOf } from './harness.ts';

const clean: EntryResult = { name: 'main', file: 'a.ts', line: 1, verdict: 'clean', reason: null, states: 7, transitions: 9, depth: 3, elapsedMs: 41.6 };
const unfinished: EntryResult = { ...clean, verdict: 'incomplete', reason: 'stopped after 7 states (--max-states)' };

function found(confidence: Finding['confidence']): Checked {
  return { ...nothing, findings: sample.findings.slice(0, 1).map(finding => ({ ...finding, confidence })), entries: [{ ...clean, verdict: 'findings' }] };
}

function syntaxError(line: number): Diagnostic {
  return { severity: 'error', message: "';' expected.", location: { file: 'bad.ts', line, column: 5, endLine: line, endColumn: 6 } };
}

const codes: readonly (readonly [string, Checked, string, number])[] = [
  ['clean', { ...nothing, entries: [clean] }, '', 0],
  ['certain', found('certain'), '', 1],
  ['likely', found('likely'), '', 1],
  ['possible', found('possible'), '', 0],
  ['possible', found('possible'), '--fail-on possible', 1],
  ['likely', found('likely'), '--fail-on certain', 0],
  ['certain', found('certain'), '--fail-on certain', 1],
  ['certain', found('certain'), '--fail-on never', 0],
  ['incomplete', { ...nothing, entries: [unfinished] }, '', 0],
  ['incomplete', { ...nothing, entries: [unfinished] }, '--fail-on-incomplete', 3],
  ['clean', { ...nothing, entries: [clean] }, '--fail-on-incomplete', 0],
  ['certain and incomplete', { ...found('certain'), entries: [unfinished] }, '--fail-on-incomplete', 1],
  ['possible and incomplete', { ...found('possible'), entries: [unfinished] }, '--fail-on-incomplete', 3],
  ['possible and stopped early', { ...found('possible'), entries: [{ ...unfinished, verdict: 'findings' }] }, '--fail-on-incomplete', 3],
  ['certain and a bad file', { ...found('certain'), diagnostics: [syntaxError(1)] }, '', 2],
  ['incomplete and a bad file', { ...nothing, entries: [unfinished], diagnostics: [syntaxError(1)] }, '--fail-on-incomplete', 2],
];

test.each(codes)('exit code: %s, %#', async (_, checked, options, expected) => {
  const argv = ['check', 'a.ts', ...options.split(' ').filter(option => option !== '')];
  expect((await coffman(folder({ 'a.ts': '' }), argv, new FakeEngine(checked))).code).toBe(expected);
});

test('the limits and their defaults', async () => {
  const engine = new FakeEngine();
  const root = folder({ 'a.ts': '' });
  await coffman(root, ['check', 'a.ts'], engine);
  await coffman(root, 'check a.ts --max-states 9 --timeout=.5 --max-memory 64 --schedule fifo --entry ./src/a.ts#main'.split(' '), engine);
  expect(engine.limits).toEqual([
    { maxStates: 200000, timeoutSeconds: 10, maxMemoryMb: 2048, schedule: 'any', effort: 4 },
    { maxStates: 9, timeoutSeconds: 0.5, maxMemoryMb: 64, schedule: 'fifo', effort: 4 },
  ]);
  expect(engine.asked.map(({ entries }) => entries)).toEqual([undefined, ['src/a.ts#main']]);
});

test('errors of a file are one line on stderr; the report is still printed', async () => {
  const engine = new FakeEngine({ ...nothing, entries: [clean] }, { diagnostics: [syntaxError(3), syntaxError(8), syntaxError(9)] });
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': '', 'bad.ts': '' }), ['check', '.'], engine);
  expect(stderr).toBe("coffman: bad.ts:3:5: ';' expected. (and 2 more in this file)\n");
  expect(stdout).toBe('1 entry checked in 2 files: 1 clean, 0 findings, 0 incomplete, 3 errors, 7 states\n');
  expect(code).toBe(2);
});

test('elapsed times are reported on request only, so that equal runs print equal bytes', async () => {
  const root = folder({ 'a.ts': '' });
  const engine = new FakeEngine({ ...nothing, entries: [clean] });
  const plain = await coffman(root, ['check', 'a.ts', '-f', 'json'], engine);
  const timed = await coffman(root, ['check', 'a.ts', '-f', 'json', '--stats'], engine);
  expect([plain, timed].map(ran => reportOf(ran).entries[0]?.elapsedMs)).toEqual([0, 42]);
});

test('an entry that does not exist', async () => {
  expect(await coffman(folder({ 'a.ts': '' }), ['check', 'a.ts', '--entry', 'mian'])).toMatchObject({
    code: 2,
    stderr: "coffman: no entry is called 'mian'; leave --entry out to check them all\n",
  });
});

test('-o writes the report to a file, without colour', async () => {
  const root = folder({ 'a.ts': '' });
  mkdirSync(join(root, 'out'));
  const engine = new FakeEngine({ ...nothing, entries: [clean] });
  const { stdout } = await coffman(root, ['check', 'a.ts', '-o', 'out/report.txt'], engine, terminal());
  expect(stdout).toBe('');
  expect(readFileSync(join(root, 'out/report.txt'), 'utf8')).toBe('1 entry checked in 1 file: 1 clean, 0 findings, 0 incomplete, 7 states\n');
});

test('colour: only in a terminal, unless the environment says so or says no', async () => {
  const root = folder({ 'a.ts': '' });
  const engine = new FakeEngine({ ...nothing, entries: [clean] });
  const coloured: boolean[] = [];
  for (const env of [{}, { NO_COLOR: '1' }, { NO_COLOR: '' }, { TERM: 'dumb' }, { TERM: 'dumb', FORCE_COLOR: '1' }]) {
    const texts: string[] = [];
    await coffman(root, ['check', 'a.ts'], engine, terminal(texts, env));
    coloured.push(texts.join('').includes('\u001B['));
  }
  expect(coloured).toEqual([true, false, true, false, true]);
  expect((await coffman(root, ['check', 'a.ts'], engine)).stdout).not.toContain('\u001B[');
});

test('the width is that of COLUMNS, else of the terminal', async () => {
  const root = folder({ 'a.ts': '' });
  const engine = new FakeEngine(found('certain'));
  const widths: (number | undefined)[] = [];
  for (const env of [{}, { COLUMNS: '70' }, { COLUMNS: '20' }, { COLUMNS: '500' }, { COLUMNS: 'wide' }]) {
    const texts: string[] = [];
    await coffman(root, ['check', 'a.ts'], engine, terminal(texts, { ...env, NO_COLOR: '1' }));
    widths.push(texts.join('').split('\n')[0]?.length);
  }
  expect(widths).toEqual([90, 70, 60, 120, 100]);
});

test('an entry on which the engine fails is an internal error; the others are reported', async () => {
  const [good, bad] = [new FakeEngine({ ...nothing, entries: [clean] }), new FakeEngine(() => { throw new Error('no such slot'); })];
  const engine = new FakeEngine(nothing, { models: [bad, good].flatMap(one => [...one.build({ root: '/', files: [] })]) });
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': '' }), ['check', 'a.ts'], engine);
  expect(stdout).toBe('1 entry checked in 1 file: 1 clean, 0 findings, 0 incomplete, 1 error, 7 states\n');
  expect(stderr.split('\n').slice(0, 4)).toEqual([
    'coffman: not all was checked, because of an internal error',
    'coffman: internal error in one of the entries: this is a fault of coffman, not of the code it checks; please report it with the lines below',
    '  coffman 1.2.3, node v20.0.0, linux x64',
    '  Error: no such slot',
  ]);
  expect(code).toBe(2);
});

test('where no entry could be checked, nothing is said of what the files use', async () => {
  const { stdout } = await coffman(folder({ 'a.ts': '' }), ['check', 'a.ts'], new FakeEngine(() => { throw new Error('no such slot'); }));
  expect(stdout).toContain('Nothing was checked in 1 file: 1 error');
});

test('an engine that fails to build or to load is an internal error', async () => {
  const failing: Partial<Host> = { engine: () => Promise.reject(new TypeError('x is not a function')) };
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': '' }), ['check', 'a.ts'], undefined, failing);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'coffman: internal error: this is a fault of coffman, not of the code it checks; please report it with the lines below',
    '  coffman 1.2.3, node v20.0.0, linux x64',
    '  TypeError: x is not a function',
  ]);
});

test('a reader that has gone away does not change the exit code', async () => {
  const gone: Partial<Host> = { stdout: { write: (_, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })) } };
  expect(await coffman(folder({ 'a.ts': '' }), ['check', 'a.ts'], new FakeEngine(found('certain')), gone)).toMatchObject({ code: 1, stderr: '' });
});

function terminal(texts: string[] = [], env: Host['env'] = {}): Partial<Host> {
  return {
    env,
    stdout: {
      isTTY: true,
      columns: 90,
      write: (text, done) => {
        texts.push(text);
        done();
      },
    },
  };
}

test('when the models break off, what came before is reported', async () => {
  function* models(): Generator<EngineModel> {
    yield { file: 'a.ts', diagnostics: [], entries: 1, data: undefined, check: () => ({ ...nothing, entries: [clean] }), promela: noPromela, print: () => Promise.resolve('') };
    throw new Error('no such node');
  }
  const { code, stdout, stderr } = await coffman(folder({ 'a.ts': '' }), ['check', 'a.ts'], new FakeEngine(nothing, { models: models() }));
  expect(stdout).toBe('1 entry checked in 1 file: 1 clean, 0 findings, 0 incomplete, 1 error, 7 states\n');
  expect([code, stderr.split('\n')[3]]).toEqual([2, '  Error: no such node']);
});
