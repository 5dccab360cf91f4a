import type { Instruction, Model } from '../model/ir/ir.ts';
import { writersOf } from '../model/ir/flow.ts';
import { regionsOf } from '../model/ir/regions.ts';
import { windowsOf } from '../model/windows/windows.ts';
import { controlOf, type Control } from './control.ts';
import { variablesOf } from './environments.ts';
import { filledIn } from './filled.ts';
import { conversions, holdingNames } from './holding.ts';
import { readied, used, type Code } from './liveness.ts';
import { readsAll, type Program, type Reading, type Step } from './program.ts';

/**
 * What of a model can bear on a verdict. A count that only a log shows, a name that nobody compares, the order in which
 * numbers were given out: kept in the states, they make many states of one, and steps that write them seem to meet in
 * them. So instructions whose result reaches no call, branch or await are left out, and properties that no other instruction
 * reads are not written. This is a backward slice (Weiser, Program slicing, 1981; for model checking: Hatcliff, Dwyer,
 * Zheng, Slicing software for model construction, 2000), without regard to the order of instructions, and by name for
 * properties. A branch that decides only about what is left out is left out itself (`control.ts`). What any other instruction
 * may throw is kept: control flow is as before.
 */

/** Names that the machine itself reads: results of iterators, thenables, errors, what lists have. */
const ownNames = new Set(['value', 'done', 'next', 'return', 'throw', 'then', 'length', 'size', 'message', 'name', 'cause', 'errors', 'misuse', 'type', 'detail', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON']);

/** Objects of the platform whose functions only compute. */
const pureObjects = /^(console|Math|performance|Date|Intl|crypto|Number|String)$/;
/** What code hands to the platform, and what is of no use to a task but as that: their methods only fill them. */
const filledClasses = /^(URLSearchParams|Headers|FormData|TextEncoder|TextDecoder|Date)$/;

/** The procedures of a model as they are run, each made ready when it is first called. */
export interface Programs extends Reading {
  at(procedure: number): Program;
  /** The same before it is made ready: each value in a slot of its own. */
  plain(procedure: number): Code;
}

/** What is known of a model whatever names are read besides, and its programs by these names. */
interface Known {
  readonly control: readonly Control[];
  /** For each procedure, which instructions write a slot. */
  readonly writers: readonly ReadonlyMap<number, readonly number[]>[];
  readonly mayHold: Reading['mayHold'];
  readonly variables: ReturnType<typeof variablesOf>;
  readonly programs: Map<string, Programs>;
}

const known = new WeakMap<Model, Known>();

function knownOf(model: Model): Known {
  let found = known.get(model);
  if (found === undefined) known.set(model, found = { control: controlsOf(model), writers: model.procedures.map(({ code }) => writersOf(code)), mayHold: holdingNames(model), variables: variablesOf(model), programs: new Map() });
  return found;
}

/** `names` are properties that are read although no instruction says so: by a computed name. Delays of timers are read only where the program is run by the clock. */
export function programsOf(model: Model, names: ReadonlySet<string>, readsDelays = true): Programs {
  const key = [String(readsDelays), ...[...names].sort()].join('\n');
  const { mayHold, programs, ...shapes } = knownOf(model);
  let found = programs.get(key);
  if (found === undefined) {
    const relevance = new Relevance(model, names, readsDelays, shapes);
    relevance.run();
    const plain: (Code | undefined)[] = [];
    found = programsFrom((procedure) => (plain[procedure] ??= relevance.relevant(procedure)), { isRead: (name) => relevance.isRead(name), missing: relevance.missing(), mayHold });
    programs.set(key, found);
  }
  return found;
}

/** The procedures as they are, but for the choices that others leave out: the same choices lead the same way through both. */
export function withChoicesOf(model: Model, others: Programs): Programs {
  return programsFrom((procedure) => {
    const { code } = others.plain(procedure);
    const whole = model.procedures[procedure];
    return { ...whole, code: whole.code.map((i, pc) => (code[pc].op === i.op ? i : i.op === 'branch' ? code[pc] : i.op === 'binary' || i.op === 'unary' ? { op: 'opaque', to: i.to, reason: 'decides nothing' } : i)) };
  }, readsAll);
}

/** The procedures as they are, with nothing left out. */
export function wholePrograms(model: Model): Programs {
  return programsFrom((procedure) => model.procedures[procedure], readsAll);
}

function programsFrom(plain: Programs['plain'], reading: Reading): Programs {
  const made: (Program | undefined)[] = [];
  return { ...reading, plain, at: (procedure) => (made[procedure] ??= readied(plain(procedure))) };
}

type VariableAccess = Extract<Instruction, { readonly op: 'loadGlobal' | 'storeGlobal' | 'loadEnv' | 'storeEnv' }>;

class Relevance {
  readonly #model: Model;
  readonly #writers: Known['writers'];
  readonly #live: readonly Uint8Array[];
  readonly #control: Known['control'];
  readonly #usedSlots: readonly Uint8Array[];
  readonly #keys = new Set<string>();
  readonly #gettersOf = new Map<string, number[]>();
  readonly #setterNames = new Set<string>();
  /** What is kept once a property turns out to be read: assignments, and the values of object literals. */
  readonly #writesOf = new Map<string, (() => void)[]>();
  readonly #variables: Known['variables'];
  /** Variables of modules and of closures that are read. */
  readonly #readVariables = new Set<string>();
  readonly #variableWrites = new Map<string, (readonly [number, number])[]>();
  readonly #entered = new Set<number>();
  readonly #work: (readonly [number, number])[] = [];
  readonly #undefinedOperand: number;
  readonly #readsDelays: boolean;

  constructor(model: Model, names: ReadonlySet<string>, readsDelays: boolean, { control, writers, variables }: Pick<Known, 'control' | 'writers' | 'variables'>) {
    this.#model = model;
    this.#live = model.procedures.map((p) => new Uint8Array(p.code.length));
    this.#control = control;
    this.#usedSlots = model.procedures.map((p) => new Uint8Array(p.slots));
    this.#writers = writers;
    this.#variables = variables;
    this.#undefinedOperand = -1 - model.constants.findIndex((c) => c.kind === 'literal' && c.value === undefined);
    this.#readsDelays = readsDelays || this.#undefinedOperand >= 0;
    for (const { members } of model.classes) {
      for (const member of members) {
        if (member.kind === 'set') this.#setterNames.add(member.name);
        if (member.kind === 'get') this.#gettersOf.set(member.name, [...this.#gettersOf.get(member.name) ?? [], member.procedure]);
      }
    }
    for (const { meaning } of model.libraries) for (const name of optionNames(meaning)) this.#keys.add(name);
    for (const name of names) this.#keys.add(name);
  }

  run(): void {
    const idle = new Set([...this.#gettersOf].flatMap(([name, list]) => (this.#keys.has(name) || !list.every((p) => this.#isPure(p)) ? [] : list)));
    this.#model.procedures.forEach((_, p) => { if (!idle.has(p)) this.#enter(p); });
    for (let next = this.#work.pop(); next !== undefined; next = this.#work.pop()) this.#keep(...next);
  }

  /** The names of the properties that are assigned only where a branch is left out. */
  missing(): ReadonlySet<string> {
    const names = this.#model.procedures.flatMap(({ code }, p) => {
      const skipped = [...this.#control[p].regions.keys()].filter((branch) => this.#entered.has(p) && this.#live[p][branch] === 0);
      return code.flatMap((i, pc) => (i.op === 'set' && this.#control[p].deciding[pc].some((branch) => skipped.includes(branch)) ? [this.#text(i.key) ?? ''] : []));
    });
    return new Set(names);
  }

  /** A procedure without what bears on nothing; a getter that nobody calls stays as it is. */
  relevant(p: number): Code {
    const procedure = this.#model.procedures[p];
    if (!this.#entered.has(p)) return procedure;
    return { ...procedure, code: procedure.code.map((i, pc) => (this.#live[p][pc] === 1 ? this.#lean(i, p) : this.#residue(i, p, pc))) };
  }

  /** The procedure may run: what it does besides computing values is kept. */
  #enter(p: number): void {
    if (this.#entered.has(p)) return;
    this.#entered.add(p);
    this.#model.procedures[p].code.forEach((i, pc) => {
      if (i.op === 'branch' && this.#control[p].regions.has(pc)) return;
      if (this.#isRacing(p, pc)) this.#markDeciding(p, pc);
      if (!this.#isForValueOnly(i, p)) {
        this.#mark(p, pc);
        return;
      }
      this.#demand(p, pc);
      if (i.op === 'set') {
        const key = this.#text(i.key);
        if (key !== undefined) this.#onceRead(key, () => { this.#mark(p, pc); });
      }
      if (i.op === 'storeGlobal' || i.op === 'storeEnv') {
        const name = this.#variable(i, p, pc);
        if (this.#readVariables.has(name)) this.#mark(p, pc);
        else this.#variableWrites.set(name, [...this.#variableWrites.get(name) ?? [], [p, pc]]);
      }
    });
  }

  /** Whether leaving the instruction out changes nothing where its result is not used. */
  #isForValueOnly(i: Instruction, p: number): boolean {
    switch (i.op) {
      case 'move': case 'loadGlobal': case 'loadEnv': case 'this': case 'object': case 'array': case 'closure': case 'unary': case 'storeGlobal': return true;
      case 'storeEnv': return this.#variables !== undefined;
      case 'binary': return i.operator !== 'in';
      case 'get': {
        const key = this.#text(i.key);
        return key !== undefined && !this.#isAccessorLiteral(key) && (this.#gettersOf.get(key) ?? []).every((p) => this.#isPure(p));
      }
      case 'set': {
        const key = this.#text(i.key);
        return key !== undefined && !this.#setterNames.has(key) && !this.#isAccessorLiteral(key) && !key.startsWith('on');
      }
      case 'invoke': return !i.spread && (i.object < 0 ? this.#isPureObject(i.object) : this.#isFilled(p, i.object));
      case 'call': return i.callee < 0 && !i.spread && conversions.has(this.#builtin(i.callee));
      case 'new': return i.callee < 0 && !i.spread && filledClasses.test(this.#builtin(i.callee));
      default: return false;
    }
  }

  readonly #pure = new Map<number, boolean>();

  /** Whether a getter only reads and computes. */
  #isPure(p: number): boolean {
    const known = this.#pure.get(p);
    if (known !== undefined) return known;
    this.#pure.set(p, false);
    const pure = this.#model.procedures[p].kind === 'function'
      && this.#model.procedures[p].code.every((i) => i.op === 'return' || i.op === 'jump' || i.op === 'branch' || i.op === 'assign' || (i.op !== 'set' && i.op !== 'storeGlobal' && i.op !== 'storeEnv' && this.#isForValueOnly(i, p)));
    this.#pure.set(p, pure);
    return pure;
  }

  #accessorLiterals: Set<string> | undefined;

  /** Names of accessors of object literals, which are found only where the object is. */
  #isAccessorLiteral(key: string): boolean {
    this.#accessorLiterals ??= new Set(this.#model.procedures.flatMap((p) => p.code.flatMap((i) => (i.op === 'accessor' ? [this.#text(i.key) ?? ''] : []))));
    return this.#accessorLiterals.has(key);
  }

  #isPureObject(operand: number): boolean {
    return pureObjects.test(this.#builtin(operand));
  }

  #builtin(operand: number): string {
    const constant = this.#model.constants[-1 - operand];
    return constant.kind === 'builtin' ? constant.name : '';
  }

  readonly #filled = new Map<number, (operand: number) => boolean>();

  /** Whether a value is an object of the platform that the procedure makes and that is only filled. */
  #isFilled(p: number, operand: number): boolean {
    let isFilled = this.#filled.get(p);
    if (isFilled === undefined) this.#filled.set(p, isFilled = filledIn(this.#model.procedures[p], (i) => i.op === 'new' && i.callee < 0 && filledClasses.test(this.#builtin(i.callee))));
    return isFilled(operand);
  }

  #text(operand: number): string | undefined {
    const constant = operand < 0 ? this.#model.constants[-1 - operand] : undefined;
    return constant?.kind === 'literal' && typeof constant.value === 'string' && !/^\d/.test(constant.value) ? constant.value : undefined;
  }

  isRead(key: string): boolean {
    return this.#keys.has(key) || ownNames.has(key) || key.startsWith('@@');
  }

  #onceRead(key: string, keep: () => void): void {
    if (this.isRead(key)) keep();
    else this.#writesOf.set(key, [...this.#writesOf.get(key) ?? [], keep]);
  }

  #mark(p: number, pc: number): void {
    if (this.#live[p][pc] === 1) return;
    this.#live[p][pc] = 1;
    this.#work.push([p, pc]);
    if (this.#model.procedures[p].code[pc].op !== 'jump') this.#markDeciding(p, pc);
  }

  /** What is left of a read or write is the demand that its object be there, where it runs at all. */
  #demand(p: number, pc: number): void {
    const i = this.#model.procedures[p].code[pc];
    if ((i.op === 'get' || i.op === 'set') && this.#control[p].deciding[pc].every((branch) => this.#live[p][branch] === 1)) this.#use(p, i.object);
  }

  /** It matters whether the instruction runs. */
  #markDeciding(p: number, pc: number): void {
    for (const branch of this.#control[p].deciding[pc]) this.#mark(p, branch);
  }

  #use(p: number, operand: number): void {
    if (operand < 0 || this.#usedSlots[p][operand] === 1) return;
    this.#usedSlots[p][operand] = 1;
    for (const pc of this.#writers[p].get(operand) ?? []) this.#mark(p, pc);
  }

  /** An instruction stays: so does what computes its operands, and what is written where it reads. */
  #keep(p: number, pc: number): void {
    const i = this.#model.procedures[p].code[pc];
    for (const inside of this.#control[p].regions.get(pc)?.inside ?? []) this.#demand(p, inside);
    if (i.op === 'object') {
      i.keys.forEach((key, at) => { this.#onceRead(key, () => { this.#use(p, i.values[at]); }); });
      return;
    }
    for (const operand of used(this.#withoutDelay(i))) this.#use(p, operand);
    const isOfPlatform = (i.op === 'get' || i.op === 'invoke') && i.object < 0 && this.#builtin(i.object) !== '';
    if (isOfPlatform) return;
    if (i.op === 'get' || i.op === 'invoke' || i.op === 'getSuper') this.#read(this.#text(i.key));
    if (i.op === 'loadGlobal' || i.op === 'loadEnv') this.#readVariable(this.#variable(i, p, pc));
  }

  #read(key: string | undefined): void {
    // a computed name is seen where it is used
    if (key === undefined || this.#keys.has(key)) return;
    this.#keys.add(key);
    for (const keep of this.#writesOf.get(key) ?? []) keep();
    for (const p of this.#gettersOf.get(key) ?? []) this.#enter(p);
  }

  #variable(i: VariableAccess, p: number, pc: number): string {
    return i.op === 'loadGlobal' || i.op === 'storeGlobal' ? `${String(i.module)}.${String(i.index)}` : this.#variables?.(p, pc, i.depth, i.index) ?? '';
  }

  #readVariable(name: string): void {
    if (this.#readVariables.has(name)) return;
    this.#readVariables.add(name);
    for (const [p, pc] of this.#variableWrites.get(name) ?? []) this.#mark(p, pc);
  }

  /** A call that sets a timer of a known kind, without how long for where nobody asks. */
  #withoutDelay(i: Instruction): Instruction {
    if (this.#readsDelays || i.op !== 'call' || i.callee >= 0 || i.spread) return i;
    const constant = this.#model.constants[-1 - i.callee];
    const meaning = constant.kind === 'library' ? this.#model.libraries[constant.index].meaning : undefined;
    const delay = meaning?.kind === 'function' && meaning.op.startsWith('timer.') ? meaning.operands?.['delay'] : undefined;
    if (delay === undefined || !('argument' in delay)) return i;
    return { ...i, args: i.args.map((arg, at) => (at === delay.argument ? this.#undefinedOperand : arg)) };
  }

  /** Values of an object literal that nobody reads are left out; its properties are there all the same. Whether there was something to delete is mostly not asked. */
  #lean(i: Instruction, p: number): Step {
    if (i.op === 'call') return this.#withoutDelay(i);
    if (i.op === 'invoke' && i.to >= 0 && this.#usedSlots[p][i.to] === 0 && this.#text(i.key) === 'delete') return { ...i, to: -1 };
    if (i.op !== 'object' || this.#undefinedOperand >= 0 || i.keys.every((key) => this.isRead(key))) return i;
    return { ...i, values: i.values.map((value, at) => (this.isRead(i.keys[at]) ? value : this.#undefinedOperand)) };
  }

  #residue(i: Instruction, p: number, pc: number): Step {
    switch (i.op) {
      case 'get': return { op: 'demand', object: i.object, key: i.key };
      case 'set': return { op: 'occupy', object: i.object, key: i.key, races: this.#isRacing(p, pc) };
      case 'branch': return { op: 'jump', target: this.#control[p].regions.get(pc)?.join ?? i.no };
      default: return this.#isRacing(p, pc) ? { op: 'touch' } : { op: 'jump', target: pc + 1 };
    }
  }

  /** Whether something is written there that others have read and will write. */
  #isRacing(p: number, pc: number): boolean {
    const i = this.#model.procedures[p].code[pc];
    return (i.op === 'set' || i.op === 'storeGlobal' || i.op === 'storeEnv') && windowsOf(this.#model).some((window) => window.procedure === p && window.write === pc);
  }
}

/** What decides about what in each procedure; that of the prelude is what it is for. */
function controlsOf({ procedures }: Model): Control[] {
  return procedures.map(({ code, hidden }) => controlOf(code, hidden ? [] : regionsOf(code)));
}

/** The options that library operations read from the objects they are given. */
function optionNames(meaning: unknown): readonly string[] {
  if (typeof meaning !== 'object' || meaning === null) return [];
  return Object.entries(meaning).flatMap(([key, value]) => (key === 'option' && typeof value === 'string' ? [value] : optionNames(value)));
}
