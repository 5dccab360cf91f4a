import type { Library } from './library.ts';

/** Timers with callbacks: a timer fires at some time after it is set. */
export const timers: Library = {
  modules: ['node:timers', 'timers'],
  exports: {
    setTimeout: { kind: 'function', op: 'timer.set', operands: { callback: { argument: 0 }, delay: { argument: 1 }, args: { rest: 2 } } },
    setImmediate: { kind: 'function', op: 'timer.set', operands: { callback: { argument: 0 }, delay: { constant: 1 }, args: { rest: 1 } } },
    setInterval: { kind: 'function', op: 'timer.repeat', operands: { callback: { argument: 0 }, delay: { argument: 1 }, args: { rest: 2 } } },
    clearTimeout: { kind: 'function', op: 'timer.clear', operands: { timer: { argument: 0 } } },
    clearInterval: { kind: 'function', op: 'timer.clear', operands: { timer: { argument: 0 } } },
    clearImmediate: { kind: 'function', op: 'timer.clear', operands: { timer: { argument: 0 } } },
    queueMicrotask: { kind: 'function', op: 'timer.soon', operands: { callback: { argument: 0 } } },
    nextTick: { kind: 'function', op: 'timer.soon', operands: { callback: { argument: 0 }, args: { rest: 1 } } },
  },
  globals: {
    setTimeout: 'setTimeout', setImmediate: 'setImmediate', setInterval: 'setInterval', clearTimeout: 'clearTimeout',
    clearInterval: 'clearInterval', clearImmediate: 'clearImmediate', queueMicrotask: 'queueMicrotask',
  },
  obligations: [
    { take: 'setTimeout', release: ['clearTimeout', 'clearInterval'], matching: 'result', endsItself: true, what: 'timer' },
    { take: 'setImmediate', release: ['clearImmediate'], matching: 'result', endsItself: true, what: 'timer' },
    { take: 'setInterval', release: ['clearInterval', 'clearTimeout'], matching: 'result', what: 'interval' },
  ],
};
