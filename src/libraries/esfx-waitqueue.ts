import type { Library } from './library.ts';

/** @esfx/async-waitqueue: a queue of those who wait, without a lock; what is resolved with nobody waiting is lost. */
export const esfxWaitQueue: Library = {
  modules: ['@esfx/async-waitqueue'],
  versions: '1.0.0',
  exports: {
    WaitQueue: {
      kind: 'class',
      primitive: 'condition',
      construct: {},
      members: {
        wait: { op: 'condition.enqueue', operands: { signal: { argument: 0 } }, async: true },
        resolveOne: { op: 'condition.notifyOne', operands: { value: { argument: 0 } } },
        resolveAll: { op: 'condition.notifyAll', operands: { value: { argument: 0 } } },
        rejectOne: { op: 'condition.rejectOne', operands: { reason: { argument: 0 } } },
        rejectAll: { op: 'condition.rejectAll', operands: { reason: { argument: 0 } } },
        cancelOne: { op: 'condition.rejectOne', operands: { reason: { argument: 0 } } },
        cancelAll: { op: 'condition.rejectAll', operands: { reason: { argument: 0 } } },
        size: { op: 'condition.size', property: true },
      },
    },
  },
};
