import type { Machine } from '../machine.ts';
import { firstPrimitiveKind, integer, kind, payload, promise, promiseState, reaction, reactionKind, reference, UNDEFINED } from '../values.ts';

/**
 * Who waits in a queue: a promise (a plain operation), or a select, which waits in several queues and goes on with the
 * first that serves it. A select is the promise of its `wait`; its resource is the select's own cell.
 */

/** Whether a queued waiter still waits. */
export function isLive(m: Machine, waiter: number): boolean {
  return m.memory.kindOf(waiter) === kind.promise && m.isPending(payload(waiter));
}

/** Serves a waiter: a plain operation gets the value, a select learns which of its cases went on, and with what. */
export function commitWaiter(m: Machine, waiter: number, index: number, value: number): void {
  const cell = payload(waiter);
  if (payload(index) === 0) m.resolvePromise(cell, value);
  else commitCase(m, cell, payload(index) - 1, value);
}

/** Field of a select's cell that holds its cases. */
export const selectCases = 2;

/** A case is an object without properties, with two further fields: what it received, and (kind, channel or promise, value). */
export const caseField = { received: 5, offered: 6 } as const;

/**
 * The cells of the channels and promises that the cases of a select are about. `words` may be those from before the cells
 * were compacted: a cell that has moved keeps its content there, only its header says where in `moved` it is.
 */
export function selectTargets(words: Int32Array, select: number, moved = words): number[] {
  const itemsOf = (value: number): number[] => {
    if (value === UNDEFINED) return [];
    const cell = payload(value);
    const size = (words[cell] < 0 ? moved[-words[cell]] : words[cell]) >> 6;
    return [...words.subarray(cell + 1, cell + 1 + size)];
  };
  return itemsOf(words[select + selectCases]).map((item) => payload(itemsOf(words[payload(item) + caseField.offered])[1]));
}

export function commitCase(m: Machine, waiting: number, index: number, value: number): void {
  if (!m.isPending(waiting)) return;
  const select = payload(m.memory.words[waiting + promise.resource]);
  const chosen = payload(m.memory.item(select, selectCases, index));
  m.touch(chosen);
  m.memory.words[chosen + caseField.received] = value;
  withdraw(m, waiting);
  m.settle(waiting, promiseState.fulfilled, integer(index));
}

/** Takes a waiter out of all queues it stands in. Each queue entry begins with the waiter. */
export function withdraw(m: Machine, waiting: number): void {
  const resource = m.memory.words[waiting + promise.resource];
  const resourceKind = m.memory.kindOf(resource);
  if (resourceKind < firstPrimitiveKind) return;
  if (m.primitiveName(payload(resource)) === 'select') {
    for (const item of m.memory.items(payload(resource), selectCases)) {
      const target = m.memory.item(payload(item), caseField.offered, 1);
      const targetKind = m.memory.kindOf(target);
      // a case that is about something else never waited anywhere
      if (targetKind !== kind.promise && targetKind < firstPrimitiveKind) continue;
      m.touch(payload(target));
      if (targetKind === kind.promise) withdrawReaction(m, payload(target), waiting);
      else leaveQueues(m, payload(target), waiting);
    }
  } else leaveQueues(m, payload(resource), waiting);
}

function leaveQueues(m: Machine, cell: number, waiting: number): void {
  const { memory } = m;
  const { queues, withdrawn } = m.primitives[memory.kind(cell) - firstPrimitiveKind];
  for (const { field, stride, waiter = 0 } of queues ?? []) {
    for (let i = memory.length(cell, field) - stride; i >= 0; i -= stride) {
      if (memory.item(cell, field, i + waiter) === reference(waiting)) memory.splice(cell, field, i, stride, []);
    }
  }
  withdrawn?.(m, cell);
}

function withdrawReaction(m: Machine, target: number, waiting: number): void {
  const { memory } = m;
  for (let i = memory.length(target, promise.reactions) - 1; i >= 0; i--) {
    const added = payload(memory.item(target, promise.reactions, i));
    if (memory.words[added + reaction.kind] === integer(reactionKind.select) && memory.words[added + reaction.a] === reference(waiting)) memory.splice(target, promise.reactions, i, 1, []);
  }
}
