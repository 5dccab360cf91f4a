import rule from '../../src/rules/consistent-lock-order.ts';
import { marked, named, testRule } from './tester.ts';

/** A class with three locks. */
function inBank(methods: string): string {
  return `import { Mutex } from 'async-mutex';
class Bank {
  readonly #accounts = new Mutex();
  readonly #journal = new Mutex();
  readonly #rates = new Mutex();
  ${methods}
}`;
}

testRule('consistent-lock-order', rule, {
  valid: [
    named('one order', inBank(`
  pay() { return this.#accounts.runExclusive(() => this.#journal.runExclusive(() => 1)); }
  async audit() {
    const release = await this.#accounts.acquire();
    try { await this.#journal.runExclusive(() => 2); } finally { release(); }
  }`)),
    named('one after the other', inBank(`
  async pay() { await this.#accounts.runExclusive(() => 1); await this.#journal.runExclusive(() => 1); }
  async audit() { await this.#journal.runExclusive(() => 1); await this.#accounts.runExclusive(() => 1); }`)),
    named('both orders under one more lock', inBank(`
  pay() { return this.#rates.runExclusive(() => this.#accounts.runExclusive(() => this.#journal.runExclusive(() => 1))); }
  audit() { return this.#rates.runExclusive(() => this.#journal.runExclusive(() => this.#accounts.runExclusive(() => 1))); }`)),
    named('a chain without a circle', inBank(`
  a() { return this.#accounts.runExclusive(() => this.#journal.runExclusive(() => 1)); }
  b() { return this.#journal.runExclusive(() => this.#rates.runExclusive(() => 1)); }
  c() { return this.#accounts.runExclusive(() => this.#rates.runExclusive(() => 1)); }`)),
    named('not waited for', inBank(`
  pay() { return this.#accounts.runExclusive(() => { void this.#journal.runExclusive(() => 1); }); }
  audit() { return this.#journal.runExclusive(() => this.#accounts.runExclusive(() => 1)); }`)),
    named('with room for several', `
      import { Mutex, Semaphore } from 'async-mutex';
      const lock = new Mutex();
      const slots = new Semaphore(8);
      export const a = () => lock.runExclusive(() => slots.runExclusive(() => 1));
      export const b = () => slots.runExclusive(() => lock.runExclusive(() => 1));`),
    named('a wait that gives up', `
      import { Mutex, withTimeout } from 'async-mutex';
      const left = new Mutex();
      const right = withTimeout(new Mutex(), 1000);
      export const a = () => left.runExclusive(() => right.runExclusive(() => 1));
      export const b = () => right.runExclusive(() => left.runExclusive(() => 1));`),
    named('only readers', `
      import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
      const left = new AsyncReaderWriterLock();
      const right = new AsyncReaderWriterLock();
      export async function a() { using l = await left.read(); using r = await right.read(); }
      export async function b() { using r = await right.read(); using l = await left.read(); }`),
    named('queued together', inBank(`
  async pay() {
    const [first, second] = await Promise.all([this.#accounts.acquire(), this.#journal.acquire()]);
    try { await work(); } finally { first(); second(); }
  }
  async audit() {
    const [first, second] = await Promise.all([this.#journal.acquire(), this.#accounts.acquire()]);
    try { await work(); } finally { first(); second(); }
  }`)),
    named('in the order of a comparison', `
      import { Mutex } from 'async-mutex';
      class Doc { readonly mutex = new Mutex(); constructor(readonly id: number) {} }
      export async function merge(a: Doc, b: Doc): Promise<void> {
        if (a.id < b.id) await a.mutex.runExclusive(() => b.mutex.runExclusive(() => 1));
        else if (a.id > b.id) await b.mutex.runExclusive(() => a.mutex.runExclusive(() => 1));
      }`),
    named('limiters', `
      import pLimit from 'p-limit';
      const disk = pLimit(1);
      const network = pLimit(1);
      export const a = () => disk(() => network(() => 1));
      export const b = () => network(() => disk(() => 1));`),
  ],
  invalid: [
    marked('in the order of a comparison, once the other way round', `
      import { Mutex } from 'async-mutex';
      class Doc { readonly mutex = new Mutex(); constructor(readonly id: number) {} }
      export async function merge(a: Doc, b: Doc, isDraft: boolean): Promise<void> {
        if (isDraft) {
          if (a.id < b.id) await a.mutex.runExclusive(() => ▸b.mutex.runExclusive(() => 1));
        } else if (a.id < b.id) await b.mutex.runExclusive(() => ▸a.mutex.runExclusive(() => 2));
      }`, [['inverted'], ['inverted']]),
    marked('two callbacks', inBank(`
  pay() { return this.#accounts.runExclusive(() => ▸this.#journal.runExclusive(() => 1)); }
  audit() { return this.#journal.runExclusive(() => ▸this.#accounts.runExclusive(() => 1)); }`), [
      ['inverted', { data: { first: 'this.#accounts', second: 'this.#journal', line: 7, other: 8, others: '8' } }],
      ['inverted', { data: { first: 'this.#journal', second: 'this.#accounts', line: 8, other: 7, others: '7' } }],
    ]),
    marked('acquire and release', inBank(`
  async pay() {
    const account = await this.#accounts.acquire();
    try {
      const journal = await ▸this.#journal.acquire();
      try { await write(); } finally { journal(); }
    } finally { account(); }
  }
  async audit() {
    const journal = await this.#journal.acquire();
    try { await ▸this.#accounts.runExclusive(() => 1); } finally { journal(); }
  }`), [['inverted'], ['inverted']]),
    marked('through a method', inBank(`
  async note(line) { await this.#journal.runExclusive(() => line); }
  async balance() { return this.#accounts.runExclusive(() => 1); }
  async pay() { await this.#accounts.runExclusive(() => ▸this.note('paid')); }
  async audit() { await this.#journal.runExclusive(async () => { console.log(await ▸this.balance()); }); }`), [
      ['inverted', { data: { first: 'this.#accounts', second: 'this.#journal', line: 9, other: 10, others: '10' } }],
      ['inverted'],
    ]),
    marked('through a wrapper', inBank(`
  #booked<T>(work: () => Promise<T>) { return this.#journal.runExclusive(work); }
  pay() { return this.#booked(() => ▸this.#accounts.runExclusive(() => 1)); }
  audit() { return this.#accounts.runExclusive(() => ▸this.#booked(async () => 1)); }`), [['inverted'], ['inverted']]),
    marked('in a circle of three', inBank(`
  a() { return this.#accounts.runExclusive(() => ▸this.#journal.runExclusive(() => 1)); }
  b() { return this.#journal.runExclusive(() => ▸this.#rates.runExclusive(() => 1)); }
  c() { return this.#rates.runExclusive(() => ▸this.#accounts.runExclusive(() => 1)); }`), [
      ['circle', { data: { first: 'this.#accounts', second: 'this.#journal', line: 7, other: 8, others: '8, 9' } }],
      ['circle'],
      ['circle'],
    ]),
    marked('of the module', `
import { Mutex } from 'async-mutex';
const users = new Mutex();
const sessions = new Mutex();
export async function login(user) {
  const release = await users.acquire();
  try { await ▸sessions.runExclusive(() => user.start()); } finally { release(); }
}
export async function expire(session) {
  await sessions.acquire();
  try { await ▸users.runExclusive(() => session.user.stop()); } finally { sessions.release(); }
}`, [['inverted'], ['inverted']]),
    marked('writers and a mutex', `
import { Mutex } from 'async-mutex';
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const table = new AsyncReaderWriterLock();
const log = new Mutex();
export async function write() { using _guard = await table.write(); await ▸log.runExclusive(() => 1); }
export async function report() { await log.runExclusive(async () => { using _guard = await ▸table.read(); }); }`, [['inverted'], ['inverted']]),
    marked('constant keys', `
import { Mutex } from 'async-mutex';
const locks = new Map<string, Mutex>();
const locked = (name: string, work: () => Promise<void>) => locks.get(name)!.runExclusive(work);
export const a = () => locked('disk', () => ▸locked('index', async () => {}));
export const b = () => locked('index', () => ▸locked('disk', async () => {}));`, [['inverted'], ['inverted']]),
  ],
});
