import type { Library } from './library.ts';

/** async-lock: a lock for each key, held while the callback runs, not re-entrant; a callback with one parameter has to call it to end. */
export const asyncLock: Library = {
  modules: ['async-lock'],
  versions: '>=1.2 <2',
  exports: {
    default: {
      kind: 'class',
      primitive: 'keyed',
      construct: { timeout: { option: 'timeout', of: 0 }, longest: { option: 'maxExecutionTime', of: 0 }, most: { option: 'maxPending', of: 0 } },
      members: {
        acquire: { op: 'keyed.acquire', operands: { key: { argument: 0 }, callback: { argument: 1 }, third: { argument: 2 }, fourth: { argument: 3 } }, async: true },
        isBusy: { op: 'keyed.isBusy', operands: { key: { argument: 0 } } },
      },
    },
  },
};
