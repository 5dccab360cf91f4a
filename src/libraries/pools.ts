import type { ClassExport, Library, Operation } from './library.ts';

/** The places of a pool, which all pools have in one form or another: first come first served. */
const places: ClassExport = {
  kind: 'class',
  primitive: 'mutex',
  construct: { permits: { argument: 0 } },
  policy: { releaseFree: 'grow' },
  members: {
    take: { op: 'mutex.acquire', operands: { priority: { argument: 0 }, signal: { argument: 1 } }, gives: 'function' },
    waiting: { op: 'mutex.waiting' },
    free: { op: 'mutex.value' },
  },
};

/** What the rules know of a pool: which method lends, and the class of what it lends, where that gives itself back. */
function pool(lending: string, handle?: string): ClassExport {
  const lend: Operation = { op: 'pool.acquire', gives: 'handle', ...(handle !== undefined && { handle }), async: true };
  return { kind: 'class', primitive: 'pool', standsIn: true, construct: {}, policy: { releaseTwice: 'throw' }, members: { [lending]: lend } };
}

/** What a pool lends, with the methods by which it is given back. */
function lent(...methods: readonly string[]): ClassExport {
  return { kind: 'class', primitive: 'pool', standsIn: true, members: Object.fromEntries(methods.map((name) => [name, { op: 'pool.release' }])) };
}

/** Waits for a place for some time at most, where a time is set. */
const within = `
async function within(places, time, message, priority) {
  if (!time) return await places.take(priority);
  const controller = new AbortController();
  const timer = $op('timer.set', () => { controller.abort(new Error(message)); });
  try { return await places.take(priority, controller.signal); }
  finally { $op('timer.clear', timer); }
}
`;

/**
 * What is lent has its place's grant with it, so that the place is kept as long as somebody can give it back. The pool
 * itself does not hold what it has lent; only where that can have nothing with it, the pool remembers its place.
 */
const lending = `
function lend(pool, resource, grant) {
  pool.lent++;
  if (!$op('token.bind', resource, grant)) pool.bare.push({ resource, grant });
}

function lentPlace(pool, resource) {
  const grant = $op('token.bound', resource) ?? pool.bare.find((other) => other.resource === resource)?.grant;
  return grant !== undefined && $op('token.lock', grant) === pool.places && $op('token.held', grant) ? grant : undefined;
}

function takeBack(pool, resource) {
  pool.lent--;
  pool.bare = pool.bare.filter((other) => other.resource !== resource);
}
`;

/** Events of a pool and of what it lends come at some time, each once: more of them show nothing more. */
const listening = `
  on(name, listener) {
    $op('stream.later', () => { listener($op('client.unknown')); });
    return this;
  }
  once(name, listener) { return this.on(name, listener); }
  addListener(name, listener) { return this.on(name, listener); }
  off() { return this; }
  removeListener() { return this; }
  removeAllListeners() { return this; }`;

