import type { Library } from './library.ts';

/** p-queue: a limiter with pause and idle; a task starts at once where a slot is free. */
export const pQueue: Library = {
  modules: ['p-queue'],
  versions: '>=6 <10',
  exports: {
    default: {
      kind: 'class',
      primitive: 'limiter',
      construct: { concurrency: { option: 'concurrency', of: 0 }, autoStart: { option: 'autoStart', of: 0, default: true } },
      policy: { start: 'now' },
      members: {
        add: { op: 'limiter.run', operands: { callback: { argument: 0 }, signal: { option: 'signal', of: 1 } }, async: true },
        addAll: { op: 'limiter.addAll', operands: { callbacks: { argument: 0 } }, async: true },
        onIdle: { op: 'limiter.onIdle', async: true },
        onEmpty: { op: 'limiter.onEmpty', async: true },
        pause: { op: 'limiter.pause' },
        start: { op: 'limiter.start' },
        clear: { op: 'limiter.clear' },
        size: { op: 'limiter.waiting', property: true },
        pending: { op: 'limiter.running', property: true },
        isPaused: { op: 'limiter.paused', property: true },
        on: { op: 'limiter.on' },
        once: { op: 'limiter.on' },
      },
    },
  },
};
