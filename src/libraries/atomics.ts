import type { Library } from './library.ts';

/** Shared memory: what stops a thread until another one wakes it. */
export const atomics: Library = {
  modules: [],
  exports: {},
  globals: { Atomics: 'Atomics' },
  blocking: { 'Atomics.wait': { timeout: { argument: 3 }, instead: 'Atomics.waitAsync' } },
};
