import type { ClassExport, Library } from './library.ts';

const event: ClassExport = {
  kind: 'class',
  primitive: 'resetEvent',
  construct: { isSet: { argument: 0, default: false } },
  members: {
    wait: { op: 'resetEvent.wait', operands: { signal: { argument: 0 } }, async: true },
    set: { op: 'resetEvent.set' },
    reset: { op: 'resetEvent.reset' },
  },
};

/** @esfx/async-manualresetevent: setting wakes all who wait, even where it is reset at once. */
export const esfxManualResetEvent: Library = {
  modules: ['@esfx/async-manualresetevent'],
  versions: '1.0.0',
  exports: { AsyncManualResetEvent: { ...event, policy: { reset: 'manual' }, members: { ...event.members, isSet: { op: 'resetEvent.isSet', property: true } } } },
};

/** @esfx/async-autoresetevent: each set wakes one; two sets with nobody waiting count as one. */
export const esfxAutoResetEvent: Library = {
  modules: ['@esfx/async-autoresetevent'],
  versions: '1.0.0-pre.8',
  exports: { AsyncAutoResetEvent: { ...event, policy: { reset: 'auto' } } },
};
