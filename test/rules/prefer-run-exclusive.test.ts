import rule from '../../src/rules/prefer-run-exclusive.ts';
import { marked, named, testRule } from './tester.ts';

function withMutex(body: string, before = 'export async function run(job) {'): string {
  return `import { Mutex, Semaphore } from 'async-mutex';
const lock = new Mutex();
const slots = new Semaphore(4);
${before}
  ${body}
}`;
}

testRule('prefer-run-exclusive', rule, {
  valid: [
    named('already', withMutex('await lock.runExclusive(job);')),
    named('released before the end', withMutex('const release = await lock.acquire(); try { await job.first(); release(); await job.second(); } finally { release(); }')),
    named('handed on', withMutex('const release = await lock.acquire(); return { job, close: release };')),
    named('with a catch clause', withMutex('const release = await lock.acquire(); try { await job(); } catch (error) { report(error); } finally { release(); }')),
    named('with more to do at the end', withMutex('const release = await lock.acquire(); try { await job(); } finally { release(); job.done(); }')),
    named('with work before the try statement', withMutex('const release = await lock.acquire(); const count = 1; try { await job(count); } finally { release(); }')),
    named('a weight', withMutex('const [, release] = await slots.acquire(2); try { await job(); } finally { release(); }')),
    named('a lock that has no such form', `
      import { AsyncSemaphore } from '@esfx/async-semaphore';
      const turn = new AsyncSemaphore(1);
      export async function run(job) { await turn.wait(); try { await job(); } finally { turn.release(); } }`),
    named('released elsewhere', withMutex('await lock.acquire(); job.start(); }\nexport function stop() { lock.release();')),
  ],
  invalid: [
    marked('a release function', withMutex('const release = await ▸lock.acquire();\n  try {\n    await job();\n  } finally {\n    release();\n  }'), 'prefer', {
      data: { form: 'lock.runExclusive()', lock: 'lock' }, output: withMutex('await lock.runExclusive(async () => {\n    await job();\n  });'),
    }),
    marked('a method', withMutex('await ▸lock.acquire();\n  try { job.step(); } finally { lock.release(); }'), 'prefer', { output: withMutex('await lock.runExclusive(() => { job.step(); });') }),
    marked('a pair', withMutex('const [, release] = await ▸slots.acquire();\n  try { await job(); } finally { release(); }'), 'prefer', {
      data: { form: 'slots.runExclusive()', lock: 'slots' }, output: withMutex('await slots.runExclusive(async () => { await job(); });'),
    }),
    marked('a pair with its value', withMutex('const [value, release] = await ▸slots.acquire();\n  try { await job(value); } finally { release(); }'), 'prefer', { output: null }),
    marked('with a return at the end of the function', withMutex('const release = await ▸lock.acquire();\n  try { return await job(); } finally { release(); }'), 'prefer', {
      output: withMutex('return await lock.runExclusive(async () => { return await job(); });'),
    }),
    marked('with a return and more behind it: no fix', withMutex('const release = await ▸lock.acquire();\n  try { if (job.empty) return; await job(); } finally { release(); }\n  await job.rest();'), 'prefer', { output: null }),
    marked('in a loop that is left: no fix', withMutex('for (const part of job) {\n    const release = await ▸lock.acquire();\n    try { if (await part()) break; } finally { release(); }\n  }'), 'prefer', { output: null }),
    marked('with an assignment to what is around: no fix', withMutex('let total = 0;\n  const release = await ▸lock.acquire();\n  try { total += await job(); } finally { release(); }\n  return total;'), 'prefer', { output: null }),
    marked('in a generator: no fix', withMutex('const release = await ▸lock.acquire();\n  try { yield* job; } finally { release(); }', 'export async function* run(job) {'), 'prefer', { output: null }),
    marked('of a field', `
import { Mutex } from 'async-mutex';
class Journal {
  readonly #lock = new Mutex();
  async append(line: string): Promise<void> {
    const release = await ▸this.#lock.acquire();
    try {
      const entry = { line, at: Date.now() };
      await this.disk.write(entry);
    } finally {
      release();
    }
    console.log('written');
  }
}`, 'prefer', {
      output: `
import { Mutex } from 'async-mutex';
class Journal {
  readonly #lock = new Mutex();
  async append(line: string): Promise<void> {
    await this.#lock.runExclusive(async () => {
      const entry = { line, at: Date.now() };
      await this.disk.write(entry);
    });
    console.log('written');
  }
}`,
    }),
  ],
});
