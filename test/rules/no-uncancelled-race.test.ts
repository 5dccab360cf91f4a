import rule from '../../src/rules/no-uncancelled-race.ts';
import { named, testRule, wrong } from './tester.ts';

const tools = `import { Mutex, Semaphore, withTimeout } from 'async-mutex';
import { Chan, Select, recv } from 'ts-chan';
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
declare function late(ms: number): Promise<never>;
`;

testRule('no-uncancelled-race', rule, {
  valid: [
    named('a time limit of the lock', `${tools}const lock = withTimeout(new Mutex(), 100);
export async function run() { const release = await Promise.race([lock.acquire(), late(200)]); release(); }`),
    named('given back if it comes too late', `${tools}const lock = new Mutex();
export async function run() {
  let gone = false;
  const grant = lock.acquire();
  try {
    return await Promise.race([grant, late(100)]);
  } catch (error) {
    gone = true;
    void grant.then((release) => { if (gone) release(); });
    throw error;
  }
}`),
    named('chained', `${tools}const lock = new Mutex();
export const run = () => Promise.race([lock.acquire().then((release) => { release(); }), late(100)]);`),
    named('a receive with a signal', `${tools}export async function next(inbox: Chan<string>, signal: AbortSignal) {
  return await Promise.race([inbox.recv(signal), late(100)]);
}`),
    named('a lock with a signal', `${tools}const lock = new AsyncReaderWriterLock();
export async function run(signal: any) { return await Promise.race([lock.write(signal), late(1)]); }`),
    named('not a race', `${tools}export async function both(a: Chan<string>, b: Chan<string>) { return await Promise.all([a.recv(), b.recv()]); }`),
    named('a send has taken nothing', `${tools}export async function offer(out: Chan<string>) { await Promise.race([out.send('x'), late(10)]); }`),
    named('a wait for an unlock takes nothing', `${tools}const lock = new Mutex();
export const free = () => Promise.race([lock.waitForUnlock(), late(10)]);`),
    named('the critical section gives it back', `${tools}const lock = new Mutex();
export const run = (work: () => Promise<void>) => Promise.race([lock.runExclusive(work), late(10)]);`),
    named('a race of one', `${tools}const lock = new Mutex();
export const run = () => Promise.race([lock.acquire()]);`),
    named('a select', `${tools}export async function next(a: Chan<string>, b: Chan<string>) { return await new Select([recv(a), recv(b)]).wait(); }`),
    named('something else named acquire', 'declare const pool: { acquire(): Promise<void> };\nexport const run = () => Promise.race([pool.acquire(), Promise.resolve()]);'),
  ],
  invalid: [
    wrong('a mutex with a timeout', `${tools}const lock = new Mutex();
export async function save(work: () => Promise<void>) {
  const release = await Promise.race([▸lock.acquire(), late(1000)]);
  try { await work(); } finally { release(); }
}`, 'lostGrant', { data: { call: 'lock.acquire()', what: 'lock' } }),
    wrong('a semaphore', `${tools}const slots = new Semaphore(3);
export async function enter() {
  const [, release] = await Promise.race([late(1000), ▸slots.acquire()]);
  return release;
}`, 'lostGrant', { data: { call: 'slots.acquire()', what: 'permit' } }),
    wrong('a field', `${tools}export class Account {
  readonly #lock = new Mutex();
  async close(signal: Promise<never>) { return await Promise.race([▸this.#lock.acquire(), signal]); }
}`, 'lostGrant'),
    wrong('kept in a constant for the race', `${tools}const lock = new Mutex();
export async function save() {
  const grant = lock.acquire();
  return await Promise.race([▸grant, late(10)]);
}`, 'lostGrant', { data: { call: 'lock.acquire()', what: 'lock' } }),
    wrong('Promise.any', `${tools}const a = new Mutex();
export const either = () => Promise.any([▸a.acquire(), late(3)]);`, 'lostGrant'),
    wrong('two receives', `${tools}export async function merge(a: Chan<string>, b: Chan<string>) {
  for (;;) {
    const { value, done } = await Promise.race([▸a.recv(), ▸b.recv()]);
    if (done) return;
    console.log(value);
  }
}`, 'lostValue'),
    wrong('a receive with a timeout', `${tools}export async function next(inbox: Chan<string>) {
  return await Promise.race([▸inbox.recv(), late(100)]);
}`, 'lostValue', { data: { call: 'inbox.recv()' } }),
    wrong('a select with a timeout', `${tools}export async function next(a: Chan<string>, b: Chan<string>) {
  const select = new Select([recv(a), recv(b)]);
  return await Promise.race([▸select.wait(), late(100)]);
}`, 'lostValue', { data: { call: 'select.wait()' } }),
    wrong('a write lock', `${tools}const table = new AsyncReaderWriterLock();
export async function change() {
  return await Promise.race([▸table.write(), late(5)]);
}`, 'lostGrant', { data: { call: 'table.write()', what: 'write lock' } }),
  ],
});
