import type { Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, integer, isInteger, payload, reference, TRUE, UNDEFINED } from '../values.ts';
import { withSignal } from './channel.ts';

/** A limiter or queue: at most `concurrency` tasks run, the others wait for a place in order. */
const field = { concurrency: 2, running: 3, queue: 4, paused: 5, idleWaiters: 6, emptyWaiters: 7 } as const;

function hasPlace(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  const concurrency = words[cell + field.concurrency];
  return words[cell + field.paused] !== TRUE && (!isInteger(concurrency) || payload(words[cell + field.running]) < payload(concurrency));
}

function occupy(m: Machine, cell: number, by: number): void {
  m.memory.words[cell + field.running] = integer(payload(m.memory.words[cell + field.running]) + by);
}

function serve(m: Machine, cell: number): void {
  const { memory } = m;
  while (memory.length(cell, field.queue) > 0 && hasPlace(m, cell)) {
    const waiter = payload(memory.shift(cell, field.queue));
    if (!m.isPending(waiter)) continue;
    occupy(m, cell, 1);
    m.resolvePromise(waiter, UNDEFINED);
  }
  if (memory.length(cell, field.queue) > 0) return;
  wake(m, cell, field.emptyWaiters);
  if (memory.words[cell + field.running] === integer(0)) wake(m, cell, field.idleWaiters);
}

function wake(m: Machine, cell: number, waiters: number): void {
  const all = m.memory.items(cell, waiters);
  m.memory.words[cell + waiters] = UNDEFINED;
  for (const waiter of all) m.resolvePromise(payload(waiter), UNDEFINED);
}

export const limiter: Primitive = {
  name: 'limiter',
  fields: 6,
  create: {
    operands: ['self', 'concurrency', 'autoStart'],
    run: (m, [self, concurrency, autoStart]) => {
      const { words } = m.memory;
      words[payload(self) + field.concurrency] = concurrency;
      words[payload(self) + field.running] = integer(0);
      words[payload(self) + field.paused] = boolean(autoStart === FALSE);
      return self;
    },
  },
  blocked: {
    run: { verb: 'run', waitsFor: 'a place in the limiter', mends: 'Do not wait, inside a task of the limiter, for another task of the same limiter: do that work before or after, or use a limiter of its own.' },
    onIdle: { verb: 'onIdle', waitsFor: 'all its tasks to end', mends: 'Do not wait for idle inside a task of the queue or while it is paused.' },
    onEmpty: { verb: 'onEmpty', waitsFor: 'its waiting tasks to start', mends: 'Start the queue, or do not wait for it inside its own task.' },
  },
  operations: {
    /** Takes a place at once, if the library starts tasks at once and there is one. */
    enterNow: {
      operands: ['self'],
      run: (m, [self]) => {
        const cell = payload(self);
        if (m.policy(cell, 'start') !== 'now' || m.memory.length(cell, field.queue) > 0 || !hasPlace(m, cell)) return FALSE;
        occupy(m, cell, 1);
        return TRUE;
      },
    },
    enter: {
      operands: ['self', 'signal'],
      run: (m, [self, signal], call) => {
        const cell = payload(self);
        if (m.memory.length(cell, field.queue) === 0 && hasPlace(m, cell)) {
          occupy(m, cell, 1);
          return m.settled(UNDEFINED);
        }
        const waiting = m.block('limiter.run', call, self);
        m.memory.push(cell, field.queue, reference(waiting));
        withSignal(m, waiting, signal);
        return reference(waiting);
      },
    },
    leave: {
      operands: ['self'],
      run: (m, [self]) => {
        occupy(m, payload(self), -1);
        serve(m, payload(self));
        return UNDEFINED;
      },
    },
    onIdle: {
      operands: ['self'],
      run: (m, [self], call) => {
        const cell = payload(self);
        if (m.memory.length(cell, field.queue) === 0 && m.memory.words[cell + field.running] === integer(0)) return m.settled(UNDEFINED);
        const waiting = m.block('limiter.onIdle', call, self);
        m.memory.push(cell, field.idleWaiters, reference(waiting));
        return reference(waiting);
      },
    },
    onEmpty: {
      operands: ['self'],
      run: (m, [self], call) => {
        if (m.memory.length(payload(self), field.queue) === 0) return m.settled(UNDEFINED);
        const waiting = m.block('limiter.onEmpty', call, self);
        m.memory.push(payload(self), field.emptyWaiters, reference(waiting));
        return reference(waiting);
      },
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
        m.memory.words[payload(self) + field.paused] = FALSE;
        serve(m, payload(self));
        return self;
      },
    },
    /** The callers of what was waiting are never told (p-limit, p-queue up to 9). */
    clear: {
      operands: ['self'],
      run: (m, [self]) => {
        m.memory.words[payload(self) + field.queue] = UNDEFINED;
        serve(m, payload(self));
        return UNDEFINED;
      },
    },
    running: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.running] },
    waiting: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), field.queue)) },
    paused: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.paused] },
    on: { operands: ['self'], run: (_m, [self]) => self },
  },
};
