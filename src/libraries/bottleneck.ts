import type { Library } from './library.ts';

/** bottleneck: at most `maxConcurrent` jobs at once, of a `reservoir` that may run dry. A job that is over its `expiration` gives its place back while it runs on; `stop()` rejects what waits and what comes later. */
export const bottleneck: Library = {
  modules: ['bottleneck'],
  versions: '>=2 <3',
  exports: {
    Places: {
      kind: 'class',
      primitive: 'limiter',
      construct: { concurrency: { argument: 0 } },
      policy: { start: 'later', clear: 'reject' },
      members: {
        enter: { op: 'limiter.enter', operands: { priority: { argument: 0 } } },
        leave: { op: 'limiter.leave' },
        drop: { op: 'limiter.clear' },
        running: { op: 'limiter.running' },
        waiting: { op: 'limiter.waiting' },
        rest: { op: 'limiter.onPendingZero' },
      },
    },
    Reservoir: { kind: 'class', primitive: 'mutex', construct: { permits: { argument: 0 } }, policy: { releaseFree: 'grow' }, members: {
      take: { op: 'mutex.acquire', operands: { weight: { argument: 0, default: 1 } }, gives: 'nothing' },
      left: { op: 'mutex.value' },
      fill: { op: 'mutex.setValue', operands: { value: { argument: 0 } } },
    } },
  },
  standIn: `
import { Places, Reservoir } from 'bottleneck';

class BottleneckError extends Error {}

export default class Bottleneck {
  static BottleneckError = BottleneckError;
  static strategy = { LEAK: 1, OVERFLOW: 2, OVERFLOW_PRIORITY: 4, BLOCK: 3 };

  constructor(options) {
    const { maxConcurrent, reservoir, reservoirRefreshInterval, reservoirRefreshAmount, highWater } = options ?? {};
    this.places = new Places(maxConcurrent ?? undefined);
    this.reservoir = typeof reservoir === 'number' ? new Reservoir(reservoir) : undefined;
    this.highWater = highWater ?? undefined;
    this.executing = 0;
    this.listeners = [];
    this.chained = undefined;
    this.isStopped = false;
    this.isDropped = false;
    if (this.reservoir !== undefined && reservoirRefreshInterval) {
      $op('timer.repeat', () => { this.reservoir.fill(reservoirRefreshAmount); });
    }
  }

  async run(options, task) {
    if (this.isStopped) throw new BottleneckError('This limiter has been stopped.');
    if (this.highWater !== undefined && this.places.waiting() >= this.highWater && this.places.waiting() > 0) throw new BottleneckError('This job has been dropped by Bottleneck');
    await this.places.enter(5 - (options.priority ?? 5));
    try {
      // it is to start, and can still be dropped
      await $op('timer.sleep');
      if (this.isDropped) throw new BottleneckError('This limiter has been stopped.');
      if (this.reservoir !== undefined) await this.reservoir.take(options.weight ?? 1);
      if (this.places.waiting() === 0) this.tell('empty');
      if (this.reservoir !== undefined && this.reservoir.left() === 0) this.tell('depleted');
      return await this.execute(options, task);
    } finally {
      this.places.leave();
      // it may come also where the next one is just about to start
      if (this.listeners.length > 0) $op('stream.soon', () => { if (this.executing === 0 && this.places.waiting() === 0) this.tell('idle'); });
    }
  }

  async execute(options, task) {
    this.executing++;
    try {
      const work = this.chained === undefined ? task() : this.chained.run(options, task);
      return await (options.expiration ? this.within(work) : work);
    } finally { this.executing--; }
  }

  within(work) {
    const late = $op('promise.create');
    const timer = $op('timer.set', () => { $op('promise.reject', late, new BottleneckError('This job timed out')); });
    const done = (async () => {
      try { return await work; }
      finally { $op('timer.clear', timer); }
    })();
    return Promise.race([done, late]);
  }

  schedule(first, ...rest) {
    if (typeof first === 'function') return this.run({}, () => first(...rest));
    const [task, ...args] = rest;
    return this.run(first, () => task(...args));
  }

  /** The task is given a callback as its last argument, and so is \`submit\`. */
  submit(first, ...rest) {
    const [options, task, args] = typeof first === 'function' ? [{}, first, rest] : [first, rest[0], rest.slice(1)];
    const done = args.pop();
    const work = () => {
      const called = $op('promise.create', 'the task to call back');
      const resolve = $op('promise.resolver', called);
      task(...args, (...results) => { resolve(results); });
      return called;
    };
    void this.answer(this.run(options, work), done);
  }
  async answer(running, done) {
    let results;
    try { results = await running; }
    catch (error) { results = [error]; }
    if (typeof done === 'function') done(...results);
  }

  wrap(task) {
    const wrapped = (...args) => this.run({}, () => task(...args));
    wrapped.withOptions = (options, ...args) => this.run(options, () => task(...args));
    return wrapped;
  }
  chain(limiter) {
    this.chained = limiter ?? undefined;
    return this;
  }

  async stop(options) {
    this.isStopped = true;
    if (options === undefined || options.dropWaitingJobs !== false) {
      this.isDropped = true;
      this.places.drop();
    }
    await this.places.rest();
  }

  async currentReservoir() { return this.reservoir === undefined ? null : this.reservoir.left(); }
  async incrementReservoir(amount) { this.reservoir.fill(this.reservoir.left() + amount); }
  async updateSettings(settings) {
    if (settings.reservoir !== undefined && this.reservoir !== undefined) this.reservoir.fill(settings.reservoir);
    return this;
  }
  async running() { return this.places.running(); }
  queued() { return this.places.waiting(); }
  empty() { return this.places.waiting() === 0; }
  on(name, listener) {
    this.listeners.push({ name, listener, isOnce: false });
    return this;
  }
  once(name, listener) {
    this.listeners.push({ name, listener, isOnce: true });
    return this;
  }
  removeAllListeners(name) {
    this.listeners = name === undefined ? [] : this.listeners.filter((other) => other.name !== name);
    return this;
  }
  tell(name) {
    const heard = this.listeners.filter((other) => other.name === name);
    this.listeners = this.listeners.filter((other) => other.name !== name || !other.isOnce);
    for (const { listener } of heard) listener();
  }
  async disconnect() {}
}

/** A limiter for each key, made when it is first asked for. */
Bottleneck.Group = class Group {
  constructor(options) {
    this.options = options;
    this.byKey = new Map();
  }
  key(name = '') {
    if (!this.byKey.has(name)) this.byKey.set(name, new Bottleneck(this.options));
    return this.byKey.get(name);
  }
  async deleteKey(name = '') { return this.byKey.delete(name); }
  keys() { return [...this.byKey.keys()]; }
  limiters() { return [...this.byKey].map(([key, limiter]) => ({ key, limiter })); }
  on() { return this; }
  async disconnect() {}
};
export { Bottleneck };
`,
};
