import type { Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, frame, integer, isInteger, jobKind, payload, promiseState, reference, TRUE, UNDEFINED, world } from '../values.ts';
import { outerFrames } from '../obligations/outer.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
import { someLimit, withinPlaces } from './limits.ts';
import { wakeAll } from './queue.ts';

/**
 * A limiter or queue: at most `concurrency` tasks run, the others wait for a place as (promise, priority), higher
 * priorities first. Besides them wait those who want it idle, empty, without running tasks, or with fewer waiting ones
 * (promise, limit). Listeners to its events are (name, listener, once).
 */
const field = {
  concurrency: 2, running: 3, queue: 4, paused: 5, idleWaiters: 6, emptyWaiters: 7, sizeWaiters: 8, pendingWaiters: 9, listeners: 10, timeout: 11, rejectOnClear: 12, callback: 13,
} as const;
const stride = 2;

function hasPlace(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  const concurrency = words[cell + field.concurrency];
  return words[cell + field.paused] !== TRUE && (!isInteger(concurrency) || payload(words[cell + field.running]) < payload(concurrency));
}

function occupy(m: Machine, cell: number, by: number): void {
  m.memory.words[cell + field.running] = integer(payload(m.memory.words[cell + field.running]) + by);
}

function waiting(m: Machine, cell: number): number {
  return m.memory.length(cell, field.queue) / stride;
}

/** Notes that a task of a limiter asks for one more place of it. `at` is a frame of the task. */
function noteNested(m: Machine, cell: number, at: number | undefined): void {
  const { words } = m.memory;
  const concurrency = words[cell + field.concurrency];
  if (!isInteger(concurrency) || at === undefined || at === 0) return;
  const run = m.model.derived['limiter.run'];
  const isRun = (outer: number): boolean => payload(words[outer + frame.procedure]) === run && words[outer + frame.slots] === reference(cell);
  if (outerFrames(m, at).some(isRun)) m.evidence.noteNested(payload(concurrency));
}

/** Lets the next one start, or where nobody waits, tells that the queue is empty; whether one started. */
function startNext(m: Machine, cell: number): boolean {
  const { memory } = m;
  if (waiting(m, cell) === 0) {
    tellEmpty(m, cell);
    return false;
  }
  if (!hasPlace(m, cell)) return false;
  const next = payload(memory.item(cell, field.queue, 0));
  memory.splice(cell, field.queue, 0, stride, []);
  occupy(m, cell, 1);
  m.resolvePromise(next, UNDEFINED);
  emit(m, cell, 'active');
  tellSize(m, cell);
  return true;
}

function tellEmpty(m: Machine, cell: number): void {
  wakeAll(m, cell, field.emptyWaiters);
  emit(m, cell, 'empty');
  if (m.memory.words[cell + field.running] !== integer(0)) return;
  wakeAll(m, cell, field.idleWaiters);
  emit(m, cell, 'idle');
}

function tellSize(m: Machine, cell: number): void {
  const { memory } = m;
  for (let i = 0; i < memory.length(cell, field.sizeWaiters);) {
    const limit = memory.item(cell, field.sizeWaiters, i + 1);
    if (!isInteger(limit) || waiting(m, cell) < payload(limit)) {
      const waiter = payload(memory.item(cell, field.sizeWaiters, i));
      memory.splice(cell, field.sizeWaiters, i, 2, []);
      m.resolvePromise(waiter, UNDEFINED);
    } else i += 2;
  }
}

/** Calls the listeners of an event, each in a step of its own: code of the user does not run inside an operation. */
function emit(m: Machine, cell: number, name: string, args: readonly number[] = []): void {
  const { memory } = m;
  const key = m.literal(name);
  for (let i = 0; i < memory.length(cell, field.listeners);) {
    const [event, listener, isOnce] = [0, 1, 2].map((part) => memory.item(cell, field.listeners, i + part));
    if (event !== key) {
      i += 3;
      continue;
    }
    if (isOnce === TRUE) memory.splice(cell, field.listeners, i, 3, []);
    else i += 3;
    m.schedule(world.ready, jobKind.call, listener, m.newArray(args), 0);
  }
}

