import type { Instruction, Model, Procedure } from '../ir/ir.ts';
import { codeOf, reachable, type Code } from './code.ts';
import { derivation } from './derivation.ts';
import { clears, looks, placeKey, readsOf, writesOf, type Constants, type Place, type Write } from './places.ts';

/**
 * Where a function reads something shared, waits, and then writes it because of what it read: between the two other tasks
 * run, and what was read need not hold any more. These are candidates for a race, found in the code of one function alone,
 * without regard to who else is there: an atomicity violation of two accesses (Lu, Tucek, Qin, Zhou, AVIO, ASPLOS 2006),
 * with the awaits as the only points where another task can come in.
 */
export interface Window {
  readonly procedure: number;
  readonly place: Place;
  readonly read: number;
  readonly write: number;
  /** Where the task can be suspended between the two. */
  readonly awaits: ReadonlySet<number>;
  /**
   * What the write does: `update` stores what was computed of the value read, `change` alters what is there at that moment,
   * `derive` stores what came of the value in another way, `constant` stores a constant, `replace` something else.
   */
  readonly act: 'update' | 'change' | 'derive' | 'constant' | 'replace';
  /** The check on what was read that the write depends on. */
  readonly check: Check | undefined;
}

export interface Check {
  readonly branch: number;
  /** Where the code begins that computes what is tested; nothing between has an effect. -1 where that is not so. */
  readonly start: number;
  /** Which answer leads to the write. */
  readonly answer: boolean;
  /** The other answer is an error: the function throws, or tells its caller `false`. */
  readonly refuses: boolean;
}

const known = new WeakMap<Model, readonly Window[]>();

export function windowsOf(model: Model): readonly Window[] {
  const windows = known.get(model) ?? model.procedures.flatMap((procedure, index) => windowsIn(model.constants, procedure, index));
  known.set(model, windows);
  return windows;
}

export function windowsIn(constants: Constants, procedure: Procedure, index: number): Window[] {
  if (procedure.hidden || !procedure.kind.startsWith('async') || !procedure.code.some((i) => i.op === 'await')) return [];
  const finder = new Finder(constants, codeOf(procedure));
  return finder.pairs().flatMap(({ read, write, place, value }) => {
    const found = finder.between(read, write, place, value);
    return found === undefined ? [] : [{ procedure: index, place, read, write, ...found }];
  });
}

interface Pair {
  readonly read: number;
  readonly write: number;
  readonly place: Place;
  readonly value: number | undefined;
}

class Finder {
  readonly #constants: Constants;
  readonly #code: Code;
  readonly #reads = new Map<string, number[]>();
  readonly #writes: (Write & { readonly pc: number })[] = [];
  /** Instructions after which what was read of a place before is of no account. */
  readonly #ends = new Map<string, Set<number>>();

  constructor(constants: Constants, code: Code) {
    this.#constants = constants;
    this.#code = code;
    code.instructions.forEach((_, pc) => {
      if (code.environments[pc] < 0) return;
      for (const place of readsOf(constants, code, pc)) this.#reads.set(placeKey(place), [...this.#reads.get(placeKey(place)) ?? [], pc]);
      for (const write of writesOf(constants, code, pc)) {
        this.#writes.push({ ...write, pc });
        this.#end(write.place, pc);
      }
      for (const place of clears(constants, code, pc)) this.#end(place, pc);
    });
  }

