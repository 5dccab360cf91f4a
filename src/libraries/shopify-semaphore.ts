import type { Library } from './library.ts';

/** @shopify/semaphore: a permit is an object, and releasing it works once. */
export const shopifySemaphore: Library = {
  modules: ['@shopify/semaphore'],
  versions: '>=2 <4',
  exports: {
    Semaphore: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 } },
      policy: {},
      members: { acquire: { op: 'mutex.acquire', gives: 'handle', handle: 'Permit', async: true } },
    },
    Permit: { kind: 'class', primitive: 'mutex', members: { release: { op: 'token.releaseLater', async: true } } },
  },
  obligations: [{ class: 'Semaphore', take: 'acquire', release: ['release'], what: 'permit' }],
};
