import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, integer, isInteger, jobKind, payload, promise, promiseState, reference, tag, token, TRUE, UNDEFINED, world } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
import { given, granted, lockMeanings, newToken, noteDefect, tokens } from './token.ts';

/**
 * A readers-writer lock: how many read, whether one writes, a queue (promise, mode, handle), and whether one of the readers may
 * become the writer, and whether those who wait are about to be served. A waiting writer blocks new readers. Under the policy
 * `preference: 'writers'` it also comes before the readers who waited longer, but who asks before the one that was woken has gone on
 * comes before it; under `readers` it blocks nobody, and who comes after a writer is left to chance.
 */
const field = { readers: 2, writing: 3, queue: 4, upgradeable: 5, serving: 6 } as const;
/** An upgradeable reader reads, but only one at a time; it alone may ask for an upgrade. */
const mode = { read: 0, write: 1, upgradeable: 2, upgrade: 3 } as const;
/** By which a report knows a wait for each. */
const names: readonly string[] = ['rwlock.read', 'rwlock.write', 'rwlock.upgradeableRead', 'rwlock.write'];
const notHeldAnyMore = 'upgrade of a read side that is not held any more';

function reads(wanted: number): boolean {
  return wanted === mode.read || wanted === mode.upgradeable;
}

function canEnter(m: Machine, cell: number, wanted: number): boolean {
  const { words } = m.memory;
  if (words[cell + field.writing] === TRUE) return false;
  if (!reads(wanted)) return words[cell + field.readers] === integer(0);
  return wanted === mode.read || words[cell + field.upgradeable] === FALSE;
}

function enter(m: Machine, cell: number, wanted: number): void {
  const { words } = m.memory;
  if (!reads(wanted)) {
    words[cell + field.writing] = TRUE;
    return;
  }
  words[cell + field.readers] = integer(payload(words[cell + field.readers]) + 1);
  if (wanted === mode.upgradeable) words[cell + field.upgradeable] = TRUE;
}

/** The first of those who wait whose mode the test takes, as its place in the queue; negative where there is none. */
function firstWaiting(m: Machine, cell: number, fits: (wanted: number) => boolean): number {
  return m.memory.items(cell, field.queue).findIndex((item, i) => i % 3 === 1 && fits(payload(item))) - 1;
}

function waitingWriters(m: Machine, cell: number): number {
  return m.memory.items(cell, field.queue).filter((item, i) => i % 3 === 1 && !reads(payload(item))).length;
}

/** Whether somebody who asks now gets in at once: nobody else waits whose turn comes first. */
function isFree(m: Machine, cell: number, wanted: number): boolean {
  if (!canEnter(m, cell, wanted)) return false;
  switch (m.policy(cell, 'preference')) {
    case 'readers': return reads(wanted) || m.memory.length(cell, field.queue) === 0;
    case 'writers': return !reads(wanted) || waitingWriters(m, cell) <= (m.memory.words[cell + field.serving] === TRUE ? 1 : 0);
    default: return m.memory.length(cell, field.queue) === 0;
  }
}

/** Why who asks is turned away, where an upgradeable reader is in the way of a writer or is needed for one. */
function refusal(m: Machine, cell: number, wanted: number): string | undefined {
  const isUpgradeable = m.memory.words[cell + field.upgradeable] === TRUE;
  if (wanted === mode.write && isUpgradeable) return 'write() while an upgradeable reader holds the lock';
  return wanted === mode.upgrade && !isUpgradeable ? notHeldAnyMore : undefined;
}

/** Asks under the name by which a report knows the wait: that of the side, unless the lock is asked for as a whole. */
function ask(m: Machine, lock: number, wanted: number, value: number, signal: number, call: CallInfo, name = names[wanted]): number {
  const cell = payload(lock);
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const refused = refusal(m, cell, wanted);
  if (refused !== undefined) {
    if (m.policy(cell, 'defect') !== undefined) noteDefect(m, cell, call);
    return m.rejectedPromise(m.misuse(refused, call.site));
  }
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
  if (reads(was)) memory.words[cell + field.readers] = integer(payload(memory.words[cell + field.readers]) - 1);
  else memory.words[cell + field.writing] = FALSE;
  if (was === mode.upgradeable) {
    memory.words[cell + field.upgradeable] = FALSE;
    dismissUpgrades(m, cell);
  }
  serve(m, cell);
}

