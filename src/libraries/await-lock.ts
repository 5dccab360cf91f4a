import type { ClassExport, Library } from './library.ts';

const lock: ClassExport = {
  kind: 'class',
  primitive: 'mutex',
  construct: { permits: { constant: 1 } },
  policy: { releaseFree: 'throw', max: 1 },
  members: {
    acquireAsync: { op: 'mutex.acquireWithin', operands: { timeout: { option: 'timeout', of: 0 } }, async: true },
    tryAcquire: { op: 'mutex.tryAcquire', gives: 'nothing' },
    release: { op: 'mutex.release' },
    acquired: { op: 'mutex.isLocked', property: true },
  },
};

/** await-lock: first come first served; anyone may release, and a release of a free lock throws. A timeout leaves the queue and rejects. */
export const awaitLock: Library = {
  modules: ['await-lock'],
  versions: '>=2 <4',
  exports: { default: lock },
  obligations: [{ class: 'default', take: 'acquireAsync', release: ['release'], what: 'lock' }],
};
