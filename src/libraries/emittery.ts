import type { Library } from './library.ts';

/** What both versions have in common: `event` makes what a listener is given, `together` waits for the listeners. */
const emitter = `
function several(name) { return Array.isArray(name) ? name : [name]; }

export default class Emittery {
  constructor() {
    this.listeners = [];
    this.queues = [];
  }
  on(names, listener, options) {
    const entries = several(names).map((name) => ({ name, listener }));
    this.listeners.push(...entries);
    const off = () => { this.listeners = this.listeners.filter((entry) => !entries.includes(entry)); };
    if (options !== undefined && options.signal !== undefined) options.signal.addEventListener('abort', off, { once: true });
    return off;
  }
  off(names, listener) { this.listeners = this.listeners.filter((entry) => entry.listener !== listener || !several(names).includes(entry.name)); }
  once(names, options) {
    const { predicate, signal } = typeof options === 'function' ? { predicate: options } : options ?? {};
    const promise = $op('promise.create', 'the event');
    const resolve = $op('promise.resolver', promise);
    const off = this.on(names, (event) => {
      if (predicate !== undefined && !predicate(event)) return;
      off();
      resolve(event);
    });
    if (signal !== undefined) signal.addEventListener('abort', () => {
      off();
      $op('promise.reject', promise, signal.reason);
    }, { once: true });
    return promise;
  }
  async emit(name, data) {
    for (const queue of this.queues) queue.put(name, data);
    const called = this.listeners.filter((entry) => entry.name === name);
    await undefined;
    await together(called.map(async (entry) => (this.listeners.includes(entry) ? entry.listener(event(name, data)) : undefined)));
  }
  async emitSerial(name, data) {
    for (const queue of this.queues) queue.put(name, data);
    const called = this.listeners.filter((entry) => entry.name === name);
    await undefined;
    for (const entry of called) if (this.listeners.includes(entry)) await entry.listener(event(name, data));
  }
  events(names) {
    const emitter = this;
    let values = [];
    let isOver = false;
    let wake;
    const queue = {
      put(name, data) {
        if (!several(names).includes(name)) return;
        values.push(event(name, data));
        queue.tell();
      },
      tell() {
        if (wake !== undefined) wake();
        wake = undefined;
      },
      end() {
        isOver = true;
        queue.tell();
      },
      names: several(names),
    };
    emitter.queues.push(queue);
    return {
      [Symbol.asyncIterator]() { return this; },
      async next() {
        while (values.length === 0 && !isOver) {
          const more = $op('promise.create', 'the next event');
          const before = wake;
          const resolve = $op('promise.resolver', more);
          wake = () => {
            resolve();
            if (before !== undefined) before();
          };
          await more;
        }
        return values.length > 0 ? { value: values.shift(), done: false } : { value: undefined, done: true };
      },
      async return(value) {
        values = [];
        emitter.queues = emitter.queues.filter((other) => other !== queue);
        queue.end();
        return { value: await value, done: true };
      },
    };
  }
  clearListeners(names) {
    if (names === undefined) this.listeners = [];
    else this.listeners = this.listeners.filter((entry) => !several(names).includes(entry.name));
    for (const queue of this.queues) if (names === undefined || queue.names.some((name) => several(names).includes(name))) queue.end();
  }
  listenerCount(names) { return names === undefined ? this.listeners.length : this.listeners.filter((entry) => several(names).includes(entry.name)).length; }
}
`;

/** emittery 1: `emit()` calls the listeners in a later step and waits for them; `once()` waits for what may have come before. */
export const emittery: Library = {
  modules: ['emittery'],
  versions: '>=0.13 <2',
  exports: {},
  standIn: `
function event(name, data) { return data; }
function together(calls) { return Promise.all(calls); }
${emitter}`,
};

/** emittery 2: as before, but that listeners and iterators are given `{ name, data }`, and `emit()` waits for all listeners also where one fails. */
export const emittery2: Library = {
  modules: ['emittery'],
  versions: '>=2 <3',
  exports: {},
  standIn: `
function event(name, data) { return { name, data }; }
async function together(calls) {
  const results = await Promise.allSettled(calls);
  const errors = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  if (errors.length > 0) throw new AggregateError(errors, 'One or more listeners threw an error');
}
${emitter}`,
};
