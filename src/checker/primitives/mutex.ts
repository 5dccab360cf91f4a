import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { boolean, integer, isInteger, payload, promiseState, reference, token, UNDEFINED } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
import { given, granted, lockMeanings, newToken } from './token.ts';

/**
 * A mutex or semaphore: free permits and a queue of (promise, weight, what it will get). First come first served: a
 * waiter with a large weight holds up those behind it. Waiters for "unlocked" take no permit.
 */
export const mutexField = { free: 2, queue: 3, unlockWaiters: 4, capacity: 5, max: 6 } as const;

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

function acquire(m: Machine, [self, weight, signal]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const cell = payload(self);
  const permits = weightOf(weight);
  const held = newToken(m, self, permits, call);
  if (m.memory.length(cell, mutexField.queue) === 0 && free(m, cell) >= permits) {
    const value = m.memory.words[cell + mutexField.free];
    setFree(m, cell, free(m, cell) - permits);
    const grant = given(m, held, value, call);
    granted(m, grant);
    return m.settled(grant);
  }
  const waiting = m.block('mutex.acquire', call, self);
  const value = given(m, held, integer(permits), call);
  m.memory.splice(cell, mutexField.queue, m.memory.length(cell, mutexField.queue), 0, [reference(waiting), integer(permits), value]);
  withSignal(m, waiting, signal);
  return reference(waiting);
}

function release(m: Machine, cell: number, weight: number): void {
  setFree(m, cell, free(m, cell) + weight);
  serve(m, cell);
}

/** Hands permits to the waiters at the head of the queue, and tells those who wait for the lock to be free. */
function serve(m: Machine, cell: number): void {
  const { memory } = m;
  while (memory.length(cell, mutexField.queue) > 0) {
    const waiter = payload(memory.item(cell, mutexField.queue, 0));
    const weight = payload(memory.item(cell, mutexField.queue, 1));
    const isGone = !m.isPending(waiter);
    if (!isGone && free(m, cell) < weight) break;
    const value = memory.item(cell, mutexField.queue, 2);
    memory.splice(cell, mutexField.queue, 0, 3, []);
    if (isGone) continue;
    setFree(m, cell, free(m, cell) - weight);
    granted(m, value);
    m.resolvePromise(waiter, value);
  }
  if (free(m, cell) > 0) {
    for (const waiter of memory.items(cell, mutexField.unlockWaiters)) m.resolvePromise(payload(waiter), UNDEFINED);
    memory.words[cell + mutexField.unlockWaiters] = UNDEFINED;
  }
}

function releaseByAnyone(m: Machine, [self, weight]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  if (isInteger(m.memory.words[cell + 1])) m.releasedByMethod.add(payload(m.memory.words[cell + 1]));
  const max = m.policy(cell, 'max');
  const limit = m.memory.words[cell + mutexField.max];
  if (typeof max === 'number' && free(m, cell) >= max) return UNDEFINED;
  if (m.policy(cell, 'pastMax') === 'throw' && isInteger(limit) && free(m, cell) + weightOf(weight) > payload(limit)) {
    return m.raise(m.misuse('release of more permits than there are', call.site));
  }
  release(m, cell, weightOf(weight));
  return UNDEFINED;
}

lockMeanings.set('mutex', {
  release,
  reacquire: (m, held, call) => {
    const lock = m.memory.words[held + token.lock];
    const cell = payload(lock);
    const weight = payload(m.memory.words[held + token.mode]);
    granted(m, reference(held));
    if (m.memory.length(cell, mutexField.queue) === 0 && free(m, cell) >= weight) {
      setFree(m, cell, free(m, cell) - weight);
      return m.settled(UNDEFINED);
    }
    const waiting = m.block('mutex.acquire', call, lock);
    m.memory.splice(cell, mutexField.queue, m.memory.length(cell, mutexField.queue), 0, [reference(waiting), integer(weight), UNDEFINED]);
    return reference(waiting);
  },
});

export const mutex: Primitive = {
  name: 'mutex',
  fields: 5,
  create: {
    operands: ['self', 'permits', 'max'],
    run: (m, [self, permits, max]) => {
      const { words } = m.memory;
      words[payload(self) + mutexField.free] = permits;
      words[payload(self) + mutexField.capacity] = permits;
      words[payload(self) + mutexField.max] = max;
      return self;
    },
  },
  blocked: {
    acquire: { verb: 'acquire', waitsFor: 'a release', mends: 'Release in a finally on every path, and do not wait for something else while holding the lock.' },
    waitForUnlock: { verb: 'waitForUnlock', waitsFor: 'a release', mends: 'Release the lock before waiting for it to be free.' },
  },
  operations: {
    acquire: { operands: ['self', 'weight', 'signal'], run: acquire },
    release: { operands: ['self', 'weight'], run: releaseByAnyone },
    isLocked: { operands: ['self'], run: (m, [self]) => boolean(free(m, payload(self)) <= 0) },
    waitForUnlock: {
      operands: ['self'],
      run: (m, [self], call) => {
        if (free(m, payload(self)) > 0) return m.settled(UNDEFINED);
        const waiting = m.block('mutex.waitForUnlock', call, self);
        m.memory.push(payload(self), mutexField.unlockWaiters, reference(waiting));
        return reference(waiting);
      },
    },
    cancel: {
      operands: ['self'],
      run: (m, [self]) => {
        const waiters = m.memory.items(payload(self), mutexField.queue).filter((_, i) => i % 3 === 0);
        m.memory.words[payload(self) + mutexField.queue] = UNDEFINED;
        for (const waiter of waiters) m.settle(payload(waiter), promiseState.rejected, m.error('request for lock canceled', 'Error'));
        return UNDEFINED;
      },
    },
    value: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + mutexField.free] },
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
