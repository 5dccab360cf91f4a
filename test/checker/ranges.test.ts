import { expect, it } from 'vitest';
import { newMachine } from '../../src/checker/new-machine.ts';
import { binaryOperation, unaryOperation } from '../../src/checker/operators.ts';
import type { Machine } from '../../src/checker/machine.ts';
import { pureCall } from '../../src/checker/pure.ts';
import { Slicing } from '../../src/checker/slicing.ts';
import { integer, payload } from '../../src/checker/values.ts';
import { buildModels } from '../../src/model/build.ts';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

function machine(script: readonly number[]): Machine {
  const [model] = buildModels({ root, files: [`${root}/fixtures/mutex/cancel-waiters-right.ts`] }).models;
  const made = newMachine(model, { integer: 100, items: 10, step: 1000, ways: 10 }, new Slicing()).machine;
  made.memory.top = 1;
  made.script = script;
  made.made = [];
  return made;
}

const compare = (m: Machine, operator: string, a: number, b: number, isCounted = false): boolean => m.truthy(binaryOperation(m, operator, a, b, isCounted));

it('what a comparison has shown of a number holds for later ones', () => {
  const m = machine([1]);
  const limit = m.newUnknown();
  expect(compare(m, '<', limit, integer(1))).toBe(false);
  expect(['<', '<=', '>', '>=', '==='].map((operator) => compare(m, operator, limit, integer(0)))).toEqual([false, false, true, true, false]);
  expect(compare(m, '>', integer(1), limit)).toBe(false);
  expect(m.made).toHaveLength(1);
});

it('a number that was found not to be another stays so', () => {
  const m = machine([0]);
  const limit = m.newUnknown();
  expect([compare(m, '===', limit, integer(0)), compare(m, '===', integer(0), limit)]).toEqual([false, false]);
  expect(m.made).toHaveLength(1);
});

it('takes a limit that a count is compared with for two or one, and a size for what it may be at the time', () => {
  const m = machine([1, 0, 1]);
  const limit = m.newUnknown();
  expect([0, 1, 2].map((count) => compare(m, '>=', integer(count), limit, true))).toEqual([false, true, true]);
  expect([m.made.length, m.level]).toEqual([1, 1]);
  const size = m.newUnknown();
  m.passes(size);
  expect([compare(m, '>=', integer(0), size, true), compare(m, '>=', integer(0), size, true)]).toEqual([true, false]);
});

it('takes a limit that is more than one for two', () => {
  const m = machine([1]);
  const limit = m.newUnknown();
  m.excludes(limit, 1);
  expect([1, 2].map((count) => compare(m, '>=', integer(count), limit, true))).toEqual([false, true]);
  expect(m.made).toHaveLength(0);
});

it('remembers nothing of very large numbers', () => {
  const m = machine([1, 0]);
  const limit = m.newUnknown();
  expect([compare(m, '<', limit, integer(9000)), compare(m, '<', limit, integer(9000))]).toEqual([false, true]);
  expect(m.isUnknown(limit) && payload(limit) > 0).toBe(true);
});

it('of two values that are not known the one that came first comes first again, also by way of a third', () => {
  const m = machine([0, 0]);
  const [a, b, c] = [m.newUnknown(), m.newUnknown(), m.newUnknown()];
  expect([compare(m, '<', a, b), compare(m, '>', c, b)]).toEqual([true, true]);
  expect([compare(m, '<', a, c), compare(m, '>=', a, b), compare(m, '<', binaryOperation(m, '-', c, a), integer(0))]).toEqual([true, false, false]);
  expect([m.isBefore(a, c), m.isBefore(c, b), m.made.length]).toEqual([true, false, 2]);
});

it('remembers no order of what is another value each time', () => {
  const m = machine([0, 1]);
  const [deadline, now] = [m.newUnknown(), m.passes(m.newUnknown())];
  expect([compare(m, '<', now, deadline), compare(m, '<', now, deadline)]).toEqual([true, false]);
});

it('knows of a counter that has grown beyond what is kept what it is at least', () => {
  const m = machine([]);
  const large = binaryOperation(m, '+', integer(m.precision.largest), integer(1));
  const larger = binaryOperation(m, '+', large, integer(7));
  const smaller = binaryOperation(m, '-', larger, integer(1));
  expect([large, larger, smaller].map((counter) => compare(m, '>', counter, integer(5)))).toEqual([true, true, true]);
  expect([compare(m, '===', smaller, integer(0)), m.truthy(smaller)]).toEqual([false, true]);
  expect(m.made).toHaveLength(0);
});

it('a large number that is counted up by one and down again is as large as before', () => {
  const m = machine([]);
  const large = binaryOperation(m, '+', integer(100), integer(3));
  const up = binaryOperation(m, '+', unaryOperation(m, '+', large), integer(1));
  const down = binaryOperation(m, '-', unaryOperation(m, '+', up), integer(1));
  expect([compare(m, '<', down, integer(50)), compare(m, '===', down, integer(0))]).toEqual([false, false]);
  expect(m.made).toHaveLength(0);
});

it('knows what the larger and the smaller of a number that is not known and another are', () => {
  const m = machine([]);
  const [larger, smaller] = ['Math.max', 'Math.min'].map((name) => pureCall(m, name, [integer(3), m.newUnknown()]) ?? m.newUnknown());
  expect([compare(m, '<', larger, integer(3)), compare(m, '>', smaller, integer(3))]).toEqual([false, false]);
  expect(m.made).toHaveLength(0);
});
