import type { FunctionExport, Library } from './library.ts';

const spawn: FunctionExport = { kind: 'function', op: 'process.spawn', makes: ['node:child_process#ChildProcess', 'node:stream#Readable', 'node:stream#Writable'] };

const listen = { operands: { name: { argument: 0 }, listener: { argument: 1 } } } as const;

/** node:child_process: a process exits at some time and then closes; one that cannot start has an error and no exit. */
export const childProcess: Library = {
  modules: ['node:child_process', 'child_process'],
  exports: {
    spawn,
    fork: spawn,
    ChildProcess: {
      kind: 'class',
      primitive: 'port',
      policy: { heard: 'process.heard', hears: 'message spawn close exit' },
      members: {
        on: { op: 'process.on', ...listen },
        addListener: { op: 'process.on', ...listen },
        once: { op: 'process.once', ...listen },
        off: { op: 'event.off', ...listen },
        removeListener: { op: 'event.off', ...listen },
        emit: { op: 'event.emit', operands: { name: { argument: 0 }, args: { rest: 1 } } },
        removeAllListeners: { op: 'event.removeAll', operands: { name: { argument: 0 } } },
        listenerCount: { op: 'event.count', operands: { name: { argument: 0 } } },
        send: { op: 'process.send', operands: { message: { argument: 0 }, others: { rest: 1 } } },
        kill: { op: 'process.kill' },
        ref: { op: 'event.self' },
        unref: { op: 'process.unref' },
        stdin: { op: 'process.input', property: true },
        stdout: { op: 'process.output', property: true },
        stderr: { op: 'process.errors', property: true },
      },
    },
  },
};
