import type { ClassExport, Library, Operand, Operation } from './library.ts';

const wait: Operation = { op: 'mutex.acquire', gives: 'nothing', async: true };
const signal: Operation = { op: 'mutex.release' };

const semaphore = (permits: Operand): ClassExport => ({
  kind: 'class',
  primitive: 'mutex',
  construct: { permits },
  policy: { releaseFree: 'grow' },
  members: {
    acquire: wait,
    wait,
    waitFor: { op: 'mutex.tryFor', async: true },
    tryAcquire: { op: 'mutex.tryAcquire', gives: 'nothing' },
    release: signal,
    signal,
    drainPermits: { op: 'mutex.drainPermits' },
    execute: { op: 'mutex.runExclusive', operands: { callback: { argument: 0 } }, async: true },
    getPermits: { op: 'mutex.value' },
  },
});

/** semaphore-async-await: first come first served; anyone may release, and a release too many lets one more in. */
export const semaphoreAsyncAwait: Library = {
  modules: ['semaphore-async-await'],
  versions: '>=1 <2',
  exports: { default: semaphore({ argument: 0 }), Lock: semaphore({ constant: 1 }) },
  obligations: ['default', 'Lock'].flatMap((name) => (
    ['acquire', 'wait'].map((take) => ({ class: name, take, release: ['release', 'signal'], scoped: [{ method: 'execute', callback: 0 }], what: 'permit' }))
  )),
};
