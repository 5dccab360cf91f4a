import type { ClassExport, Library } from './library.ts';

const once: ClassExport = {
  kind: 'class',
  primitive: 'once',
  factory: true,
  construct: { callback: { argument: 0 } },
  call: { op: 'once.call', operands: { args: { rest: 0 } } },
  members: {},
};

/** es-toolkit: locks released by anyone, never past what there were; a function that runs once. */
export const esToolkit: Library = {
  modules: ['es-toolkit', 'es-toolkit/promise', 'es-toolkit/function'],
  versions: '>=1.32 <2',
  exports: {
    Mutex: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { constant: 1 } },
      policy: { releaseFree: 'ignore', max: 1 },
      members: {
        acquire: { op: 'mutex.acquire', gives: 'nothing', async: true },
        release: { op: 'mutex.release' },
        isLocked: { op: 'mutex.isLocked', property: true },
      },
    },
    Semaphore: {
      kind: 'class',
      primitive: 'mutex',
      construct: { permits: { argument: 0 } },
      policy: { pastMax: 'ignore' },
      members: {
        acquire: { op: 'mutex.acquire', gives: 'nothing', async: true },
        release: { op: 'mutex.release' },
        available: { op: 'mutex.value', property: true },
      },
    },
    limitAsync: {
      kind: 'class',
      primitive: 'limiter',
      factory: true,
      construct: { callback: { argument: 0 }, concurrency: { argument: 1 } },
      policy: { start: 'later' },
      call: { op: 'limiter.runWrapped', operands: { args: { rest: 0 } }, async: true },
      members: {},
    },
    once,
  },
  obligations: [
    { class: 'Mutex', take: 'acquire', release: ['release'], what: 'lock' },
    { class: 'Semaphore', take: 'acquire', release: ['release'], what: 'permit' },
  ],
};

/** Packages that export a function which runs once, under its name. */
export const namedOnce: Library = { modules: ['lodash', 'lodash-es', 'underscore', 'ramda'], exports: { once } };

/** Packages whose one export is a function that makes another run once. */
export const onlyOnce: Library = { modules: ['lodash/once', 'lodash-es/once', 'lodash-es/once.js', 'lodash.once', 'onetime'], exports: { default: once } };
