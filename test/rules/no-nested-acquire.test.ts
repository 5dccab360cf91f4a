import rule from '../../src/rules/no-nested-acquire.ts';
import { error, marked, named, testRule } from './tester.ts';

/** A class with a mutex, a semaphore of one and one of two, and two methods that take them. */
function inStore(method: string): string {
  return `import { Mutex, Semaphore } from 'async-mutex';
class Store {
  readonly #lock = new Mutex();
  readonly #one = new Semaphore(1);
  readonly #two = new Semaphore(2);
  async count() { return this.#lock.runExclusive(() => this.rows.length); }
  async report() { return { count: await this.count() }; }
  ${method}
}`;
}

testRule('no-nested-acquire', rule, {
  valid: [
    named('one after the other', inStore('async a() { await this.#lock.runExclusive(() => 1); await this.#lock.runExclusive(() => 2); }')),
    named('released before', inStore(`async a() {
      const release = await this.#lock.acquire();
      release();
      await this.count();
    }`)),
    named('released in finally before', inStore(`async a() {
      const release = await this.#lock.acquire();
      try { await work(); } finally { release(); }
      await this.count();
    }`)),
    named('released on the way', inStore(`async a(fast) {
      const release = await this.#lock.acquire();
      if (fast) { release(); return await this.count(); }
      release();
    }`)),
    named('different locks', inStore('async a() { await this.#lock.runExclusive(() => this.#one.runExclusive(() => 1)); }')),
    named('two permits', inStore('async a() { await this.#two.runExclusive(async () => { await this.#two.runExclusive(() => 1); }); }')),
    named('not waited for', inStore('async a() { await this.#lock.runExclusive(() => { void this.count(); this.report().catch(console.error); }); }')),
    named('returned out of the try, so released first', inStore(`async a() {
      const release = await this.#lock.acquire();
      try { return this.count(); } finally { release(); }
    }`)),
    named('asked for while held, waited for after', inStore(`async a() {
      const release = await this.#lock.acquire();
      const next = this.#lock.acquire();
      release();
      (await next)();
    }`)),
    named('another instance', inStore('async a(other: Store) { await this.#lock.runExclusive(() => other.count()); }')),
    named('another lock of the same field name', `
      import { Mutex } from 'async-mutex';
      class Account { lock = new Mutex(); }
      export async function move(from: Account, to: Account) {
        await from.lock.runExclusive(() => to.lock.runExclusive(() => 1));
      }`),
    named('a listener runs later', inStore('async a() { await this.#lock.runExclusive(async () => { this.on("x", async () => { await this.count(); }); }); }')),
    named('a helper that is told', inStore(`async save(locked: boolean) { if (!locked) await this.#lock.runExclusive(() => 1); }
      async a() { await this.#lock.runExclusive(() => this.save(true)); }`)),
    named('a helper that looks first', inStore(`async save() { if (!this.#lock.isLocked()) await this.#lock.runExclusive(() => 1); }
      async a() { await this.#lock.runExclusive(() => this.save()); }`)),
    named('a helper that lets go first', inStore(`async pause() { this.#lock.release(); await tick(); await this.#lock.acquire(); }
      async a() { await this.#lock.acquire(); try { await this.pause(); } finally { this.#lock.release(); } }`)),
    named('a recursion without a lock', inStore('async walk(n) { await this.walk(n - 1); } async a() { await this.#lock.runExclusive(() => this.walk(3)); }')),
    named('callbacks that call each other', `
      import { Mutex } from 'async-mutex';
      const a = new Mutex();
      const b = new Mutex();
      const left = async () => { await a.runExclusive(right); };
      const right = async () => { await b.runExclusive(() => 1); };
      export { left, right };`),
    named('declarations in a circle', `
      let a = b, b = a;
      class Node { next = this.previous; previous = this.next; }
      export async function run() { a = b.next; b = a.next; b = a.previous; await a.lock.acquire(); await b.lock.acquire(); await new Node().next.acquire(); }`),
    named('the number of permits is not known', `
      import { Semaphore } from 'async-mutex';
      export function make(n: number) {
        const slots = new Semaphore(n);
        return async () => { await slots.runExclusive(() => slots.runExclusive(() => 1)); };
      }`),
    named('another task releases', `
      import { AsyncSemaphore } from '@esfx/async-semaphore';
      const turn = new AsyncSemaphore(1);
      async function two() { await turn.wait(); await turn.wait(); }
      function next() { turn.release(); }
      export { two, next };`),
    named('a time limit ends the wait', `
      import { Mutex, withTimeout } from 'async-mutex';
      const lock = withTimeout(new Mutex(), 100);
      export async function twice() { await lock.runExclusive(() => lock.runExclusive(() => 1)); }`),
    named('a signal ends the wait', `
      import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
      const lock = new AsyncReaderWriterLock();
      export async function twice(signal) { const a = await lock.read(); try { const b = await lock.write(signal); b.unlock(); } finally { a.unlock(); } }`),
    named('disposed of at the end of the block', `
      import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
      const lock = new AsyncReaderWriterLock();
      export async function twice() {
        { using reading = await lock.read(); }
        const writing = await lock.write();
        writing.unlock();
      }`),
    named('a wider limiter', `
      import pLimit from 'p-limit';
      const limit = pLimit(4);
      export const run = (work) => limit(async () => { await limit(work); });`),
    named('a task queues another and goes on', `
      import PQueue from 'p-queue';
      const queue = new PQueue({ concurrency: 1 });
      export const run = (work) => queue.add(async () => { void queue.add(work); });`),
    named('a lock of the helper', `
      import { Mutex } from 'async-mutex';
      async function help() { const lock = new Mutex(); await lock.runExclusive(() => 1); }
      export async function run() { const lock = new Mutex(); await lock.runExclusive(() => help()); }`),
    named('a wrapper that knows', inStore(`#holder = false;
      async #locked(work) { if (this.#holder) return work(); return this.#lock.runExclusive(work); }
      a() { return this.#locked(() => this.#locked(async () => 1)); }`)),
    named('a wrapper that lets go before the work is done', inStore(`async #started(work) {
        const release = await this.#lock.acquire();
        try { return work(); } finally { release(); }
      }
      async a() { await this.#started(() => this.count()); }`)),
    named('a wrapper that keeps its callback for later', inStore(`#queue = [];
      async #later(work) { await this.#lock.runExclusive(() => { this.#queue.push(work); }); }
      a() { return this.#later(() => this.count()); }`)),
    named('another key', `
      import { Mutex } from 'async-mutex';
      class Accounts {
        readonly #locks = new Map<string, Mutex>();
        async #with<T>(id: string, work: () => Promise<T>) { return this.#locks.get(id)!.runExclusive(work); }
        async move(from: string, to: string) { await this.#with(from, () => this.#with(to, async () => 1)); }
        async log() { await this.#with('log', () => this.#with('index', async () => 1)); }
      }`),
    named('another lock of the platform', "export const both = () => navigator.locks.request('a', () => navigator.locks.request('b', () => load()));"),
    named('a lock of the platform, if it is free', "export const both = () => navigator.locks.request('a', () => navigator.locks.request('a', { ifAvailable: true }, (lock) => lock && load()));"),
    named('a lock by its key, with a time limit', `
      import AsyncLock from 'async-lock';
      const lock = new AsyncLock({ timeout: 500 });
      export const twice = (id) => lock.acquire(id, () => lock.acquire(id, () => load(id)));`),
    named('other keys of a lock', `
      import AsyncLock from 'async-lock';
      const lock = new AsyncLock();
      export const move = (from, to) => lock.acquire(from, () => lock.acquire(to, () => load(from)));`),
    named('a key that changes', `
      import { Mutex } from 'async-mutex';
      const locks = new Map<number, Mutex>();
      export async function two() {
        let shard = 0;
        const release = await locks.get(shard)!.acquire();
        shard++;
        try { await locks.get(shard)!.runExclusive(() => 1); } finally { release(); }
      }`),
    named('a new lock from each call', `
      import { Mutex } from 'async-mutex';
      function make(id: string): Mutex { const lock = new Mutex(); register(id, lock); return lock; }
      export async function two(id: string) { await make(id).runExclusive(() => make(id).runExclusive(() => 1)); }`),
    named('the next round of the loop', inStore(`async a(parts) {
      for (const part of parts) { const release = await this.#lock.acquire(); try { await part.work(); } finally { release(); } }
    }`)),
  ],
  invalid: [
    error('directly', inStore(`async a() {
    const release = await this.#lock.acquire();
    try {
      const again = await this.#lock.acquire();
      again();
    } finally {
      release();
    }
  }`), 'nested', 11, 27, { lock: 'this.#lock', line: 9, callee: 'this.#lock.acquire()', inner: 11 }),
    error('inside its own callback', inStore('async a() { await this.#lock.runExclusive(async () => { await this.#lock.runExclusive(() => 1); }); }'), 'nested', 8, 65),
    error('inside its own callback, returned', inStore('a() { return this.#lock.runExclusive(() => this.#lock.acquire()); }'), 'nested', 8, 46),
    error('through a method', inStore(`async a() {
    await this.#lock.runExclusive(async () => {
      if ((await this.count()) > 0) this.clear();
    });
  }`), 'nestedThrough', 10, 18, { lock: 'this.#lock', line: 9, callee: 'this.count()', inner: 6 }),
    error('through two methods', inStore(`async a() {
    const release = await this.#lock.acquire();
    try { return await this.report(); } finally { release(); }
  }`), 'nestedThrough', 10, 24, { lock: 'this.#lock', line: 9, callee: 'this.report()', inner: 6 }),
    error('through a map that is waited for', inStore(`async a(keys) {
    await this.#lock.runExclusive(async () => {
      await Promise.all(keys.map((key) => this.count(key)));
    });
  }`), 'nestedThrough', 10, 43),
    error('through a list that is waited for', inStore('async a() { await this.#lock.runExclusive(() => Promise.all([this.count(), work()])); }'), 'nestedThrough', 8, 64),
    error('through a chain', inStore('async a() { await this.#lock.runExclusive(async () => { await this.count().then(print); }); }'), 'nestedThrough', 8, 65),
    error('through a callback under another lock', inStore('async a() { await this.#lock.runExclusive(() => this.#one.runExclusive(() => this.count())); }'), 'nestedThrough', 8, 80),
    error('inside a callback under another lock', inStore(`async a() {
    await this.#lock.acquire();
    try { await this.#one.runExclusive(() => this.count()); } finally { this.#lock.release(); }
  }`), 'nestedThrough', 10, 46),
    error('a callback by name', inStore('async a() { await this.#lock.runExclusive(this.b); } b = async () => { await this.count(); };'), 'nestedThrough', 8, 80),
    error('a semaphore of one', inStore('async a() { await this.#one.runExclusive(async () => { const [, r] = await this.#one.acquire(); r(); }); }'), 'nested', 8, 78),
    error('a semaphore of one by a constant', `
import { AsyncSemaphore } from '@esfx/async-semaphore';
const LIMIT = 1;
const turn = new AsyncSemaphore(LIMIT);
export async function two() { await turn.wait(); await turn.wait(); turn.release(); turn.release(); }`, 'nested', 5, 56),
    error('on one path only', inStore(`async a(fast) {
    const release = await this.#lock.acquire();
    if (fast) release();
    await this.count();
    if (!fast) release();
  }`), 'nestedThrough', 11, 11),
    error('an inherited lock', `
import { Mutex } from 'async-mutex';
class Base {
  protected readonly lock = new Mutex();
  async save() { await this.lock.runExclusive(() => 1); }
}
class Draft extends Base {
  override async save() { await this.lock.runExclusive(() => super.save()); }
}`, 'nestedThrough', 8, 62),
    error('a function of the module', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
const read = async () => lock.runExclusive(() => 1);
export async function write() { await lock.runExclusive(async () => { await read(); }); }`, 'nestedThrough', 5, 77),
    error('a helper that is given the lock', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
async function tidy(held: Mutex) { await held.runExclusive(() => 1); }
export async function write() { await lock.runExclusive(() => tidy(lock)); }`, 'nestedThrough', 5, 63, { lock: 'lock', line: 5, callee: 'tidy()', inner: 4 }),
    error('an alias of the field', inStore(`async a() {
    const lock = this.#lock;
    const release = await lock.acquire();
    try { await this.count(); } finally { release(); }
  }`), 'nestedThrough', 11, 17),
    error('an object that keeps its lock', `
import { Mutex } from 'async-mutex';
const store = {
  lock: new Mutex(),
  async write() { await this.lock.runExclusive(async () => { await store.lock.acquire(); }); },
};
export default store;`, 'nested', 5, 68),
    error('itself', inStore('async walk(n) { await this.#lock.runExclusive(async () => { if (n > 0) await this.walk(n - 1); }); }'), 'nestedThrough', 8, 80),
    {
      ...named('callbacks that call each other', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
const left = async () => { await lock.runExclusive(right); };
const right = async () => { await lock.runExclusive(left); };
left();`),
      errors: [
        { messageId: 'nested', line: 4, column: 34, data: { lock: 'lock', line: 5, callee: 'lock.runExclusive()', inner: 4 } },
        { messageId: 'nested', line: 5, column: 35, data: { lock: 'lock', line: 4, callee: 'lock.runExclusive()', inner: 5 } },
      ],
    },
    error('write in read', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const table = new AsyncReaderWriterLock();
export async function refresh() { using reading = await table.read(); }
export async function update() {
  const reading = await table.read();
  try { const writing = await table.write(); writing.unlock(); } finally { reading.unlock(); }
}`, 'nested', 7, 31),
    error('read in write, through a function', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const table = new AsyncReaderWriterLock();
async function rows() { using reading = await table.read(); return 1; }
export async function update() {
  const writing = await table.write();
  try { await rows(); } finally { writing.unlock(); }
}`, 'nestedThrough', 7, 15),
    error('read in read', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const table = new AsyncReaderWriterLock();
export async function twice() {
  const outer = await table.read();
  try { const inner = await table.read(); inner.unlock(); } finally { outer.unlock(); }
}`, 'readAgain', 6, 29, { lock: 'table', line: 5 }),
    error('write in read by using', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const table = new AsyncReaderWriterLock();
export async function twice() {
  using reading = await table.read();
  using writing = await table.write();
}`, 'nested', 6, 25),
    error('read in read, through a function', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
class Table {
  constructor(readonly lock = new AsyncReaderWriterLock()) {}
  async rows() { const g = await this.lock.read(); g.unlock(); }
  async twice() { const g = await this.lock.read(); try { await this.rows(); } finally { g.unlock(); } }
}`, 'readAgainThrough', 6, 65, { lock: 'this.lock', line: 6, callee: 'this.rows()', inner: 5 }),
    marked('a wrapper that runs its callback under the lock', inStore(`#locked<T>(work: () => Promise<T>) { return this.#lock.runExclusive(work); }
  a() { return this.#locked(() => ▸this.b()); }
  b() { return this.#locked(async () => 2); }`), 'nestedThrough', { data: { lock: 'this.#lock', line: 9, callee: 'this.b()', inner: 8 } }),
    marked('a wrapper with try and finally', inStore(`async #locked<T>(work: () => Promise<T>) {
    const release = await this.#lock.acquire();
    try { return await work(); } finally { release(); }
  }
  async a() { await this.#locked(async () => { console.log(await ▸this.count()); }); }`), 'nestedThrough', { data: { lock: 'this.#lock', line: 12, callee: 'this.count()', inner: 6 } }),
    marked('a wrapper around a wrapper', inStore(`#locked<T>(work: () => Promise<T>) { return this.#lock.runExclusive(async () => work()); }
  async #saved<T>(work: () => Promise<T>) { const result = await this.#locked(work); console.log(result); return result; }
  async a() { await this.#saved(() => ▸this.count()); }`), 'nestedThrough'),
    marked('a method that is given to a wrapper', inStore(`#locked<T>(work: () => Promise<T>) { return this.#lock.runExclusive(work); }
  a() { return this.#locked(this.b); }
  b = async () => { await ▸this.count(); }`), 'nestedThrough'),
    marked('the same key', `
import { Mutex } from 'async-mutex';
const locks = new Map<string, Mutex>();
function lockFor(id: string): Mutex {
  let lock = locks.get(id);
  if (lock === undefined) { lock = new Mutex(); locks.set(id, lock); }
  return lock;
}
async function save(id: string) { await lockFor(id).runExclusive(() => 1); }
export async function publish(order: { id: string }) {
  const release = await lockFor(order.id).acquire();
  try { await ▸save(order.id); } finally { release(); }
}`, 'nestedThrough', { data: { lock: 'lockFor(order.id)', line: 11, callee: 'save()', inner: 9 } }),
    marked('the same key through a wrapper', `
import { Mutex } from 'async-mutex';
class Accounts {
  readonly #locks: Record<string, Mutex> = {};
  async #with<T>(id: string, work: () => Promise<T>) { return this.#locks[id].runExclusive(work); }
  async close(id: string) { await this.#with(id, async () => { await ▸this.settle(id); }); }
  async settle(id: string) { await this.#with(id, async () => 1); }
}`, 'nestedThrough'),
    marked('a lock of the platform, by its name', `
const NAME = 'sync';
const read = () => navigator.locks.request('sync', () => load());
export const refresh = () => navigator.locks.request(NAME, async () => { show(await ▸read()); });`, 'nestedThrough', { data: { lock: 'navigator.locks NAME', line: 4, callee: 'read()', inner: 3 } }),
    marked('shared locks of the platform', `
export const twice = () => navigator.locks.request('sync', { mode: 'shared' }, () => ▸navigator.locks.request('sync', { mode: 'shared' }, () => load()));`, 'readAgain'),
    marked('a lock by its key', `
import AsyncLock from 'async-lock';
class Tasks {
  #lock = new AsyncLock();
  save(id: string) { return this.#lock.acquire(id, async () => { await write(id); }); }
  rename(id: string) { return this.#lock.acquire(id, () => ▸this.save(id)); }
}`, 'nestedThrough', { data: { lock: 'this.#lock id', line: 6, callee: 'this.save()', inner: 5 } }),
    marked('the same constant key', `
import { Mutex } from 'async-mutex';
const locks = new Map<string, Mutex>();
async function locked(name: string, work: () => Promise<void>) { await locks.get(name)!.runExclusive(work); }
export async function rotate() { await locked('log', () => ▸locked('log', async () => {})); }`, 'nestedThrough'),
  ],
});
