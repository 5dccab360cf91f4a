import type { Library, Operation } from './library.ts';

const members: Readonly<Record<string, Operation>> = {
  activeCount: { op: 'limiter.running', property: true },
  pendingCount: { op: 'limiter.waiting', property: true },
  concurrency: { op: 'limiter.concurrency', property: true },
  'set concurrency': { op: 'limiter.resize', operands: { concurrency: { argument: 0 } } },
  clearQueue: { op: 'limiter.clear' },
};

/** p-limit: at most `concurrency` functions at once; a function starts in a later microtask. What `clearQueue()` throws out is never told, but with `rejectOnClear`. */
export const pLimit: Library = {
  modules: ['p-limit'],
  versions: '>=3 <8',
  exports: {
    default: {
      kind: 'class',
      primitive: 'limiter',
      factory: true,
      construct: { concurrency: { argument: 0 }, concurrencyOption: { option: 'concurrency', of: 0 }, rejectOnClear: { option: 'rejectOnClear', of: 0 } },
      policy: { start: 'later' },
      call: { op: 'limiter.run', operands: { callback: { argument: 0 }, args: { rest: 1 } }, async: true },
      members: {
        ...members,
        map: { op: 'limiter.map', operands: { items: { argument: 0 }, callback: { argument: 1 } }, async: true },
      },
    },
    limitFunction: {
      kind: 'class',
      primitive: 'limiter',
      factory: true,
      construct: { callback: { argument: 0 }, concurrency: { option: 'concurrency', of: 1 }, rejectOnClear: { option: 'rejectOnClear', of: 1 } },
      policy: { start: 'later' },
      call: { op: 'limiter.runWrapped', operands: { args: { rest: 0 } }, async: true },
      members: { clearQueue: { op: 'limiter.clear' } },
    },
  },
};
