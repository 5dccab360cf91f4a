import type { Library, Operation } from './library.ts';

const value: Operation['operands'] = { value: { argument: 0 } };

/** fastq, with promises and with callbacks: a task starts at once where a slot is free. `kill()` never tells the callers of what it throws out; `abort()` rejects them. */
export const fastq: Library = {
  modules: ['fastq'],
  versions: '>=1.13 <2',
  exports: {
    queueAsPromised: {
      kind: 'class',
      primitive: 'limiter',
      construct: { callback: { argument: 0 }, concurrency: { argument: 1 } },
      policy: { start: 'now' },
      members: {
        push: { op: 'fastq.push', operands: value, async: true },
        unshift: { op: 'fastq.unshift', operands: value, async: true },
        drained: { op: 'limiter.onIdle', async: true },
        pause: { op: 'limiter.pause' },
        resume: { op: 'limiter.start' },
        kill: { op: 'limiter.clear', operands: { forget: { constant: true } } },
        killAndDrain: { op: 'fastq.killAndDrain' },
        abort: { op: 'limiter.clear', operands: { reject: { constant: true }, forget: { constant: true } } },
        idle: { op: 'fastq.idle' },
        running: { op: 'limiter.running' },
        length: { op: 'limiter.waiting' },
        concurrency: { op: 'limiter.concurrency', property: true },
        'set concurrency': { op: 'limiter.resize', operands: { concurrency: { argument: 0 } } },
        'set drain': { op: 'limiter.listen', operands: { name: { constant: 'idle' }, listener: { argument: 0 } } },
      },
    },
  },
  standIn: `
import { queueAsPromised } from 'fastq';

export function promise(context, worker, concurrency) {
  return typeof context === 'function' ? new queueAsPromised(context, worker) : new queueAsPromised((value) => worker.call(context, value), concurrency);
}
/** With callbacks: who is thrown out or forgotten by a worker is never called back. */
class Queue {
  constructor(worker, concurrency) {
    this.worker = worker;
    this.limit = concurrency;
    this.tasks = [];
    this.busy = 0;
    this.paused = false;
    this.drain = () => undefined;
    this.empty = () => undefined;
    this.saturated = () => undefined;
    this.failed = undefined;
  }
  get concurrency() { return this.limit; }
  set concurrency(limit) {
    this.limit = limit;
    if (!this.paused) this.fill();
  }
  push(value, done) { this.add(value, done, (task) => { this.tasks.push(task); }); }
  unshift(value, done) { this.add(value, done, (task) => { this.tasks.unshift(task); }); }
  add(value, done, keep) {
    const task = { value, done };
    if (this.busy >= this.limit || this.paused) {
      const isFirst = this.tasks.length === 0;
      keep(task);
      if (isFirst) this.saturated();
      return;
    }
    this.busy++;
    this.start(task);
  }
  start({ value, done }) {
    this.worker(value, (error, result) => {
      if (this.failed !== undefined) this.failed(error, value);
      if (typeof done === 'function') done(error, result);
      this.next();
    });
  }
  next() {
    if (this.tasks.length > 0 && this.busy <= this.limit && !this.paused) {
      this.start(this.tasks.shift());
      if (this.tasks.length === 0) this.empty();
      return;
    }
    this.busy--;
    if (this.busy === 0 && this.tasks.length === 0) this.drain();
  }
  fill() {
    while (this.tasks.length > 0 && this.busy < this.limit) {
      this.busy++;
      this.start(this.tasks.shift());
    }
  }
  pause() { this.paused = true; }
  resume() {
    if (!this.paused) return;
    this.paused = false;
    if (this.tasks.length > 0) this.fill();
    else if (this.busy === 0) this.drain();
  }
  kill() {
    this.tasks = [];
    this.drain = () => undefined;
  }
  killAndDrain() {
    this.tasks = [];
    this.drain();
    this.drain = () => undefined;
  }
  abort() {
    const tasks = this.tasks.splice(0);
    for (const { value, done } of tasks) {
      if (this.failed !== undefined) this.failed(new Error('abort'), value);
      if (typeof done === 'function') done(new Error('abort'));
    }
    this.drain = () => undefined;
  }
  error(handler) { this.failed = handler; }
  running() { return this.busy; }
  length() { return this.tasks.length; }
  getQueue() { return this.tasks.map(({ value }) => value); }
  idle() { return this.busy === 0 && this.tasks.length === 0; }
}
export default function fastq(context, worker, concurrency) {
  return typeof context === 'function' ? new Queue(context, worker) : new Queue((value, done) => worker.call(context, value, done), concurrency);
}
fastq.promise = promise;
`,
};
