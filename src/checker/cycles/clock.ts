import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import type { Event } from '../steps.ts';
import { frame, integer, isInteger, job, jobKind, payload, promise, world } from '../values.ts';

/** A job that may run next. */
export interface Due extends Event {
  /** Which of several is next is up to the outside: an answer or an unknown timer may come at any time, early or late. */
  readonly isByChance: boolean;
}

/**
 * Which jobs may run next where the program runs by the clock, as it would in an event loop: microtasks in their order
 * and before all else; then timers by the time they were set for; and what comes from outside at any time.
 */
export function dueJobs(m: Machine): Due[] {
  const ready = jobsIn(m, world.ready);
  const micro = ready.find((entry) => !entry.isFromOutside);
  if (micro !== undefined) return [{ ...micro, isByChance: false }];
  const later = jobsIn(m, world.later);
  const soonest = Math.min(...later.map(({ cell }) => timeLeft(m, cell) ?? Number.POSITIVE_INFINITY));
  const due = [...ready, ...later].filter(({ cell, isFromOutside }) => isFromOutside || timeLeft(m, cell) === soonest);
  const isByChance = due.some(({ isFromOutside }) => isFromOutside);
  return due.map((entry) => ({ ...entry, isByChance }));
}

function jobsIn(m: Machine, queue: number): (Event & { readonly cell: number; readonly isFromOutside: boolean })[] {
  return m.memory.items(Memory.world, queue).map((entry, index) => {
    const cell = payload(entry);
    return { queue, index, cell, isFromOutside: queue === world.later ? timeLeft(m, cell) === undefined : isAnswer(m, cell) };
  });
}

function timeLeft(m: Machine, cell: number): number | undefined {
  const left = m.memory.size(cell) >= job.left ? m.memory.words[cell + job.left] : 0;
  return isInteger(left) ? payload(left) : undefined;
}

/** A task goes on with something that is not known: what it has waited for was outside. */
function isAnswer(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  if (words[cell + job.kind] !== integer(jobKind.resume)) return false;
  return m.isUnknown(m.resolve(words[payload(words[payload(words[cell + job.a]) + frame.awaiting]) + promise.value]));
}

/** Time passes until a job runs: before the step of a timer, the others come as much nearer, and an interval is set anew. */
export function passTime(m: Machine, event: Event): void {
  if (event.queue !== world.later) return;
  const passed = timeLeft(m, payload(m.memory.item(Memory.world, event.queue, event.index)));
  if (passed === undefined) return;
  jobsIn(m, world.later).forEach(({ cell, index }) => {
    const left = timeLeft(m, cell);
    if (left !== undefined) m.memory.words[cell + job.left] = index === event.index ? m.memory.words[cell + job.period] : integer(left - passed);
  });
}