function waitFor(m: Machine, name: string, self: number, at: number, extra: readonly number[], site: number): number {
  const promise = m.block(name, { site, library: -1, operation: undefined }, self);
  m.memory.splice(payload(self), at, m.memory.length(payload(self), at), 0, [reference(promise), ...extra]);
  return reference(promise);
}

export const limiter: Primitive = {
  name: 'limiter',
  fields: 12,
  queues: [{ field: field.queue, stride }],
  // who gives up lets the others try
  withdrawn: (m, cell) => {
    startNext(m, cell);
    tellSize(m, cell);
  },
  create: {
    operands: ['self', 'concurrency', 'concurrencyOption', 'autoStart', 'timeout', 'rejectOnClear', 'callback'],
    run: (m, [self, concurrency, option, autoStart, timeout, rejectOnClear, callback], call) => {
      const { words } = m.memory;
      const cell = payload(self);
      words[cell + field.concurrency] = withinPlaces(m, someLimit(m, isInteger(concurrency) || option === UNDEFINED ? concurrency : option));
      m.evidence.limits.add(call.site);
      words[cell + field.running] = integer(0);
      words[cell + field.paused] = boolean(autoStart === FALSE);
      words[cell + field.timeout] = timeout;
      words[cell + field.rejectOnClear] = boolean(rejectOnClear === TRUE || m.policy(cell, 'clear') === 'reject');
      words[cell + field.callback] = callback;
      return self;
    },
  },
  blocked: {
    run: { verb: 'run', waitsFor: 'a place in the limiter', mends: 'Do not wait, inside a task of the limiter, for another task of the same limiter: do that work before or after, or use a limiter of its own. What clear() throws out is never told.' },
    onIdle: { verb: 'onIdle', waitsFor: 'all its tasks to end', mends: 'Do not wait for idle inside a task of the queue or while it is paused.' },
    onEmpty: { verb: 'onEmpty', waitsFor: 'its waiting tasks to start', mends: 'Start the queue, or do not wait for it inside its own task.' },
    onSizeLessThan: { verb: 'onSizeLessThan', waitsFor: 'some of its waiting tasks to start', mends: 'Start the queue, and do not wait for it inside its own task.' },
    onPendingZero: { verb: 'onPendingZero', waitsFor: 'its running tasks to end', mends: 'Do not wait for it inside a task of the queue.' },
  },
  operations: {
    /** Takes a place at once, if the library starts tasks at once and there is one. */
    enterNow: {
      operands: ['self', 'signal'],
      run: (m, [self, signal], call) => {
        const cell = payload(self);
        noteNested(m, cell, call.frame);
        if (m.policy(cell, 'start') !== 'now' || waiting(m, cell) > 0 || !hasPlace(m, cell) || isAborted(m, signal)) return FALSE;
        occupy(m, cell, 1);
        return TRUE;
      },
    },
    enter: {
      operands: ['self', 'signal', 'priority'],
      run: (m, [self, signal, priority], call) => {
        const cell = payload(self);
        if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
        noteNested(m, cell, call.frame);
        if (waiting(m, cell) === 0 && hasPlace(m, cell)) {
          occupy(m, cell, 1);
          return m.settled(UNDEFINED);
        }
        const promise = m.block('limiter.run', call, self);
        const urgency = isInteger(priority) ? payload(priority) : 0;
        let at = m.memory.length(cell, field.queue);
        while (at > 0 && payload(m.memory.item(cell, field.queue, at - 1)) < urgency) at -= stride;
        m.memory.splice(cell, field.queue, at, 0, [reference(promise), integer(urgency)]);
        withSignal(m, promise, signal);
        return reference(promise);
      },
    },
    leave: {
      operands: ['self'],
      run: (m, [self]) => {
        const cell = payload(self);
        occupy(m, cell, -1);
        if (m.memory.words[cell + field.running] === integer(0)) {
          wakeAll(m, cell, field.pendingWaiters);
          emit(m, cell, 'pendingZero');
        }
        startNext(m, cell);
        emit(m, cell, 'next');
        tellSize(m, cell);
        return UNDEFINED;
      },
    },
    onIdle: {
      operands: ['self'],
      run: (m, [self], call) => {
        const cell = payload(self);
        if (waiting(m, cell) === 0 && m.memory.words[cell + field.running] === integer(0)) return m.settled(UNDEFINED);
        return waitFor(m, 'limiter.onIdle', self, field.idleWaiters, [], call.site);
      },
    },
    onEmpty: { operands: ['self'], run: (m, [self], call) => (waiting(m, payload(self)) === 0 ? m.settled(UNDEFINED) : waitFor(m, 'limiter.onEmpty', self, field.emptyWaiters, [], call.site)) },
    onSizeLessThan: {
      operands: ['self', 'limit'],
      run: (m, [self, limit], call) => (!isInteger(limit) || waiting(m, payload(self)) < payload(limit) ? m.settled(UNDEFINED) : waitFor(m, 'limiter.onSizeLessThan', self, field.sizeWaiters, [limit], call.site)),
    },
    onPendingZero: {
      operands: ['self'],
      run: (m, [self], call) => (m.memory.words[payload(self) + field.running] === integer(0) ? m.settled(UNDEFINED) : waitFor(m, 'limiter.onPendingZero', self, field.pendingWaiters, [], call.site)),
    },
    pause: {
      operands: ['self'],
      run: (m, [self]) => {
        m.memory.words[payload(self) + field.paused] = TRUE;
        return UNDEFINED;
      },
    },
    start: {
      operands: ['self'],
      run: (m, [self]) => {
        if (m.memory.words[payload(self) + field.paused] !== TRUE) return self;
        m.memory.words[payload(self) + field.paused] = FALSE;
        while (startNext(m, payload(self)));
        return self;
      },
    },
    resize: {
      operands: ['self', 'concurrency'],
      run: (m, [self, concurrency]) => {
        m.memory.words[payload(self) + field.concurrency] = concurrency;
        while (waiting(m, payload(self)) > 0 && startNext(m, payload(self)));
        return UNDEFINED;
      },
    },
    concurrency: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.concurrency] },
    /** The callers of what was waiting are told, by a rejection, only where the library does so; else they wait for ever. To `forget` leaves those who wait for idle as well. */
    clear: {
      operands: ['self', 'reject', 'forget'],
      run: (m, [self, reject, forget]) => {
        const cell = payload(self);
        const waiters = m.memory.items(cell, field.queue).filter((_, i) => i % stride === 0);
        m.memory.words[cell + field.queue] = UNDEFINED;
        if (forget === TRUE) m.memory.words[cell + field.idleWaiters] = UNDEFINED;
        if (reject === TRUE || m.memory.words[cell + field.rejectOnClear] === TRUE) for (const waiter of waiters) m.settle(payload(waiter), promiseState.rejected, m.error('This operation was aborted', 'AbortError'));
        tellEmpty(m, cell);
        emit(m, cell, 'next');
        tellSize(m, cell);
        return UNDEFINED;
      },
    },
    running: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.running] },
    waiting: { operands: ['self'], run: (m, [self]) => integer(waiting(m, payload(self))) },
    paused: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.paused] },
    timeout: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.timeout] },
    callback: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.callback] },
    listen: {
      operands: ['self', 'name', 'listener', 'once'],
      run: (m, [self, name, listener, isOnce]) => {
        m.memory.splice(payload(self), field.listeners, m.memory.length(payload(self), field.listeners), 0, [name, listener, boolean(isOnce === TRUE)]);
        return self;
      },
    },
    unlisten: {
      operands: ['self', 'name', 'listener'],
      run: (m, [self, name, listener]) => {
        const all = m.memory.items(payload(self), field.listeners);
        const at = all.findIndex((_, i) => i % 3 === 0 && all[i] === name && all[i + 1] === listener);
        if (at >= 0) m.memory.splice(payload(self), field.listeners, at, 3, []);
        return self;
      },
    },
    emit: {
      operands: ['self', 'name', 'value'],
      run: (m, [self, name, value]) => {
        emit(m, payload(self), m.text(name) ?? '', [value]);
        return UNDEFINED;
      },
    },
    /** Whether somebody listens to an event, so that nothing is done for nobody. */
    isHeard: { operands: ['self', 'name'], run: (m, [self, name]) => boolean(m.memory.items(payload(self), field.listeners).some((item, i) => i % 3 === 0 && item === name)) },
    /** Whether a signal is one that the model knows: another may end a wait, but what runs goes on. */
    knows: { operands: ['signal'], run: (m, [signal]) => boolean(m.memory.kindOf(signal) >= 32) },
  },
};
