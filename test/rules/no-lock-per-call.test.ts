import rule from '../../src/rules/no-lock-per-call.ts';
import { marked, named, testRule } from './tester.ts';

testRule('no-lock-per-call', rule, {
  valid: [
    named('of the module', `
      import { Mutex } from 'async-mutex';
      const lock = new Mutex();
      export async function save(work) { await lock.runExclusive(work); }`),
    named('of the object', `
      import { Mutex } from 'async-mutex';
      class Store { #lock = new Mutex(); save(work) { return this.#lock.runExclusive(work); } }`),
    named('shared by the callbacks of the call', `
      import { Mutex } from 'async-mutex';
      export async function merge(parts) {
        const lock = new Mutex();
        await Promise.all(parts.map((part) => lock.runExclusive(() => part.write())));
      }`),
    named('kept in a map', `
      import { Mutex } from 'async-mutex';
      const locks = new Map<string, Mutex>();
      export async function save(key, work) {
        let lock = locks.get(key);
        if (!lock) { lock = new Mutex(); locks.set(key, lock); }
        await lock.runExclusive(work);
      }`),
    named('stored after the first use', `
      import { Mutex } from 'async-mutex';
      export async function open(registry, name) {
        const lock = new Mutex();
        const release = await lock.acquire();
        registry.add(name, lock);
        try { await registry.load(name); } finally { release(); }
      }`),
    named('a factory', `
      import { Mutex } from 'async-mutex';
      export function serial(work) { const lock = new Mutex(); return () => lock.runExclusive(work); }`),
    named('a limiter of this call', `
      import pLimit from 'p-limit';
      export async function all(urls) { const limit = pLimit(4); return Promise.all(urls.map((url) => limit(() => fetch(url)))); }`),
    named('started together', `
      import pLimit from 'p-limit';
      export async function both(a, b) { const limit = pLimit(1); const x = limit(a); const y = limit(b); return [await x, await y]; }`),
    named('looked at', `
      import { Mutex } from 'async-mutex';
      export async function demo() {
        const lock = new Mutex();
        const release = await lock.acquire();
        console.log(lock.isLocked());
        release();
      }`),
    named('given to a field', `
      import { Semaphore } from 'async-mutex';
      class Pool { constructor(size) { const slots = new Semaphore(size); this.slots = slots; } use(work) { return this.slots.runExclusive(work); } }`),
  ],
  invalid: [
    marked('a mutex of the function', `
import { Mutex } from 'async-mutex';
export async function withdraw(account, amount) {
  const lock = ▸new Mutex();
  await lock.runExclusive(async () => { account.balance = (await account.load()) - amount; });
}`, 'perCall', { data: { name: 'lock' } }),
    marked('with acquire and release', `
import { Mutex } from 'async-mutex';
export async function withdraw(account, amount) {
  const lock = ▸new Mutex();
  const release = await lock.acquire();
  try { account.balance = (await account.load()) - amount; } finally { release(); }
}`, 'perCall'),
    marked('released by the lock itself', `
import { Mutex } from 'async-mutex';
class Journal {
  async append(line) {
    const mutex = ▸new Mutex();
    await mutex.acquire();
    try { await this.file.write(line); } finally { mutex.release(); }
  }
}`, 'perCall', { data: { name: 'mutex' } }),
    marked('on the spot', `
import { Mutex } from 'async-mutex';
export const save = (work) => (▸new Mutex()).runExclusive(work);`, 'onTheSpot', { data: { text: 'new Mutex()' } }),
    marked('a limiter on the spot', `
import pLimit from 'p-limit';
export const load = (urls) => Promise.all(urls.map((url) => ▸pLimit(2)(() => fetch(url))));`, 'onTheSpot', { data: { text: 'pLimit(2)' } }),
    marked('a semaphore in an arrow function', `
import { Semaphore } from 'async-mutex';
export const handle = async (request) => {
  const slots = ▸new Semaphore(10);
  return await slots.runExclusive(() => request.answer());
};`, 'perCall'),
    marked('in a callback', `
import { Mutex } from 'async-mutex';
server.on('request', async (request) => {
  const lock = ▸new Mutex();
  await lock.runExclusive(() => request.session.touch());
});`, 'perCall'),
    marked('a lock for readers and writers', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
export async function refresh(table) {
  const lock = ▸new AsyncReaderWriterLock();
  using _guard = await lock.write();
  table.rows = await table.load();
}`, 'perCall'),
    marked('used twice, one after the other', `
import { Mutex } from 'async-mutex';
export async function twice(a, b) {
  const lock = ▸new Mutex();
  await lock.runExclusive(a);
  await lock.runExclusive(b);
}`, 'perCall'),
  ],
});
