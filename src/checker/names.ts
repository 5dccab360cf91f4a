import { constantOperands } from '../model/ir/flow.ts';
import type { Instruction, Model } from '../model/ir/ir.ts';
import type { Slicing } from './slicing.ts';

const mostExchanged = 100;

/**
 * Texts that only tell things apart. Six workers that are called `lamp`, `desk`… behave alike, so two states in which the
 * names have changed places are one: in a state they are given out in the order in which it comes to them. The names of one
 * group are the literals that are evaluated in one stretch of code that runs once, and nowhere else: as none of them is
 * evaluated again, to exchange them exchanges nothing else (Ip, Dill, Better verification through symmetry, 1996: scalarsets).
 * What is put together from a name and other texts is renamed with it. Where a program looks into a name (its length, its
 * first letter, its place in an order), the exploration begins again with names as they are.
 */
export class Names {
  readonly #constants: readonly (string | number)[];
  readonly #intern: (text: string) => number;
  readonly #slicing: Slicing;
  /** The names of each group, by their indices among the constants. */
  readonly #groups: readonly (readonly number[])[];
  readonly #groupOf = new Map<number, number>();
  /** Texts that were put together: names by their indices, and what is between them. */
  readonly #parts = new Map<number, readonly (string | number)[]>();
  // what the names are in the state that is being written
  readonly #given = new Map<number, number>();
  readonly #count: Int32Array;

  constructor(texts: readonly (readonly string[])[], constants: readonly (string | number)[], intern: (text: string) => number, slicing: Slicing) {
    this.#constants = constants;
    this.#intern = intern;
    this.#slicing = slicing;
    this.#groups = texts.map((group) => group.map(intern));
    this.#groups.forEach((group, at) => { for (const name of group) this.#groupOf.set(name, at); });
    this.#count = new Int32Array(texts.length);
  }

  /** Whether a constant is a name, or made from one. */
  has(constant: number): boolean {
    return this.#groupOf.has(constant) || this.#parts.has(constant);
  }

  /** The program looks into a text: where it is a name, names matter. */
  looksInto(constant: number): void {
    if (this.has(constant)) this.#slicing.looksIntoNames();
  }

  /** Puts two texts together, given as constants or as they are. */
  join(left: number | string, right: number | string): number {
    return this.#made([...this.#partsOf(left), ...this.#partsOf(right)]);
  }

  /** Another state is written. */
  begin(): void {
    this.#given.clear();
    this.#count.fill(0);
  }

  /** What a constant is in the state that is written. */
  canonical(constant: number): number {
    const group = this.#groupOf.get(constant);
    if (group !== undefined) {
      const known = this.#given.get(constant);
      if (known !== undefined) return known;
      const next = this.#groups[group][this.#count[group]++];
      this.#given.set(constant, next);
      return next;
    }
    const parts = this.#parts.get(constant);
    if (parts === undefined) return constant;
    return this.#made(parts.map((part) => (typeof part === 'number' ? this.canonical(part) : part)));
  }

  /** What can be told of a constant without its names; of one that has its names already, itself. */
  shape(constant: number): number {
    const parts = this.#parts.get(constant) ?? [constant];
    if (parts.every((part) => typeof part === 'string' || this.#given.has(part) || !this.#groupOf.has(part))) return this.canonical(constant);
    let hash = parts.length;
    for (const part of parts) {
      if (typeof part === 'number') hash = Math.imul(hash ^ 0x5bd1e995, 0x01000193);
      else for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
    }
    return hash;
  }

  #partsOf(text: number | string): readonly (string | number)[] {
    if (typeof text === 'string') return [text];
    return this.#parts.get(text) ?? [this.#groupOf.has(text) ? text : String(this.#constants[text])];
  }

  #made(parts: readonly (string | number)[]): number {
    const merged: (string | number)[] = [];
    for (const part of parts) {
      if (part === '') continue;
      if (typeof part === 'string' && typeof merged.at(-1) === 'string') merged.push(`${String(merged.pop())}${part}`);
      else merged.push(part);
    }
    if (merged.length === 1 && typeof merged[0] === 'number') return merged[0];
    const put = this.#parts.size;
    const made = this.#put(merged);
    // where names have changed places, another text is made here
    if (this.#parts.size > put) for (const other of this.#exchanged(merged)) this.#put(other);
    return made;
  }

  /** Two ways to put one text together, or one that is a text of the program besides, would be told apart by its letters. */
  #put(parts: readonly (string | number)[]): number {
    const before = this.#constants.length;
    const made = this.#intern(parts.map((part) => (typeof part === 'number' ? String(this.#constants[part]) : part)).join(''));
    const known = this.#parts.get(made);
    const hasNames = parts.some((part) => typeof part === 'number');
    if (known === undefined ? hasNames && made < before : known.join('\n') !== parts.join('\n')) this.#slicing.looksIntoNames();
    if (hasNames) this.#parts.set(made, parts);
    return made;
  }

