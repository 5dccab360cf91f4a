import type { Library, Operation } from './library.ts';

const release: Operation = { op: 'mutex.releaseLater', operands: { weight: { argument: 0, default: 1 } }, async: true };

/** tstl: the C++ standard library's locks. Its `Barrier` is left out: in 3.0.0 it never lets anybody pass. */
export const tstl: Library = {
  modules: ['tstl'],
  versions: '>=3 <4',
  exports: {
    Latch: {
      kind: 'class',
      primitive: 'latch',
      construct: { count: { argument: 0 } },
      members: {
        wait: { op: 'latch.pass', async: true },
        try_wait: { op: 'latch.tryPass', async: true },
        wait_for: { op: 'latch.passWithin', async: true },
        wait_until: { op: 'latch.passWithin', async: true },
        count_down: { op: 'latch.arrive', operands: { count: { argument: 0, default: 1 } }, async: true },
        arrive_and_wait: { op: 'latch.arriveAndWait', operands: { count: { argument: 0, default: 1 } }, async: true },
      },
    },
    Semaphore: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 }, max: { argument: 0 } },
      policy: { pastMax: 'throw' },
      members: {
        acquire: { op: 'mutex.acquire', gives: 'nothing', async: true },
        try_acquire: { op: 'mutex.tryLater', async: true },
        try_acquire_for: { op: 'mutex.tryFor', async: true },
        try_acquire_until: { op: 'mutex.tryFor', async: true },
        release,
      },
    },
    ConditionVariable: {
      kind: 'class',
      primitive: 'condition',
      construct: {},
      members: {
        wait: { op: 'condition.waitBare', operands: { predicate: { argument: 0 } }, async: true },
        notify_one: { op: 'condition.notifyOneLater', async: true },
        notify_all: { op: 'condition.notifyAllLater', async: true },
      },
    },
  },
  obligations: [{ class: 'Semaphore', take: 'acquire', release: ['release'], what: 'permit' }],
};
