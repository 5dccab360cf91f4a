import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it, test } from 'vitest';
import { families } from '../../bench/family-texts.mjs';
import { analyse } from '../../src/checker/finite/analyse.ts';
import { exportEntry } from '../../src/checker/finite/export.ts';
import { retell } from '../../src/checker/finite/retell.ts';
import { Store } from '../../src/checker/finite/store.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';
import { folder } from '../cli/harness.ts';
import { finiteVerdict, generalVerdict } from '../oracle/verdicts.ts';

const limits = { maxStates: 20_000, timeoutSeconds: 30, maxMemoryMb: 1000, keepsGraph: true, now: () => performance.now() };

function modelOf(file: string): Model {
  const [model] = buildModels({ root: process.cwd(), files: [file] }).models;
  return model;
}

function finite(model: Model, options: Partial<typeof limits & { compiles: boolean; reduces: boolean }> = {}) {
  const analysis = analyse(model, model.entries[0], { ...limits, ...options });
  if (analysis.kind === 'refused') throw new Error(analysis.reason);
  return analysis;
}

/** The programs that start themselves: what is called from outside has no finite model. */
const files = globSync(['fixtures/{classic,mutex,select,channel,condition}/*.ts'], { absolute: true }).filter((file) => /function main\b/.test(readFileSync(file, 'utf8'))).sort();

it.each(files)('%s: the finite model says what the machine says', (file) => {
  const model = modelOf(file);
  const { model: known, searched } = finite(model);
  const general = generalVerdict(model, model.entries[0], { maxStates: 20_000, timeoutSeconds: 60 });
  if (searched.incomplete !== undefined || general === undefined) return;
  expect(finiteVerdict(known, searched)).toEqual(general);
  const reduced = finite(model, { reduces: true });
  expect(reduced.searched.states).toBeLessThanOrEqual(searched.states);
  expect(finiteVerdict(reduced.model, reduced.searched)).toEqual(general);
});

test('of pairs that have nothing to do with one another, each is explored once', () => {
  const states = [2, 3, 4, 5].map((pairs) => {
    const at = folder({ 'a.ts': families['independent pairs'](pairs) });
    return finite(modelOf(`${at}/a.ts`), { reduces: true }).searched.states;
  });
  expect(states.slice(1).map((count, i) => count - states[i])).toEqual([12, 12, 12]);
});

test('a task that a timer takes from one wait to the next is not stuck, though it waits in all states', () => {
  const main = 'export async function main() { await Promise.all([hold(), look()]); }';
  const text = `import { setTimeout as sleep } from 'node:timers/promises';\nlet busy = false;\nasync function hold() { busy = true; }\nasync function look() { while (busy) await sleep(1); }\n${main}\n`;
  const model = modelOf(`${folder({ 'a.ts': text })}/a.ts`);
  const { model: known, searched } = finite(model);
  expect(finiteVerdict(known, searched).filter((blocked) => blocked.startsWith('timer'))).toEqual([]);
  expect(finiteVerdict(known, searched)).toEqual(generalVerdict(model, model.entries[0], limits));
});

const pipeline = modelOf(globSync('fixtures/correct/pipeline.ts', { absolute: true })[0]);

test('generated code and the interpreter go the same ways', () => {
  const [compiled, interpreted] = [true, false].map((compiles) => finite(pipeline, { compiles, maxStates: 8_000 }).searched);
  expect([compiled.states, compiled.transitions, compiled.depth]).toEqual([interpreted.states, interpreted.transitions, interpreted.depth]);
});

describe('refusals', () => {
  const reasonOf = (text: string): string | undefined => {
    const model = modelOf(`${folder({ 'a.ts': text })}/a.ts`);
    const exported = exportEntry(model, model.entries[0], limits);
    return exported.kind === 'refused' ? `${exported.reason} (line ${String(exported.location.line)})` : undefined;
  };

  test('tasks without a bound', () => {
    expect(reasonOf("import { Mutex } from 'async-mutex';\nconst lock = new Mutex();\nasync function work(): Promise<void> {\n  await lock.acquire();\n}\nexport async function main(): Promise<void> {\n  for (;;) {\n    void work();\n    await Promise.resolve();\n  }\n}\n"))
      .toMatch(/^(the task work|mutex\.acquire|work|call) is made again and again while earlier ones are still in use \(line \d+\)$/);
  });

  test('functions that are called from outside', () => {
    expect(reasonOf("import { Mutex } from 'async-mutex';\nconst lock = new Mutex();\nexport async function save(): Promise<void> {\n  const release = await lock.acquire();\n  release();\n}\n"))
      .toBe('code outside of the program calls it, any number of times (line 3)');
  });
});

test('a way to a deadlock is told as the checker tells it', () => {
  const model = modelOf(globSync('fixtures/classic/ab-ba-wrong.ts', { absolute: true })[0]);
  const { model: known, searched } = finite(model);
  const [finding] = retell(known, model.entries[0], { states: searched.pathTo(searched.quiescent[0]).map((state) => searched.stateAt(state)), misuse: undefined });
  expect([finding.kind, finding.confidence, finding.blocked.map(({ location }) => location.line)]).toEqual(['deadlock', 'certain', [31, 15]]);
});

test('a store finds each state again, and takes none for another', () => {
  const store = new Store(2);
  for (let i = 0; i < 5000; i++) expect(store.indexOf(Int32Array.of(i & 63, i >> 6))).toBe(i);
  for (let i = 4999; i >= 0; i -= 7) expect(store.indexOf(Int32Array.of(i & 63, i >> 6))).toBe(i);
  expect(store.count).toBe(5000);
});
