import rule from '../../src/rules/no-double-release.ts';
import { marked, named, testRule } from './tester.ts';

function withMutex(body: string): string {
  return `import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function run(job) {
  ${body}
}`;
}

testRule('no-double-release', rule, {
  valid: [
    named('once, in finally', withMutex('await lock.acquire(); try { await job(); } finally { lock.release(); }')),
    named('on each of two paths', withMutex('await lock.acquire(); if (job.empty) { lock.release(); return; } lock.release(); await job.rest();')),
    named('in the catch clause, or after it', withMutex('await lock.acquire(); try { await job(); } catch (error) { lock.release(); throw error; } lock.release();')),
    named('at the end of the try block, or in the catch clause', withMutex('await lock.acquire(); try { await job(); lock.release(); } catch (error) { lock.release(); throw error; }')),
    named('taken again in between', withMutex('await lock.acquire(); lock.release(); await job(); await lock.acquire(); lock.release();')),
    named('in each round of a loop', withMutex('for (const part of job) { await lock.acquire(); try { await part(); } finally { lock.release(); } }')),
    named('remembered in a flag', withMutex(`
  let held = true;
  await lock.acquire();
  try {
    await job.prepare();
    lock.release();
    held = false;
    await job.rest();
  } finally { if (held) lock.release(); }`)),
    named('a release function that works once', withMutex('const release = await lock.acquire(); try { await job(); release(); await job.rest(); } finally { release(); }')),
    named('several permits', `
      import { AsyncSemaphore } from '@esfx/async-semaphore';
      const slots = new AsyncSemaphore(4);
      export async function both(job) { await slots.wait(); await slots.wait(); try { await job(); } finally { slots.release(); slots.release(); } }`),
    named('a handle, dropped when it is given back', `
      import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
      const lock = new AsyncReaderWriterLock();
      export async function read(job) {
        let guard = await lock.read();
        try { await job.first(); guard.unlock(); guard = await lock.read(); await job.second(); } finally { guard.unlock(); }
      }`),
    named('another lock', `
      import { Mutex } from 'async-mutex';
      const a = new Mutex();
      const b = new Mutex();
      export async function run(job) { await a.acquire(); await b.acquire(); try { await job(); } finally { b.release(); a.release(); } }`),
  ],
  invalid: [
    marked('in the try block and in finally', withMutex('await lock.acquire(); try { await job(); lock.release(); } finally { ▸lock.release(); }'), 'othersLock', { data: { lock: 'lock', line: 4 } }),
    marked('before an early return, and in finally', withMutex(`await lock.acquire();
  try {
    if (job.empty) { lock.release(); return; }
    await job();
  } finally { ▸lock.release(); }`), 'othersLock', { data: { lock: 'lock', line: 6 } }),
    marked('in the catch clause and in finally', withMutex(`await lock.acquire();
  try { await job(); } catch (error) { lock.release(); throw error; } finally { ▸lock.release(); }`), 'othersLock'),
    marked('in the try block, and in catch after what follows it failed', withMutex(`await lock.acquire();
  try { await job(); lock.release(); await job.notify(); } catch (error) { ▸lock.release(); throw error; }`), 'othersLock'),
    marked('by its function and by the lock', withMutex(`const release = await lock.acquire();
  try { await job(); release(); } finally { ▸lock.release(); }`), 'othersLock'),
    marked('without a return', withMutex('await lock.acquire(); if (job.empty) { lock.release(); } await job(); ▸lock.release();'), 'othersLock'),
    marked('a permit', `
import { Semaphore } from 'async-mutex';
const slots = new Semaphore(3);
export async function run(job) {
  await slots.acquire();
  try { await job(); slots.release(); } finally { ▸slots.release(); }
}`, 'extraPermit', { data: { lock: 'slots', line: 6 } }),
    marked('a permit of a field', `
import { AsyncSemaphore } from '@esfx/async-semaphore';
class Pool {
  #slots = new AsyncSemaphore(3);
  async use(work) {
    await this.#slots.wait();
    try { return await work(); } catch (error) { this.#slots.release(); throw error; } finally { ▸this.#slots.release(); }
  }
}`, 'extraPermit'),
    marked('a handle', `
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
const lock = new AsyncReaderWriterLock();
export async function read(job) {
  const guard = await lock.read();
  try { await job(); guard.unlock(); } finally { ▸guard.unlock(); }
}`, 'throws', { data: { lock: 'lock', line: 6 } }),
    marked('in each round of a loop', withMutex('await lock.acquire(); for (const part of job) { await part(); ▸lock.release(); }'), 'othersLock'),
  ],
});