/** generic-pool: an object lent at most `max` times at once. A second release rejects; a callback of `use()` that throws at once keeps the object. */
export const genericPool: Library = {
  modules: ['generic-pool'],
  versions: '>=3.2 <4',
  exports: { Places: places, Pool: pool('acquire'), createPool: { ...pool('acquire'), factory: true } },
  obligations: ['Pool', 'createPool'].map((name) => ({ class: name, take: 'acquire', release: ['release', 'destroy'], what: 'resource' })),
  standIn: `
import { Places } from 'generic-pool';
${within}${lending}// where it cannot be made it is tried again, as long as somebody waits for it
async function make(factory) {
  for (;;) {
    try { return await factory.create(); }
    catch { await undefined; }
  }
}

export class Pool {
  constructor(factory, options) {
    const { max = 1, acquireTimeoutMillis } = options ?? {};
    this.factory = factory;
    this.max = max;
    this.time = acquireTimeoutMillis;
    this.places = new Places(max);
    this.idle = [];
    this.lent = 0;
    this.bare = [];
    this.emptied = [];
    this.isDraining = false;
  }

  async acquire(priority) {
    if (this.isDraining) throw new Error('pool is draining and cannot accept work');
    const grant = await within(this.places, this.time, 'ResourceRequest timed out', priority === undefined ? 0 : -priority);
    const resource = this.idle.length > 0 ? this.idle.shift() : await make(this.factory);
    lend(this, resource, grant);
    return resource;
  }

  async release(resource) {
    const grant = lentPlace(this, resource);
    if (grant === undefined) throw new Error('Resource not currently part of this pool');
    takeBack(this, resource);
    this.idle.push(resource);
    this.give(grant);
  }

  async destroy(resource) {
    const grant = lentPlace(this, resource);
    if (grant === undefined) throw new Error('Resource not currently part of this pool');
    takeBack(this, resource);
    this.give(grant);
    await this.factory.destroy(resource);
  }

  give(grant) {
    grant();
    if (this.lent === 0 && this.places.waiting() === 0) for (const tell of this.emptied.splice(0)) tell();
  }

  async use(callback, priority) {
    const resource = await this.acquire(priority);
    let work;
    try {
      work = callback(resource);
      if (!$op('stream.isUnknown', work) && (work === undefined || work === null)) throw new TypeError('the callback returned no promise');
    } catch (error) {
      // that work outside fails before it gives its promise is a guess
      if ($op('stream.isUnknown', error)) $op('stream.guess');
      $op('defect.note', 'generic-pool 3.9.0 keeps the resource where the callback of use() throws at once or returns no promise');
      throw error;
    }
    let result;
    try { result = await work; }
    catch (error) {
      this.destroy(resource);
      throw error;
    }
    this.release(resource);
    return result;
  }

  isBorrowedResource(resource) { return lentPlace(this, resource) !== undefined; }

  async drain() {
    this.isDraining = true;
    if (this.lent === 0 && this.places.waiting() === 0) return;
    const emptied = $op('promise.create', 'all that the pool has lent to be given back');
    this.emptied.push($op('promise.resolver', emptied));
    await emptied;
  }

  async clear() { this.idle.splice(0); }
  async ready() {}
  start() {}
${listening}
  get borrowed() { return this.lent; }
  get pending() { return this.places.waiting(); }
  get available() { return this.idle.length; }
}
export function createPool(factory, options) { return new Pool(factory, options); }
export default { createPool, Pool };
`,
};

/** tarn: each wait for a resource is over after some time, so that it rejects rather than hangs; `destroy()` waits for what is lent. */
export const tarn: Library = {
  modules: ['tarn'],
  versions: '>=3 <4',
  exports: { Places: places },
  standIn: `
import { Places } from 'tarn';
${lending}
// where it cannot be made it is tried again until the time is over, unless the pool is told otherwise
async function make(options, grant, signal) {
  for (;;) {
    try { return await options.create(); }
    catch (error) {
      if (options.propagateCreateError === true || signal.aborted) {
        grant();
        throw error;
      }
      await $op('timer.sleep');
    }
  }
}

export class TimeoutError extends Error {}

export class Pool {
  constructor(options) {
    this.options = options;
    this.places = new Places(options.max);
    this.idle = [];
    this.lent = 0;
    this.bare = [];
    this.returned = [];
    this.isDestroyed = false;
  }

  acquire() {
    const controller = new AbortController();
    return { promise: this.get(controller), abort: () => { controller.abort(new Error('aborted')); } };
  }

  async get(controller) {
    const timer = $op('timer.set', () => { controller.abort(new TimeoutError('operation timed out')); });
    try {
      const grant = await this.places.take(0, controller.signal);
      const resource = this.idle.length > 0 ? this.idle.shift() : await make(this.options, grant, controller.signal);
      lend(this, resource, grant);
      return resource;
    } finally { $op('timer.clear', timer); }
  }

  release(resource) {
    const grant = lentPlace(this, resource);
    if (grant === undefined) return false;
    takeBack(this, resource);
    this.idle.push(resource);
    // once the pool is destroyed nobody is served any more
    if (this.isDestroyed) $op('token.end', grant);
    else grant();
    if (this.lent === 0) for (const tell of this.returned.splice(0)) tell();
    return true;
  }

  async destroy() {
    this.isDestroyed = true;
    if (this.lent === 0) return;
    const returned = $op('promise.create', 'all that the pool has lent to be given back');
    this.returned.push($op('promise.resolver', returned));
    await returned;
  }

  numUsed() { return this.lent; }
  numFree() { return this.idle.length; }
  numPendingAcquires() { return this.places.waiting(); }
${listening}
}
`,
};

