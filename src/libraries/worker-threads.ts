import type { ClassExport, Library, Operation } from './library.ts';

/** What each emitter among them has; `heard` is told of a new listener, and of who awaits an event. */
function emitter(family: string): Readonly<Record<string, Operation>> {
  const heard = (op: string): Operation => ({ op, operands: { name: { argument: 0 }, listener: { argument: 1 } } });
  return {
    on: heard(`${family}.on`), addListener: heard(`${family}.on`), once: heard(`${family}.once`),
    off: heard('event.off'), removeListener: heard('event.off'),
    emit: { op: 'event.emit', operands: { name: { argument: 0 }, args: { rest: 1 } } },
    removeAllListeners: { op: 'event.removeAll', operands: { name: { argument: 0 } } },
    listenerCount: { op: 'event.count', operands: { name: { argument: 0 } } },
    ref: { op: 'event.self' },
    unref: { op: 'event.self' },
  };
}

function target(family: string): Readonly<Record<string, Operation>> {
  return {
    addEventListener: { op: `${family}.listen`, operands: { name: { argument: 0 }, listener: { argument: 1 }, once: { option: 'once', of: 2 } } },
    removeEventListener: { op: 'port.unlisten', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
    'onmessage=': { op: `${family}.onMessage`, operands: { listener: { argument: 0 } } },
  };
}

const post = (op: string): Operation => ({ op, operands: { message: { argument: 0 }, transfer: { argument: 1 } } });

const makes = ['node:worker_threads#MessagePort'];

const MessagePort: ClassExport = {
  kind: 'class',
  primitive: 'port',
  policy: { heard: 'port.heard', hears: 'message', outside: 'port.outside' },
  members: {
    ...emitter('port'),
    ...target('port'),
    postMessage: post('port.post'),
    start: { op: 'port.start' },
    close: { op: 'port.close' },
  },
};

const MessageChannel: ClassExport = {
  kind: 'class',
  primitive: 'port',
  construct: {},
  setup: 'port.pair',
  makes,
  members: { port1: { op: 'port.first', property: true }, port2: { op: 'port.second', property: true } },
};

const BroadcastChannel: ClassExport = {
  kind: 'class',
  primitive: 'port',
  construct: { name: { argument: 0 } },
  setup: 'broadcast.open',
  policy: { heard: 'broadcast.heard', hears: 'message' },
  members: {
    ...target('broadcast'),
    emit: { op: 'event.emit', operands: { name: { argument: 0 }, args: { rest: 1 } } },
    postMessage: { op: 'broadcast.post', operands: { message: { argument: 0 } } },
    close: { op: 'broadcast.close' },
    ref: { op: 'event.self' },
    unref: { op: 'event.self' },
  },
};

const Worker: ClassExport = {
  kind: 'class',
  primitive: 'port',
  construct: { transfer: { option: 'transferList', of: 1 } },
  setup: 'worker.open',
  makes,
  policy: { heard: 'worker.heard', hears: 'message exit online' },
  members: {
    ...emitter('worker'),
    ...target('worker'),
    unref: { op: 'worker.unref' },
    'onerror=': { op: 'port.onError', operands: { listener: { argument: 0 } } },
    postMessage: post('worker.post'),
    terminate: { op: 'worker.terminate', async: true },
  },
};

const listening: Readonly<Record<string, Operation>> = {
  on: { op: 'parent.on', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
  addListener: { op: 'parent.on', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
  once: { op: 'parent.once', operands: { name: { argument: 0 }, listener: { argument: 1 } } },
  off: { op: 'parent.ignore' },
  removeListener: { op: 'parent.ignore' },
  postMessage: { op: 'parent.ignore' },
  close: { op: 'parent.ignore' },
};

/** node:worker_threads: a pair of ports is exact; a worker and the parent are the outside, which answers at some time. */
export const workerThreads: Library = {
  modules: ['node:worker_threads', 'worker_threads'],
  exports: {
    Worker,
    MessageChannel,
    MessagePort,
    BroadcastChannel,
    parentPort: { kind: 'class', primitive: 'port', members: {}, statics: listening },
    receiveMessageOnPort: { kind: 'function', op: 'port.receive', operands: { self: { argument: 0 } } },
  },
  globals: { Worker: 'Worker', MessageChannel: 'MessageChannel', BroadcastChannel: 'BroadcastChannel' },
};
