import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import type { Event } from './steps.ts';
import { frame, integer, isReference, job, jobKind, OUTSIDE, payload, promise, SOON, UNDEFINED, world } from './values.ts';

/**
 * When timers may fire. On the platform a timer is a task of its own, and all microtasks go on before the next task. Where a search
 * counts on that (`timersWait`), a timer fires only at rest: nothing is ready but what waited for work outside, which takes its time.
 */

/** A state as the words of a heap: those of the memory, whose first is word 0, or an image, which has no word 0. */
interface Words {
  readonly words: Int32Array;
  readonly first: 0 | 1;
}

/** Whether a job goes on with what waited for work outside, which takes its time. */
export function isForOutside(m: Machine, cell: number): boolean {
  return isOutsideIn({ words: m.memory.words, first: 0 }, cell);
}

function isOutsideIn({ words, first }: Words, cell: number): boolean {
  if (words[cell + job.kind - first] !== integer(jobKind.resume)) return false;
  const awaited = words[payload(words[cell + job.a - first]) + frame.awaiting - first];
  return isReference(awaited) && words[payload(awaited) + promise.resource - first] === OUTSIDE;
}

/** How many ready jobs there are that all timers wait for. */
function microtasksIn(state: Words): number {
  const { words, first } = state;
  const ready = words[Memory.world + world.ready - first];
  if (ready === UNDEFINED) return 0;
  const vector = payload(ready) - first;
  let count = 0;
  for (let at = vector + 1; at <= vector + (words[vector] >> 6); at++) if (!isOutsideIn(state, payload(words[at]))) count++;
  return count;
}

/** Whether the timers of the loaded state may fire. */
export function isAtRest(m: Machine): boolean {
  return m.bounds.timersWait !== true || microtasksIn({ words: m.memory.words, first: 0 }) === 0;
}

export function isTimer(m: Machine, index: number): boolean {
  const cell = payload(m.memory.item(Memory.world, world.later, index));
  return m.memory.size(cell) >= job.left && m.memory.words[cell + job.left] !== SOON;
}

/**
 * Whether a step puts off timers that might have fired before what it makes ready: then it does not commute with them,
 * whatever it touches. A microtask does: until it is taken, none fires.
 */
export function putsOffTimers(m: Machine, { queue, index }: Event, image: Int32Array, successors: readonly { readonly image: Int32Array | undefined }[]): boolean {
  if (m.bounds.timersWait !== true) return false;
  const state: Words = { words: image, first: 1 };
  const ready = image[world.ready];
  if (queue === world.ready && !isOutsideIn(state, payload(image[payload(ready) + index]))) return false;
  const before = microtasksIn(state);
  return successors.some((successor) => successor.image !== undefined && microtasksIn({ words: successor.image, first: 1 }) > before);
}
