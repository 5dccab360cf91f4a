import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { noteUnheard } from '../obligations/outer.ts';
import { boolean, integer, payload, promiseState } from '../values.ts';
import { waitIn, wakeAll, wakeOne } from './queue.ts';

/** A condition variable: a queue of promises. A notify with nobody waiting is lost. Waiting with a lock is in the prelude. */
const waiters = 2;

/** How many were woken; that it was nobody may be the outside's choice. */
function heard(m: Machine, call: CallInfo, woken: number): number {
  if (woken === 0) noteUnheard(m, call.frame);
  return woken;
}

export const condition: Primitive = {
  name: 'condition',
  fields: 1,
  queues: [{ field: waiters, stride: 1 }],
  create: { operands: ['self'], run: (_m, [self]) => self },
  blocked: {
    wait: { verb: 'wait', waitsFor: 'a notify', mends: 'Change the state under the lock and wait with a predicate, so that a notify that came earlier is seen; notify on every path, failures included, and all where several can go on.' },
  },
  operations: {
    enqueue: { operands: ['self', 'signal'], run: (m, [self, signal], call) => waitIn(m, 'condition.wait', self, waiters, signal, call) },
    notifyOne: { operands: ['self', 'value'], run: (m, [self, value], call) => boolean(heard(m, call, Number(wakeOne(m, payload(self), waiters, value))) > 0) },
    notifyAll: { operands: ['self', 'value'], run: (m, [self, value], call) => integer(heard(m, call, wakeAll(m, payload(self), waiters, value))) },
    rejectOne: { operands: ['self', 'reason'], run: (m, [self, reason]) => boolean(wakeOne(m, payload(self), waiters, reason, promiseState.rejected)) },
    rejectAll: { operands: ['self', 'reason'], run: (m, [self, reason]) => integer(wakeAll(m, payload(self), waiters, reason, promiseState.rejected)) },
    size: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), waiters)) },
  },
};
