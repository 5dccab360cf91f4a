import type { Primitive } from '../machine.ts';
import { signalListeners } from '../machine/promises.ts';
import { boolean, FALSE, kind, NULL, payload, promiseState, TRUE, UNDEFINED } from '../values.ts';
import { abortError } from './channel.ts';
import { isListener, listenerOf, newRegistration, removed } from './listening.ts';
import { withdraw } from './waiting.ts';

/**
 * An AbortController and its signal, which are one cell: whether it is aborted, the reason, and what listens: callbacks,
 * and blocked operations that end when it is aborted.
 */
const field = { aborted: 2, reason: 3, listeners: signalListeners } as const;

export const signal: Primitive = {
  name: 'signal',
  fields: 3,
  create: {
    operands: ['self'],
    run: (m, [self]) => {
      m.memory.words[payload(self) + field.aborted] = FALSE;
      return self;
    },
  },
  operations: {
    signal: { operands: ['self'], run: (_m, [self]) => self },
    aborted: { operands: ['self'], run: (m, [self]) => boolean(m.memory.words[payload(self) + field.aborted] === TRUE) },
    reason: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.reason] },
    throwIfAborted: {
      operands: ['self'],
      run: (m, [self]) => (m.memory.words[payload(self) + field.aborted] === TRUE ? m.raise(abortError(m, self)) : UNDEFINED),
    },
    /** Aborts, ends the blocked operations, and gives the listeners that are to be called. */
    fire: {
      operands: ['self', 'reason'],
      run: (m, [self, reason]) => {
        const cell = payload(self);
        if (m.memory.words[cell + field.aborted] !== FALSE) return m.newArray([]);
        m.memory.words[cell + field.aborted] = TRUE;
        m.memory.words[cell + field.reason] = reason === UNDEFINED ? m.error('This operation was aborted', 'AbortError') : reason;
        const all = m.memory.items(cell, field.listeners);
        m.memory.words[cell + field.listeners] = UNDEFINED;
        const callbacks: number[] = [];
        for (const listener of all) {
          if (m.memory.kindOf(listener) === kind.promise) {
            withdraw(m, payload(listener));
            m.settle(payload(listener), promiseState.rejected, abortError(m, self));
          } else callbacks.push(listenerOf(m, listener));
        }
        return m.newArray(callbacks);
      },
    },
    /** From now on it is never aborted. */
    close: {
      operands: ['self'],
      run: (m, [self]) => {
        const { words } = m.memory;
        if (words[payload(self) + field.aborted] === FALSE) words[payload(self) + field.aborted] = NULL;
        return UNDEFINED;
      },
    },
    isOpen: { operands: ['self'], run: (m, [self]) => boolean(m.memory.words[payload(self) + field.aborted] !== NULL) },
    addListener: {
      operands: ['self', 'listener'],
      run: (m, [self, listener], call) => {
        if (m.memory.words[payload(self) + field.aborted] === FALSE) m.memory.push(payload(self), field.listeners, newRegistration(m, listener, call.site));
        return UNDEFINED;
      },
    },
    unlisten: {
      operands: ['self', 'listener'],
      run: (m, [self, listener]) => {
        const entry = m.memory.items(payload(self), field.listeners).find((candidate) => isListener(m, candidate, listener));
        if (entry === undefined) return UNDEFINED;
        removed(m, entry);
        m.memory.remove(payload(self), field.listeners, entry);
        return UNDEFINED;
      },
    },
  },
};
