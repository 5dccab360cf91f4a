import type { Primitive } from '../machine.ts';
import { boolean, FALSE, payload, TRUE, UNDEFINED } from '../values.ts';
import { isAborted } from './channel.ts';
import { waitIn, wakeAll, wakeOne } from './queue.ts';

/**
 * An event that is set and reset. Manual (the policy `reset: manual`): setting it wakes all who wait, even where it is
 * reset at once, and it stays set until reset. Automatic: each set wakes one, or lets the next one pass where nobody
 * waits; a second set before that changes nothing.
 */
const field = { isSet: 2, waiters: 3 } as const;

export const resetEvent: Primitive = {
  name: 'resetEvent',
  fields: 2,
  queues: [{ field: field.waiters, stride: 1 }],
  create: {
    operands: ['self', 'isSet'],
    run: (m, [self, isSet]) => {
      m.memory.words[payload(self) + field.isSet] = boolean(isSet !== UNDEFINED && m.truthy(isSet));
      return self;
    },
  },
  blocked: {
    wait: { verb: 'wait', waitsFor: 'the event to be set', mends: 'Set the event on every path, failures included. An automatic event wakes one waiter for each set, and two sets in a row count as one: use a manual event, a countdown or a channel where several wait.', nobody: 'The set came before it waited and woke another or was reset, or never comes.' },
  },
  operations: {
    wait: {
      operands: ['self', 'signal'],
      run: (m, [self, signal], call) => {
        const { words } = m.memory;
        const cell = payload(self);
        if (words[cell + field.isSet] === FALSE || isAborted(m, signal)) return waitIn(m, 'resetEvent.wait', self, field.waiters, signal, call);
        if (m.policy(cell, 'reset') === 'auto') words[cell + field.isSet] = FALSE;
        return m.settled(UNDEFINED);
      },
    },
    /** Tells, of an automatic event, whether somebody was woken. */
    set: {
      operands: ['self'],
      run: (m, [self]) => {
        const cell = payload(self);
        if (m.memory.words[cell + field.isSet] === TRUE) return FALSE;
        if (m.policy(cell, 'reset') === 'auto' && wakeOne(m, cell, field.waiters)) return TRUE;
        m.memory.words[cell + field.isSet] = TRUE;
        wakeAll(m, cell, field.waiters);
        return FALSE;
      },
    },
    reset: {
      operands: ['self'],
      run: (m, [self]) => {
        m.memory.words[payload(self) + field.isSet] = FALSE;
        return UNDEFINED;
      },
    },
    isSet: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.isSet] },
  },
};
