import type { ClassExport, Library, Operation } from './library.ts';

const release: Readonly<Record<string, Operation>> = {
  unlock: { op: 'rwlock.release' },
  '[dispose]': { op: 'token.dispose' },
  lock: { op: 'token.reacquire', async: true },
  ownsLock: { op: 'rwlock.held', property: true },
};

const handle: ClassExport = { kind: 'class', primitive: 'rwlock', members: release };

/**
 * @esfx/async-readerwriterlock: a waiting writer blocks new readers and comes before those who wait; handles release once and
 * throw on a second time. There is one upgradeable reader at a time, others wait, and write() rejects while there is one.
 */
export const esfxReaderWriterLock: Library = {
  modules: ['@esfx/async-readerwriterlock'],
  versions: '1.0.0-pre.8',
  exports: {
    AsyncReaderWriterLock: {
      kind: 'class',
      primitive: 'rwlock',
      construct: {},
      policy: { releaseTwice: 'throw', preference: 'writers', defect: '@esfx/async-readerwriterlock 1.0.0-pre.8 rejects write() while an upgradeable reader holds the lock' },
      members: {
        read: { op: 'rwlock.read', operands: { signal: { argument: 0 } }, gives: 'handle', handle: 'AsyncReaderWriterLockReader', async: true },
        write: { op: 'rwlock.write', operands: { signal: { argument: 0 } }, gives: 'handle', handle: 'AsyncReaderWriterLockWriter', async: true },
        upgradeableRead: { op: 'rwlock.upgradeableRead', operands: { signal: { argument: 0 } }, gives: 'handle', handle: 'AsyncReaderWriterLockUpgradeableReader', async: true },
      },
    },
    AsyncReaderWriterLockReader: handle,
    AsyncReaderWriterLockWriter: handle,
    // upgrade() asks for the write side while its own read side is still held, so it waits for itself (as run, 1.0.0-pre.8)
    AsyncReaderWriterLockUpgradeableReader: {
      ...handle,
      members: { ...release, upgrade: { op: 'rwlock.upgrade', operands: { signal: { argument: 0 } }, gives: 'handle', handle: 'AsyncReaderWriterLockWriter', async: true } },
    },
  },
  obligations: [
    { class: 'AsyncReaderWriterLock', take: 'read', release: ['unlock'], what: 'read lock' },
    { class: 'AsyncReaderWriterLock', take: 'write', release: ['unlock'], what: 'write lock' },
    { class: 'AsyncReaderWriterLock', take: 'upgradeableRead', release: ['unlock'], what: 'read lock' },
  ],
};
