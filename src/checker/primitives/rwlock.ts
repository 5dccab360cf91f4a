import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, integer, isInteger, payload, reference, token, TRUE, UNDEFINED } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
import { given, granted, lockMeanings, newToken, tokens } from './token.ts';

/**
 * A readers-writer lock: how many read, whether one writes, and a queue (promise, mode, handle). A waiting writer blocks new
 * readers; under the policy `preference: 'readers'` it does not, and who comes after a writer is left to chance.
 */
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

function prefersReaders(m: Machine, cell: number): boolean {
  return m.policy(cell, 'preference') === 'readers';
}

/** Whether somebody who asks now gets in at once: nobody else waits, or a waiting writer would keep the lock from new readers. */
function isFree(m: Machine, cell: number, wanted: number): boolean {
  const mayOvertake = wanted === mode.read && prefersReaders(m, cell);
  return (mayOvertake || m.memory.length(cell, field.queue) === 0) && canEnter(m, cell, wanted);
}

/** Asks under the name by which a report knows the wait: that of the side, unless the lock is asked for as a whole. */
function ask(m: Machine, lock: number, wanted: number, value: number, signal: number, call: CallInfo, name = wanted === mode.read ? 'rwlock.read' : 'rwlock.write'): number {
  const cell = payload(lock);
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  if (isFree(m, cell, wanted)) {
    enter(m, cell, wanted);
    granted(m, value);
    return m.settled(value);
  }
  const waiting = m.block(name, call, lock);
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
  if (prefersReaders(m, cell)) {
    serveOneKind(m, cell);
    return;
  }
  while (m.memory.length(cell, field.queue) > 0) {
    if (!canEnter(m, cell, payload(m.memory.item(cell, field.queue, 1)))) break;
    admit(m, cell, 0);
  }
}

/** Lets the waiter at a place of the queue in. */
function admit(m: Machine, cell: number, at: number): void {
  const { memory } = m;
  const [waiter, wanted, value] = [0, 1, 2].map((part) => memory.item(cell, field.queue, at + part));
  memory.splice(cell, field.queue, at, 3, []);
  enter(m, cell, payload(wanted));
  granted(m, value);
  m.resolvePromise(payload(waiter), value);
}

/** Lets all waiting readers in or the first writer, whichever chance says where both wait. */
function serveOneKind(m: Machine, cell: number): void {
  if (!canEnter(m, cell, mode.write)) return;
  const first = (wanted: number): number => m.memory.items(cell, field.queue).findIndex((item, i) => i % 3 === 1 && item === integer(wanted)) - 1;
  const areBoth = first(mode.read) >= 0 && first(mode.write) >= 0;
  const next = areBoth ? m.choose(2, 0) : first(mode.write) >= 0 ? mode.write : mode.read;
  if (next === mode.read) for (let at = first(mode.read); at >= 0; at = first(mode.read)) admit(m, cell, at);
  else admit(m, cell, first(mode.write));
}

/** Gives back the side that is held, whoever holds it. */
function unlock(m: Machine, [self]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  const { words } = m.memory;
  if (isInteger(words[cell + 1])) m.evidence.noteReleasedByMethod(payload(words[cell + 1]));
  if (words[cell + field.writing] !== TRUE && words[cell + field.readers] === integer(0)) return m.raise(m.misuse('release of a lock that is not held', call.site));
  leave(m, cell, words[cell + field.writing] === TRUE ? mode.write : mode.read);
  return UNDEFINED;
}

lockMeanings.set('rwlock', {
  release: leave,
  reacquire: (m, held, call) => {
    return ask(m, m.memory.words[held + token.lock], payload(m.memory.words[held + token.mode]), reference(held), UNDEFINED, call);
  },
});

/** Takes a lock from all who hold it, ahead of those who wait. */
function seize(m: Machine, cell: number): void {
  m.memory.words[cell + field.readers] = integer(0);
  m.memory.words[cell + field.writing] = TRUE;
}

/** Whether nobody holds the lock or waits for it. */
export function isIdle(m: Machine, cell: number): boolean {
  return isFree(m, cell, mode.write);
}

function take(m: Machine, wanted: number, [self, signal, bare]: readonly number[], call: CallInfo): number {
  if (bare === TRUE) return ask(m, self, wanted, UNDEFINED, signal, call);
  return ask(m, self, wanted, given(m, newToken(m, self, wanted, call), UNDEFINED, call), signal, call);
}

export const rwlock: Primitive = {
  name: 'rwlock',
  fields: 3,
  queues: [{ field: field.queue, stride: 3 }],
  withdrawn: serve,
  isExhaustedBy: (m, cell, grants) => {
    if (m.memory.words[cell + field.writing] === TRUE) return grants.length === 1;
    // readers behind a writer get in when that gives up
    const onlyWritersWait = m.memory.items(cell, field.queue).every((item, i) => i % 3 !== 1 || item === integer(mode.write));
    return onlyWritersWait && m.memory.words[cell + field.readers] === integer(grants.length);
  },
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
    acquire: { verb: 'acquire', waitsFor: 'a release', mends: 'Do not wait for something else while holding the lock; it is released only when its callback has ended.' },
    write: { verb: 'write-lock', waitsFor: 'everybody else to leave', mends: 'Do not wait for something else while holding a side of the lock; release in a finally on every path.' },
  },
  operations: {
    waiting: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), field.queue) / 3) },
    read: { operands: ['self', 'signal', 'bare'], run: (m, operands, call) => take(m, mode.read, operands, call) },
    write: { operands: ['self', 'signal', 'bare'], run: (m, operands, call) => take(m, mode.write, operands, call) },
    /** The write side, of a lock that its users need not know to have sides. */
    acquire: {
      operands: ['self', 'signal'],
      run: (m, [self, signal], call) => ask(m, self, mode.write, given(m, newToken(m, self, mode.write, call), UNDEFINED, call), signal, call, 'rwlock.acquire'),
    },
    unlock: { operands: ['self'], run: unlock },
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
