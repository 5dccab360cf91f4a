import type { ClassExport, Library, Operand, Operation } from './library.ts';

const name: Operand = { argument: 0 };
const listener: Operand = { argument: 1 };
const on: Operation = { op: 'limiter.listen', operands: { name, listener } };
const off: Operation = { op: 'limiter.unlisten', operands: { name, listener } };

const queue: ClassExport = {
  kind: 'class',
  primitive: 'limiter',
  construct: { concurrency: { option: 'concurrency', of: 0 }, autoStart: { option: 'autoStart', of: 0, default: true }, timeout: { option: 'timeout', of: 0 } },
  policy: { start: 'now' },
  members: {
    add: {
      op: 'limiter.run',
      operands: { callback: { argument: 0 }, signal: { option: 'signal', of: 1 }, priority: { option: 'priority', of: 1 }, timeout: { option: 'timeout', of: 1 } },
      async: true,
    },
    addAll: { op: 'limiter.addAll', operands: { callbacks: { argument: 0 } }, async: true },
    onIdle: { op: 'limiter.onIdle', async: true },
    onEmpty: { op: 'limiter.onEmpty', async: true },
    onSizeLessThan: { op: 'limiter.onSizeLessThan', operands: { limit: { argument: 0 } }, async: true },
    onPendingZero: { op: 'limiter.onPendingZero', async: true },
    onError: { op: 'limiter.onError', async: true },
    pause: { op: 'limiter.pause' },
    start: { op: 'limiter.start' },
    clear: { op: 'limiter.clear' },
    size: { op: 'limiter.waiting', property: true },
    pending: { op: 'limiter.running', property: true },
    isPaused: { op: 'limiter.paused', property: true },
    concurrency: { op: 'limiter.concurrency', property: true },
    'set concurrency': { op: 'limiter.resize', operands: { concurrency: { argument: 0 } } },
    on, addListener: on, off, removeListener: off,
    once: { op: 'limiter.once', operands: { name, listener } },
  },
};

/** p-queue: a limiter with priorities, pause and idle; a task starts at once where a slot is free. A timeout or an abort gives the slot back while the task runs on; what `clear()` throws out is never told. */
export const pQueue: Library = {
  modules: ['p-queue'],
  versions: '>=6 <10',
  exports: { default: queue },
};

/** p-queue 10: what `clear()` throws out is rejected. */
export const pQueue10: Library = {
  modules: ['p-queue'],
  versions: '>=10',
  exports: { default: { ...queue, policy: { ...queue.policy, clear: 'reject' } } },
};
