import type { Library } from './library.ts';

const asked = ['get', 'getKey', 'getAll', 'getAllKeys', 'getFromIndex', 'getAllFromIndex', 'getKeyFromIndex', 'count', 'countFromIndex', 'put', 'add', 'delete', 'clear'];

/**
 * idb: databases of the browser. Who opens a newer version, or deletes one, waits until all who have it open close it; they are
 * told by `blocking`. Each request is answered at some time. That a transaction ends where nothing of it is asked for is left out.
 */
export const idb: Library = {
  modules: ['idb'],
  versions: '>=7 <9',
  exports: {},
  standIn: `
const bases = new Map();
function baseOf(name) {
  if (!bases.has(name)) bases.set(name, { version: 0, connections: [], whenClosed: [], last: undefined });
  return bases.get(name);
}

class Store {
  constructor(name) { this.name = name; }
  index(name) { return new Store(name); }
  async openCursor() { return $op('timer.sleep', $op('client.unknown')); }
  createIndex(name) { return new Store(name); }
${asked.map((name) => `  ${name}() { return $op('timer.sleep', $op('client.unknown')); }`).join('\n')}
}

class Transaction {
  constructor(names) {
    this.store = new Store(Array.isArray(names) ? names[0] : names);
    this.done = $op('timer.sleep');
  }
  objectStore(name) { return new Store(name); }
  commit() {}
  abort() { this.done = Promise.reject(new Error('AbortError')); }
}

class Database {
  constructor(name, base, version, callbacks) {
    this.name = name;
    this.base = base;
    this.version = version;
    this.callbacks = callbacks;
  }
  transaction(names) { return new Transaction(names); }
  createObjectStore(name) { return new Store(name); }
  deleteObjectStore() {}
  close() {
    const { base } = this;
    if (!base.connections.includes(this)) return;
    base.connections = base.connections.filter((other) => other !== this);
    if (base.connections.length === 0) for (const tell of base.whenClosed.splice(0)) tell();
  }
${asked.map((name) => `  ${name}() { return $op('timer.sleep', $op('client.unknown')); }`).join('\n')}
}

/** Requests for one database are served one after the other. */
async function inTurn(base, serve) {
  const before = base.last;
  const over = $op('promise.create');
  base.last = over;
  if (before !== undefined) await before;
  await $op('timer.sleep');
  try { return await serve(); }
  finally { $op('promise.resolver', over)(); }
}
async function untilClosed(base, version, blocked) {
  if (base.connections.length === 0) return;
  for (const { version: old, callbacks } of base.connections) if (callbacks.blocking !== undefined) $op('timer.set', () => { callbacks.blocking(old, version, undefined); });
  // it may come late, after all have closed
  if (blocked !== undefined) $op('timer.set', () => { if (base.connections.length > 0 || $op('client.unknown')) blocked(base.version, version, undefined); });
  const closed = $op('promise.create');
  base.whenClosed.push($op('promise.resolver', closed));
  await closed;
}

export function openDB(name, version, callbacks = {}) {
  const base = baseOf(name);
  return inTurn(base, async () => {
    const wanted = version ?? (base.version === 0 ? 1 : base.version);
    if (wanted < base.version) throw new Error('VersionError');
    const db = new Database(name, base, wanted, callbacks);
    if (wanted > base.version) {
      const old = base.version;
      await untilClosed(base, wanted, callbacks.blocked);
      base.version = wanted;
      if (callbacks.upgrade !== undefined) callbacks.upgrade(db, old, wanted, new Transaction([]), undefined);
    }
    base.connections.push(db);
    return db;
  });
}
export function deleteDB(name, callbacks = {}) {
  const base = baseOf(name);
  return inTurn(base, async () => {
    await untilClosed(base, null, callbacks.blocked);
    base.version = 0;
  });
}
export function wrap(value) { return $op('client.unknown'); }
export function unwrap(value) { return $op('client.unknown'); }
`,
};
