import type { Step } from '../program.ts';

/** How often a loop goes round in one step while its condition is not known. An unknown list has no more items either. */
export const mostTurns = 2;

/** The conditions of loops, by position: the answer that leaves the loop. */
export function loopExits(code: readonly Step[]): ReadonlyMap<number, boolean> {
  const exits = new Map<number, boolean>();
  code.forEach((step, pc) => {
    if (step.op !== 'branch') return;
    if (step.yes <= pc !== step.no <= pc) exits.set(pc, step.no <= pc);
    else {
      const end = code.findIndex((back, at) => at > pc && back.op === 'jump' && back.target <= pc);
      if (end >= 0 && step.yes > end !== step.no > end) exits.set(pc, step.yes > end);
    }
  });
  return exits;
}
