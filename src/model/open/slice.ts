import { definedSlot, isLiteral, successors, usedSlots } from '../ir/flow.ts';
import type { Constant, Instruction, Procedure } from '../ir/ir.ts';
import type { ProgramBuilder } from '../lower/context.ts';
import { newReading, type Reading } from './reading.ts';
import type { Relevance } from './relevance.ts';

/**
 * Slices away what cannot matter to concurrency: procedures that do nothing that a relevant one could notice become
 * unknown values, and so do branches without effect. A program called from outside works on unknown data, and each
 * branch on it would be explored both ways.
 * Weiser, Program slicing (TSE 1984); here the criterion is what relevant procedures call and read.
 */
export function slice(program: ProgramBuilder, relevance: Relevance, unknown: number): void {
  const { procedures, constants } = program;
  const reading = newReading(program, relevance);
  procedures.forEach((procedure, index) => {
    if (procedure === undefined || procedure.hidden) return;
    if (reading.isIdle(index) && isCostly(procedure)) procedures[index] = withoutBody(procedure, unknown);
    else if (relevance.reaches(index)) procedures[index] = withoutIdleBranches(procedure, reading, unknown, constants);
  });
}

/** What is left of a procedure that does nothing: a wait for the outside, if it has any, and an unknown result, or an error where it has one to throw. */
function withoutBody(procedure: Procedure, unknown: number): Procedure {
  const isAsync = procedure.kind === 'async';
  const code: Instruction[] = isAsync && procedure.code.some((i) => i.op === 'await') ? [{ op: 'await', to: procedure.slots, a: unknown }] : [];
  const throws = procedure.handlers.length === 0 && procedure.code.some((i) => i.op === 'throw');
  if (throws) code.push({ op: 'branch', a: unknown, test: 'truthy', yes: code.length + 2, no: code.length + 1 }, { op: 'throw', a: unknown });
  code.push({ op: 'return', a: unknown });
  return { ...procedure, kind: isAsync ? 'async' : 'function', slots: procedure.slots + 1, code, sites: code.map(() => procedure.site), handlers: [] };
}

/** Straight code costs nothing, and what it returns may be known. */
function isCostly(procedure: Procedure): boolean {
  return procedure.code.some((i) => i.op === 'branch' || i.op === 'await' || i.op === 'iterate' || i.op === 'yield');
}

/** Replaces each outermost branch whose two ways meet again without effect by a jump to where they meet. */
function withoutIdleBranches(procedure: Procedure, reading: Reading, unknown: number, constants: readonly Constant[]): Procedure {
  const { code } = procedure;
  const meets = postDominators(code);
  const out = [...code];
  for (let at = 0; at < code.length; at++) {
    const instruction = code[at];
    if (instruction.op !== 'branch') continue;
    const join = meets[at];
    if (join < 0) continue;
    const region = between(code, at, join);
    if (region === undefined || !region.every((i) => reading.isIdleInstruction(code[i], region.map((r) => code[r])))) continue;
    const assigned = [...new Set(region.flatMap((i) => { const to = definedSlot(code[i]); return to < 0 ? [] : [to]; }))];
    const live = assigned.filter((slot) => isRead(code, slot, region));
    if (live.length > 1 || !live.every((slot) => region.every((i) => definedSlot(code[i]) !== slot || isPlain(code[i], constants)))) continue;
    // there is room for at most one assignment: the branch itself, and the first instruction of the region
    if (live.length === 0) out[at] = { op: 'jump', target: join };
    else if (region.includes(at + 1)) {
      out[at] = { op: 'move', to: live[0], a: unknown };
      out[at + 1] = { op: 'jump', target: join };
    }
  }
  return { ...procedure, code: out };
}

/** Gives a value that no lock, promise, function or object can be. */
function isPlain(instruction: Instruction, constants: readonly Constant[]): boolean {
  return instruction.op === 'binary' || instruction.op === 'unary' || (instruction.op === 'move' && isLiteral(constants, instruction.a));
}

function isRead(code: readonly Instruction[], slot: number, except: readonly number[]): boolean {
  const inside = new Set(except);
  return code.some((instruction, at) => !inside.has(at) && usedSlots(instruction).includes(slot));
}

/** The instructions from after a branch up to where its ways meet; undefined where they are too many. */
function between(code: readonly Instruction[], branch: number, join: number): number[] | undefined {
  const seen = new Set<number>();
  const stack = [...successors(code[branch], branch)];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === join || seen.has(at)) continue;
    if (at === branch || seen.size > 400) return undefined;
    seen.add(at);
    stack.push(...successors(code[at], at));
  }
  return [...seen].sort((a, b) => a - b);
}

/**
 * For each instruction the first that every way from it to the end passes, -1 where there is none.
 * Cooper, Harvey, Kennedy, A simple, fast dominance algorithm (2001), on the graph turned round.
 */
function postDominators(code: readonly Instruction[]): Int32Array {
  const exit = code.length;
  const before: number[][] = Array.from({ length: exit + 1 }, () => []);
  const after = code.map((instruction, at) => {
    const next = successors(instruction, at);
    return next.length === 0 ? [exit] : next.map((n) => Math.min(n, exit));
  });
  after.forEach((list, at) => { for (const next of list) before[next].push(at); });
  const order: number[] = [];
  const number = new Int32Array(exit + 1).fill(-1);
  const stack: { readonly node: number; next: number }[] = [{ node: exit, next: 0 }];
  const seen = new Uint8Array(exit + 1);
  seen[exit] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const previous = before[top.node][top.next++];
    if (previous === undefined) {
      number[top.node] = order.push(top.node) - 1;
      stack.pop();
    } else if (seen[previous] === 0) {
      seen[previous] = 1;
      stack.push({ node: previous, next: 0 });
    }
  }
  const meet = new Int32Array(exit + 1).fill(-1);
  meet[exit] = exit;
  const common = (a: number, b: number): number => {
    while (a !== b) {
      while (number[a] < number[b]) a = meet[a];
      while (number[b] < number[a]) b = meet[b];
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let i = order.length - 2; i >= 0; i--) {
      const node = order[i];
      const ways = after[node].filter((next) => meet[next] >= 0);
      if (ways.length === 0) continue;
      const found = ways.reduce(common);
      if (meet[node] === found) continue;
      meet[node] = found;
      changed = true;
    }
  }
  return meet.map((at) => (at === exit ? -1 : at)).subarray(0, exit);
}
