import type { Library, Operation } from './library.ts';

const acquire: Operation = { op: 'mutex.acquire', gives: 'nothing', async: true };

/** async-sema: first come first served; anyone may release, and a release too many adds a permit. `drain()` takes all permits, and waits for those that are held. */
export const asyncSema: Library = {
  modules: ['async-sema'],
  versions: '>=3 <4',
  exports: {
    Sema: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 } },
      policy: { releaseFree: 'grow' },
      members: {
        acquire,
        tryAcquire: { op: 'mutex.tryToken' },
        release: { op: 'mutex.release' },
        drain: { op: 'mutex.drain', async: true },
        nrWaiting: { op: 'mutex.waiting' },
      },
    },
    RateLimit: {
      kind: 'class',
      primitive: 'mutex',
      factory: true,
      construct: { permits: { argument: 0 } },
      policy: { releaseFree: 'grow' },
      call: { op: 'mutex.acquireForAWhile', async: true },
      members: {},
    },
  },
  obligations: [{ class: 'Sema', take: 'acquire', release: ['release'], what: 'permit' }],
};
