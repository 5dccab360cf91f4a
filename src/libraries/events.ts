import type { ClassExport, Library, Obligation, Operation } from './library.ts';

const on: Operation = { op: 'event.on', operands: { name: { argument: 0 }, listener: { argument: 1 } } };
const once: Operation = { op: 'event.once', operands: { name: { argument: 0 }, listener: { argument: 1 } } };
const first = { first: { constant: true } } as const;
const prepend: Operation = { ...on, operands: { ...on.operands, ...first } };
const prependOnce: Operation = { ...once, operands: { ...once.operands, ...first } };
const off: Operation = { op: 'event.off', operands: { name: { argument: 0 }, listener: { argument: 1 } } };

const emitter: ClassExport = {
  kind: 'class',
  primitive: 'event',
  construct: {},
  members: {
    on, addListener: on, prependListener: prepend, once, prependOnceListener: prependOnce, off, removeListener: off,
    emit: { op: 'event.emit', operands: { name: { argument: 0 }, args: { rest: 1 } } },
    removeAllListeners: { op: 'event.removeAll', operands: { name: { argument: 0 } } },
    listenerCount: { op: 'event.count', operands: { name: { argument: 0 } } },
    setMaxListeners: { op: 'event.self' },
  },
};

const awaitOnce: Operation = {
  op: 'event.awaitOnce',
  operands: { emitter: { argument: 0 }, name: { argument: 1 }, signal: { option: 'signal', of: 2 } },
  async: true,
};

const iterate: Operation = { ...awaitOnce, op: 'event.values', async: false };

const listening: readonly Obligation[] = ['EventEmitter', 'default'].flatMap((name) => (
  ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'].map((take) => ({
    class: name, take, release: ['off', 'removeListener'], matching: [0, 1], releaseAll: ['removeAllListeners'], endsItself: /once/i.test(take), what: 'listener',
  }))
));

/** node:events: `emit` runs the listeners; an event emitted before anyone listens is lost. */
export const events: Library = {
  modules: ['node:events', 'events'],
  exports: {
    EventEmitter: { ...emitter, statics: { once: awaitOnce, on: iterate } },
    default: { ...emitter, statics: { once: awaitOnce, on: iterate } },
    once: { kind: 'function', ...awaitOnce },
    on: { kind: 'function', ...iterate },
  },
  obligations: listening,
};
