import type { ClassExport, Library, Operand } from './library.ts';

const semaphore = (permits: Operand): ClassExport => ({
  kind: 'class',
  primitive: 'mutex',
  construct: { permits },
  policy: {},
  members: {
    acquire: { op: 'mutex.acquireLater', gives: 'function', async: true },
    use: { op: 'mutex.use', operands: { callback: { argument: 0 } }, async: true },
  },
});

/** await-semaphore: a permit is taken in the tick after the call, and its release works once. A callback of `use()` that throws at once keeps the permit. */
export const awaitSemaphore: Library = {
  modules: ['await-semaphore'],
  versions: '>=0.1 <1',
  exports: { Semaphore: semaphore({ argument: 0 }), Mutex: semaphore({ constant: 1 }) },
  obligations: ['Semaphore', 'Mutex'].map((name) => ({ class: name, take: 'acquire', release: [], scoped: [{ method: 'use', callback: 0 }], what: 'permit' })),
};
