import { definedSlot, successors, usedSlots } from '../model/ir/flow.ts';
import type { Program, Step } from './program.ts';

/** The slot that a step writes, -1 where it writes none. */
export function defined(step: Step): number {
  return step.op === 'demand' || step.op === 'occupy' ? -1 : definedSlot(step);
}

/** The slots that a step reads. */
export function used(step: Step): number[] {
  return step.op === 'demand' || step.op === 'occupy' ? [step.object].filter((slot) => slot >= 0) : usedSlots(step);
}

/** Where code can go on after a step, if it does not throw. */
export function following(code: readonly Step[], pc: number): readonly number[] {
  const step = code[pc];
  return step.op === 'demand' || step.op === 'occupy' ? [pc + 1] : successors(step, pc);
}

/**
 * The slots that are dead once the task has suspended at each `await` and `yield`, by position: they are emptied, so
 * that states which differ only in values that nobody will read are one state.
 */
export function deadSlots(procedure: Program): ReadonlyMap<number, ReadonlySet<number>> {
  const { code, handlers, slots } = procedure;
  const live = code.map(() => new Uint8Array(slots));
  let changed = true;
  while (changed) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      const before = live[pc];
      const mark = (slot: number): void => { if (before[slot] === 0) { before[slot] = 1; changed = true; } };
      const own = defined(code[pc]);
      for (const follower of following(code, pc)) for (let slot = 0; slot < slots; slot++) if (live[follower][slot] === 1 && slot !== own) mark(slot);
      for (const handler of handlers) {
        if (pc < handler.from || pc >= handler.to) continue;
        for (let slot = 0; slot < slots; slot++) if (live[handler.target][slot] === 1 && slot !== handler.slot) mark(slot);
      }
      used(code[pc]).forEach(mark);
    }
  }
  const dead = new Map<number, ReadonlySet<number>>();
  code.forEach((instruction, pc) => {
    if (instruction.op !== 'await' && instruction.op !== 'yield') return;
    const after = new Uint8Array(slots);
    for (const follower of following(code, pc)) live[follower].forEach((bit, slot) => { if (bit === 1) after[slot] = 1; });
    for (const handler of handlers) if (pc >= handler.from && pc < handler.to) live[handler.target].forEach((bit, slot) => { if (bit === 1 && slot !== handler.slot) after[slot] = 1; });
    const list = new Set<number>();
    after.forEach((bit, slot) => { if (bit === 0 || slot === instruction.to) list.add(slot); });
    dead.set(pc, list);
  });
  return dead;
}
