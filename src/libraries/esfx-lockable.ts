import type { Library } from './library.ts';

/** @esfx/async-lockable: the names by which locks are locked and unlocked whatever they are. */
export const esfxLockable: Library = {
  modules: ['@esfx/async-lockable'],
  versions: '1.0.0',
  exports: {},
  standIn: `
export const AsyncLockable = {
  lock: 'AsyncLockable.lock',
  unlock: 'AsyncLockable.unlock',
  isAsyncLockable: (value) => typeof value === 'object' && value !== null && typeof value['AsyncLockable.lock'] === 'function' && typeof value['AsyncLockable.unlock'] === 'function',
  hasInstance: (value) => AsyncLockable.isAsyncLockable(value),
};
`,
};
