import type { ClassExport, FunctionExport, Library, Operation } from './library.ts';

const on = (op: string): Operation => ({ op, operands: { name: { argument: 0 }, listener: { argument: 1 } } });
const state = (what: string): Operation => ({ op: 'node.is', operands: { what: { constant: what } }, property: true });

/** What each stream has of an emitter; listening for data starts the flow. */
const emitter: Readonly<Record<string, Operation>> = {
  on: on('node.on'), addListener: on('node.on'), prependListener: on('node.on'), once: on('node.once'), prependOnceListener: on('node.once'),
  off: on('node.off'), removeListener: on('node.off'),
  emit: { op: 'event.emit', operands: { name: { argument: 0 }, args: { rest: 1 } } },
  removeAllListeners: { op: 'event.removeAll', operands: { name: { argument: 0 } } },
  listenerCount: { op: 'event.count', operands: { name: { argument: 0 } } },
  setMaxListeners: { op: 'node.self' },
  destroy: { op: 'node.giveUp', operands: { error: { argument: 0 } } },
  destroyed: state('destroyed'),
  closed: state('closed'),
  errored: state('errored'),
};

const values: Operation = { op: 'node.values' };

const readable: Readonly<Record<string, Operation>> = {
  read: { op: 'node.read' },
  push: { op: 'node.push', operands: { chunk: { argument: 0 }, encoding: { argument: 1 } } },
  resume: { op: 'node.resume' },
  pause: { op: 'node.pause' },
  isPaused: { op: 'node.isPaused' },
  setEncoding: { op: 'node.self' },
  pipe: { op: 'node.pipe', operands: { target: { argument: 0 }, options: { argument: 1 } } },
  unpipe: { op: 'node.unpipe', operands: { target: { argument: 0 } } },
  toArray: { op: 'node.toArray', async: true },
  iterator: { op: 'node.values', operands: { keep: { option: 'destroyOnReturn', of: 0 } } },
  '[asyncIterator]': values,
  readable: state('readable'),
  readableEnded: state('readableEnded'),
  readableLength: state('readableLength'),
  readableFlowing: state('readableFlowing'),
  readableHighWaterMark: state('readableHighWaterMark'),
};

const writable: Readonly<Record<string, Operation>> = {
  write: { op: 'node.write', operands: { chunk: { argument: 0 }, encoding: { argument: 1 }, callback: { argument: 2 } } },
  end: { op: 'node.end', operands: { chunk: { argument: 0 }, encoding: { argument: 1 }, callback: { argument: 2 } } },
  cork: { op: 'node.cork' },
  uncork: { op: 'node.uncork' },
  setDefaultEncoding: { op: 'node.self' },
  writable: state('writable'),
  writableEnded: state('writableEnded'),
  writableFinished: state('writableFinished'),
  writableNeedDrain: state('writableNeedDrain'),
  writableLength: state('writableLength'),
  writableHighWaterMark: state('writableHighWaterMark'),
};

const made = ['node:stream#Readable', 'node:stream#Writable'];

const streamOf = (setup: string, members: Readonly<Record<string, Operation>>): ClassExport => ({
  kind: 'class',
  primitive: 'stream',
  construct: { options: { argument: 0 } },
  setup,
  makes: made,
  policy: { heard: 'node.heard', hears: 'data readable open ready', outside: 'node.outside' },
  members: { ...emitter, ...members },
});

const Readable: ClassExport = {
  ...streamOf('node.readable', readable),
  statics: {
    from: { op: 'node.from', operands: { items: { argument: 0 } } },
    fromWeb: { op: 'node.from', operands: { items: { argument: 0 } } },
  },
};
const Writable = streamOf('node.writable', writable);
const Duplex = streamOf('node.duplex', { ...readable, ...writable });

const streams: Readonly<Record<string, ClassExport>> = {
  Readable,
  Writable,
  Duplex,
  Transform: streamOf('node.transform', { ...readable, ...writable }),
  PassThrough: streamOf('node.passThrough', { ...readable, ...writable }),
};

const promises: Readonly<Record<string, FunctionExport>> = {
  pipeline: { kind: 'function', makes: made, op: 'node.pipelinePromise', operands: { parts: { rest: 0 } }, async: true },
  finished: { kind: 'function', op: 'node.finishedPromise', operands: { stream: { argument: 0 }, options: { argument: 1 } }, async: true },
};

/** node:stream: `write` tells whether there is room, `drain` comes once all is written, and a destroyed stream only closes. */
export const nodeStream: Library = {
  modules: ['node:stream', 'stream', 'readable-stream'],
  exports: {
    ...streams,
    pipeline: { kind: 'function', makes: made, op: 'node.pipeline', operands: { parts: { rest: 0 } } },
    finished: { kind: 'function', op: 'node.finished', operands: { stream: { argument: 0 }, options: { argument: 1 }, callback: { argument: 2 } } },
  },
};

export const nodeStreamPromises: Library = {
  modules: ['node:stream/promises', 'stream/promises'],
  exports: promises,
};

/** node:fs: a file's stream opens, gives or takes chunks and ends, each at some time; it fails only where somebody listens for that. */
export const nodeFileStreams: Library = {
  modules: ['node:fs', 'fs'],
  exports: {
    createReadStream: { kind: 'function', makes: made, op: 'node.readFile' },
    createWriteStream: { kind: 'function', makes: made, op: 'node.writeFile' },
  },
};
