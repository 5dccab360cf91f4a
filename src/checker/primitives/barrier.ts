import { numberValue } from '../operators.ts';
import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, integer, isInteger, payload, promiseState, TRUE, UNDEFINED } from '../values.ts';
import { waitIn, wakeAll } from './queue.ts';

/**
 * A barrier: `participants` have to arrive before any of them goes on, and then the next phase begins. The end of a phase
 * is a step of its own (in the prelude), after the action that the user may have given for it; who arrives in between is one too many.
 */
const field = { participants: 2, remaining: 3, waiters: 4, action: 5, ending: 6, phase: 7 } as const;

function count(m: Machine, cell: number, at: number): number | undefined {
  const value = m.memory.words[cell + at];
  return isInteger(value) ? payload(value) : undefined;
}

function amount(value: number): number {
  return isInteger(value) ? payload(value) : 1;
}

function arrive(m: Machine, [self, signal]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  const remaining = count(m, cell, field.remaining);
  // how many take part is not known: they all arrive at some time
  if (remaining === undefined) return m.settled(UNDEFINED);
  if (m.memory.words[cell + field.ending] === TRUE) return m.rejectedPromise(m.misuse('arrival at a barrier from within the end of its phase', call.site));
  if (m.memory.words[cell + field.participants] === integer(0)) return m.rejectedPromise(m.misuse('arrival at a barrier without participants', call.site));
  if (remaining === 0) return m.rejectedPromise(m.misuse('arrival of more participants than the barrier has', call.site));
  const waiting = waitIn(m, 'barrier.arrive', self, field.waiters, signal, call);
  if (m.isPending(payload(waiting))) m.memory.words[cell + field.remaining] = integer(remaining - 1);
  return waiting;
}

function change(m: Machine, self: number, by: number, site: number): number {
  const cell = payload(self);
  const participants = count(m, cell, field.participants);
  const remaining = count(m, cell, field.remaining);
  if (participants === undefined || remaining === undefined) return UNDEFINED;
  if (m.memory.words[cell + field.ending] === TRUE) return m.raise(m.misuse('change of a barrier from within the end of its phase', site));
  if (participants + by < 0) return m.raise(m.misuse('removal of more participants than the barrier has', site));
  m.memory.words[cell + field.participants] = integer(participants + by);
  m.memory.words[cell + field.remaining] = integer(remaining + by);
  return UNDEFINED;
}

function endPhase(m: Machine, self: number, state: number, value: number): number {
  const cell = payload(self);
  const { words } = m.memory;
  words[cell + field.ending] = FALSE;
  words[cell + field.remaining] = words[cell + field.participants];
  const phase = count(m, cell, field.phase);
  if (phase !== undefined) words[cell + field.phase] = numberValue(m, phase + 1);
  wakeAll(m, cell, field.waiters, value, state);
  return UNDEFINED;
}

export const barrier: Primitive = {
  name: 'barrier',
  fields: 6,
  queues: [{ field: field.waiters, stride: 1 }],
  create: {
    operands: ['self', 'participants', 'action'],
    run: (m, [self, participants, action]) => {
      const { words } = m.memory;
      const cell = payload(self);
      words[cell + field.participants] = participants;
      words[cell + field.remaining] = participants;
      words[cell + field.action] = action;
      words[cell + field.ending] = FALSE;
      words[cell + field.phase] = integer(0);
      return self;
    },
  },
  blocked: {
    arrive: { verb: 'signalAndWait', waitsFor: 'the other participants', mends: 'Let each participant arrive in each phase, failures included. A participant that leaves has to be taken out before the others wait: taking it out does not wake those who wait already.', nobody: 'A participant is missing that never arrives; one that left woke nobody.' },
  },
  operations: {
    arrive: { operands: ['self', 'signal'], run: arrive },
    /** Whether nobody is missing, so that whoever asks ends the phase. */
    isComplete: { operands: ['self'], run: (m, [self]) => boolean(m.memory.words[payload(self) + field.remaining] === integer(0) && m.memory.words[payload(self) + field.participants] !== integer(0)) },
    isDeserted: { operands: ['self'], run: (m, [self]) => boolean(m.memory.words[payload(self) + field.participants] === integer(0)) },
    /** The user's action for the end of a phase, if there is one: nobody may arrive while it runs. */
    beginEnd: {
      operands: ['self'],
      run: (m, [self]) => {
        const action = m.memory.words[payload(self) + field.action];
        m.memory.words[payload(self) + field.ending] = boolean(action !== UNDEFINED);
        return action;
      },
    },
    nextPhase: { operands: ['self'], run: (m, [self]) => endPhase(m, self, promiseState.fulfilled, UNDEFINED) },
    failPhase: { operands: ['self', 'error'], run: (m, [self, error]) => endPhase(m, self, promiseState.rejected, error) },
    join: { operands: ['self', 'count'], run: (m, [self, by], call) => change(m, self, amount(by), call.site) },
    leave: { operands: ['self', 'count'], run: (m, [self, by], call) => change(m, self, -amount(by), call.site) },
    phase: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.phase] },
    participants: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.participants] },
    remaining: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.remaining] },
  },
};
