import type { Cancellable, Library } from './library.ts';

function option(of: number): Cancellable {
  return { signal: { option: 'signal', of } };
}

const fetch: Cancellable = { ...option(1), carrier: { argument: 0, class: 'Request', types: ['Request', 'RequestInfo'], copy: 'clone' } };

/** The platform's own waits. */
export const platformWaits: Library = {
  modules: [],
  exports: {},
  globals: { fetch: 'fetch' },
  cancellable: { fetch },
};

export const nodeFiles: Library = {
  modules: ['node:fs/promises', 'fs/promises'],
  exports: {},
  cancellable: { readFile: option(1), writeFile: option(2), watch: option(1) },
};

export const nodeStreams: Library = {
  modules: ['node:stream/promises', 'stream/promises'],
  exports: {},
  cancellable: { finished: option(1) },
};

/** Only what `events.ts` does not describe as an operation. */
export const nodeEvents: Library = {
  modules: ['node:events', 'events'],
  exports: {},
  cancellable: { on: option(2) },
};

export const fetchers: Library = {
  modules: ['undici', 'node-fetch', 'cross-fetch'],
  exports: {},
  cancellable: { fetch, default: fetch, request: option(1) },
};

export const requesters: Library = {
  modules: ['ky', 'got'],
  exports: {},
  cancellable: { default: option(1) },
};

export const waiters: Library = {
  modules: ['p-retry', 'delay'],
  exports: {},
  cancellable: { default: option(1) },
};

export const pMap: Library = {
  modules: ['p-map'],
  exports: {},
  cancellable: { default: option(2), pMapIterable: option(2) },
};
