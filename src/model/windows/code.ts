import { successors, writersOf } from '../ir/flow.ts';
import type { Instruction, Procedure } from '../ir/ir.ts';

/** One procedure's code, and what is often asked about it. */
export interface Code {
  readonly instructions: readonly Instruction[];
  readonly parameters: number;
  /** The instructions that write a slot. */
  readonly definitions: (slot: number) => readonly number[];
  /** Where control goes from an instruction, errors included. */
  readonly next: readonly (readonly number[])[];
  /** Where it comes from. */
  readonly previous: readonly (readonly number[])[];
  /** How many environments of the procedure's own are open before an instruction. */
  readonly environments: readonly number[];
}

/** Instructions that may throw on the way of a program that works. */
const mayThrow = new Set<Instruction['op']>(['await', 'call', 'invoke', 'new', 'throw', 'operate', 'next', 'yield']);

export function codeOf({ code, handlers, parameters }: Procedure): Code {
  const definitions = writersOf(code);
  // what a handler caught is written by none of them
  for (const { slot } of handlers) definitions.set(slot, [...definitions.get(slot) ?? [], -1]);
  const next = code.map((instruction, pc) => {
    const caught = mayThrow.has(instruction.op) ? handlers.filter((handler) => pc >= handler.from && pc < handler.to).map((handler) => handler.target) : [];
    return [...new Set([...successors(instruction, pc), ...caught])].filter((target) => target < code.length);
  });
  const previous: number[][] = code.map(() => []);
  next.forEach((targets, pc) => { for (const target of targets) previous[target].push(pc); });
  return { instructions: code, parameters, definitions: (slot) => definitions.get(slot) ?? [], next, previous, environments: environmentsOf(code, next) };
}

/** All instructions on the ways from `starts` along `edges`, these included; what is behind one for which `stops` holds is not looked for. */
export function reachable(edges: readonly (readonly number[])[], starts: readonly number[], stops: (pc: number) => boolean): Set<number> {
  const seen = new Set<number>();
  const stack = [...starts];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (!stops(at)) stack.push(...edges[at]);
  }
  return seen;
}

function environmentsOf(code: readonly Instruction[], next: readonly (readonly number[])[]): number[] {
  const open = code.map(() => -1);
  const saved = new Map<number, number>();
  const stack: (readonly [number, number])[] = [[0, 0]];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [pc, count] = at;
    if (pc >= code.length || open[pc] >= 0) continue;
    open[pc] = count;
    const instruction = code[pc];
    if (instruction.op === 'saveEnv') saved.set(instruction.to, count);
    const after = instruction.op === 'pushEnv' ? count + 1 : instruction.op === 'restoreEnv' ? saved.get(instruction.a) ?? count : count;
    for (const target of next[pc]) stack.push([target, after]);
  }
  return open;
}
