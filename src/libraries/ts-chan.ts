import type { Library } from './library.ts';

/** ts-chan: Go's channels and select. */
export const tsChan: Library = {
  modules: ['ts-chan'],
  versions: '0.6',
  exports: {
    Chan: {
      kind: 'class',
      primitive: 'channel',
      construct: { capacity: { argument: 0, default: 0 }, default: { argument: 1 } },
      policy: { sendOnClosed: 'throw', closeTwice: 'throw', pendingAtClose: 'reject', turn: 'macrotask' },
      members: {
        send: { op: 'channel.send', operands: { value: { argument: 0 }, signal: { argument: 1 } }, async: true },
        recv: { op: 'channel.receive', operands: { signal: { argument: 0 } }, async: true },
        trySend: { op: 'channel.trySend', operands: { value: { argument: 0 } } },
        tryRecv: { op: 'channel.tryReceive' },
        setUnsafe: { op: 'channel.self' },
        close: { op: 'channel.close' },
        length: { op: 'channel.length', property: true },
        capacity: { op: 'channel.capacity', property: true },
        concurrency: { op: 'channel.concurrency', property: true },
      },
      iterate: { op: 'channel.receive' },
    },
    Select: {
      kind: 'class',
      primitive: 'select',
      construct: { cases: { argument: 0 } },
      policy: { turn: 'macrotask' },
      members: {
        wait: { op: 'select.wait', operands: { signal: { argument: 0 } }, async: true },
        poll: { op: 'select.poll' },
        recv: { op: 'select.received', operands: { case: { argument: 0 } } },
        cases: { op: 'select.cases', property: true },
        length: { op: 'select.length', property: true },
        setUnsafe: { op: 'select.self' },
      },
      statics: { promises: { op: 'select.of', operands: { cases: { argument: 0 } } } },
    },
    recv: { kind: 'function', op: 'select.receiveCase', operands: { channel: { argument: 0 } } },
    send: { kind: 'function', op: 'select.sendCase', operands: { channel: { argument: 0 }, value: { argument: 1 } } },
    wait: { kind: 'function', op: 'select.promiseCase', operands: { promise: { argument: 0 } } },
  },
};