  #end(place: Place, pc: number): void {
    const key = placeKey(place);
    this.#ends.set(key, new Set([...this.#ends.get(key) ?? [], pc]));
  }

  pairs(): Pair[] {
    return this.#writes.flatMap(({ place, value, pc }) => (this.#reads.get(placeKey(place)) ?? []).filter((read) => read !== pc).map((read) => ({ read, write: pc, place, value })));
  }

  /** What lies between a read and a write that depends on it; undefined where the write does not, or nobody can come between. */
  between(read: number, write: number, place: Place, value: number | undefined): Pick<Window, 'awaits' | 'act' | 'check'> | undefined {
    const ends = this.#ends.get(placeKey(place)) ?? new Set();
    const endsBefore = (pc: number): boolean => pc === read || ends.has(pc);
    const { next, previous, instructions } = this.#code;
    const waits = [...reachable(next, next[read], endsBefore)].filter((pc) => instructions[pc].op === 'await' && !endsBefore(pc));
    if (waits.length === 0) return undefined;
    const later = reachable(next, waits.flatMap((pc) => next[pc]), endsBefore);
    if (!later.has(write)) return undefined;
    const readAgain = (this.#reads.get(placeKey(place)) ?? []).filter((pc) => pc !== read && later.has(pc));
    const checksAgain = (pc: number): boolean => readAgain.some((again) => this.#isCheck(pc, again, write));
    const stops = (pc: number): boolean => endsBefore(pc) || checksAgain(pc);
    const ahead = reachable(next, next[read], stops);
    const behind = reachable(previous, previous[write], stops);
    const awaits = new Set(waits.filter((pc) => ahead.has(pc) && behind.has(pc)));
    if (awaits.size === 0) return undefined;

    const owes = value === undefined ? 'none' : derivation(this.#constants, this.#code, value, read);
    if (owes === 'computed') return { awaits, act: 'update', check: undefined };
    const check = this.#checkOf(read, write);
    if (check === undefined) return owes === 'derived' ? { awaits, act: 'derive', check } : undefined;
    const changes = value === undefined || readAgain.some((again) => derivation(this.#constants, this.#code, value, again) === 'computed');
    return { awaits, check, act: changes ? 'change' : this.#isConstant(value) ? 'constant' : 'replace' };
  }

  #isConstant(operand: number): boolean {
    if (operand < 0) return true;
    const definitions = this.#code.definitions(operand);
    return operand >= this.#code.parameters && definitions.every((pc) => {
      const i = pc < 0 ? undefined : this.#code.instructions[pc];
      return i?.op === 'move' && this.#isConstant(i.a);
    });
  }

  /** Whether a branch tests what `read` gave, and the write happens on one of its ways only. */
  #isCheck(pc: number, read: number, write: number): boolean {
    const i = this.#code.instructions[pc];
    return i.op === 'branch' && derivation(this.#constants, this.#code, i.a, read) !== 'none' && this.#wayTo(pc, i, read, write) !== undefined;
  }

  #wayTo(pc: number, branch: Extract<Instruction, { op: 'branch' }>, read: number, write: number): boolean | undefined {
    const leads = (target: number): boolean => reachable(this.#code.next, [target], (at) => at === read || at === pc).has(write);
    const yes = leads(branch.yes);
    return yes === leads(branch.no) ? undefined : yes;
  }

  #checkOf(read: number, write: number): Check | undefined {
    let found: Check | undefined;
    this.#code.instructions.forEach((i, branch) => {
      if (i.op !== 'branch' || found?.refuses === true || derivation(this.#constants, this.#code, i.a, read) === 'none') return;
      const answer = this.#wayTo(branch, i, read, write);
      if (answer === undefined) return;
      const check: Check = { branch, start: this.#startOf(read, branch), answer, refuses: this.#refuses(answer ? i.no : i.yes) };
      if (found === undefined || check.refuses) found = check;
    });
    return found;
  }

  /** Whether an instruction only reads and computes. */
  #isPure(pc: number): boolean {
    const i = this.#code.instructions[pc];
    switch (i.op) {
      case 'move': case 'this': case 'loadGlobal': case 'loadEnv': case 'get': case 'unary': case 'binary': case 'jump': case 'branch': return true;
      case 'invoke': return this.#looks(i.key);
      default: return false;
    }
  }

  #looks(operand: number): boolean {
    const constant = operand < 0 ? this.#constants[-1 - operand] : undefined;
    return constant?.kind === 'literal' && (looks.has(String(constant.value)) || constant.value === 'includes');
  }

  #startOf(read: number, branch: number): number {
    let start = branch;
    while (start > 0 && this.#isPure(start - 1)) start--;
    return start <= read ? start : -1;
  }

  /** Whether the code from here on throws, or returns `false`, without doing anything else. */
  #refuses(from: number): boolean {
    let pc = from;
    for (let steps = 0; steps < 16; steps++) {
      const i = this.#code.instructions[pc];
      switch (i.op) {
        case 'throw': return true;
        case 'return': return this.#isFalse(i.a);
        case 'jump': pc = i.target; break;
        case 'branch': case 'await': case 'set': case 'storeEnv': case 'storeGlobal': return false;
        default: pc++;
      }
    }
    return false;
  }

  #isFalse(operand: number): boolean {
    const constant = operand < 0 ? this.#constants[-1 - operand] : undefined;
    return constant?.kind === 'literal' && constant.value === false;
  }
}
