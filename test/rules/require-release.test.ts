import rule from '../../src/rules/require-release.ts';
import { error, marked, named, testRule } from './tester.ts';
import type { Valid } from './tester.ts';

/** A program with a mutex `lock`, a semaphore `slots` and unknown work around the body of one async function. */
function withLocks(body: string): string {
  return `import { Mutex, Semaphore } from 'async-mutex';
import { setTimeout as sleep } from 'node:timers/promises';
const lock = new Mutex();
const other = new Mutex();
const slots = new Semaphore(2);
async function run(job, options) {
${body}
}`;
}

function inRun(name: string, body: string): Valid {
  return named(name, withLocks(body));
}

const repair = 'Release it in a finally block, or run the work inside lock.runExclusive().';

testRule('require-release', rule, {
  valid: [
    named('a lock that one function takes, and gives back where it fails, and another gives back', `import { Mutex } from 'async-mutex';
const lock = new Mutex();
let isOpen = true;
export function close() { isOpen = false; }
async function begin() {
  await lock.acquire();
  if (!isOpen) {
    lock.release();
    throw new Error('closed');
  }
  return 'link';
}
function end() { lock.release(); }
export async function put(key) {
  const link = await begin();
  try { console.log(link, key); } finally { end(); }
}`),
    named('a releaser that was handed on throws nothing', `import { Mutex, type MutexInterface } from 'async-mutex';
const guard = new Mutex();
const locks = new Map<string, Mutex>();
export async function unlock(url: string, held: MutexInterface.Releaser): Promise<void> {
  const release = await guard.acquire();
  if (locks.has(url)) held();
  release();
}`),
    named('permits that count arrivals', `import { Semaphore } from 'async-mutex';
export async function ready(urls: string[]): Promise<void> {
  const arrived = new Semaphore(0);
  for (const url of urls) void fetch(url).finally(() => arrived.release());
  for (let i = 0; i < urls.length; i++) await arrived.acquire();
}`),
    named('what is started meanwhile and waited for later', `import { Semaphore } from 'async-mutex';
export async function main(order: string[]) {
  const slots = new Semaphore(1);
  const [, release] = await slots.acquire();
  const bulk = slots.runExclusive(() => { order.push('bulk'); }, 1, 0);
  release();
  await bulk;
}`),
    named('a lock that is handed out, and given back in finally', `
      import { Mutex } from 'async-mutex';
      class Store {
        readonly #lock = new Mutex();
        async #enter() { return this.#lock.acquire(); }
        async save(row) { const leave = await this.#enter(); try { await row.write(); } finally { leave(); } }
      }`),
    named('a lock that is handed out twice', `
      import { Mutex } from 'async-mutex';
      const lock = new Mutex();
      const enter = () => lock.acquire();
      export const open = async () => ({ close: await enter() });`),
    named('a failure that is caught in its chain', withLocks(`
const release = await lock.acquire();
await job.work().catch((error) => { console.error(error); });
release();`)),
    named('a search without side effects before the release', withLocks(`
await lock.acquire();
const found = job.rows.find((row) => row.id === job.id && row.tags.includes('x'));
lock.release();
return found;`)),
    inRun('released in finally', `
      const release = await lock.acquire();
      try {
        if (job.skip) return;
        await job.work();
      } finally {
        release();
      }`),
    inRun('acquired inside the try, released if it was', `
      let release;
      try {
        release = await lock.acquire();
        await job.work();
      } finally {
        release?.();
      }`),
    inRun('released by a test of the release function', `
      let release: (() => void) | undefined;
      try {
        release = await lock.acquire();
        await job.work();
      } finally {
        if (release !== undefined) release();
      }`),
    inRun('the lock says whether it is held', `
      await lock.acquire();
      try {
        await job.work();
      } finally {
        if (lock.isLocked()) lock.release();
      }`),
    inRun('released by a flag', `
      let held = false;
      try {
        await lock.acquire();
        held = true;
        await job.work();
      } finally {
        if (held) lock.release();
      }`),
    inRun('taken and released under the same option', `
      if (options.exclusive) await lock.acquire();
      try {
        await job.work();
      } finally {
        if (options.exclusive) lock.release();
      }`),
    inRun('a conditional acquire', `
      const release = options.exclusive ? await lock.acquire() : undefined;
      try {
        await job.work();
      } finally {
        release?.();
      }`),
    inRun('catch releases and rethrows', `
      const [value, release] = await slots.acquire();
      try {
        await job.work(value);
      } catch (error) {
        release();
        throw error;
      }
      release();`),
    inRun('every way out releases', `
      const release = await lock.acquire();
      if (job === undefined) {
        release();
        return;
      }
      switch (job.kind) {
        case 'none':
          release();
          break;
        default:
          release();
          return;
      }`),
    inRun('every round of a loop releases', `
      for (const part of job) {
        const release = await lock.acquire();
        try {
          if (part.skip) continue;
          if (part.last) break;
          await part.work();
        } finally {
          release();
        }
      }`),
    inRun('nothing between that throws', `
      const release = await lock.acquire();
      console.log('have it', Date.now());
      const seen = new Map();
      seen.set(job, Math.random());
      await sleep(10);
      await new Promise((resolve) => setTimeout(resolve, 10));
      release();`),
    inRun('two locks, released together', `
      const releaseLock = await lock.acquire();
      const releaseOther = await other.acquire();
      try {
        await job.work();
      } finally {
        releaseOther();
        releaseLock();
      }`),
    inRun('nested finally blocks', `
      const first = await lock.acquire();
      try {
        const second = await other.acquire();
        try { await job.work(); } finally { second(); }
      } finally {
        first();
      }`),
    inRun('handed to the caller', `
      const release = await lock.acquire();
      return release;`),
    inRun('handed to the caller at once', 'return lock.acquire();'),
    inRun('handed to the caller in an object', `
      const release = await lock.acquire();
      return { job, release };`),
    inRun('stored', `
      job.release = await lock.acquire();
      await job.work();`),
    inRun('captured by a closure', `
      const release = await lock.acquire();
      const done = () => { release(); };
      job.once('end', done);
      await job.start();`),
    inRun('captured by a function declaration', `
      const release = await lock.acquire();
      job.once('end', done);
      await job.start();
      function done() { release(); }`),
    inRun('passed to a call', `
      const release = await lock.acquire();
      await job.work(release);`),
    inRun('released when the work ends', `
      const release = await lock.acquire();
      return job.work().finally(() => release());`),
    inRun('released when the work ends, by the function itself', `
      const release = await lock.acquire();
      return job.work().finally(release);`),
    inRun('a token bucket', `
      for (const part of job) {
        await slots.acquire();
        void part.work().finally(() => slots.release());
      }`),
    inRun('labelled continue in a finally', `
      outer: for (const part of job) {
        for (const piece of part) {
          const release = await lock.acquire();
          try {
            if (piece.bad) continue outer;
          } finally {
            release();
          }
        }
      }`),
    inRun('a pair kept as one', `
      const taken = await slots.acquire();
      try {
        await job.work(taken[0]);
      } finally {
        taken[1]();
      }`),
    inRun('an exit of the process', `
      const release = await lock.acquire();
      if (job.fatal) process.exit(1);
      release();`),
    inRun('an inner function of its own', `
      const work = async () => {
        const release = await lock.acquire();
        try { await job.work(); } finally { release(); }
      };
      await work();`),
    inRun('runExclusive', 'await lock.runExclusive(() => job.work());'),
    named('released by another method', `
      import { AsyncSemaphore } from '@esfx/async-semaphore';
      class Pool {
        readonly #free = new AsyncSemaphore(4);
        async take() { await this.#free.wait(); return this.connect(); }
        give() { this.#free.release(); }
      }`),
    named('a helper of the same class releases', `
      import { Mutex } from 'async-mutex';
      class Store {
        #lock = new Mutex();
        async save(row) {
          await this.#lock.acquire();
          try { await this.write(row); } finally { this.#leave(row); }
        }
        #leave(row) { this.#lock.release(); }
      }`),
    named('using', `
      import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
      const lock = new AsyncReaderWriterLock();
      export async function set(work) { using guard = await lock.write(); await work(); }`),
    named('a handle', `
      import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
      const lock = new AsyncReaderWriterLock();
      export async function set(work) {
        const guard = await lock.write();
        try { await work(); } finally { if (guard.ownsLock) guard.unlock(); }
      }`),
    named('the caller of a helper releases', `
      import { Mutex } from 'async-mutex';
      export async function enter(lock: Mutex) { await lock.acquire(); }`),
    named('keyed locks that others release', `
      import { Mutex } from 'async-mutex';
      const locks = new Map<string, Mutex>();
      export async function enter(key: string) {
        let lock = locks.get(key);
        if (lock === undefined) { lock = new Mutex(); locks.set(key, lock); }
        await lock.acquire();
      }`),
    named('all locks of a list', `
      import { Mutex } from 'async-mutex';
      export async function all(locks: Mutex[], work) {
        for (const lock of locks) await lock.acquire();
        try { await work(); } finally { for (const lock of locks) lock.release(); }
      }`),
    named('an acquire method of something else', `
      import { Mutex } from './my-mutex.js';
      const lock = new Mutex();
      export async function run(work) { const release = await lock.acquire(); await work(); release(); }`),
    named('a local class of the same name', `
      class Mutex { async acquire() { return () => {}; } }
      const lock = new Mutex();
      export async function run(work) { const release = await lock.acquire(); await work(); release(); }`),
    named('a helper that cannot throw', `
      import { Mutex } from 'async-mutex';
      const lock = new Mutex();
      let count = 0;
      function bump() { count += 1; note(); }
      function note() { console.log(count); }
      export async function run() { const release = await lock.acquire(); bump(); release(); }`),
    {
      ...inRun('only explicit exceptions count', 'const release = await lock.acquire(); await job.work(); release();'),
      options: [{ exceptions: 'explicit' }],
    },
  ],
  invalid: [
    marked('a lock that a method takes and hands out', `
import { Mutex } from 'async-mutex';
class Store {
  readonly #lock = new Mutex();
  async #enter() { return this.#lock.acquire(); }
  async save(row) {
    const leave = await ▸this.#enter();
    await row.write();
    leave();
  }
}`, 'skippedByThrow', { data: { cause: "An exception from 'row.write()' on line 8", lock: 'this.#lock', what: 'lock', repair: 'Release it in a finally block, or run the work inside this.#lock.runExclusive().' } }),
    marked('a permit that a function takes and hands out', `
import { Semaphore } from 'async-mutex';
const slots = new Semaphore(3);
const slot = async () => { const [, release] = await slots.acquire(); return release; };
const both = () => slots.acquire();
export async function run(job) {
  const [, release] = await ▸both();
  if (job.empty) return;
  try { await job(); } finally { release(); }
}
export { slot };`, 'skippedByReturn'),
    marked('a lock of a parameter, handed out', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
async function enter(mutex: Mutex) { return await mutex.acquire(); }
export async function run(job) { const leave = await ▸enter(lock); job(); leave(); }`, 'skippedByThrow'),
    error('await between acquire and release', withLocks(`
const release = await lock.acquire();
await job.work();
release();`), 'skippedByThrow', 8, 23, { cause: "An exception from 'job.work()' on line 9", lock: 'lock', what: 'lock', repair }),
    error('call between acquire and release', withLocks(`
await lock.acquire();
job.work();
lock.release();`), 'skippedByThrow', 8, 7),
    error('throw between acquire and release', withLocks(`
const release = await lock.acquire();
if (!job.ok) throw new Error('no');
release();`), 'skippedByThrow', 8, 23, { cause: 'The throw on line 9', lock: 'lock', what: 'lock', repair }),
    {
      ...error('explicit throws still count', withLocks(`
const release = await lock.acquire();
if (!job.ok) throw new Error('no');
release();`), 'skippedByThrow', 8, 23),
      options: [{ exceptions: 'explicit' }],
    },
    error('early return', withLocks(`
const release = await lock.acquire();
if (job.done) return;
release();`), 'skippedByReturn', 8, 23, { exit: 'the return on line 9', lock: 'lock', what: 'lock', repair }),
    error('continue jumps over the release', withLocks(`
for (const part of job) {
  const release = await lock.acquire();
  if (part.skip) continue;
  release();
}`), 'skippedByReturn', 9, 25, { exit: 'the continue on line 10', lock: 'lock', what: 'lock', repair }),
    error('break jumps over the release', withLocks(`
while (true) {
  const [, release] = await slots.acquire();
  if (job.done) break;
  release();
}`), 'skippedByReturn', 9, 29),
    error('an endless loop takes it again', withLocks(`
for (;;) {
  await lock.acquire();
  if (job.ready) lock.release();
}`), 'skippedByReturn', 9, 9),
    error('one branch forgets', withLocks(`
const release = await lock.acquire();
if (job.ok) {
  release();
} else {
  console.log('not ok');
}`), 'skippedByReturn', 8, 23, { exit: 'the end of the function on line 14', lock: 'lock', what: 'lock', repair }),
    error('one case forgets', withLocks(`
const release = await lock.acquire();
switch (job.kind) {
  case 'a': release(); break;
  case 'b': break;
  default: release();
}`), 'skippedByReturn', 8, 23),
    error('only the normal path releases', withLocks(`
const release = await lock.acquire();
try {
  await job.work();
  release();
} catch (error) {
  console.error(error);
}`), 'skippedByReturn', 8, 23),
    error('only the failing path releases', withLocks(`
const release = await lock.acquire();
try {
  await job.work();
} catch (error) {
  release();
  throw error;
}`), 'skippedByReturn', 8, 23),
    error('work before the try', withLocks(`
const release = await lock.acquire();
const plan = await job.plan();
try { await plan.run(); } finally { release(); }`), 'skippedByThrow', 8, 23, { cause: "An exception from 'job.plan()' on line 9", lock: 'lock', what: 'lock', repair }),
    error('work before the release in finally', withLocks(`
const release = await lock.acquire();
try { await job.work(); } finally { await job.close(); release(); }`), 'skippedByThrow', 8, 23),
    error('work before it is handed on', withLocks(`
const release = await lock.acquire();
const connection = await job.connect();
return { connection, release };`), 'skippedByThrow', 8, 23),
    error('the second check of a field is another check', `
import { Mutex } from 'async-mutex';
class Door {
  #lock = new Mutex();
  #closed = false;
  async pass() {
    if (this.#closed) return;
    await this.#lock.acquire();
    if (this.#closed) return;
    this.#lock.release();
  }
}`, 'skippedByReturn', 8, 11),
    error('a flag that is set too early does not help', withLocks(`
let held = true;
await lock.acquire();
held = false;
if (held) lock.release();`), 'skippedByReturn', 9, 7),
    error('another acquire may be given up', withLocks(`
const first = await lock.acquire();
const second = await withTimeout(other, 10).acquire();
second();
first();`).replace('Mutex,', 'Mutex, withTimeout,'), 'skippedByThrow', 8, 21),
    error('never released, through a renamed import', `
import { Mutex as M } from 'async-mutex';
const lock = new M();
async function run() { await lock.acquire(); }
run();`, 'neverReleased', 4, 30, { lock: 'lock', what: 'lock', repair }),
    error('the release function is never used', `
import * as am from 'async-mutex';
async function run(work) { const lock = new am.Mutex(); const release = await lock.acquire(); await work(); }`, 'neverReleased', 3, 79),
    error('by require', `
const { Mutex } = require('async-mutex');
const lock = new Mutex();
module.exports = async function run(work) { const release = await lock.acquire(); await work(); release(); };`, 'skippedByThrow', 4, 67),
    error('a field that the constructor makes', `
import { Semaphore } from 'async-mutex';
class Fleet {
  private cars;
  constructor() { this.cars = new Semaphore(2); }
  async ride(to) { const [car, back] = await this.cars.acquire(); await car.drive(to); back(); }
}`, 'skippedByThrow', 6, 46),
    error('a constructor parameter', `
import type { Mutex } from 'async-mutex';
class Fleet {
  constructor(private readonly lock: Mutex) {}
  async ride(to) { await this.lock.acquire(); await to.go(); this.lock.release(); }
}`, 'skippedByThrow', 5, 26),
    error('a static field', `
import { Mutex } from 'async-mutex';
class Fleet {
  static #lock = new Mutex();
  static async ride(to) { await Fleet.#lock.acquire(); await to.go(); this.#lock.release(); }
}`, 'skippedByThrow', 5, 33),
    error('a parameter', `
import { Mutex } from 'async-mutex';
export async function ride(lock: Mutex, to) { const release = await lock.acquire(); await to.go(); release(); }`, 'skippedByThrow', 3, 69),
    error('an options object', `
import { Mutex } from 'async-mutex';
interface Options { readonly lock?: Mutex | undefined }
export const ride = async ({ lock }: Options, to) => { const release = await lock!.acquire(); await to.go(); release(); };`, 'skippedByThrow', 4, 78),
    error('an object literal', `
import { Mutex } from 'async-mutex';
const state = { lock: new Mutex(), count: 0 };
export async function ride(to) { await state.lock.acquire(); await to.go(); state.lock.release(); }`, 'skippedByThrow', 4, 40),
    error('the field of another object', `
import { Mutex } from 'async-mutex';
class Account { readonly lock = new Mutex(); }
export async function close(account: Account, book) { const release = await account.lock.acquire(); await book(account); release(); }`, 'skippedByThrow', 4, 77),
    error('a lock in a map', `
import { Mutex } from 'async-mutex';
const locks = new Map<string, Mutex>();
export async function ride(key, to) { const release = await locks.get(key)!.acquire(); await to.go(); release(); }`, 'skippedByThrow', 4, 61),
    error('a time limit', `
import { Mutex, withTimeout } from 'async-mutex';
const lock = withTimeout(new Mutex(), 100);
export async function ride(to) { const release = await lock.acquire(); await to.go(); release(); }`, 'skippedByThrow', 4, 56),
    error('a handle', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const lock = new AsyncReaderWriterLock();
export async function ride(to) { const guard = await lock.read(); if (to.near) return; guard.unlock(); }`, 'skippedByReturn', 4, 54, {
      exit: 'the return on line 4', lock: 'lock', what: 'read lock', repair: 'Release it in a finally block.',
    }),
    error('a nested callback is a function of its own', withLocks(`
await Promise.all(job.map(async (part) => {
  const release = await lock.acquire();
  await part.work();
  release();
}));`), 'skippedByThrow', 9, 25),
    error('a generator may be left at a yield', withLocks(`
async function* parts() {
  const release = await lock.acquire();
  yield job;
  release();
}
return parts();`), 'skippedByThrow', 9, 25),
    error('at the top of a module', `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
const release = await lock.acquire();
await import('./setup.js');
run();
release();`, 'skippedByThrow', 4, 23),
    error('balanced elsewhere is not released here', `
import { Mutex } from 'async-mutex';
class Store {
  #lock = new Mutex();
  async good() { await this.#lock.acquire(); this.#lock.release(); }
  async bad() { await this.#lock.acquire(); }
}`, 'neverReleased', 6, 23),
  ],
});
