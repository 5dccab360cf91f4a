import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { FALSE, integer, payload, reference, token, TRUE, UNDEFINED } from '../values.ts';
import { given, granted, lockMeanings, newToken, tokens } from './token.ts';

/** A readers-writer lock: how many read, whether one writes, and a queue (promise, mode, handle). A waiting writer blocks new readers. */
const field = { readers: 2, writing: 3, queue: 4 } as const;
const mode = { read: 0, write: 1 } as const;

function canEnter(m: Machine, cell: number, wanted: number): boolean {
  const { words } = m.memory;
  if (words[cell + field.writing] === TRUE) return false;
  return wanted === mode.read || words[cell + field.readers] === integer(0);
}

function enter(m: Machine, cell: number, wanted: number): void {
  const { words } = m.memory;
  if (wanted === mode.write) words[cell + field.writing] = TRUE;
  else words[cell + field.readers] = integer(payload(words[cell + field.readers]) + 1);
}

function ask(m: Machine, lock: number, wanted: number, value: number, call: CallInfo): number {
  const cell = payload(lock);
  if (m.memory.length(cell, field.queue) === 0 && canEnter(m, cell, wanted)) {
    enter(m, cell, wanted);
    granted(m, value);
    return m.settled(value);
  }
  const waiting = m.block(wanted === mode.read ? 'rwlock.read' : 'rwlock.write', call, lock);
  m.memory.splice(cell, field.queue, m.memory.length(cell, field.queue), 0, [reference(waiting), integer(wanted), value]);
  return reference(waiting);
}

function leave(m: Machine, cell: number, was: number): void {
  const { memory } = m;
  if (was === mode.write) memory.words[cell + field.writing] = FALSE;
  else memory.words[cell + field.readers] = integer(payload(memory.words[cell + field.readers]) - 1);
  while (memory.length(cell, field.queue) > 0) {
    const wanted = payload(memory.item(cell, field.queue, 1));
    if (!canEnter(m, cell, wanted)) break;
    const waiter = payload(memory.item(cell, field.queue, 0));
    const value = memory.item(cell, field.queue, 2);
    memory.splice(cell, field.queue, 0, 3, []);
    enter(m, cell, wanted);
    granted(m, value);
    m.resolvePromise(waiter, value);
  }
}

lockMeanings.set('rwlock', {
  release: leave,
  reacquire: (m, held, call) => {
    granted(m, reference(held));
    return ask(m, m.memory.words[held + token.lock], payload(m.memory.words[held + token.mode]), UNDEFINED, call);
  },
});

export const rwlock: Primitive = {
  name: 'rwlock',
  fields: 3,
  create: {
    operands: ['self'],
    run: (m, [self]) => {
      m.memory.words[payload(self) + field.readers] = integer(0);
      m.memory.words[payload(self) + field.writing] = FALSE;
      return self;
    },
  },
  blocked: {
    read: { verb: 'read-lock', waitsFor: 'the writers to leave', mends: 'Do not ask for the lock again while holding a side of it; release before calling code that takes it.' },
    write: { verb: 'write-lock', waitsFor: 'everybody else to leave', mends: 'Do not wait for something else while holding a side of the lock; release in a finally on every path.' },
  },
  operations: {
    read: { operands: ['self'], run: (m, [self], call) => ask(m, self, mode.read, given(m, newToken(m, self, mode.read, call), UNDEFINED, call), call) },
    write: { operands: ['self'], run: (m, [self], call) => ask(m, self, mode.write, given(m, newToken(m, self, mode.write, call), UNDEFINED, call), call) },
    release: tokens.operations.release,
    held: tokens.operations.held,
  },
};
