import rule from '../../src/rules/no-floating-exclusive.ts';
import { marked, named, testRule } from './tester.ts';

/** A class with a lock and asynchronous methods. */
function inStore(method: string): string {
  return `import { Mutex } from 'async-mutex';
class Store {
  readonly #lock = new Mutex();
  async save(): Promise<void> { await this.disk.write(this.rows); }
  size() { return this.rows.length; }
  ${method}
}`;
}

const floating = (line: number): { readonly data: Readonly<Record<string, unknown>> } => ({ data: { callee: 'this.save()', lock: 'this.#lock', line } });

testRule('no-floating-exclusive', rule, {
  valid: [
    named('what is started while a reader is held', `export async function drain(stream: ReadableStream<string>, note: (text: string) => Promise<void>) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    note(value);
  }
}`),
    named('awaited', inStore('a() { return this.#lock.runExclusive(async () => { await this.save(); }); }')),
    named('returned', inStore('a() { return this.#lock.runExclusive(() => this.save()); }')),
    named('returned from a block', inStore('a() { return this.#lock.runExclusive(() => { return this.save(); }); }')),
    named('nothing to wait for', inStore('a() { return this.#lock.runExclusive(() => { this.size(); }); }')),
    named('on purpose', inStore('a() { return this.#lock.runExclusive(() => { void this.save(); }); }')),
    named('kept and waited for later', inStore('a() { return this.#lock.runExclusive(async () => { const saving = this.save(); this.rows.pop(); await saving; }); }')),
    named('started after the release', inStore('async a() { const release = await this.#lock.acquire(); try { this.rows.pop(); } finally { release(); } this.save(); }')),
    named('returned and awaited', inStore('async a() { const release = await this.#lock.acquire(); try { return await this.save(); } finally { release(); } }')),
    named('released when the promise is settled', inStore('async a() { const release = await this.#lock.acquire(); return this.save().finally(release); }')),
    named('returned from outside of the try statement', inStore('async a() { const release = await this.#lock.acquire(); try { this.rows.pop(); } finally { release(); } return this.save(); }')),
    named('a value', inStore('async a() { const release = await this.#lock.acquire(); try { return this.size(); } finally { release(); } }')),
    named('a forEach without promises', inStore('a() { return this.#lock.runExclusive(() => { this.rows.forEach((row) => { row.touch(); }); }); }')),
    named('an unknown function', inStore('a() { return this.#lock.runExclusive(() => { this.disk.flush(); }); }')),
  ],
  invalid: [
    marked('started in the callback', inStore('a() { return this.#lock.runExclusive(() => { ▸this.save(); }); }'), 'floating', floating(6)),
    marked('started in an asynchronous callback', inStore('a() { return this.#lock.runExclusive(async () => { ▸this.save(); }); }'), 'floating', {
      ...floating(6),
      suggestions: [{ messageId: 'addAwait', output: inStore('a() { return this.#lock.runExclusive(async () => { await this.save(); }); }') }],
    }),
    marked('in a branch', inStore('a(dirty) { return this.#lock.runExclusive(() => { if (dirty) ▸this.save(); }); }'), 'floating'),
    marked('between acquire and release', inStore(`async a() {
    const release = await this.#lock.acquire();
    try { ▸this.save(); } finally { release(); }
  }`), 'floating', {
      ...floating(7),
      suggestions: [{ messageId: 'addAwait', output: inStore(`async a() {
    const release = await this.#lock.acquire();
    try { await this.save(); } finally { release(); }
  }`) }],
    }),
    marked('a chain', inStore('a() { return this.#lock.runExclusive(() => { ▸this.disk.flush().catch(console.error); }); }'), 'floating'),
    marked('forEach with an asynchronous callback', inStore('a() { return this.#lock.runExclusive(() => { ▸this.rows.forEach(async (row) => { await row.write(); }); }); }'), 'forEach', {
      data: { callee: 'this.rows.forEach()', lock: 'this.#lock', line: 6 },
    }),
    marked('returned from the try block', inStore(`async a() {
    const release = await this.#lock.acquire();
    try {
      return ▸this.save();
    } finally {
      release();
    }
  }`), 'returned', {
      data: { callee: 'this.save()', lock: 'this.#lock', line: 7 },
      suggestions: [{ messageId: 'addAwait', output: inStore(`async a() {
    const release = await this.#lock.acquire();
    try {
      return await this.save();
    } finally {
      release();
    }
  }`) }],
    }),
    marked('a wrapper that returns what its callback gives', `
import { Semaphore } from 'async-mutex';
const slots = new Semaphore(4);
export async function limited<T>(work: () => Promise<T>): Promise<T> {
  const [, release] = await slots.acquire();
  try { return ▸work(); } finally { release(); }
}`, 'returned', {
      suggestions: [{ messageId: 'addAwait', output: `
import { Semaphore } from 'async-mutex';
const slots = new Semaphore(4);
export async function limited<T>(work: () => Promise<T>): Promise<T> {
  const [, release] = await slots.acquire();
  try { return await work(); } finally { release(); }
}` }],
    }),
    marked('a task of a limiter', `
import pLimit from 'p-limit';
const limit = pLimit(4);
async function upload(file) { await file.send(); }
export const all = (files) => Promise.all(files.map((file) => limit(() => { ▸upload(file); })));`, 'floating', { data: { callee: 'upload()', lock: 'limit', line: 5 } }),
  ],
});
