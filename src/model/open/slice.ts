import { definedSlot, isLiteral, usedSlots } from '../ir/flow.ts';
import type { Constant, Instruction, Procedure } from '../ir/ir.ts';
import { regionsOf } from '../ir/regions.ts';
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
    if (reading.isIdle(index) && isCostly(procedure) && !isComparison(procedure) && !isAssertion(procedure)) procedures[index] = withoutBody(procedure, unknown);
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

const relations: ReadonlySet<string> = new Set(['<', '>', '<=', '>=']);

/** Whether a branch asks which of two values comes first: sorted by that, locks are taken in one order. */
function comparesTwo(code: readonly Instruction[], branch: Instruction): boolean {
  return branch.op === 'branch' && code.some((i) => i.op === 'binary' && i.to === branch.a && relations.has(i.operator) && i.a >= 0 && i.b >= 0);
}

/** Whether a function does little but throw where what it is given does not hold: whoever calls it goes on only where it does. */
function isAssertion({ kind, code }: Procedure): boolean {
  return kind === 'function' && code.length <= longestAssertion && code.some((i) => i.op === 'throw') && code.every((i) => i.op !== 'iterate' && (i.op !== 'branch' || Math.min(i.yes, i.no) > code.indexOf(i)));
}

const longestAssertion = 24;

/** Whether a function only says which of its two arguments comes first. */
function isComparison({ kind, parameters, code }: Procedure): boolean {
  return kind === 'function' && parameters === 2 && code.every((i) => i.op !== 'iterate' && (i.op !== 'branch' || comparesTwo(code, i)));
}

/** Replaces each outermost branch whose two ways meet again without effect by a jump to where they meet. */
function withoutIdleBranches(procedure: Procedure, reading: Reading, unknown: number, constants: readonly Constant[]): Procedure {
  const { code } = procedure;
  const out = [...code];
  for (const { branch: at, join, inside: region } of regionsOf(code)) {
    if (!region.every((i) => reading.isIdleInstruction(code[i], region.map((r) => code[r])))) continue;
    const assigned = [...new Set(region.flatMap((i) => { const to = definedSlot(code[i]); return to < 0 ? [] : [to]; }))];
    const live = assigned.filter((slot) => isRead(code, slot, region));
    if (live.length > 1 || !live.every((slot) => region.every((i) => definedSlot(code[i]) !== slot || isPlain(code[i], constants)))) continue;
    // there is room for at most one assignment: the branch itself, and the first instruction of the region
    if (live.length === 0) out[at] = { op: 'jump', target: join };
    else if (region.includes(at + 1) && !comparesTwo(code, code[at])) {
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
