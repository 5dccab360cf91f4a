import type { Library } from './library.ts';

/** @esfx/async-semaphore: released by anyone; past the maximum a release throws, without one it adds a permit. */
export const esfxSemaphore: Library = {
  modules: ['@esfx/async-semaphore'],
  versions: '1.0.0',
  exports: {
    AsyncSemaphore: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 }, max: { argument: 1 } },
      policy: { releaseFree: 'grow', pastMax: 'throw' },
      members: {
        wait: { op: 'mutex.acquire', operands: { signal: { argument: 0 } }, gives: 'nothing', async: true },
        release: { op: 'mutex.release', operands: { weight: { argument: 0, default: 1 } } },
        count: { op: 'mutex.value', property: true },
      },
    },
  },
  obligations: [{ class: 'AsyncSemaphore', take: 'wait', release: ['release'], what: 'permit' }],
};
