import type { Library } from './library.ts';

/** Web Locks: one lock for each name in the whole process; held while the callback runs. A waiting exclusive request keeps out later shared ones. */
export const webLocks: Library = {
  modules: [],
  exports: {
    navigator: { kind: 'class', primitive: 'keyed', members: {}, statics: { locks: { op: 'keyed.platform', property: true, handle: 'LockManager' } } },
    LockManager: {
      kind: 'class',
      primitive: 'keyed',
      construct: {},
      passed: true,
      members: {
        request: { op: 'keyed.request', operands: { name: { argument: 0 }, second: { argument: 1 }, third: { argument: 2 }, mode: { option: 'mode', of: 1 }, shared: { constant: 'shared' } }, async: true },
        query: { op: 'keyed.query', async: true },
      },
    },
  },
  globals: { navigator: 'navigator', LockManager: 'LockManager' },
};
