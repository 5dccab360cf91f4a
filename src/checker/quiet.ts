import type { Model } from '../model/ir/ir.ts';
import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { isForOutside } from './rest.ts';
import type { Event } from './steps.ts';
import { payload, world } from './values.ts';

/** Whether a program asks if anything else can run: what it does then depends on all others at once. */
export function watchesQuiet(model: Model): boolean {
  return model.procedures.some(({ code }) => code.some((i) => i.op === 'operate' && i.name === 'stream.isQuiet'));
}

/** Whether an event may come in the quiet, and ends it. */
export function endsQuiet(m: Machine, { queue, index }: Event): boolean {
  return queue === world.later || isForOutside(m, payload(m.memory.item(Memory.world, queue, index)));
}
