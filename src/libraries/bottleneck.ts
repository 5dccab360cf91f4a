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
      const work = task();
      return await (options.expiration ? this.within(work) : work);
    } finally { this.places.leave(); }
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

  wrap(task) {
    return (...args) => this.run({}, () => task(...args));
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
  on() { return this; }
  once() { return this; }
  async disconnect() {}
}
export { Bottleneck };
`,
};
