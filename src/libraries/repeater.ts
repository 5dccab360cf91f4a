import type { Library } from './library.ts';

/**
 * Repeater: its executor runs at the first `next()`, and a push waits for the `next()` after the one that takes it. Only `stop()`
 * ends it, not the executor's return; `return()` waits for the executor. `throw()` and the combinators are left out.
 */
export const repeater: Library = {
  modules: ['@repeaterjs/repeater'],
  versions: '>=3 <4',
  exports: {},
  standIn: `
const [isNew, isStarted, isStopped, isDone] = [0, 1, 2, 3];

export class FixedBuffer {
  constructor(capacity) {
    this.capacity = capacity;
    this.items = [];
  }
  get empty() { return this.items.length === 0; }
  get full() { return this.items.length >= this.capacity; }
  add(value) { this.items.push(value); }
  remove() { return this.items.shift(); }
}
export class SlidingBuffer extends FixedBuffer {
  get full() { return false; }
  add(value) {
    while (this.items.length >= this.capacity) this.items.shift();
    this.items.push(value);
  }
}
export class DroppingBuffer extends FixedBuffer {
  get full() { return false; }
  add(value) { if (this.items.length < this.capacity) this.items.push(value); }
}

/** A promise of its own that one call settles. */
function answer() {
  const promise = $op('promise.create');
  return { promise, resolve: $op('promise.resolver', promise), reject: $op('promise.rejecter', promise) };
}
async function iteration(value, done) { return { value: await value, done }; }

export class Repeater {
  constructor(executor, buffer) {
    this.executor = executor;
    this.buffer = buffer;
    this.state = isNew;
    this.pushes = [];
    this.takers = [];
    this.told = () => undefined;
    this.failure = undefined;
    this.execution = Promise.resolve();
    this.stopped = answer();
  }

  start() {
    this.state = isStarted;
    const stop = (error) => { this.stop(error); };
    stop.then = (fulfilled, rejected) => this.stopped.promise.then(fulfilled, rejected);
    stop.catch = (rejected) => this.stopped.promise.catch(rejected);
    stop.finally = (callback) => this.stopped.promise.finally(callback);
    this.execution = this.execute(stop);
    this.execution.catch(() => { this.stop(); });
  }
  async execute(stop) { return this.executor((value) => this.push(value), stop); }

  next(value) {
    if (this.state === isNew) this.start();
    const told = this.told;
    told(value);
    if (this.buffer !== undefined && !this.buffer.empty) {
      const taken = this.buffer.remove();
      if (this.pushes.length > 0) {
        const push = this.pushes.shift();
        this.buffer.add(push.value);
        this.told = push.resolve;
      }
      return iteration(taken, false);
    }
    if (this.pushes.length > 0) {
      const push = this.pushes.shift();
      this.told = push.resolve;
      return iteration(push.value, false);
    }
    if (this.state >= isStopped) {
      this.finish();
      return iteration(this.outcome(), true);
    }
    const taker = answer();
    this.takers.push({ resolve: taker.resolve, value });
    return taker.promise;
  }

  push(value) {
    if (this.state >= isStopped) return Promise.resolve();
    const hasRoom = this.buffer !== undefined && !this.buffer.full;
    if (this.takers.length > 0) {
      this.takers.shift().resolve(iteration(value, false));
      if (this.takers.length > 0) return Promise.resolve(this.takers[0].value);
      if (hasRoom) return Promise.resolve();
      const asked = answer();
      this.told = asked.resolve;
      return asked.promise;
    }
    if (hasRoom) {
      this.buffer.add(value);
      return Promise.resolve();
    }
    const taken = answer();
    this.pushes.push({ value, resolve: taken.resolve });
    return taken.promise;
  }

  stop(error) {
    if (this.state >= isStopped) return;
    this.state = isStopped;
    const told = this.told;
    told();
    this.stopped.resolve();
    if (error !== undefined && error !== null) this.failure = { error };
    if (this.pushes.length === 0 && (this.buffer === undefined || this.buffer.empty)) this.finish();
    else for (const push of this.pushes) push.resolve();
  }

  finish() {
    if (this.state === isDone) return;
    if (this.state < isStopped) this.stop();
    if (this.state === isDone) return;
    this.state = isDone;
    this.buffer = undefined;
    this.pushes = [];
    for (const taker of this.takers.splice(0)) taker.resolve(iteration(this.outcome(), true));
  }

  /** What the executor gave, to the first that asks; the others get nothing. */
  outcome() {
    const { execution, failure } = this;
    this.failure = undefined;
    this.execution = execution.then(() => undefined, () => undefined);
    return failure === undefined ? execution : execution.then(() => { throw failure.error; });
  }

  return(value) {
    this.finish();
    this.execution = this.execution.then(() => value);
    return iteration(this.outcome(), true);
  }

  [Symbol.asyncIterator]() { return this; }
  [Symbol.asyncDispose]() { return this.return(); }
}
`,
};
