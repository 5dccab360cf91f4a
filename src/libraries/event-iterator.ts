import type { Library } from './library.ts';

/** event-iterator: listens from its making on, and keeps what comes. `return()` leaves a `next()` that waits alone. */
export const eventIterator: Library = {
  modules: ['event-iterator'],
  versions: '>=2 <3',
  exports: {},
  standIn: `
export class EventIterator {
  constructor(listen) {
    this.values = [];
    this.takers = [];
    this.isStopped = false;
    this.remove = listen({
      push: (value) => { this.push(value); },
      stop: () => { this.stop(); },
      fail: (error) => { this.fail(error); },
      on: () => undefined,
    });
  }
  push(value) {
    if (this.isStopped) return;
    if (this.takers.length > 0) this.takers.shift().resolve({ value, done: false });
    else this.values.push({ result: { value, done: false } });
  }
  over() {
    this.isStopped = true;
    $op('stream.soon', () => { if (this.remove !== undefined && this.remove !== null) this.remove(); });
  }
  stop() {
    if (this.isStopped) return;
    this.over();
    for (const taker of this.takers.splice(0)) taker.resolve({ value: undefined, done: true });
  }
  fail(error) {
    if (this.isStopped) return;
    this.over();
    if (this.takers.length === 0) this.values.push({ failure: { error } });
    for (const taker of this.takers.splice(0)) taker.reject(error);
  }
  [Symbol.asyncIterator]() {
    const queue = this;
    return {
      next() {
        if (queue.values.length > 0) {
          const { result, failure } = queue.values.shift();
          return failure === undefined ? Promise.resolve(result) : Promise.reject(failure.error);
        }
        if (queue.isStopped) return Promise.resolve({ value: undefined, done: true });
        const next = $op('promise.create', 'the next event');
        queue.takers.push({ resolve: $op('promise.resolver', next), reject: $op('promise.rejecter', next) });
        return next;
      },
      return() {
        queue.values.splice(0);
        queue.over();
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }
}
export default EventIterator;
`,
};
