import { callersWithin } from '../bounds.ts';
import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { Memory } from '../memory.ts';
import { boolean, container, FALSE, frame, integer, isInteger, job, jobKind, kind, NULL, payload, promise, promiseState, reference, token, TRUE, UNDEFINED, world } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
import { someLimit } from './limits.ts';
import { given, granted, lockMeanings, newToken } from './token.ts';

/**
 * A mutex or semaphore: free permits, a queue of (promise, weight, priority, what it will get), and those who wait for it to
 * be free without taking it: (promise, weight, priority). Higher priorities first, among equals first come first served;
 * a waiter with a large weight holds up those behind it, unless the policy's order is `overtaking`. The heir is the promise of
 * the last who was served, until it goes on with what it got, and the former owner is who gave it back: only some libraries
 * tell that apart.
 */
const mutexField = { free: 2, queue: 3, unlockWaiters: 4, capacity: 5, max: 6, cancelError: 7, heir: 8, former: 9 } as const;
const stride = 4;
const unlockStride = 3;

function free(m: Machine, cell: number): number {
  const value = m.memory.words[cell + mutexField.free];
  return isInteger(value) ? payload(value) : Number.POSITIVE_INFINITY;
}

function setFree(m: Machine, cell: number, permits: number): void {
  if (Number.isFinite(permits)) m.memory.words[cell + mutexField.free] = integer(permits);
}

function weightOf(weight: number): number {
  return isInteger(weight) ? payload(weight) : 1;
}

function priorityOf(priority: number): number {
  return isInteger(priority) ? payload(priority) : 0;
}

/** Where a waiter of this priority goes in a queue whose entries have their priority at the offset 2. */
function placeIn(m: Machine, cell: number, field: number, width: number, priority: number): number {
  let at = m.memory.length(cell, field);
  while (at > 0 && payload(m.memory.item(cell, field, at - width + 2)) < priority) at -= width;
  return at;
}

/** `bare` where an operation of the prelude asks for what is released by a method. */
function acquire(m: Machine, [self, weight, signal, priority, bare]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  if (isInteger(weight) && payload(weight) <= 0) return m.raiseError(`invalid weight ${String(payload(weight))}: must be positive`);
  if (bare === TRUE) return ask(m, self, weightOf(weight), priorityOf(priority), UNDEFINED, signal, call);
  const held = newToken(m, self, weightOf(weight), call);
  return ask(m, self, weightOf(weight), priorityOf(priority), given(m, held, m.memory.words[payload(self) + mutexField.free], call), signal, call);
}

function ask(m: Machine, lock: number, weight: number, priority: number, value: number, signal: number, call: CallInfo): number {
  const cell = payload(lock);
  const at = placeIn(m, cell, mutexField.queue, stride, priority);
  if ((at === 0 || overtakes(m, cell)) && free(m, cell) >= weight) {
    setFree(m, cell, free(m, cell) - weight);
    noteCrowd(m, cell);
    granted(m, value);
    return m.settled(value);
  }
  const waiting = m.block('mutex.acquire', call, lock);
  m.memory.splice(cell, mutexField.queue, at, 0, [reference(waiting), integer(weight), integer(priority), value]);
  withSignal(m, waiting, signal);
  return reference(waiting);
}

/** More permits are taken than there are callers: some caller has taken one more while it held one, and with as many callers as permits none may be left for any. */
function noteCrowd(m: Machine, cell: number): void {
  const capacity = m.memory.words[cell + mutexField.capacity];
  const callers = callersWithin(m.bounds);
  if (isInteger(capacity) && payload(capacity) > callers && payload(capacity) - free(m, cell) > callers) m.evidence.noteCrowd(payload(capacity));
}

/** Takes a permit where one is free at once: what an acquire gives, or else undefined; true or false where it gives nothing. */
function tryAcquire(m: Machine, [self, weight]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  const isFree = m.memory.length(cell, mutexField.queue) === 0 && free(m, cell) >= weightOf(weight);
  if (!isFree) return call.operation?.gives === undefined || call.operation.gives === 'nothing' ? FALSE : UNDEFINED;
  const held = newToken(m, self, weightOf(weight), call);
  const value = given(m, held, m.memory.words[cell + mutexField.free], call);
  setFree(m, cell, free(m, cell) - weightOf(weight));
  granted(m, value);
  return call.operation?.gives === undefined || call.operation.gives === 'nothing' ? TRUE : value;
}

function release(m: Machine, cell: number, weight: number): void {
  // to be handed over twice at once takes another who waits
  if (isHandingOver(m, cell) && m.memory.length(cell, mutexField.queue) === 0) return;
  forgetHeir(m, cell);
  setFree(m, cell, free(m, cell) + weight);
  serve(m, cell);
}

