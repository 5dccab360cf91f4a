import type { Library } from './library.ts';

/** @esfx/async-deferred: a promise together with its resolve and reject. */
export const esfxDeferred: Library = {
  modules: ['@esfx/async-deferred'],
  versions: '1.0.0',
  exports: { Deferred: { kind: 'class', primitive: 'promise', create: 'promise.deferred', construct: {}, members: {} } },
};
