import rule from '../../src/rules/no-await-in-critical-section.ts';
import { marked, named, testRule } from './tester.ts';

function inHub(method: string): string {
  return `import { Mutex } from 'async-mutex';
import { Chan, Select } from 'ts-chan';
class Hub {
  readonly #lock = new Mutex();
  readonly #other = new Mutex();
  readonly #out = new Chan<string>(0);
  async note(text) { await this.#other.runExclusive(() => text); }
  ${method}
}`;
}

testRule('no-await-in-critical-section', rule, {
  valid: [
    named('sent after the release', inHub('async a() { const text = await this.#lock.runExclusive(() => this.texts.pop()); await this.#out.send(text); }')),
    named('sent after the release function', inHub('async a() { const release = await this.#lock.acquire(); release(); await this.#out.send("a"); }')),
    named('received before', inHub('async a() { const { value } = await this.#out.recv(); await this.#lock.runExclusive(() => this.texts.push(value)); }')),
    named('not waited for', inHub('async a() { await this.#lock.runExclusive(() => { void this.#out.send("a"); }); }')),
    named('a try that does not wait', inHub('async a() { await this.#lock.runExclusive(() => { this.#out.trySend("a"); }); }')),
    named('a wait that a signal ends', inHub('async a(signal) { await this.#lock.runExclusive(() => this.#out.send("a", signal)); }')),
    named('plain I/O', inHub('async a() { await this.#lock.runExclusive(async () => { await this.disk.write("a"); }); }')),
    named('locks one after the other', inHub('async a() { await this.#lock.runExclusive(() => 1); await this.note("a"); }')),
    named('a condition of the lock', `
      import { AsyncSemaphore } from '@esfx/async-semaphore';
      import { AsyncConditionVariable } from '@esfx/async-conditionvariable';
      const turn = new AsyncSemaphore(1);
      const filled = new AsyncConditionVariable();
      export async function take(items) {
        await turn.wait();
        try { while (items.length === 0) await filled.wait(turn); return items.pop(); } finally { turn.release(); }
      }`),
    { ...named('what is not asked for', inHub('async a() { await this.#lock.runExclusive(() => this.note("a")); }')), options: [{ waits: ['send'] }] },
    named('a task of a limiter', `
      import pLimit from 'p-limit';
      import { Chan } from 'ts-chan';
      const limit = pLimit(2);
      const out = new Chan(0);
      export const run = (work) => limit(async () => { await out.send(await work()); });`),
  ],
  invalid: [
    marked('a send', inHub('async a() { await this.#lock.runExclusive(() => ▸this.#out.send("a")); }'), 'send', { data: { lock: 'this.#lock', line: 8, callee: 'this.#out.send()', other: '' } }),
    marked('a send between acquire and release', inHub(`async a(text) {
    const release = await this.#lock.acquire();
    try { await ▸this.#out.send(text); } finally { release(); }
  }`), 'send', { data: { lock: 'this.#lock', line: 9, callee: 'this.#out.send()', other: '' } }),
    marked('a receive', inHub('async a() { await this.#lock.runExclusive(async () => { const next = await ▸this.#out.recv(); this.texts.push(next.value); }); }'), 'receive', { data: { lock: 'this.#lock', line: 8, callee: 'this.#out.recv()', other: '' } }),
    marked('a select', inHub('async a(cases) { await this.#lock.runExclusive(async () => { const select = new Select(cases); await ▸select.wait(); }); }'), 'receive'),
    marked('an event', `
import { once } from 'node:events';
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export const open = (socket) => lock.runExclusive(async () => { socket.connect(); await ▸once(socket, 'connect'); });`, 'signal', { data: { lock: 'lock', line: 5, callee: 'once()', other: '' } }),
    marked('a countdown', `
import { Mutex } from 'async-mutex';
import { AsyncCountdownEvent } from '@esfx/async-countdown';
const lock = new Mutex();
const left = new AsyncCountdownEvent(3);
export const finish = () => lock.runExclusive(async () => { await ▸left.wait(); });`, 'signal'),
    marked('another lock', inHub('async a() { await this.#lock.runExclusive(() => ▸this.#other.runExclusive(() => 1)); }'), 'lock', {
      data: { lock: 'this.#lock', line: 8, callee: 'this.#other.runExclusive()', other: 'this.#other' },
    }),
    marked('another lock through a method', inHub('async a() { await this.#lock.runExclusive(() => ▸this.note("a")); }'), 'lock', {
      data: { lock: 'this.#lock', line: 8, callee: 'this.note()', other: 'this.#other' },
    }),
    marked('a condition of another lock', `
import { AsyncSemaphore } from '@esfx/async-semaphore';
import { AsyncConditionVariable } from '@esfx/async-conditionvariable';
const outer = new AsyncSemaphore(1);
const turn = new AsyncSemaphore(1);
const filled = new AsyncConditionVariable();
export async function take() {
  await outer.wait();
  try { await ▸filled.wait(turn); } finally { outer.release(); }
}`, 'signal'),
    marked('plain I/O, if asked for', inHub('async a() { await this.#lock.runExclusive(async () => { await ▸this.disk.write("a"); }); }'), 'io', {
      options: [{ waits: ['io'] }], data: { lock: 'this.#lock', line: 8, callee: 'this.disk.write()', other: '' },
    }),
  ],
});