/** Who was served and has not gone on yet is passed over when the lock is released once more. */
function forgetHeir(m: Machine, cell: number): void {
  const { words } = m.memory;
  const heir = words[cell + mutexField.heir];
  if (heir === UNDEFINED) return;
  if (m.policy(cell, 'handOver') === 'later' || isHandingOver(m, cell)) words[payload(words[payload(heir) + promise.value]) + token.used] = TRUE;
  words[cell + mutexField.heir] = UNDEFINED;
  words[cell + mutexField.former] = UNDEFINED;
}

/** Whether who was served is ready to go on, and has not done so yet, where the lock is still the former owner's until then. */
function isHandingOver(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  const heir = words[cell + mutexField.heir];
  if (heir === UNDEFINED || m.policy(cell, 'handOver') !== 'as the next goes on') return false;
  return m.memory.items(Memory.world, world.ready).some((ready) => {
    const resumed = words[payload(ready) + job.kind] === integer(jobKind.resume) ? words[payload(ready) + job.a] : UNDEFINED;
    return resumed !== UNDEFINED && words[payload(resumed) + frame.awaiting] === heir;
  });
}

/** Whether a small request goes before a large one that still waits for permits. */
function overtakes(m: Machine, cell: number): boolean {
  return m.policy(cell, 'order') === 'overtaking';
}

/** The place in the queue of who is served next; -1 where nobody can be. */
function nextServed(m: Machine, cell: number): number {
  const weights = m.memory.items(cell, mutexField.queue).filter((_, i) => i % stride === 1);
  const candidates = overtakes(m, cell) ? weights : weights.slice(0, 1);
  return candidates.findIndex((weight) => payload(weight) <= free(m, cell)) * stride;
}

/** Hands permits to those who wait, and tells those who wait for the lock to be free. */
function serve(m: Machine, cell: number): void {
  const { memory } = m;
  tellUnlocked(m, cell);
  for (let at = nextServed(m, cell); at >= 0; at = nextServed(m, cell)) {
    const [waiter, weight] = [0, 1].map((part) => payload(memory.item(cell, mutexField.queue, at + part)));
    const value = memory.item(cell, mutexField.queue, at + 3);
    memory.splice(cell, mutexField.queue, at, stride, []);
    // `[value, release]` tells how many permits were free when it was granted
    if (memory.kindOf(value) === kind.array) memory.setItem(payload(value), container.items, 0, memory.words[cell + mutexField.free]);
    setFree(m, cell, free(m, cell) - weight);
    granted(m, value);
    if (m.policy(cell, 'handOver') !== undefined) memory.words[cell + mutexField.heir] = reference(waiter);
    m.resolvePromise(waiter, value);
    tellUnlocked(m, cell);
  }
}

/** Those who wait for so many permits to be free go on if they are, and if nobody of at least their priority waits to take them. */
function tellUnlocked(m: Machine, cell: number): void {
  const { memory } = m;
  const isQueued = memory.length(cell, mutexField.queue) > 0;
  const atHead = isQueued ? payload(memory.item(cell, mutexField.queue, 2)) : 0;
  for (let i = 0; i < memory.length(cell, mutexField.unlockWaiters);) {
    const [waiter, weight, priority] = [0, 1, 2].map((part) => payload(memory.item(cell, mutexField.unlockWaiters, i + part)));
    if (weight <= free(m, cell) && (!isQueued || priority > atHead)) {
      memory.splice(cell, mutexField.unlockWaiters, i, unlockStride, []);
      m.resolvePromise(waiter, UNDEFINED);
    } else i += unlockStride;
  }
}

function waitForUnlock(m: Machine, [self, wanted, urgency]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  const weight = weightOf(wanted);
  const priority = priorityOf(urgency);
  const isQueued = m.memory.length(cell, mutexField.queue) > 0;
  if (weight <= free(m, cell) && (!isQueued || payload(m.memory.item(cell, mutexField.queue, 2)) < priority)) return m.settled(UNDEFINED);
  const waiting = m.block('mutex.waitForUnlock', call, self);
  const at = placeIn(m, cell, mutexField.unlockWaiters, unlockStride, priority);
  m.memory.splice(cell, mutexField.unlockWaiters, at, 0, [reference(waiting), integer(weight), integer(priority)]);
  return reference(waiting);
}

