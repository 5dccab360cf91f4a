import rule from '../../src/rules/condition-in-loop.ts';
import { marked, named, testRule } from './tester.ts';

function inQueue(body: string): string {
  return `import { AsyncConditionVariable } from '@esfx/async-conditionvariable';
import { AsyncSemaphore } from '@esfx/async-semaphore';
class Queue {
  readonly #turn = new AsyncSemaphore(1);
  readonly #filled = new AsyncConditionVariable();
  readonly #items = [];
  ${body}
}`;
}

testRule('condition-in-loop', rule, {
  valid: [
    named('in a while loop', inQueue('async take() { await this.#turn.wait(); try { while (this.#items.length === 0) await this.#filled.wait(this.#turn); return this.#items.shift(); } finally { this.#turn.release(); } }')),
    named('in a while loop with a block', inQueue('async take() { while (this.#items.length === 0) { this.waiting++; await this.#filled.wait(this.#turn); this.waiting--; } }')),
    named('in a do loop', inQueue('async changed(old) { do { await this.#filled.wait(this.#turn); } while (this.version === old); }')),
    named('in an endless loop with a way out', inQueue('async take() { for (;;) { if (this.#items.length > 0) return this.#items.shift(); await this.#filled.wait(this.#turn); } }')),
    named('with a predicate', inQueue('async take() { await this.#filled.wait(this.#turn, () => this.#items.length > 0); return this.#items.shift(); }')),
    named('a wrapper that its caller repeats', inQueue('sleep() { return this.#filled.wait(this.#turn); } async take() { while (this.#items.length === 0) await this.sleep(); }')),
    named('an arrow function that its caller repeats', inQueue('sleep = () => this.#filled.wait(this.#turn);')),
    named('another wait', inQueue('async take() { if (this.#items.length === 0) await this.#turn.wait(); }')),
    named('a wait of something else', 'export async function run(job) { if (!job.ready) await job.wait(); }'),
  ],
  invalid: [
    marked('in an if', inQueue('async take() { if (this.#items.length === 0) await ▸this.#filled.wait(this.#turn); return this.#items.shift(); }'), 'once', {
      data: { condition: 'this.#filled' },
      suggestions: [{ messageId: 'useWhile', output: inQueue('async take() { while (this.#items.length === 0) await this.#filled.wait(this.#turn); return this.#items.shift(); }') }],
    }),
    marked('in an if with a block', inQueue(`async take() {
    await this.#turn.wait();
    try {
      if (this.#items.length === 0) {
        await ▸this.#filled.wait(this.#turn);
      }
      return this.#items.shift();
    } finally {
      this.#turn.release();
    }
  }`), 'once', {
      suggestions: [{ messageId: 'useWhile', output: inQueue(`async take() {
    await this.#turn.wait();
    try {
      while (this.#items.length === 0) {
        await this.#filled.wait(this.#turn);
      }
      return this.#items.shift();
    } finally {
      this.#turn.release();
    }
  }`) }],
    }),
    marked('without a test', inQueue('async take() { await ▸this.#filled.wait(this.#turn); return this.#items.shift(); }'), 'once'),
    marked('in an if with else', inQueue('async take() { if (this.#items.length === 0) await ▸this.#filled.wait(this.#turn); else this.hits++; return this.#items.shift(); }'), 'once'),
    marked('in an if with more in it', inQueue('async take() { if (this.#items.length === 0) { this.misses++; await ▸this.#filled.wait(this.#turn); } return this.#items.shift(); }'), 'once'),
    marked('in an if, in a loop of the caller', inQueue('async pump() { for (const sink of this.sinks) sink.run(async () => { if (this.#items.length === 0) await ▸this.#filled.wait(this.#turn); }); }'), 'once', {
      suggestions: [{ messageId: 'useWhile', output: inQueue('async pump() { for (const sink of this.sinks) sink.run(async () => { while (this.#items.length === 0) await this.#filled.wait(this.#turn); }); }') }],
    }),
    marked('of the module', `
import { AsyncConditionVariable as Condition } from '@esfx/async-conditionvariable';
const ready = new Condition();
export async function boot(lock) { await lock.wait(); await ▸ready.wait(lock); lock.release(); }`, 'once', { data: { condition: 'ready' } }),
    marked('of a parameter', `
import type { AsyncConditionVariable } from '@esfx/async-conditionvariable';
export async function pause(changed: AsyncConditionVariable, lock) { await ▸changed.wait(lock); }`, 'once', { data: { condition: 'changed' } }),
  ],
});
