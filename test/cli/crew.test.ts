import { spawnSync } from 'node:child_process';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { Crew } from '../../src/cli/crew.ts';
import type { CheckOptions, EngineModel } from '../../src/cli/engine.ts';
import { judgeAll } from '../../src/cli/judging.ts';
import { progressLine } from '../../src/cli/progress.ts';
import { noPromela, nothing } from './harness.ts';

const limits: CheckOptions = { maxStates: 9, timeoutSeconds: 9, maxMemoryMb: 9, schedule: 'any' };
const silent = progressLine({ write: () => undefined }, 1);

/** Answers with what it was sent, so that the test sees it; breaks down, ends or never answers at entries of these names. */
const worker = new URL(`data:text/javascript,${encodeURIComponent(`
  import { parentPort, threadId } from 'node:worker_threads';
  let model;
  parentPort.on('message', task => {
    model = task.model ?? model;
    const name = model.names[task.entry];
    if (name === 'throws') throw new Error('no such slot');
    if (name === 'ends') process.exit(7);
    parentPort.postMessage({ progress: { states: 5, depth: 2 } });
    parentPort.postMessage({ checked: { findings: [], entries: [{ name, states: 5, file: String(task.model !== undefined) }], diagnostics: [] } });
  });
`)}`);

function modelOf(...names: readonly string[]): EngineModel {
  return { file: names.join(), diagnostics: [], entries: names.length, data: { names }, check: () => nothing, promela: noPromela, print: () => Promise.resolve('') };
}

test('a worker that breaks down loses only the entry that it was at', async () => {
  const models = [modelOf('a', 'throws', 'b'), modelOf('ends', 'c')];
  const { checked, failures } = await judgeAll(models, { limits, jobs: 2, worker, files: 100, progress: silent });
  expect(checked.flatMap(({ entries }) => entries.map(({ name }) => name))).toEqual(['a', 'b', 'c']);
  expect(failures.map(String)).toEqual(['Error: no such slot', 'Error: a worker thread ended with code 7']);
});

test('a model is sent once to a worker, however many of its entries it checks', async () => {
  const crew = new Crew(worker, limits, 1);
  const model = modelOf('a', 'b', 'c');
  const sent = await Promise.all([0, 1, 2].map(async entry => (await crew.check(model, entry, () => undefined)).entries[0]?.file));
  await crew.end();
  expect(sent).toEqual(['true', 'false', 'false']);
});

test('few files that are soon checked start no worker', async () => {
  const { checked } = await judgeAll([modelOf('throws')], { limits, jobs: 4, worker, files: 2, progress: silent });
  expect(checked).toEqual([nothing]);
});

test('progress is one line on a terminal, from the third second on', () => {
  const texts: string[] = [];
  let now = 0;
  const line = progressLine({ isTTY: true, write: text => texts.push(text) }, 2, () => now);
  line.found(3);
  now = 1900;
  line.explored(0, { states: 1000, depth: 7 });
  expect(texts).toEqual([]);
  now = 2500;
  line.explored(0, { states: 5000, depth: 12 });
  line.explored(0, { states: 6000, depth: 13 });
  now = 3000;
  line.done(0, 6000);
  line.clear();
  expect(texts).toEqual(['\r\u001B[K1 of 2 files, 0 of 3 entries, 5,000 states, 2,000 states/s, depth 12', '\r\u001B[K1 of 2 files, 1 of 3 entries, 6,000 states, 2,000 states/s, depth 0', '\r\u001B[K']);
});

test('progress is silent where there is no terminal', () => {
  const texts: string[] = [];
  let now = 0;
  const line = progressLine({ write: text => texts.push(text) }, 2, () => now);
  now = 60_000;
  line.explored(0, { states: 5000, depth: 12 });
  line.clear();
  expect(texts).toEqual([]);
});

test('the report is the same for any number of jobs', () => {
  const files = globSync('fixtures/{mutex,channel,select}/*.ts').sort().slice(0, 16);
  expect(files).toHaveLength(16);
  const reports = ['1', '2', '4', '2'].map(jobs => {
    const run = spawnSync(process.execPath, ['dist/cli/bin.js', 'check', '--no-cache', ...files, '-f', 'json', '--timeout', '120', '--jobs', jobs], { encoding: 'utf8', maxBuffer: 1 << 28 });
    expect(run.stderr).toBe('');
    return run.stdout;
  });
  expect(JSON.parse(reports[0])).toMatchObject({ summary: { files: 16 } });
  expect(new Set(reports).size).toBe(1);
}, 300_000);
