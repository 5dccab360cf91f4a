import type { Export } from '../../libraries/library.ts';
import { constantOperands, definedSlot, textOf, usedSlots } from '../ir/flow.ts';
import type { Instruction, Procedure } from '../ir/ir.ts';
import { decoratedKey } from '../lower/decorators.ts';
import type { ProgramBuilder } from '../lower/context.ts';
import { reactions } from '../reactions.ts';
import { waitsInCircle } from './kept-promises.ts';
import { windowsIn, type Window } from '../windows/windows.ts';

/** Operations whose use makes a function worth exploring by itself: those that can block, and those that promise to be undone. */
export const telling = /^(channel|select|mutex|rwlock|condition|countdown|limiter|latch|once|resetEvent|barrier|keyed|fastq|stream|reader|writer|worker|port|broadcast|event)\b|^promise\.(construct|withResolvers)$|^timer\.(repeat|clear)$|^signal\.(listen|any|unlisten)$/;

const mostOfOneName = 3;

/** Which procedures reach an operation that can block, through whatever they call by name or hold as a function. */
export interface Relevance {
  reaches(procedure: number): boolean;
  /** Whether the procedure itself, or a function written inside it, uses such an operation. */
  uses(procedure: number): boolean;
  /** Whether a procedure reads or writes variables of a module, or what they hold. */
  usesModuleState(procedure: number): boolean;
}

/** What a value is made from. */
interface Origin {
  /** A library's primitive, or what a stand-in for one makes. */
  readonly isTelling: boolean;
  /** Functions that it may call when it is used. */
  readonly procedures: readonly number[];
}

const mostOrigins = 32;

/** The procedures of all classes' members, by the members' names. */
export function proceduresByMember(classes: ProgramBuilder['classes']): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const info of classes) for (const member of info.members) addTo(found, member.name, member.procedure);
  return found;
}

