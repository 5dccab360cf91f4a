import type { ClassExport, Library, Operation } from './library.ts';

const named = { operands: { name: { argument: 0 }, listener: { argument: 1 }, once: { option: 'once', of: 2 } } } as const;

function target(...events: readonly string[]): Readonly<Record<string, Operation>> {
  const assigned = events.map((event) => [`on${event}=`, { op: 'indexeddb.assign', operands: { name: { constant: event }, listener: { argument: 0 } } }] as const);
  return {
    addEventListener: { op: 'indexeddb.listen', ...named },
    removeEventListener: { op: 'event.off', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
    ...Object.fromEntries(assigned),
  };
}

const all = (names: readonly string[], op: string): Readonly<Record<string, Operation>> => Object.fromEntries(names.map((name) => [name, { op }]));

const IDBRequest: ClassExport = {
  kind: 'class',
  primitive: 'port',
  members: {
    ...target('success', 'error', 'upgradeneeded', 'blocked'),
    result: { op: 'indexeddb.result', property: true },
    transaction: { op: 'indexeddb.requester', property: true },
  },
};

const IDBTransaction: ClassExport = {
  kind: 'class',
  primitive: 'port',
  members: {
    ...target('complete', 'error', 'abort'),
    objectStore: { op: 'indexeddb.store' },
    commit: { op: 'indexeddb.commit' },
    abort: { op: 'indexeddb.abort' },
    db: { op: 'indexeddb.database', property: true },
  },
};

const IDBObjectStore: ClassExport = {
  kind: 'class',
  primitive: 'port',
  members: {
    ...all(['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'put', 'add', 'delete', 'clear'], 'indexeddb.ask'),
    ...all(['openCursor', 'openKeyCursor'], 'indexeddb.cursor'),
    ...all(['index', 'createIndex'], 'indexeddb.self'),
    transaction: { op: 'indexeddb.requester', property: true },
  },
};

const makes = ['IDBRequest', 'IDBTransaction', 'IDBObjectStore', 'IDBDatabase'].map((name) => `fake-indexeddb#${name}`);

const IDBDatabase: ClassExport = {
  kind: 'class',
  primitive: 'port',
  create: 'indexeddb.passed',
  construct: {},
  passed: true,
  makes,
  members: {
    ...target('versionchange'),
    transaction: { op: 'indexeddb.transaction', operands: { names: { argument: 0 }, mode: { argument: 1 } } },
    createObjectStore: { op: 'indexeddb.createStore' },
    close: { op: 'indexeddb.close' },
  },
};

/** IndexedDB, of the browser and of fake-indexeddb: a transaction is over as soon as nothing of it is asked for. */
export const indexedDb: Library = {
  modules: ['fake-indexeddb'],
  exports: {
    indexedDB: {
      kind: 'class',
      primitive: 'port',
      makes,
      members: {},
      statics: {
        open: { op: 'indexeddb.open', operands: { name: { argument: 0 }, version: { argument: 1 } } },
        deleteDatabase: { op: 'indexeddb.delete', operands: { name: { argument: 0 } } },
      },
    },
    IDBRequest, IDBTransaction, IDBObjectStore, IDBDatabase,
  },
  globals: { indexedDB: 'indexedDB', IDBDatabase: 'IDBDatabase' },
};
