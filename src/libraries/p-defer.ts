import type { Library } from './library.ts';

/** p-defer: a promise together with its resolve and reject. */
export const pDefer: Library = {
  modules: ['p-defer'],
  versions: '>=1 <5',
  exports: { default: { kind: 'function', op: 'promise.withResolvers', promise: 'promise' } },
};
