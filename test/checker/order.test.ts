import { expect, test } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { explore } from '../../src/checker/explorer.ts';
import type { Finding } from '../../src/checker/finding.ts';
import { mustReplayNaively } from '../../src/checker/naive-replay.ts';
import { newMachine } from '../../src/checker/new-machine.ts';
import { NotReplayed, mustBeBlocked } from '../../src/checker/replayed.ts';
import { allBut } from '../../src/checker/reductions.ts';
import { Slicing } from '../../src/checker/slicing.ts';
import type { Suspicion } from '../../src/checker/suspicions.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';
import { textProject } from '../../src/model/project.ts';

const limits = { maxStates: 5000, timeoutSeconds: 20, maxMemoryMb: 500, schedule: 'any' } as const;

function modelOf(second: string): Model {
  const text = `import { Mutex } from 'async-mutex';
const ledger = new Mutex();
const audit = new Mutex();
async function post() { const l = await ledger.acquire(); const a = await audit.acquire(); a(); l(); }
async function review() { ${second} const a = await audit.acquire(); const l = await ledger.acquire(); l(); a(); }
export async function main() { await Promise.all([post(), review()]); }
`;
  const [model] = buildModels({ root: '/', files: ['/a.ts'], project: textProject('/a.ts', text) }).models;
  return model;
}

const found = (second: string, schedule: 'any' | 'fifo' = 'any'): readonly Finding[] => checkModel(modelOf(second), { ...limits, schedule }).findings;

test('a deadlock that comes in the exact order of microtasks as well says so', () => {
  expect(found('').map(({ kind, order }) => [kind, order])).toEqual([['deadlock', 'exact']]);
});

test('a deadlock that needs another order is labelled so, and is none in the exact order', () => {
  const late = 'await null; '.repeat(12);
  const [finding] = found(late);
  expect([finding.kind, finding.order]).toEqual(['deadlock', 'other']);
  expect(finding.message).toMatch(/It needs ready tasks to run in another order/);
  expect(found(late, 'fifo')).toEqual([]);
});

test('a way that does not end in what was met is told as a fault of this program', () => {
  const model = modelOf('');
  const { machine } = newMachine(model, { integer: 10, items: 10, step: 1000, ways: 10 }, new Slicing());
  const suspicion = { kind: 'quiescent', state: 3, move: undefined, level: 0, blocked: [{ site: 1, operation: 0 }] } as const;
  const judge = (): void => { mustBeBlocked(machine, model.entries[0], suspicion, [], machine.memory.words); };
  expect(judge).toThrow(NotReplayed);
  expect(judge).toThrow(/^a counterexample does not replay: entry main \(a\.ts:6\), quiescent at state 3, without .* at .*; please add the file/);
});

test('what a machine without reductions does not come to is told as a fault of this program', () => {
  const model = modelOf('');
  const { machine, interpreter } = newMachine(model, { integer: 10, items: 10, step: 1000, ways: 10 }, new Slicing());
  const [entry] = model.entries;
  const options = { budget: { ...limits, timeoutSeconds: 20 }, schedule: 'any', reductions: allBut([]), now: () => performance.now() } as const;
  const exploration = explore(machine, interpreter, () => { interpreter.start(entry.procedure); }, options);
  const [met] = exploration.suspicions;
  const replay = (suspicion: Suspicion) => (): void => { mustReplayNaively(machine, interpreter, entry, exploration, suspicion); };
  expect(replay(met)).not.toThrow();
  expect(replay({ ...met, blocked: [{ site: 1, operation: 0 }] })).toThrow(/does not replay: .* without meeting it on a machine without reductions/);
});

test('a lock that is kept is one bug, told of where it was taken or where somebody waits for it', () => {
  const text = `import { Mutex } from 'async-mutex';
const door = new Mutex();
const desk = new Mutex();
async function guard() { await desk.runExclusive(async () => { await door.acquire(); }); if (Math.random() > 0.5) return; }
async function visitor() { await desk.runExclusive(async () => { await door.acquire(); }); await door.runExclusive(async () => { door.release(); }); }
export async function main() { void guard(); void visitor(); }
`;
  const [model] = buildModels({ root: '/', files: ['/a.ts'], project: textProject('/a.ts', text) }).models;
  const told = (schedule: 'any' | 'fifo'): unknown => checkModel(model, { ...limits, schedule }).findings.map(({ location, order }) => [location.line, order]);
  expect([told('any'), told('fifo')]).toEqual([[[4, 'exact']], [[5, 'exact']]]);
});
