import type { Primitive } from '../machine.ts';
import { boolean, FALSE, integer, isInteger, payload, promiseState, reference, TRUE, UNDEFINED } from '../values.ts';
import { waitIn, wakeAll } from './queue.ts';

/** A latch: opens once its count has come down to zero, and then stays open. Counting further does nothing. */
const field = { count: 2, waiters: 3 } as const;

export const latch: Primitive = {
  name: 'latch',
  fields: 2,
  queues: [{ field: field.waiters, stride: 1 }],
  create: {
    operands: ['self', 'count'],
    run: (m, [self, count]) => {
      m.memory.words[payload(self) + field.count] = count === UNDEFINED ? integer(1) : count;
      return self;
    },
  },
  blocked: {
    wait: { verb: 'wait', waitsFor: 'the latch to open', mends: 'Count the latch down on every path, failures included, as often as it was made for.', nobody: 'Nothing that still runs counts it down.' },
  },
  operations: {
    wait: {
      operands: ['self', 'signal'],
      run: (m, [self, signal], call) => (isOpen(m.memory.words[payload(self) + field.count]) ? m.settled(TRUE) : waitIn(m, 'latch.wait', self, field.waiters, signal, call)),
    },
    isOpen: { operands: ['self'], run: (m, [self]) => boolean(isOpen(m.memory.words[payload(self) + field.count])) },
    /** A waiter whose time is over is told so. */
    giveUp: {
      operands: ['self', 'waiter'],
      run: (m, [self, waiter]) => {
        if (m.memory.remove(payload(self), field.waiters, reference(payload(waiter)))) m.settle(payload(waiter), promiseState.fulfilled, FALSE);
        return UNDEFINED;
      },
    },
    countDown: {
      operands: ['self', 'count'],
      run: (m, [self, by]) => {
        const cell = payload(self);
        const count = m.memory.words[cell + field.count];
        if (!isInteger(count)) return UNDEFINED;
        const left = Math.max(0, payload(count) - (isInteger(by) ? payload(by) : 1));
        m.memory.words[cell + field.count] = integer(left);
        if (left === 0) wakeAll(m, cell, field.waiters, TRUE);
        return UNDEFINED;
      },
    },
  },
};

/** A count that is not known comes down to zero at some time. */
function isOpen(count: number): boolean {
  return !isInteger(count) || payload(count) <= 0;
}
