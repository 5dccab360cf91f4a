import type { ClassExport, Library, Operation } from './library.ts';

const cancel = (op: string): Operation => ({ op, operands: { reason: { argument: 0 } }, async: true });

const controllers: Readonly<Record<string, ClassExport>> = {
  ReadableStreamDefaultController: {
    kind: 'class',
    primitive: 'stream',
    policy: { outside: 'source.outside' },
    members: {
      enqueue: { op: 'source.enqueue', operands: { chunk: { argument: 0 } } },
      close: { op: 'source.close' },
      error: { op: 'source.error', operands: { error: { argument: 0 } } },
      desiredSize: { op: 'source.desiredSize', property: true },
    },
  },
  WritableStreamDefaultController: {
    kind: 'class',
    primitive: 'stream',
    members: {
      error: { op: 'sink.error', operands: { error: { argument: 0 } } },
      signal: { op: 'sink.signal', property: true },
    },
  },
  TransformStreamDefaultController: {
    kind: 'class',
    primitive: 'stream',
    members: {
      enqueue: { op: 'transform.enqueue', operands: { chunk: { argument: 0 } } },
      error: { op: 'transform.error', operands: { error: { argument: 0 } } },
      terminate: { op: 'transform.terminate' },
      desiredSize: { op: 'transform.desiredSize', property: true },
    },
  },
};

const values: Operation = { op: 'readable.values', operands: { keep: { option: 'preventCancel', of: 0 } }, gives: 'handle' };

const transformMembers: Readonly<Record<string, Operation>> = {
  readable: { op: 'transform.readable', property: true },
  writable: { op: 'transform.writable', property: true },
};

const made = ['ReadableStream', 'WritableStream', 'ReadableStreamDefaultReader', 'WritableStreamDefaultWriter', ...Object.keys(controllers)].map((name) => `node:stream/web#${name}`);

/** Turns bytes or text into other bytes or text: a transform that gives one chunk for each. */
const native: ClassExport = { kind: 'class', primitive: 'stream', construct: {}, setup: 'transform.native', makes: made, members: transformMembers };

const exports: Library['exports'] = {
  ReadableStream: {
    kind: 'class',
    primitive: 'stream',
    policy: { outside: 'readable.outside' },
    construct: { source: { argument: 0 }, room: { option: 'highWaterMark', of: 1 } },
    setup: 'readable.setup',
    makes: made,
    members: {
      getReader: { op: 'readable.getReader', gives: 'handle', handle: 'ReadableStreamDefaultReader' },
      cancel: cancel('readable.cancel'),
      tee: { op: 'readable.tee' },
      pipeTo: { op: 'readable.pipeTo', operands: { target: { argument: 0 }, options: { argument: 1 } }, async: true },
      pipeThrough: { op: 'readable.pipeThrough', operands: { pair: { argument: 0 }, options: { argument: 1 } } },
      values,
      '[asyncIterator]': values,
      locked: { op: 'readable.locked', property: true },
    },
    statics: { from: { op: 'readable.from', operands: { items: { argument: 0 } } } },
  },
  ReadableStreamDefaultReader: {
    kind: 'class',
    primitive: 'stream',
    policy: { outside: 'reader.outside' },
    members: {
      read: { op: 'reader.read', async: true },
      releaseLock: { op: 'reader.releaseLock' },
      cancel: cancel('reader.cancel'),
      closed: { op: 'reader.closed', property: true },
    },
  },
  WritableStream: {
    kind: 'class',
    primitive: 'stream',
    policy: { outside: 'writable.outside' },
    construct: { sink: { argument: 0 }, room: { option: 'highWaterMark', of: 1 } },
    setup: 'writable.setup',
    makes: made,
    members: {
      getWriter: { op: 'writable.getWriter', gives: 'handle', handle: 'WritableStreamDefaultWriter' },
      close: { op: 'writable.close', async: true },
      abort: cancel('writable.abort'),
      locked: { op: 'writable.locked', property: true },
    },
  },
  WritableStreamDefaultWriter: {
    kind: 'class',
    primitive: 'stream',
    policy: { outside: 'writer.outside' },
    members: {
      write: { op: 'writer.write', operands: { chunk: { argument: 0 } }, async: true },
      close: { op: 'writer.close', async: true },
      abort: cancel('writer.abort'),
      releaseLock: { op: 'writer.releaseLock' },
      ready: { op: 'writer.ready', property: true },
      closed: { op: 'writer.closed', property: true },
      desiredSize: { op: 'writer.desiredSize', property: true },
    },
  },
  TransformStream: {
    kind: 'class',
    primitive: 'stream',
    policy: { outside: 'transform.outside' },
    construct: { transformer: { argument: 0 }, writableRoom: { option: 'highWaterMark', of: 1 }, readableRoom: { option: 'highWaterMark', of: 2 } },
    setup: 'transform.setup',
    makes: made,
    members: transformMembers,
  },
  TextDecoderStream: native,
  TextEncoderStream: native,
  CompressionStream: native,
  DecompressionStream: native,
  ...controllers,
};

const names = ['ReadableStream', 'WritableStream', 'TransformStream', 'TextDecoderStream', 'TextEncoderStream', 'CompressionStream', 'DecompressionStream'];

/** The platform's streams: a read waits for a chunk, a write for room, and one reader or writer at a time has the stream. */
export const webStreams: Library = {
  modules: ['node:stream/web', 'stream/web'],
  exports,
  globals: Object.fromEntries(names.map((name) => [name, name])),
  obligations: [
    { class: 'ReadableStream', take: 'getReader', release: ['releaseLock', 'cancel'], what: 'reader' },
    { class: 'ReadableStream', take: 'values', release: ['return'], what: 'iterator' },
    { class: 'WritableStream', take: 'getWriter', release: ['releaseLock', 'close', 'abort'], what: 'writer' },
  ],
};