/** Nobody can upgrade a read side that is given back. */
function dismissUpgrades(m: Machine, cell: number): void {
  const { memory } = m;
  for (let at = firstWaiting(m, cell, isUpgrade); at >= 0; at = firstWaiting(m, cell, isUpgrade)) {
    const waiter = payload(memory.item(cell, field.queue, at));
    memory.splice(cell, field.queue, at, 3, []);
    m.settle(waiter, promiseState.rejected, m.misuse(notHeldAnyMore, payload(memory.words[waiter + promise.site])));
  }
}

function isUpgrade(wanted: number): boolean {
  return wanted === mode.upgrade;
}

function serve(m: Machine, cell: number): void {
  const preference = m.policy(cell, 'preference');
  if (preference === 'readers') serveOneKind(m, cell);
  else if (preference === 'writers') serveSoon(m, cell);
  else serveInOrder(m, cell);
}

function serveInOrder(m: Machine, cell: number): void {
  while (m.memory.length(cell, field.queue) > 0) {
    if (!canEnter(m, cell, payload(m.memory.item(cell, field.queue, 1)))) break;
    admit(m, cell, 0);
  }
}

/** Who waits is woken, and looks for itself whether the lock is free when it goes on. */
function serveSoon(m: Machine, cell: number): void {
  const { words } = m.memory;
  if (words[cell + field.serving] === TRUE || m.memory.length(cell, field.queue) === 0) return;
  // while readers are inside, a waiting writer is not woken, and keeps further ones out
  if (!canEnter(m, cell, waitingWriters(m, cell) > 0 ? mode.write : mode.read)) return;
  words[cell + field.serving] = TRUE;
  m.schedule(world.ready, jobKind.call, (m.model.derived['rwlock.serveWoken'] << 3) | tag.function, m.newArray([reference(cell)]), 0);
}

/** Lets the first writer in, and readers only where no writer waits. */
function serveWritersFirst(m: Machine, cell: number): void {
  m.memory.words[cell + field.serving] = FALSE;
  const isNext = waitingWriters(m, cell) > 0 ? (wanted: number): boolean => !reads(wanted) : reads;
  for (;;) {
    const at = firstWaiting(m, cell, (wanted) => isNext(wanted) && canEnter(m, cell, wanted));
    if (at < 0) return;
    admit(m, cell, at);
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
  fields: 5,
  queues: [{ field: field.queue, stride: 3 }],
  withdrawn: (m, cell) => {
    // where writers come first, readers behind one that gives up wait until somebody leaves
    if (m.policy(cell, 'preference') !== 'writers') serve(m, cell);
  },
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
      m.memory.words[payload(self) + field.upgradeable] = FALSE;
      m.memory.words[payload(self) + field.serving] = FALSE;
      return self;
    },
  },
  blocked: {
    read: { verb: 'read-lock', waitsFor: 'the writers to leave', mends: 'Do not ask for the lock again while holding a side of it; release before calling code that takes it.' },
    upgradeableRead: { verb: 'read-lock', waitsFor: 'the writers and the other upgradeable reader to leave', mends: 'Do not ask for the lock again while holding a side of it; release before calling code that takes it.' },
    acquire: { verb: 'acquire', waitsFor: 'a release', mends: 'Do not wait for something else while holding the lock; it is released only when its callback has ended.' },
    write: { verb: 'write-lock', waitsFor: 'everybody else to leave', mends: 'Do not wait for something else while holding a side of the lock; release in a finally on every path.' },
  },
  operations: {
    serveWritersFirst: {
      operands: ['self'],
      run: (m, [self]) => {
        serveWritersFirst(m, payload(self));
        return UNDEFINED;
      },
    },
    waiting: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), field.queue) / 3) },
    read: { operands: ['self', 'signal', 'bare'], run: (m, operands, call) => take(m, mode.read, operands, call) },
    write: { operands: ['self', 'signal', 'bare'], run: (m, operands, call) => take(m, mode.write, operands, call) },
    upgradeableRead: { operands: ['self', 'signal'], run: (m, [self, signal], call) => take(m, mode.upgradeable, [self, signal, FALSE], call) },
    /** The write side for who has the upgradeable one: comes when all readers have left, that one too. */
    askUpgrade: { operands: ['self', 'signal'], run: (m, [self, signal], call) => take(m, mode.upgrade, [self, signal, FALSE], call) },
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
