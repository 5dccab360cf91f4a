import type { Library } from './library.ts';

/** @esfx/async-countdown: Go's WaitGroup; below zero throws. */
export const esfxCountdown: Library = {
  modules: ['@esfx/async-countdown'],
  versions: '1.0.0',
  exports: {
    AsyncCountdownEvent: {
      kind: 'class',
      primitive: 'countdown',
      construct: { count: { argument: 0 } },
      policy: { addAtZero: 'throw' },
      members: {
        wait: { op: 'countdown.wait', operands: { signal: { argument: 0 } }, async: true },
        signal: { op: 'countdown.done', operands: { count: { argument: 0, default: 1 } } },
        add: { op: 'countdown.add', operands: { count: { argument: 0, default: 1 } } },
        reset: { op: 'countdown.reset', operands: { count: { argument: 0 } } },
        remainingCount: { op: 'countdown.count', property: true },
      },
    },
  },
};