function addTo<K>(lists: Map<K, number[]>, key: K, item: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Whether a call of a library's export makes something whose use can block, or that is called to be used (`pLimit(1)`). */
export function makesTelling({ meaning }: { readonly meaning: Export }): boolean {
  if (meaning.kind === 'function') return (meaning.makes ?? []).length > 0;
  const operations = [...Object.values(meaning.members), ...(meaning.call === undefined ? [] : [meaning.call])];
  return operations.some(({ op }) => telling.test(op));
}

/** A variable of a module, as a key. */
function variableKey({ module, index }: { readonly module: number; readonly index: number }): string {
  return `${String(module)}.${String(index)}`;
}

/** The captured variables that a function awaits, by their indices. */
function awaitedAround(procedure: Procedure | undefined): ReadonlySet<number> {
  const variableIn = new Map<number, number>();
  const awaited = new Set<number>();
  for (const i of procedure?.code ?? []) {
    if (i.op === 'loadEnv') variableIn.set(i.to, i.index);
    const variable = i.op === 'await' ? variableIn.get(i.a) : undefined;
    if (variable !== undefined) awaited.add(variable);
  }
  return awaited;
}

/**
 * `this.tail = this.tail.then(job)`: a promise is chained to the one whose place it takes, as in the commonest of home-made
 * locks; or by a function: `const before = this.tail; this.tail = (async () => { await before; … })()`.
 */
function chainsItself({ constants, procedures }: Pick<ProgramBuilder, 'constants' | 'procedures'>, procedure: Procedure): boolean {
  const placeOf = new Map<number, string>();
  const keptIn = new Map<number, string>();
  const chained = new Set<string>();
  for (const i of procedure.code) {
    const place = i.op === 'get' ? textOf(constants, i.key) : i.op === 'loadEnv' ? `variable ${String(i.index)}` : i.op === 'loadGlobal' ? variableKey(i) : i.op === 'move' ? placeOf.get(i.a) : undefined;
    if (place !== undefined && 'to' in i) placeOf.set(i.to, place);
    const from = i.op === 'invoke' && reactions.has(textOf(constants, i.key) ?? '') ? placeOf.get(i.object) : undefined;
    if (from !== undefined) chained.add(from);
    const kept = i.op === 'storeEnv' ? placeOf.get(i.a) : undefined;
    if (i.op === 'storeEnv' && kept !== undefined) keptIn.set(i.index, kept);
    if (i.op === 'closure') for (const [variable, place] of keptIn) if (awaitedAround(procedures[i.procedure]).has(variable)) chained.add(place);
    const written = i.op === 'set' ? textOf(constants, i.key) : i.op === 'storeEnv' ? `variable ${String(i.index)}` : i.op === 'storeGlobal' ? variableKey(i) : undefined;
    if (written !== undefined && chained.has(written)) return true;
  }
  return false;
}

/** A race that would do harm whatever is stored: an update lost, a check that no longer holds. */
function isWorthLooking({ act, check }: Window): boolean {
  return act === 'update' || act === 'change' || check?.refuses === true;
}

export function relevanceIn(program: ProgramBuilder): Relevance {
  const { procedures, constants, libraries, classes } = program;
  const byMember = proceduresByMember(classes);
  const tellingMembers = new Set(libraries.flatMap(({ meaning }) => (meaning.kind === 'class' ? Object.entries(meaning.members).filter(([, operation]) => telling.test(operation.op)).map(([name]) => name) : [])));

  const constantOf = (operand: number): (typeof constants)[number] | undefined => (operand < 0 ? constants[-1 - operand] : undefined);

  const ownModules = new Set(procedures.flatMap((procedure) => (procedure === undefined || procedure.hidden ? [] : [procedure.module])));
  const isStandIn = (module: number): boolean => !ownModules.has(module);
  const preludeModules = new Set([...program.derived.values()].map((index) => procedures[index]?.module));
  const isPrelude = ({ module }: Procedure): boolean => preludeModules.has(module);

  function isTelling(instruction: Instruction): boolean {
    if (instruction.op === 'loadGlobal' && (isStandIn(instruction.module) || originOf.get(variableKey(instruction))?.isTelling === true)) return true;
    if (instruction.op === 'get') {
      const key = constantOf(instruction.key);
      if (key?.kind === 'literal' && String(key.value).startsWith(decoratedKey(''))) return true;
    }
    if (instruction.op === 'invoke') {
      const key = constantOf(instruction.key);
      if (key?.kind === 'literal' && tellingMembers.has(String(key.value))) return true;
    }
    return constantOperands(instruction).some((operand) => {
      const constant = constantOf(operand);
      if (constant?.kind !== 'library') return false;
      const { meaning } = libraries[constant.index];
      return meaning.kind === 'function' ? telling.test(meaning.op) : meaning.primitive === 'promise' ? instruction.op === 'new' || instruction.op === 'invoke' : meaning.primitive !== 'signal' && meaning.primitive !== 'timer';
    });
  }

  /** The classes that module variables hold: `new` of such a variable runs their constructors. */
  const classOfGlobal = new Map<string, number>();
  for (const procedure of procedures) {
    const made = new Map<number, number>();
    for (const instruction of procedure?.code ?? []) {
      if (instruction.op === 'class') made.set(instruction.to, instruction.index);
      if (instruction.op === 'storeGlobal' && made.has(instruction.a)) classOfGlobal.set(variableKey(instruction), made.get(instruction.a) ?? -1);
    }
  }

  /** What module variables were made from: `const db = knex({ … })`, `const guard = makeLock()`, `const commands = { save, check }`. */
  const originOf = new Map<string, Origin>();
  for (const procedure of procedures) {
    if (procedure === undefined || procedure.hidden) continue;
    const origins = new Map<number, Origin>();
    for (const instruction of procedure.code) {
      const to = definedSlot(instruction);
      const origin = originIn(instruction, origins);
      if (to >= 0 && origin !== undefined) origins.set(to, origin);
      const stored = instruction.op === 'storeGlobal' ? origins.get(instruction.a) : undefined;
      if (instruction.op === 'storeGlobal' && stored !== undefined) originOf.set(variableKey(instruction), stored);
    }
  }

  /** What the result of an instruction is made from: the functions among its operands, and what makes something whose use can block. */
  function originIn(instruction: Instruction, origins: ReadonlyMap<number, Origin>): Origin | undefined {
    if (instruction.op === 'loadGlobal') return isStandIn(instruction.module) ? { isTelling: true, procedures: [] } : undefined;
    if (instruction.op === 'closure') return { isTelling: false, procedures: [instruction.procedure] };
    const parts = usedSlots(instruction).flatMap((slot) => origins.get(slot) ?? []);
    const named = constantOperands(instruction).map(constantOf);
    const isTelling = parts.some((part) => part.isTelling) || named.some((constant) => constant?.kind === 'library' && makesTelling(libraries[constant.index]));
    const found = new Set([...parts.flatMap((part) => part.procedures), ...named.flatMap((constant) => (constant?.kind === 'function' ? [constant.procedure] : []))]);
    return isTelling || found.size > 0 ? { isTelling, procedures: [...found].slice(0, mostOrigins) } : undefined;
  }

  function callees(procedure: Procedure): number[] {
    const found: number[] = [];
    for (const instruction of procedure.code) {
      if (instruction.op === 'closure') found.push(instruction.procedure);
      if (instruction.op === 'invoke' || instruction.op === 'get') {
        const key = constantOf(instruction.key);
        const named = key?.kind === 'literal' ? byMember.get(String(key.value)) ?? [] : [];
        // a name that many classes have says too little
        if (named.length <= mostOfOneName) found.push(...named);
      }
      if (instruction.op === 'loadGlobal') {
        const info = classes.at(classOfGlobal.get(variableKey(instruction)) ?? classes.length);
        if (info !== undefined) found.push(...[info.constructor, info.fields].filter((p) => p >= 0));
        found.push(...originOf.get(variableKey(instruction))?.procedures ?? []);
      }
      for (const operand of constantOperands(instruction)) {
        const constant = constantOf(operand);
        if (constant?.kind === 'function') found.push(constant.procedure);
      }
    }
    return found;
  }

  const calls = procedures.map((procedure) => (procedure === undefined || isPrelude(procedure) ? [] : [...new Set(callees(procedure))]));
  const circular = waitsInCircle({ procedures, constants, byMember, calls });
  const direct = procedures.map((procedure, index) => procedure !== undefined && !isPrelude(procedure) && (circular.has(index) || procedure.code.some(isTelling) || (!procedure.hidden && chainsItself(program, procedure)) || (!procedure.hidden && windowsIn(constants, procedure, index).some(isWorthLooking))));
  const usesGlobals = procedures.map((procedure) => procedure !== undefined && !procedure.hidden && procedure.code.some((i) => i.op === 'storeGlobal' || (i.op === 'loadGlobal' && !classOfGlobal.has(variableKey(i)))));

  function isInside(inner: number, outer: number): boolean {
    const a = procedures[inner];
    const b = procedures[outer];
    if (a === undefined || b === undefined) return false;
    const [at, around] = [program.sites[a.site], program.sites[b.site]];
    const startsAfter = at.line > around.line || (at.line === around.line && at.column >= around.column);
    return at.file === around.file && startsAfter && (at.endLine < around.endLine || (at.endLine === around.endLine && at.endColumn <= around.endColumn));
  }

  /** Everything that leads to one of `seeds` by way of calls that count. */
  function leadingTo(seeds: readonly boolean[], counts: (callee: number, caller: number) => boolean = () => true): boolean[] {
    const reached = [...seeds];
    const callers = new Map<number, number[]>();
    calls.forEach((list, caller) => { for (const callee of list) if (counts(callee, caller)) addTo(callers, callee, caller); });
    const stack = [...reached.keys()].filter((i) => reached[i]);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const caller of callers.get(at) ?? []) {
        if (reached[caller]) continue;
        reached[caller] = true;
        stack.push(caller);
      }
    }
    return reached;
  }

  const reaching = leadingTo(direct);
  const using = leadingTo(direct, isInside);
  const stateful = leadingTo(usesGlobals);
  return { reaches: (procedure) => reaching[procedure] ?? false, uses: (procedure) => using[procedure] ?? false, usesModuleState: (procedure) => stateful[procedure] ?? false };
}