/** pg: \`connect()\` waits for one of \`max\` clients (10), and waits for ever unless \`connectionTimeoutMillis\` is set; a client released twice throws. \`end()\` waits for all clients to be released. */
export const pg: Library = {
  modules: ['pg', 'pg-pool'],
  versions: '>=8 <9',
  exports: { Places: places, Pool: pool('connect', 'PoolClient'), PoolClient: lent('release') },
  obligations: [{ class: 'Pool', take: 'connect', release: ['release'], what: 'connection' }],
  standIn: `
import { Places } from 'pg';
${within}
class PoolClient {
  constructor(pool, grant) {
    this.pool = pool;
    this.grant = grant;
    this.isReleased = false;
    $op('token.bind', this, grant);
  }

  async query() { return await $op('client.unknown'); }

  release() {
    if (this.isReleased) throw new Error('Release called on client which has already been released to the pool.');
    this.isReleased = true;
    this.grant();
    this.pool.back();
  }

${listening}
}

export class Pool {
  constructor(options) {
    const { max = 10, connectionTimeoutMillis } = options ?? {};
    this.places = new Places(max);
    this.time = connectionTimeoutMillis;
    this.lent = 0;
    this.ended = [];
    this.isEnding = false;
  }

  async connect() {
    if (this.isEnding) throw new Error('Cannot use a pool after calling end on the pool');
    const grant = await within(this.places, this.time, 'timeout exceeded when trying to connect');
    this.lent++;
    return new PoolClient(this, grant);
  }

  async query() {
    const client = await this.connect();
    try { return await client.query(); }
    finally { client.release(); }
  }

  back() {
    this.lent--;
    if (this.lent === 0) for (const tell of this.ended.splice(0)) tell();
  }

  async end() {
    if (this.isEnding) throw new Error('Called end on pool more than once');
    this.isEnding = true;
    if (this.lent === 0) return;
    const ended = $op('promise.create', 'all clients of the pool to be released');
    this.ended.push($op('promise.resolver', ended));
    await ended;
  }

${listening}
  get waitingCount() { return this.places.waiting(); }
}
export default { Pool };
`,
};

/** mysql2 with promises: \`getConnection()\` waits for one of \`connectionLimit\` connections (10), for ever. */
export const mysql2: Library = {
  modules: ['mysql2/promise', 'mysql2/promise.js'],
  versions: '>=2 <4',
  exports: { Places: places, Pool: pool('getConnection', 'PoolConnection'), createPool: { ...pool('getConnection', 'PoolConnection'), factory: true }, PoolConnection: lent('release', 'destroy') },
  obligations: ['Pool', 'createPool'].map((name) => ({ class: name, take: 'getConnection', release: ['release', 'destroy'], what: 'connection' })),
  standIn: `
import { Places } from 'mysql2/promise';

class PoolConnection {
  constructor(grant) {
    this.grant = grant;
    this.isReleased = false;
    $op('token.bind', this, grant);
  }

  async query() {
    await $op('client.unknown');
    return [$op('client.unknown'), $op('client.unknown')];
  }

  execute() { return this.query(); }
  async beginTransaction() { await $op('client.unknown'); }
  async commit() { await $op('client.unknown'); }
  async rollback() { await $op('client.unknown'); }
  async ping() { await $op('client.unknown'); }

  release() {
    if (this.isReleased) return;
    this.isReleased = true;
    this.grant();
  }

  destroy() { this.release(); }
}

class Pool {
  constructor(options) {
    const { connectionLimit = 10, waitForConnections = true } = options ?? {};
    this.places = new Places(connectionLimit);
    this.waits = waitForConnections;
  }

  async getConnection() {
    if (!this.waits && this.places.free() === 0) throw new Error('No connections available.');
    return new PoolConnection(await this.places.take());
  }

  async query() {
    const connection = await this.getConnection();
    try { return await connection.query(); }
    finally { connection.release(); }
  }

  execute() { return this.query(); }
  async end() { await $op('timer.sleep'); }
${listening}
}
export function createPool(options) { return new Pool(options); }
export default { createPool };
`,
};
