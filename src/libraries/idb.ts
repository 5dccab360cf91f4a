import type { Library } from './library.ts';

const asked = ['get', 'getKey', 'getAll', 'getAllKeys', 'getFromIndex', 'getAllFromIndex', 'getKeyFromIndex', 'count', 'countFromIndex', 'put', 'add', 'delete', 'clear'];
const writes = ['put', 'add', 'delete', 'clear'];

/**
 * idb: databases of the browser. Who opens a newer version, or deletes one, waits until all who have it open close it; they are
 * told by `blocking`. A transaction is over as soon as nothing of it is asked for: awaiting anything else ends it, and a request to it
 * then throws. Those that share a store, and of which one writes, run one after the other.
 */
export const idb: Library = {
  modules: ['idb'],
  versions: '>=7 <9',
  exports: {},
  standIn: `
const bases = new Map();
function baseOf(name) {
  if (!bases.has(name)) bases.set(name, new Base());
  return bases.get(name);
}

class Store {
  constructor(transaction, name) {
    this.transaction = transaction;
    this.name = name;
  }
  index() { return this; }
  createIndex() { return this; }
  openCursor() { return this.transaction.ask(); }
${asked.map((name) => `  ${name}() { return this.transaction.ask(); }`).join('\n')}
}

/** Transactions that share a store, and of which one writes, run one after the other. */
class Transaction {
  constructor(base, names, mode) {
    this.base = base;
    this.names = Array.isArray(names) ? names : [names];
    this.mode = mode ?? 'readonly';
    this.store = new Store(this, this.names[0]);
    this.asked = 0;
    this.isOver = false;
    this.done = $op('promise.create', 'the end of the transaction');
    this.settle = { resolve: $op('promise.resolver', this.done), reject: $op('promise.rejecter', this.done) };
    this.begun = $op('promise.create');
    this.begin = $op('promise.resolver', this.begun);
    base.transactions.push(this);
    this.base.start();
    this.endLater();
  }
  objectStore(name) { return new Store(this, name); }
  excludes(other) { return (this.mode === 'readwrite' || other.mode === 'readwrite') && this.names.some((name) => other.names.includes(name)); }
  ask() {
    if (this.isOver) throw $op('stream.misuse', 'request to a transaction that is over');
    this.asked++;
    return this.answer();
  }
  async answer() {
    await this.begun;
    await $op('timer.sleep');
    this.asked--;
    if (this.isOver) throw new Error('AbortError');
    this.endLater();
    return $op('client.unknown');
  }
  /** It is over when nothing of it is asked for any more and all that was to run at once has run. */
  endLater() {
    $op('stream.later', async () => {
      await this.begun;
      if (this.asked > 0 || this.isOver) return;
      if ($op('stream.isQuiet')) this.end(this.settle.resolve);
      else this.endLater();
    });
  }
  end(settle) {
    this.isOver = true;
    this.base.transactions = this.base.transactions.filter((other) => other !== this);
    settle();
    this.base.start();
  }
  commit() { if (!this.isOver && this.asked === 0) this.end(this.settle.resolve); }
  abort() { if (!this.isOver) this.end(() => { this.settle.reject(new Error('AbortError')); }); }
}

class Base {
  constructor() {
    this.version = 0;
    this.connections = [];
    this.whenClosed = [];
    this.last = undefined;
    this.transactions = [];
  }
  /** Lets all transactions begin that no earlier one excludes. */
  start() {
    this.transactions.forEach((transaction, i) => {
      if (!this.transactions.some((earlier, j) => j < i && earlier.excludes(transaction))) transaction.begin();
    });
  }
}

class Database {
  constructor(name, base, version, callbacks) {
    this.name = name;
    this.base = base;
    this.version = version;
    this.callbacks = callbacks;
  }
  transaction(names, mode) { return new Transaction(this.base, names, mode); }
  createObjectStore(name) { return $op('client.unknown'); }
  deleteObjectStore() {}
  close() {
    const { base } = this;
    if (!base.connections.includes(this)) return;
    base.connections = base.connections.filter((other) => other !== this);
    if (base.connections.length === 0) for (const tell of base.whenClosed.splice(0)) tell();
  }
${asked.map((name) => `  ${name}(store) { return this.transaction(store, '${writes.includes(name) ? 'readwrite' : 'readonly'}').ask(); }`).join('\n')}
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
  for (const { version: old, callbacks } of base.connections) if (callbacks.blocking !== undefined) $op('stream.later', () => { callbacks.blocking(old, version, undefined); });
  // it may come late, after all have closed
  if (blocked !== undefined) $op('stream.later', () => { if (base.connections.length > 0 || $op('client.unknown')) blocked(base.version, version, undefined); });
  const closed = $op('promise.create', 'all connections to the database to be closed');
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
      if (callbacks.upgrade !== undefined) callbacks.upgrade(db, old, wanted, $op('client.unknown'), undefined);
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
