import type { Library } from './library.ts';

/** @esfx/async-mutex: first come first served, not re-entrant; a handle throws when it gives back twice, unless that is before the next one goes on: then it lets in the one behind as well. `mutex.unlock()` may be called by anyone. */
export const esfxMutex: Library = {
  modules: ['@esfx/async-mutex'],
  versions: '1.0.0',
  exports: {
    AsyncMutex: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { constant: 1 } },
      policy: { releaseFree: 'ignore', releaseTwice: 'throw', max: 1, handOver: 'as the next goes on', defect: '@esfx/async-mutex 1.0.0 lets a second one in where a handle is unlocked twice before the next one goes on' },
      members: {
        lock: { op: 'mutex.acquire', operands: { signal: { argument: 0 } }, gives: 'handle', handle: 'AsyncMutexLockHandle', async: true },
        tryLock: { op: 'mutex.tryAcquire' },
        unlock: { op: 'mutex.release' },
        'AsyncLockable.lock': { op: 'mutex.acquire', operands: { signal: { argument: 0 } }, gives: 'handle', handle: 'AsyncMutexLockHandle', async: true },
        'AsyncLockable.unlock': { op: 'mutex.release' },
        isLocked: { op: 'mutex.isLocked', property: true },
      },
    },
    AsyncMutexLockHandle: {
      kind: 'class',
      primitive: 'mutex',
      members: {
        unlock: { op: 'token.release' },
        '[dispose]': { op: 'token.dispose' },
        'AsyncLockable.lock': { op: 'token.reacquire', async: true },
        'AsyncLockable.unlock': { op: 'token.release' },
        lock: { op: 'token.reacquire', async: true },
        ownsLock: { op: 'token.held', property: true },
        mutex: { op: 'token.lock', property: true },
      },
    },
  },
  obligations: [{ class: 'AsyncMutex', take: 'lock', release: ['unlock'], what: 'lock' }],
};