/** Gives a permit back that somebody holds; true where there was one (a mutex), undefined for a semaphore. */
function releaseByAnyone(m: Machine, [self, weight]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  if (isInteger(m.memory.words[cell + 1])) m.evidence.noteReleasedByMethod(payload(m.memory.words[cell + 1]));
  const max = m.policy(cell, 'max');
  const limit = m.memory.words[cell + mutexField.max];
  if (typeof max === 'number' && free(m, cell) >= max) {
    return m.policy(cell, 'releaseFree') === 'throw' ? m.raise(m.misuse('release of a lock that is not held', call.site)) : FALSE;
  }
  if (m.policy(cell, 'pastMax') === 'throw' && isInteger(limit) && free(m, cell) + weightOf(weight) > payload(limit)) {
    return m.raise(m.misuse('release of more permits than there are', call.site));
  }
  // past the number that there were in the beginning, nothing is given back
  const capacity = m.memory.words[cell + mutexField.capacity];
  if (m.policy(cell, 'pastMax') === 'ignore' && isInteger(capacity) && free(m, cell) >= payload(capacity)) return UNDEFINED;
  release(m, cell, weightOf(weight));
  return typeof max === 'number' ? TRUE : UNDEFINED;
}

lockMeanings.set('mutex', {
  release: (m, lock, weight, held) => {
    release(m, lock, weight);
    if (m.policy(lock, 'handOver') === 'as the next goes on') m.memory.words[lock + mutexField.former] = held;
  },
  isStillOwner: (m, lock, held) => m.memory.words[lock + mutexField.former] === held && isHandingOver(m, lock),
  reacquire: (m, held, call) => {
    return ask(m, m.memory.words[held + token.lock], payload(m.memory.words[held + token.mode]), 0, reference(held), UNDEFINED, call);
  },
});

export const mutex: Primitive = {
  name: 'mutex',
  fields: 8,
  queues: [{ field: mutexField.queue, stride }, { field: mutexField.unlockWaiters, stride: unlockStride }],
  withdrawn: serve,
  isExhaustedBy: (m, cell, grants) => {
    const taken = grants.reduce((sum, held) => sum + payload(m.memory.words[held + token.mode]), 0);
    return free(m, cell) === 0 && m.memory.words[cell + mutexField.capacity] === integer(taken);
  },
  create: {
    operands: ['self', 'permits', 'max', 'cancelError'],
    run: (m, [self, permits, max, cancelError], call) => {
      const { words } = m.memory;
      m.evidence.limits.add(call.site);
      permits = someLimit(m, permits);
      words[payload(self) + mutexField.free] = permits;
      words[payload(self) + mutexField.capacity] = permits;
      words[payload(self) + mutexField.max] = max;
      words[payload(self) + mutexField.cancelError] = cancelError;
      return self;
    },
  },
  blocked: {
    acquire: { verb: 'acquire', waitsFor: 'a release', mends: 'Release in a finally on every path, and do not wait for something else while holding the lock.' },
    waitForUnlock: { verb: 'waitForUnlock', waitsFor: 'a release', mends: 'Release the lock before waiting for it to be free; cancel() does not end this wait.' },
  },
  operations: {
    acquire: { operands: ['self', 'weight', 'signal', 'priority', 'bare'], run: acquire },
    tryAcquire: { operands: ['self', 'weight'], run: tryAcquire },
    release: { operands: ['self', 'weight'], run: releaseByAnyone },
    /** Who was served goes on with what it got. */
    takeOver: {
      operands: ['self'],
      run: (m, [self]) => {
        m.memory.words[payload(self) + mutexField.heir] = UNDEFINED;
        return UNDEFINED;
      },
    },
    /** Waits for what nobody gives any more. */
    acquireInVain: { operands: ['self'], run: (m, [self], call) => reference(m.block('mutex.acquire', call, self)) },
    isLocked: { operands: ['self'], run: (m, [self]) => boolean(free(m, payload(self)) <= 0) },
    waitForUnlock: { operands: ['self', 'weight', 'priority'], run: waitForUnlock },
    /** Rejects those who wait to take it, not those who wait for it to be free. */
    cancel: {
      operands: ['self'],
      run: (m, [self]) => {
        const given = m.memory.words[payload(self) + mutexField.cancelError];
        const error = given === UNDEFINED || given === NULL ? m.error('request for lock canceled', 'Error') : given;
        const waiters = m.memory.items(payload(self), mutexField.queue).filter((_, i) => i % stride === 0);
        m.memory.words[payload(self) + mutexField.queue] = UNDEFINED;
        for (const waiter of waiters) m.settle(payload(waiter), promiseState.rejected, error);
        return UNDEFINED;
      },
    },
    value: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + mutexField.free] },
    capacity: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + mutexField.capacity] },
    waiting: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), mutexField.queue) / stride) },
    setValue: {
      operands: ['self', 'value'],
      run: (m, [self, value]) => {
        m.memory.words[payload(self) + mutexField.free] = value;
        serve(m, payload(self));
        return UNDEFINED;
      },
    },
    passesValue: { operands: ['self'], run: (m, [self]) => boolean(m.memory.kindOf(self) >= 32 && m.policy(payload(self), 'passesValue') === true) },
  },
};
