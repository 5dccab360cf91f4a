import type { CallInfo, Machine } from '../machine.ts';
import { payload, promiseState, reference, UNDEFINED } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';

/** A queue of promises in a field of a primitive's cell: who waits, in order. */

/** Waits in a queue of `self`, under the name of an operation, until served or until the signal is aborted. */
export function waitIn(m: Machine, name: string, self: number, field: number, signal: number, call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const waiting = m.block(name, call, self);
  m.memory.push(payload(self), field, reference(waiting));
  withSignal(m, waiting, signal);
  return reference(waiting);
}

/** Serves the first in a queue; tells whether there was one. */
export function wakeOne(m: Machine, cell: number, field: number, value = UNDEFINED, state: number = promiseState.fulfilled): boolean {
  if (m.memory.length(cell, field) === 0) return false;
  const waiting = payload(m.memory.shift(cell, field));
  if (state === promiseState.fulfilled) m.resolvePromise(waiting, value);
  else m.settle(waiting, state, value);
  return true;
}

/** Serves all in a queue; tells how many there were. */
export function wakeAll(m: Machine, cell: number, field: number, value = UNDEFINED, state: number = promiseState.fulfilled): number {
  const count = m.memory.length(cell, field);
  for (let i = 0; i < count; i++) wakeOne(m, cell, field, value, state);
  return count;
}