  /** The parts with other names of the same groups in the place of each name; none where these are too many, as then names matter. */
  #exchanged(parts: readonly (string | number)[]): readonly (readonly (string | number)[])[] {
    let all: readonly (readonly (string | number)[])[] = [[]];
    for (const part of parts) {
      const choices = typeof part === 'number' ? this.#groups[this.#groupOf.get(part) ?? 0] : [part];
      all = all.flatMap((begun) => choices.map((choice) => [...begun, choice]));
      if (all.length <= mostExchanged) continue;
      this.#slicing.looksIntoNames();
      return [];
    }
    return all;
  }
}

const known = new WeakMap<Model, readonly (readonly string[])[]>();

/** The groups of at least two texts that may be names. */
export function namesIn(model: Model): readonly (readonly string[])[] {
  let groups = known.get(model);
  if (groups === undefined) {
    groups = findNames(model);
    known.set(model, groups);
  }
  return groups;
}

function findNames(model: Model): readonly (readonly string[])[] {
  const uses = new Map<number, number>();
  const keys = new Set<number>();
  for (const { code } of model.procedures) {
    for (const i of code) {
      for (const operand of constantOperands(i)) uses.set(operand, (uses.get(operand) ?? 0) + 1);
      if ('key' in i) keys.add(i.key);
    }
  }
  const groups = new Map<string, string[]>();
  for (const p of proceduresRunOnce(model)) {
    const { code } = model.procedures[p];
    const isLooped = loopedIn(code);
    let awaits = 0;
    code.forEach((i, pc) => {
      if (i.op === 'await' || i.op === 'yield') awaits++;
      if (isLooped[pc] === 1) return;
      for (const operand of constantOperands(i)) {
        const constant = model.constants[-1 - operand];
        if (constant.kind !== 'literal' || typeof constant.value !== 'string' || constant.value === '' || uses.get(operand) !== 1 || keys.has(operand)) continue;
        const stretch = `${String(p)} ${String(awaits)}`;
        groups.set(stretch, [...groups.get(stretch) ?? [], constant.value]);
      }
    });
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Procedures that run at most once: entries, and what is named nowhere but in a call in one of these, in no loop. */
function proceduresRunOnce(model: Model): ReadonlySet<number> {
  const isEntry = new Set(model.entries.map(({ procedure }) => procedure));
  const once = new Set(isEntry);
  const named = new Map<number, { times: number; caller: number }>();
  const name = (procedure: number, caller: number): void => {
    const before = named.get(procedure);
    // of the entries only one runs
    const times = before === undefined ? 1 : before.times + (isEntry.has(before.caller) && isEntry.has(caller) && before.caller !== caller ? 0 : 1);
    named.set(procedure, { times, caller });
  };
  model.procedures.forEach(({ code }, p) => {
    const isLooped = loopedIn(code);
    code.forEach((i, pc) => {
      if (i.op === 'closure') name(i.procedure, -1);
      for (const operand of constantOperands(i)) {
        const constant = model.constants[-1 - operand];
        if (constant.kind === 'function') name(constant.procedure, i.op === 'call' && i.callee === operand && isLooped[pc] === 0 ? p : -1);
      }
    });
  });
  const listed = new Set([...model.classes.flatMap(({ members }) => members.map(({ procedure }) => procedure)), ...Object.values(model.derived)]);
  for (let before = -1; before !== once.size;) {
    before = once.size;
    for (const [procedure, { times, caller }] of named) if (times === 1 && once.has(caller) && !listed.has(procedure)) once.add(procedure);
  }
  return once;
}

/** Which instructions are between a jump back and its target. */
function loopedIn(code: readonly Instruction[]): Uint8Array {
  const looped = new Uint8Array(code.length);
  code.forEach((i, pc) => {
    const targets = i.op === 'jump' ? [i.target] : i.op === 'branch' ? [i.yes, i.no] : [];
    for (const target of targets) if (target <= pc) looped.fill(1, target, pc + 1);
  });
  return looped;
}
