import type { Machine, Primitive } from '../machine.ts';
import { integer, isInteger, payload, UNDEFINED } from '../values.ts';
import { waitIn, wakeAll } from './queue.ts';

/** A countdown (Go's WaitGroup): a count and the promises that wait for zero. Below zero throws. */
const field = { count: 2, waiters: 3 } as const;

function change(m: Machine, self: number, by: number, site: number): number {
  const cell = payload(self);
  const count = m.memory.words[cell + field.count];
  if (!isInteger(count)) return UNDEFINED;
  const next = payload(count) + by;
  if (by > 0 && count === integer(0) && m.policy(cell, 'addAtZero') === 'throw') return m.raise(m.misuse('add to a countdown that has reached zero', site));
  if (next < 0) return m.raise(m.misuse('countdown below zero', site));
  m.memory.words[cell + field.count] = integer(next);
  if (next === 0) wakeAll(m, cell, field.waiters);
  return UNDEFINED;
}

function amount(value: number): number {
  return isInteger(value) ? payload(value) : 1;
}

export const countdown: Primitive = {
  name: 'countdown',
  fields: 2,
  queues: [{ field: field.waiters, stride: 1 }],
  create: {
    operands: ['self', 'count'],
    run: (m, [self, count]) => {
      m.memory.words[payload(self) + field.count] = count === UNDEFINED ? integer(0) : count;
      return self;
    },
  },
  blocked: {
    wait: { verb: 'wait', waitsFor: 'the count to reach zero', mends: 'Count down once for each task, in a finally, and wait only after all tasks have been started.' },
  },
  operations: {
    wait: {
      operands: ['self', 'signal'],
      run: (m, [self, signal], call) => {
        const count = m.memory.words[payload(self) + field.count];
        // a count that is not known is reached at some time
        if (count === integer(0) || !isInteger(count)) return m.settled(UNDEFINED);
        return waitIn(m, 'countdown.wait', self, field.waiters, signal, call);
      },
    },
    done: { operands: ['self', 'count'], run: (m, [self, by], call) => change(m, self, -amount(by), call.site) },
    add: { operands: ['self', 'count'], run: (m, [self, by], call) => change(m, self, amount(by), call.site) },
    reset: {
      operands: ['self', 'count'],
      run: (m, [self, count]) => {
        if (isInteger(count)) m.memory.words[payload(self) + field.count] = count;
        return UNDEFINED;
      },
    },
    count: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.count] },
  },
};
