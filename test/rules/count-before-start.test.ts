import rule from '../../src/rules/count-before-start.ts';
import { marked, named, testRule } from './tester.ts';

function withCount(body: string, count = '0'): string {
  return `import { AsyncCountdownEvent } from '@esfx/async-countdown';
export async function all(jobs) {
  const left = new AsyncCountdownEvent(${count});
  ${body}
}`;
}

testRule('count-before-start', rule, {
  valid: [
    named('before the start', withCount('for (const job of jobs) { left.add(1); void (async () => { await job(); left.signal(); })(); } await left.wait();')),
    named('at once, before the first await', withCount('for (const job of jobs) void (async () => { left.add(1); await job(); left.signal(); })(); await left.wait();')),
    named('counted from the start', withCount('for (const job of jobs) void (async () => { await job(); left.signal(); })(); await left.wait();', 'jobs.length')),
    named('the waiting function holds one itself', withCount('left.add(1); for (const job of jobs) void (async () => { await tick(); left.add(1); await job(); left.signal(); })(); left.signal(); await left.wait();')),
    named('a start of one', withCount('for (const job of jobs) void (async () => { await tick(); left.add(1); await job(); left.signal(); })(); left.signal(); await left.wait();', '1')),
    named('another countdown', withCount('const other = new AsyncCountdownEvent(0); for (const job of jobs) void (async () => { await tick(); other.add(1); left.signal(); })(); await left.wait();')),
    named('methods of one object', `
      import { AsyncCountdownEvent } from '@esfx/async-countdown';
      class Pool {
        #busy = new AsyncCountdownEvent(0);
        async run(job) { await job.ready; this.#busy.add(1); try { await job(); } finally { this.#busy.signal(); } }
        async close() { await this.#busy.wait(); }
      }`),
    named('something else that adds', 'export async function all(jobs, left) { for (const job of jobs) void (async () => { await job(); left.add(1); })(); await left.wait(); }'),
  ],
  invalid: [
    marked('after an await of the task', withCount('for (const job of jobs) void (async () => { await tick(); ▸left.add(1); await job(); left.signal(); })(); await left.wait();'), 'late', { data: { countdown: 'left', line: 4 } }),
    marked('only where it is needed', withCount('for (const job of jobs) void (async () => { await tick(); if (job.size > 0) { ▸left.add(1); await job(); left.signal(); } })(); await left.wait();'), 'late'),
    marked('in a mapped callback', withCount(`jobs.map(async (job) => {
    const plan = await job.plan();
    ▸left.add(plan.length);
    for (const step of plan) { await step(); left.signal(); }
  });
  await left.wait();`), 'late', { data: { countdown: 'left', line: 9 } }),
    marked('in a timer', withCount('for (const job of jobs) setTimeout(() => { ▸left.add(1); void job().finally(() => left.signal()); }, 10); await left.wait();'), 'late'),
    marked('when a promise is settled', withCount('for (const job of jobs) Promise.resolve(job).then(() => { ▸left.add(1); }); await left.wait();'), 'late'),
    marked('in a named task', withCount('async function run(job) { await job.ready; ▸left.add(); await job(); left.signal(); } for (const job of jobs) void run(job); await left.wait();'), 'late'),
    marked('in a task of a limiter', `
import pLimit from 'p-limit';
import { AsyncCountdownEvent } from '@esfx/async-countdown';
export async function all(jobs) {
  const limit = pLimit(2);
  const left = new AsyncCountdownEvent(0);
  for (const job of jobs) void limit(async () => { ▸left.add(1); await job(); left.signal(); });
  await left.wait();
}`, 'late'),
    marked('without a number', withCount('for (const job of jobs) void (async () => { await tick(); ▸left.add(1); await job(); left.signal(); })(); await left.wait();', ''), 'late'),
  ],
});
