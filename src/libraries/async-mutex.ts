import type { Library, Operand, Operation } from './library.ts';

const weight: Operand = { argument: 0, default: 1 };

const members: Readonly<Record<string, Operation>> = {
  isLocked: { op: 'mutex.isLocked' },
  cancel: { op: 'mutex.cancel' },
};

/** async-mutex: by priority and then first come first served, not re-entrant; a releaser works once, `release()` may be called by anyone. */
export const asyncMutex: Library = {
  modules: ['async-mutex'],
  versions: '>=0.3 <1',
  calm: { types: ['MutexInterface.Releaser', 'SemaphoreInterface.Releaser'] },
  exports: {
    Mutex: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { constant: 1 }, cancelError: { argument: 0 } },
      policy: { releaseFree: 'ignore', max: 1 },
      members: {
        ...members,
        acquire: { op: 'mutex.acquire', operands: { priority: { argument: 0 } }, gives: 'function', async: true },
        runExclusive: { op: 'mutex.runExclusive', operands: { callback: { argument: 0 }, priority: { argument: 1 } }, async: true },
        waitForUnlock: { op: 'mutex.waitForUnlock', operands: { priority: { argument: 0 } }, async: true },
        release: { op: 'mutex.release' },
      },
    },
    Semaphore: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 }, cancelError: { argument: 1 } },
      policy: { releaseFree: 'grow', passesValue: true },
      members: {
        ...members,
        acquire: { op: 'mutex.acquire', operands: { weight, priority: { argument: 1 } }, gives: 'pair', async: true },
        runExclusive: { op: 'mutex.runExclusive', operands: { callback: { argument: 0 }, weight: { argument: 1, default: 1 }, priority: { argument: 2 } }, async: true },
        waitForUnlock: { op: 'mutex.waitForUnlock', operands: { weight, priority: { argument: 1 } }, async: true },
        release: { op: 'mutex.release', operands: { weight } },
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
