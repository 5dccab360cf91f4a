import { definedSlot, textOf, usedSlots } from '../ir/flow.ts';
import type { Constant, Instruction, Procedure } from '../ir/ir.ts';

/** What a program does with promises of its own asynchronous calls that it keeps in fields and in variables of a module. */
interface Kept {
  /** For each place the procedures whose promises are stored there. */
  readonly tasks: Map<string, Set<number>>;
  /** For each place the procedures that wait for what is there, or return it. */
  readonly waiting: Map<string, Set<number>>;
}

interface Program {
  readonly procedures: readonly (Procedure | undefined)[];
  readonly constants: readonly Constant[];
  readonly byMember: ReadonlyMap<string, readonly number[]>;
  /** For each procedure those that it may call. */
  readonly calls: readonly (readonly number[])[];
}

/**
 * The procedures that wait for a kept promise that may wait for them in turn: `stop()` awaits the loop that was started and
 * the loop awaits `stop()`; `ready()` gives the promise of a loader that awaits `ready()`.
 */
export function waitsInCircle(program: Program): ReadonlySet<number> {
  const kept: Kept = { tasks: new Map(), waiting: new Map() };
  program.procedures.forEach((procedure, index) => { if (procedure !== undefined && !procedure.hidden) noteKept(program, procedure, index, kept); });
  return new Set([...kept.tasks.keys()].filter((place) => leadsBack(program, kept, place)).flatMap((place) => [...kept.waiting.get(place) ?? []]));
}

function noteKept(program: Program, { code }: Procedure, index: number, { tasks, waiting }: Kept): void {
  const self = new Set<number>();
  const placesOf = new Map<number, readonly string[]>();
  const tasksOf = new Map<number, readonly number[]>();
  const closures = new Map<number, number>();
  /** Tasks in variables that closures share. */
  const shared = new Map<string, readonly number[]>();
  for (const instruction of code) {
    if (instruction.op === 'storeEnv') shared.set(variable(instruction), [...shared.get(variable(instruction)) ?? [], ...tasksOf.get(instruction.a) ?? []]);
    if (instruction.op === 'invoke' && filling.has(textOf(program.constants, instruction.key) ?? '')) {
      for (const place of placesOf.get(instruction.object) ?? []) for (const task of instruction.args.flatMap((slot) => tasksOf.get(slot) ?? [])) addTo(tasks, place, task);
    }
    const written = placeWritten(program.constants, instruction, self);
    if (written !== undefined) for (const task of tasksOf.get(written.a) ?? []) addTo(tasks, written.place, task);
    if (instruction.op === 'await' || instruction.op === 'return') for (const place of placesOf.get(instruction.a) ?? []) addTo(waiting, place, index);
    const to = definedSlot(instruction);
    if (to < 0 || instruction.op === 'await') continue;
    const used = usedSlots(instruction);
    if (instruction.op === 'closure') closures.set(to, instruction.procedure);
    if (instruction.op === 'this' || (instruction.op === 'move' && self.has(instruction.a))) self.add(to);
    const read = placeRead(program.constants, instruction, self);
    // one slot may be written on several ways
    placesOf.set(to, [...new Set([...placesOf.get(to) ?? [], ...read === undefined ? used.flatMap((slot) => placesOf.get(slot) ?? []) : [read]])]);
    tasksOf.set(to, [...new Set([...tasksOf.get(to) ?? [], ...used.flatMap((slot) => tasksOf.get(slot) ?? []), ...instruction.op === 'loadEnv' ? shared.get(variable(instruction)) ?? [] : [], ...startedBy(program, instruction, closures)])]);
  }
}

/** Methods that put what they are given into a list, set or map. */
const filling: ReadonlySet<string> = new Set(['add', 'push', 'unshift', 'set']);

function variable({ depth, index }: { readonly depth: number; readonly index: number }): string {
  return `${String(depth)}.${String(index)}`;
}

function addTo(sets: Map<string, Set<number>>, place: string, item: number): void {
  const set = sets.get(place);
  if (set === undefined) sets.set(place, new Set([item]));
  else set.add(item);
}

/** A field of the object itself, or a variable of a module: places that are the same for all who use them. */
function placeRead(constants: readonly Constant[], instruction: Instruction, self: ReadonlySet<number>): string | undefined {
  if (instruction.op === 'loadGlobal') return `${String(instruction.module)}.${String(instruction.index)}`;
  return instruction.op === 'get' && self.has(instruction.object) ? textOf(constants, instruction.key) : undefined;
}

function placeWritten(constants: readonly Constant[], instruction: Instruction, self: ReadonlySet<number>): { readonly place: string; readonly a: number } | undefined {
  if (instruction.op === 'storeGlobal') return { place: `${String(instruction.module)}.${String(instruction.index)}`, a: instruction.a };
  const field = instruction.op === 'set' && self.has(instruction.object) ? textOf(constants, instruction.key) : undefined;
  return instruction.op === 'set' && field !== undefined ? { place: field, a: instruction.a } : undefined;
}

/** The asynchronous procedures that an instruction calls. */
function startedBy({ procedures, constants, byMember }: Program, instruction: Instruction, closures: ReadonlyMap<number, number>): number[] {
  const isAsync = (procedure: number): boolean => procedures[procedure]?.kind === 'async';
  if (instruction.op === 'invoke') return (byMember.get(textOf(constants, instruction.key) ?? '') ?? []).filter(isAsync);
  if (instruction.op !== 'call') return [];
  const constant = instruction.callee < 0 ? constants[-1 - instruction.callee] : undefined;
  const called = constant?.kind === 'function' ? constant.procedure : closures.get(instruction.callee);
  return called !== undefined && isAsync(called) ? [called] : [];
}

/** Whether a task that is kept in a place comes to wait for that place, by itself or through tasks that are kept in others. */
function leadsBack({ calls }: Program, { tasks, waiting }: Kept, place: string): boolean {
  const placesOf = new Map<number, string[]>();
  for (const [waited, procedures] of waiting) for (const procedure of procedures) placesOf.set(procedure, [...placesOf.get(procedure) ?? [], waited]);
  const reached = new Set(tasks.get(place) ?? []);
  for (const procedure of reached) {
    for (const waited of placesOf.get(procedure) ?? []) {
      if (waited === place) return true;
      for (const task of tasks.get(waited) ?? []) reached.add(task);
    }
    for (const callee of calls[procedure]) reached.add(callee);
  }
  return false;
}
