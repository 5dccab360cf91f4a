import type { Library } from './library.ts';

/** The platform's promises. */
export const promise: Library = {
  modules: [],
  exports: {
    Promise: {
      kind: 'class',
      primitive: 'promise',
      create: 'promise.construct',
      construct: { executor: { argument: 0 } },
      members: {
        then: { op: 'promise.then', operands: { fulfilled: { argument: 0 }, rejected: { argument: 1 } }, async: true },
        catch: { op: 'promise.catch', operands: { rejected: { argument: 0 } }, async: true },
        finally: { op: 'promise.finally', operands: { callback: { argument: 0 } }, async: true },
      },
      statics: {
        resolve: { op: 'promise.resolved', operands: { value: { argument: 0 } }, async: true },
        reject: { op: 'promise.rejected', operands: { reason: { argument: 0 } }, async: true },
        all: { op: 'promise.all', operands: { items: { argument: 0 } }, async: true },
        allSettled: { op: 'promise.allSettled', operands: { items: { argument: 0 } }, async: true },
        race: { op: 'promise.race', operands: { items: { argument: 0 } }, async: true },
        any: { op: 'promise.any', operands: { items: { argument: 0 } }, async: true },
        try: { op: 'promise.try', operands: { callback: { argument: 0 } }, async: true },
        withResolvers: { op: 'promise.withResolvers', promise: 'promise' },
      },
    },
  },
  globals: { Promise: 'Promise', PromiseLike: 'Promise' },
};
