import type { Primitive } from '../machine.ts';
import { payload, reference, UNDEFINED } from '../values.ts';

/** A condition variable: a queue of promises. A notify with nobody waiting is lost. Waiting with a lock is in the prelude. */
const waiters = 2;

export const condition: Primitive = {
  name: 'condition',
  fields: 1,
  create: { operands: ['self'], run: (_m, [self]) => self },
  blocked: {
    wait: { verb: 'wait', waitsFor: 'a notify', mends: 'Change the state under the lock and wait with a predicate, so that a notify that came earlier is seen; notify on every path, failures included.' },
  },
  operations: {
    enqueue: {
      operands: ['self'],
      run: (m, [self], call) => {
        const waiting = m.block('condition.wait', call, self);
        m.memory.push(payload(self), waiters, reference(waiting));
        return reference(waiting);
      },
    },
    notifyOne: {
      operands: ['self'],
      run: (m, [self]) => {
        if (m.memory.length(payload(self), waiters) > 0) m.resolvePromise(payload(m.memory.shift(payload(self), waiters)), UNDEFINED);
        return UNDEFINED;
      },
    },
    notifyAll: {
      operands: ['self'],
      run: (m, [self]) => {
        const all = m.memory.items(payload(self), waiters);
        m.memory.words[payload(self) + waiters] = UNDEFINED;
        for (const waiting of all) m.resolvePromise(payload(waiting), UNDEFINED);
        return UNDEFINED;
      },
    },
  },
};
