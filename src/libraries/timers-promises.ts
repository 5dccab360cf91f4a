import type { Library } from './library.ts';

/** node:timers/promises. */
export const timersPromises: Library = {
  modules: ['node:timers/promises', 'timers/promises'],
  exports: {
    setTimeout: { kind: 'function', op: 'timer.sleep', operands: { delay: { argument: 0 }, value: { argument: 1 }, signal: { option: 'signal', of: 2 }, ref: { option: 'ref', of: 2 } }, async: true },
    setImmediate: { kind: 'function', op: 'timer.sleep', operands: { delay: { constant: 1 }, value: { argument: 0 }, signal: { option: 'signal', of: 1 }, ref: { option: 'ref', of: 1 } }, async: true },
    scheduler: {
      kind: 'class',
      primitive: 'timer',
      members: {},
      statics: { wait: { op: 'timer.sleep', operands: { delay: { argument: 0 }, signal: { option: 'signal', of: 1 } }, async: true }, yield: { op: 'timer.sleep', operands: { delay: { constant: 1 } }, async: true } },
    },
    setInterval: { kind: 'function', op: 'timer.ticks', operands: { delay: { argument: 0 }, value: { argument: 1 }, signal: { option: 'signal', of: 2 } } },
  },
};
