import type { Model } from '../model/ir/ir.ts';
import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import type { Event } from './steps.ts';
import { frame, integer, isReference, job, jobKind, OUTSIDE, payload, promise, world } from './values.ts';

/** Whether a program asks if anything else can run: what it does then depends on all others at once. */
export function watchesQuiet(model: Model): boolean {
  return model.procedures.some(({ code }) => code.some((i) => i.op === 'operate' && i.name === 'stream.isQuiet'));
}

/** Whether a job goes on with what waited for work outside, which takes its time. */
export function isForOutside(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  if (words[cell + job.kind] !== integer(jobKind.resume)) return false;
  const awaited = words[payload(words[cell + job.a]) + frame.awaiting];
  return isReference(awaited) && words[payload(awaited) + promise.resource] === OUTSIDE;
}

/** Whether an event may come in the quiet, and ends it. */
export function endsQuiet(m: Machine, { queue, index }: Event): boolean {
  return queue === world.later || isForOutside(m, payload(m.memory.item(Memory.world, queue, index)));
}
