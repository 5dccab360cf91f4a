import type { ClassExport, Library, Operand } from './library.ts';

const timeout: Operand = { argument: 0 };

const lock: ClassExport = {
  kind: 'class',
  primitive: 'rwlock',
  construct: {},
  policy: { preference: 'readers' },
  members: {
    readLock: { op: 'rwlock.readWithin', operands: { timeout }, async: true },
    writeLock: { op: 'rwlock.writeWithin', operands: { timeout }, async: true },
    unlock: { op: 'rwlock.unlock' },
  },
};

/** async-rwlock: readers overtake waiting writers; one `unlock()` for both sides, which throws where nothing is held. A timeout leaves its waiter in the queue: the lock is granted to nobody later. */
export const asyncRwlock: Library = {
  modules: ['async-rwlock'],
  versions: '>=1 <2',
  exports: { RWLock: lock, default: lock },
  obligations: ['RWLock', 'default'].flatMap((name) => ['readLock', 'writeLock'].map((take) => ({ class: name, take, release: ['unlock'], what: 'lock' }))),
};
