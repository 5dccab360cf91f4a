import type { ClassExport, Library, Operation } from './library.ts';

const mutexOf = (call: Operation): ClassExport => ({
  kind: 'class',
  primitive: 'mutex',
  factory: true,
  construct: { permits: { constant: 1 } },
  policy: { releaseTwice: 'again', handOver: 'later' },
  call,
  members: { locked: { op: 'mutex.isLocked', property: true } },
});

/** mutexify: calling the lock asks for it. A second release lets the next one in beside whoever holds the lock by then; at once after the first, it passes over who was to have the lock. */
export const mutexify: Library = {
  modules: ['mutexify'],
  versions: '>=1.3 <2',
  exports: { default: mutexOf({ op: 'mutex.acquireCallback', operands: { callback: { argument: 0 } } }) },
};

export const mutexifyPromise: Library = {
  modules: ['mutexify/promise', 'mutexify/promise.js'],
  versions: '>=1.3 <2',
  exports: { default: mutexOf({ op: 'mutex.acquireInTurn', gives: 'function', async: true }) },
};
