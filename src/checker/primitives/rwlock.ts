import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, integer, payload, reference, token, TRUE, UNDEFINED } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
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

/** Whether somebody who asks now gets in at once: nobody else waits, or a waiting writer would keep the lock from new readers. */
function isFree(m: Machine, cell: number, wanted: number): boolean {
  return m.memory.length(cell, field.queue) === 0 && canEnter(m, cell, wanted);
}

function ask(m: Machine, lock: number, wanted: number, value: number, signal: number, call: CallInfo): number {
  const cell = payload(lock);
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  if (isFree(m, cell, wanted)) {
    enter(m, cell, wanted);
    granted(m, value);
    return m.settled(value);
  }
  const waiting = m.block(wanted === mode.read ? 'rwlock.read' : 'rwlock.write', call, lock);
  m.memory.splice(cell, field.queue, m.memory.length(cell, field.queue), 0, [reference(waiting), integer(wanted), value]);
  withSignal(m, waiting, signal);
  return reference(waiting);
}

function leave(m: Machine, cell: number, was: number): void {
  const { memory } = m;
  if (was === mode.write) memory.words[cell + field.writing] = FALSE;
  else memory.words[cell + field.readers] = integer(payload(memory.words[cell + field.readers]) - 1);
  serve(m, cell);
}

function serve(m: Machine, cell: number): void {
  const { memory } = m;
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
    return ask(m, m.memory.words[held + token.lock], payload(m.memory.words[held + token.mode]), reference(held), UNDEFINED, call);
  },
});

/** Takes a lock from all who hold it, ahead of those who wait. */
export function seize(m: Machine, cell: number): void {
  m.memory.words[cell + field.readers] = integer(0);
  m.memory.words[cell + field.writing] = TRUE;
}

/** Whether nobody holds the lock or waits for it. */
export function isIdle(m: Machine, cell: number): boolean {
  return isFree(m, cell, mode.write);
}

function take(m: Machine, self: number, wanted: number, signal: number, call: CallInfo): number {
  return ask(m, self, wanted, given(m, newToken(m, self, wanted, call), UNDEFINED, call), signal, call);
}

export const rwlock: Primitive = {
  name: 'rwlock',
  fields: 3,
  queues: [{ field: field.queue, stride: 3 }],
  withdrawn: serve,
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
    read: { operands: ['self', 'signal'], run: (m, [self, signal], call) => take(m, self, mode.read, signal, call) },
    write: { operands: ['self', 'signal'], run: (m, [self, signal], call) => take(m, self, mode.write, signal, call) },
    /** Takes a side, the write side unless `shared`, where it is free at once; undefined where it is not. */
    tryEnter: {
      operands: ['self', 'shared', 'signal'],
      run: (m, [self, shared, signal], call) => {
        const wanted = shared === TRUE ? mode.read : mode.write;
        if (isAborted(m, signal) || !isFree(m, payload(self), wanted)) return UNDEFINED;
        enter(m, payload(self), wanted);
        const held = newToken(m, self, wanted, call);
        granted(m, held);
        return held;
      },
    },
    isFree: { operands: ['self', 'shared'], run: (m, [self, shared]) => boolean(isFree(m, payload(self), shared === TRUE ? mode.read : mode.write)) },
    /** Takes the lock over from whoever holds it. */
    seize: {
      operands: ['self'],
      run: (m, [self], call) => {
        // whose code goes on without the lock is not known to the model: what it does from now on is a guess
        if (!canEnter(m, payload(self), mode.write)) m.approximate();
        seize(m, payload(self));
        const held = newToken(m, self, mode.write, call);
        granted(m, held);
        return held;
      },
    },
    release: tokens.operations.release,
    held: tokens.operations.held,
  },
};
