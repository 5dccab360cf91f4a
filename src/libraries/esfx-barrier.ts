import type { Library } from './library.ts';

/** @esfx/async-barrier: removing the last one that is missing does not wake those who wait (as run, 1.0.0-pre.8). */
export const esfxBarrier: Library = {
  modules: ['@esfx/async-barrier'],
  versions: '1.0.0-pre.8',
  exports: {
    AsyncBarrier: {
      kind: 'class',
      primitive: 'barrier',
      construct: { participants: { argument: 0 }, action: { argument: 1 } },
      members: {
        signalAndWait: { op: 'barrier.signalAndWait', operands: { signal: { argument: 0 } }, async: true },
        add: { op: 'barrier.join', operands: { count: { argument: 0, default: 1 } } },
        remove: { op: 'barrier.remove', operands: { count: { argument: 0, default: 1 } } },
        participantCount: { op: 'barrier.participants', property: true },
        remainingParticipants: { op: 'barrier.remaining', property: true },
        currentPhaseNumber: { op: 'barrier.phase', property: true },
      },
    },
  },
};
