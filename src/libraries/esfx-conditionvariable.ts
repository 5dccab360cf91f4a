import type { Library } from './library.ts';

/** @esfx/async-conditionvariable: a notify with nobody waiting is lost. */
export const esfxConditionVariable: Library = {
  modules: ['@esfx/async-conditionvariable'],
  versions: '1.0.0-pre.8',
  exports: {
    AsyncConditionVariable: {
      kind: 'class',
      primitive: 'condition',
      construct: {},
      members: {
        wait: { op: 'condition.wait', operands: { lock: { argument: 0 }, predicate: { argument: 1 }, signal: { argument: 2 } }, async: true },
        notifyOne: { op: 'condition.notifyOne' },
        notifyAll: { op: 'condition.notifyAll' },
      },
    },
  },
};
