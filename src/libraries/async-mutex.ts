import type { Library, Operation } from './library.ts';

const members: Readonly<Record<string, Operation>> = {
  isLocked: { op: 'mutex.isLocked' },
  waitForUnlock: { op: 'mutex.waitForUnlock', async: true },
  release: { op: 'mutex.release', operands: { weight: { argument: 0, default: 1 } } },
  cancel: { op: 'mutex.cancel' },
};

/** async-mutex: FIFO, not re-entrant; a releaser works once, `release()` may be called by anyone. */
export const asyncMutex: Library = {
  modules: ['async-mutex'],
  versions: '>=0.3 <1',
  exports: {
    Mutex: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { constant: 1 }, cancelError: { argument: 0 } },
      policy: { releaseFree: 'ignore', max: 1 },
      members: {
        ...members,
        acquire: { op: 'mutex.acquire', gives: 'function', async: true },
        runExclusive: { op: 'mutex.runExclusive', operands: { callback: { argument: 0 } }, async: true },
      },
    },
    Semaphore: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 } },
      policy: { releaseFree: 'grow', passesValue: true },
      members: {
        ...members,
        acquire: { op: 'mutex.acquire', operands: { weight: { argument: 0, default: 1 } }, gives: 'pair', async: true },
        runExclusive: { op: 'mutex.runExclusive', operands: { callback: { argument: 0 }, weight: { argument: 1, default: 1 } }, async: true },
        getValue: { op: 'mutex.value' },
        setValue: { op: 'mutex.setValue', operands: { value: { argument: 0 } } },
      },
    },
    withTimeout: { kind: 'function', op: 'mutex.withTimeout', operands: { lock: { argument: 0 }, error: { argument: 2 } } },
    tryAcquire: { kind: 'function', op: 'mutex.withTimeout', operands: { lock: { argument: 0 }, error: { argument: 1 } } },
  },
  obligations: [
    { class: 'Mutex', take: 'acquire', release: ['release'], scoped: [{ method: 'runExclusive', callback: 0 }], what: 'lock' },
    { class: 'Semaphore', take: 'acquire', release: ['release'], scoped: [{ method: 'runExclusive', callback: 0 }], what: 'permit' },
  ],
};
