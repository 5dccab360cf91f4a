import type { Machine } from '../machine.ts';
import type { Program, Step } from '../program.ts';

/** How often a loop goes round in one step while its condition is not known. An unknown list has no more items either. */
export const mostTurns = 2;

/** The conditions of loops, by position: the answer that leaves the loop, by itself or by a `break`, `return` or `throw` of its own. */
export function loopExits(code: readonly Step[]): ReadonlyMap<number, boolean> {
  const exits = new Map<number, boolean>();
  code.forEach((step, pc) => {
    if (step.op !== 'branch') return;
    if (step.yes <= pc !== step.no <= pc) {
      exits.set(pc, step.no <= pc);
      return;
    }
    const end = code.findIndex((back, at) => at > pc && back.op === 'jump' && back.target <= pc);
    if (end < 0) return;
    const yesLeaves = leaves(code, step.yes, end);
    if (yesLeaves !== leaves(code, step.no, end)) exits.set(pc, yesLeaves);
  });
  return exits;
}

/** Whether what runs from a place on leaves the loop that ends at `end`, without a further condition. */
function leaves(code: readonly Step[], from: number, end: number): boolean {
  let pc = from;
  while (pc <= end) {
    const step = code[pc];
    if (step.op === 'return' || step.op === 'throw') return true;
    if (step.op === 'branch' || (step.op === 'jump' && step.target <= pc)) return false;
    pc = step.op === 'jump' ? step.target : pc + 1;
  }
  return true;
}

/** Counts how often the loops of a step go round while their conditions are not known. */
export class Loops {
  readonly #exits = new WeakMap<Program, ReadonlyMap<number, boolean>>();
  /** How often each went round, by frame and place. */
  turns = new Map<string, number>();

  /** Another step begins. */
  begin(): void {
    this.turns.clear();
  }

  /** Whether a condition holds. One that is not known and that keeps a loop going does so a few times only. */
  holds(m: Machine, p: Program, pc: number, cell: number, value: number): boolean {
    if (!m.isOpen(value)) return m.truthy(value);
    const exits = this.#exits.get(p) ?? loopExits(p.code);
    this.#exits.set(p, exits);
    const exit = exits.get(pc);
    if (exit === undefined) return m.truthy(value);
    const loop = `${String(cell)} ${String(pc)}`;
    const turns = this.turns.get(loop) ?? 0;
    if (turns >= mostTurns) m.decide(value, exit);
    const answer = m.truthy(value);
    if (answer !== exit) this.turns.set(loop, turns + 1);
    return answer;
  }
}
