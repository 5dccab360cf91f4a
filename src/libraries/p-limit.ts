import type { Library } from './library.ts';

/** p-limit: at most `concurrency` functions at once; a function starts in a later microtask. */
export const pLimit: Library = {
  modules: ['p-limit'],
  versions: '>=3 <8',
  exports: {
    default: {
      kind: 'class',
      primitive: 'limiter',
      factory: true,
      construct: { concurrency: { argument: 0 } },
      policy: { start: 'later' },
      call: { op: 'limiter.run', operands: { callback: { argument: 0 }, args: { rest: 1 } }, async: true },
      members: {
        activeCount: { op: 'limiter.running', property: true },
        pendingCount: { op: 'limiter.waiting', property: true },
        clearQueue: { op: 'limiter.clear' },
        map: { op: 'limiter.map', operands: { items: { argument: 0 }, callback: { argument: 1 } }, async: true },
      },
    },
  },
};
