import type { Constant, LibraryExport, Model } from '../model/ir/ir.ts';
import type { Bounds } from './bounds.ts';
import { advance } from './combinations.ts';
import { Memory } from './memory.ts';
import { Names, namesIn } from './names.ts';
import { Evidence } from './obligations/evidence.ts';
import type { Observer } from './observer.ts';
import { Objects } from './objects.ts';
import type { Slicing } from './slicing.ts';
import {
  boolean, closure, container, FALSE, firstPrimitiveKind, frame, HOLE, integer, isInteger, job, jobKind, kind, NULL, object, payload, promise, promiseState,
  RAISED, reaction, reactionKind, reference, resolver, tag, truth, UNDEFINED, unknown, world,
} from './values.ts';
import type { CallInfo, Primitive, PrimitiveOperation } from './primitive.ts';

export type { Bounds } from './bounds.ts';
export type { BlockedWords, CallInfo, Primitive, PrimitiveOperation } from './primitive.ts';

/** How sure a step is: 0 the program's own choices, 1 a free choice on an unknown value, 2 an approximation. */
export type Level = 0 | 1 | 2;

/** What a step did that a finding may need. */
export interface Misuse {
  readonly message: string;
  readonly site: number;
}

/** The operation of a promise that is made to stay pending: who waits for it means to. */
export const ENDLESS = 'promise.endless';

/** The abstract machine: one state, and the operations on it that instructions and primitives are made of. */
const callableKinds: ReadonlySet<number> = new Set([kind.closure, kind.class, kind.resolver, kind.token]);

export class Machine {
  readonly memory = new Memory();
  readonly model: Model;
  readonly operations = new Map<string, PrimitiveOperation>();
  readonly operationNames: string[] = ['call', 'promise'];
  readonly #operationIndex = new Map<string, number>([['call', 0], ['promise', 1]]);
  readonly primitives: readonly Primitive[];

  // constants, interned so that equal strings are equal values
  readonly constants: (string | number)[] = [];
  readonly #constantIndex = new Map<string | number, number>();
  /** What each constant is as the key of a property: for the digits of an index the integer. */
  readonly #keys: number[] = [];
  readonly pool: number[];
  readonly builtins: string[] = [];
  readonly #builtinIndex = new Map<string, number>();
  readonly landmarks: ReadonlySet<number>;
  /** Integers beyond this are unknown, unless the program compares with them; lists do not grow beyond so many items. */
  readonly bounds: Bounds;
  readonly slicing: Slicing;
  /** Texts that only tell things apart, if there are any. */
  readonly names: Names | undefined;

  readonly #objects = new Objects(this.memory);

  /** Where each module's globals begin in the world's vector. */
  readonly globalBase: number[] = [];
  readonly globalCount: number;

  // the step that is running
  thrown = UNDEFINED;
  level: Level = 0;
  /** Choices to repeat, and those made in this step (chosen, out of how many). */
  script: readonly number[] = [];
  made: { chosen: number; of: number }[] = [];
  /** Picks one of `n` where the script says nothing; the first unless set. */
  pick: ((n: number) => number) | undefined;
  /** Whether the step has touched nothing that another task could touch. */
  isPrivate = true;
  rejected: number[] = [];
  /** Procedures of the prelude that run as soon as the operation that asked for them is done, before its caller goes on. */
  following: { readonly procedure: number; readonly args: readonly number[] }[] = [];
  /** Error cells thrown by misuse of a primitive, in this step's memory. */
  misuses = new Map<number, Misuse>();
  readonly evidence = new Evidence();
  /** Whether the order of the queues is left out of the states: not where jobs run in order. */
  sortsQueues = true;
  /** Procedures that are methods of classes. */
  readonly methods: ReadonlySet<number>;
  /** Those of what `bind` gives. */
  readonly bound: ReadonlySet<number>;
  /** Told of what happens, when a trace is made. */
  observer: Observer | undefined;

  /** The prelude's own counting is always exact: its loops run over what is there. */
  countsExactly = false;
  readonly #landmark: number;
  /** Whether a value has gone beyond the watched bounds. */
  hasOutgrown = false;

  /** Whether an integer is too large to be kept exactly. */
  isLarge(n: number): boolean {
    if (this.countsExactly || Math.abs(n) <= this.#landmark || this.landmarks.has(n)) return false;
    const { integer: largest, watched } = this.bounds;
    if (watched !== undefined && Math.abs(n) > watched.integer) this.hasOutgrown = true;
    return Math.abs(n) > largest;
  }

  /** Whether a list is too long to be kept exactly. */
  isLong(items: number): boolean {
    const { items: longest, watched } = this.bounds;
    if (watched !== undefined && items > watched.items) this.hasOutgrown = true;
    return items > longest;
  }

  constructor(model: Model, primitives: readonly Primitive[], bounds: Bounds, slicing: Slicing) {
    this.bounds = bounds;
    // loops that count to a small number are run as they are
    this.#landmark = Math.max(0, ...model.landmarks.filter((n) => n <= 64));
    this.slicing = slicing;
    this.memory.slicing = slicing;
    this.model = model;
    this.primitives = primitives;
    for (const primitive of primitives) {
      for (const [name, operation] of Object.entries(primitive.operations)) this.operations.set(`${primitive.name}.${name}`, operation);
    }
    this.landmarks = new Set(model.landmarks.flatMap((n) => [n - 1, n, n + 1]));
    this.bound = new Set((model.procedures[model.derived['function.bind'] ?? -1]?.code ?? []).flatMap((i) => (i.op === 'closure' ? [i.procedure] : [])));
    this.methods = new Set(model.classes.flatMap((c) => c.members.map((member) => member.procedure)));
    this.pool = model.constants.map((c) => this.#constant(c));
    const groups = slicing.namesMatter ? [] : namesIn(model);
    if (groups.length > 0) this.names = new Names(groups, this.constants, (text) => payload(this.literal(text)), slicing);
    this.memory.names = this.names;
    let base = 0;
    for (const module of model.modules) {
      this.globalBase.push(base);
      base += module.globals.length;
    }
    this.globalCount = base;
  }

  #constant(constant: Constant): number {
    switch (constant.kind) {
      case 'literal': return this.literal(constant.value);
      case 'function': return (constant.procedure << 3) | tag.function;
      case 'library': return (constant.index << 3) | tag.library;
      case 'builtin': return this.builtin(constant.name);
      case 'unknown': return HOLE;
    }
  }

  builtin(name: string): number {
    let index = this.#builtinIndex.get(name);
    if (index === undefined) {
      index = this.builtins.push(name) - 1;
      this.#builtinIndex.set(name, index);
    }
    return (index << 3) | tag.builtin;
  }

  /** The value of a JavaScript primitive. */
  literal(value: unknown): number {
    if (value === undefined) return UNDEFINED;
    if (value === null) return NULL;
    if (typeof value === 'boolean') return boolean(value);
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1 << 27 && !Object.is(value, -0)) return integer(value);
    if (typeof value !== 'number' && typeof value !== 'string') return HOLE;
    let index = this.#constantIndex.get(value);
    if (index === undefined) {
      index = this.constants.push(value) - 1;
      this.#constantIndex.set(value, index);
      this.#keys.push(typeof value === 'string' && /^(0|[1-9]\d{0,6})$/.test(value) ? integer(Number(value)) : (index << 3) | tag.constant);
    }
    return (index << 3) | tag.constant;
  }

  keyOf(constant: number): number {
    return this.#keys[constant];
  }

  /** The JavaScript primitive of a value, whose content is looked into; `known` is false for references and unknowns. */
  primitive(value: number): ReturnType<Machine['plain']> {
    if ((value & 7) === tag.constant) this.names?.looksInto(payload(value));
    return this.plain(value);
  }

  /** The same, where a text is only told apart from others or put together with them. */
  plain(value: number): { readonly known: boolean; readonly value?: string | number | boolean | null | undefined } {
    switch (value & 7) {
      case tag.integer: return { known: true, value: payload(value) };
      case tag.constant: return { known: true, value: this.constants[payload(value)] };
      case tag.special: return value === HOLE ? { known: false } : { known: true, value: value === UNDEFINED ? undefined : value === NULL ? null : value !== FALSE };
      default: return { known: false };
    }
  }

  /** The primitive that a cell is of; undefined for all other cells. */
  primitiveName(cell: number): string | undefined {
    const index = this.memory.kind(cell) - firstPrimitiveKind;
    return index < 0 ? undefined : this.primitives[index].name;
  }

  /** How many parameters a function of the program has; undefined for all other values. */
  parametersOf(value: number): number | undefined {
    return this.isFunction(value) ? this.model.procedures[this.procedureOf(value)].parameters : undefined;
  }

  /** Whether a value is a function of the program. */
  isFunction(value: number): boolean {
    return (value & 7) === tag.function || this.memory.kindOf(value) === kind.closure;
  }

  /** Whether a value can be called: functions of the program and of the platform, classes, what settles a promise, what gives a grant back. */
  isCallable(value: number): boolean {
    const bits = value & 7;
    return bits === tag.function || bits === tag.library || bits === tag.builtin || callableKinds.has(this.memory.kindOf(value));
  }

  /** The procedure that a function of the program runs. */
  procedureOf(callee: number): number {
    return payload((callee & 7) === tag.function ? callee : this.memory.words[payload(callee) + closure.procedure]);
  }

  text(value: number): string | undefined {
    if ((value & 7) === tag.constant) {
      this.names?.looksInto(payload(value));
      const constant = this.constants[payload(value)];
      return typeof constant === 'string' ? constant : String(constant);
    }
    return isInteger(value) ? String(payload(value)) : undefined;
  }

  operationIndex(name: string): number {
    let index = this.#operationIndex.get(name);
    if (index === undefined) {
      index = this.operationNames.push(name) - 1;
      this.#operationIndex.set(name, index);
    }
    return index;
  }

  // choices

  /**
   * One of `n` ways to go on; all are explored. `level` says what choosing costs in confidence.
   */
  choose(n: number, level: Level): number {
    if (n <= 1) return 0;
    const at = this.made.length;
    const chosen = at < this.script.length ? this.script[at] : this.pick === undefined ? 0 : this.pick(n);
    this.made.push({ chosen, of: n });
    if (level > this.level) this.level = level;
    return chosen;
  }

  /** Notes that the step rests on an approximation; returns an unknown for what was lost. */
  approximate(): number {
    this.level = 2;
    return this.newUnknown(2);
  }

  // errors

  raise(value: number): number {
    this.thrown = value;
    return RAISED;
  }

  error(message: string, className = 'Error'): number {
    const cell = this.newObject(this.builtin(className));
    this.setOwn(cell, this.literal('message'), this.literal(message));
    this.setOwn(cell, this.literal('name'), this.literal(className));
    return reference(cell);
  }

  raiseError(message: string, className = 'Error'): number {
    return this.raise(this.error(message, className));
  }

  /** An error that a primitive throws because it was used wrongly: uncaught, it is a finding. */
  misuse(message: string, site: number): number {
    const error = this.error(message, 'Misuse');
    this.setOwn(payload(error), this.literal('misuse'), integer(site));
    this.setOwn(payload(error), this.literal('message'), this.literal(message));
    return error;
  }

  // unknown values

  newUnknown(quality: 1 | 2 = 1): number {
    if (quality === 2) this.evidence.escaped = true;
    const cell = this.memory.allocate(kind.unknown, 5);
    const { words } = this.memory;
    words[cell + unknown.value] = HOLE;
    words[cell + unknown.quality] = integer(quality);
    words[cell + unknown.truth] = integer(truth.open);
    words[cell + unknown.shape] = integer(0);
    return reference(cell);
  }

  /** Follows unknowns that turned out to be some value. */
  resolve(value: number): number {
    const { words } = this.memory;
    while ((value & 7) === tag.reference && (words[value >> 3] & 63) === kind.unknown && words[(value >> 3) + unknown.value] !== HOLE) value = words[(value >> 3) + unknown.value];
    return value;
  }

  isUnknown(value: number): boolean {
    return value === HOLE || this.memory.kindOf(value) === kind.unknown;
  }

  quality(value: number): 1 | 2 {
    return value !== HOLE && this.memory.words[payload(value) + unknown.quality] === integer(2) ? 2 : 1;
  }

  become(value: number, known: number): void {
    if (value !== HOLE) this.memory.words[payload(value) + unknown.value] = known;
  }

  /** Whether a value is truthy; asks for a choice where it is not known, and remembers the answer. */
  truthy(value: number): boolean {
    value = this.resolve(value);
    switch (value & 7) {
      case tag.integer: return payload(value) !== 0;
      case tag.constant: {
        const constant = this.constants[payload(value)];
        return constant !== '' && constant !== 0 && !Number.isNaN(constant);
      }
      case tag.special: if (value !== HOLE) return value > FALSE && value !== HOLE; break;
      default: if (!this.isUnknown(value)) return true;
    }
    if (value === HOLE) return this.choose(2, 1) === 0;
    const { words } = this.memory;
    const known = payload(words[payload(value) + unknown.truth]);
    if (known === truth.truthy) return true;
    if (known === truth.falsy) return false;
    const answer = this.choose(2, this.quality(value)) === 0;
    words[payload(value) + unknown.truth] = integer(answer ? truth.truthy : truth.falsy);
    return answer;
  }

  /** Whether it is free to be truthy or falsy. */
  isOpen(value: number): boolean {
    value = this.resolve(value);
    return value !== HOLE && this.isUnknown(value) && payload(this.memory.words[payload(value) + unknown.truth]) === truth.open;
  }

  decide(value: number, isTruthy: boolean): void {
    this.memory.words[payload(this.resolve(value)) + unknown.truth] = integer(isTruthy ? truth.truthy : truth.falsy);
  }

  nullish(value: number): boolean {
    value = this.resolve(value);
    if (value === UNDEFINED || value === NULL) return true;
    if (!this.isUnknown(value)) return false;
    if (value === HOLE) return this.choose(2, 1) === 1;
    const { words } = this.memory;
    const known = payload(words[payload(value) + unknown.truth]);
    if (known === truth.truthy || known === truth.present) return false;
    if (this.choose(2, this.quality(value)) === 0) {
      if (known === truth.open) words[payload(value) + unknown.truth] = integer(truth.present);
      return false;
    }
    this.become(value, UNDEFINED);
    return true;
  }

  // objects

  /** An object without properties; `extra` fields after its own are for primitives. */
  newObject(prototype: number, extra = 0): number {
    const cell = this.memory.allocate(kind.object, 4 + extra);
    const { words } = this.memory;
    words[cell + object.prototype] = prototype;
    words[cell + object.shape] = integer(0);
    return cell;
  }

  getOwn(cell: number, key: number): number {
    return this.#objects.get(cell, key);
  }

  setOwn(cell: number, key: number, value: number): void {
    this.#objects.set(cell, key, value);
  }

  deleteOwn(cell: number, key: number): void {
    this.#objects.delete(cell, key);
  }

  ownKeys(cell: number): readonly number[] {
    return this.#objects.keys(cell);
  }

  newArray(values: readonly number[], origin = -1): number {
    const cell = this.newContainer(kind.array, origin);
    if (values.length > 0) {
      const items = this.memory.vector(values);
      this.memory.words[cell + container.items] = items;
    }
    return reference(cell);
  }

  newContainer(containerKind: number, origin: number): number {
    const cell = this.memory.allocate(containerKind, 2);
    this.memory.words[cell + container.origin] = integer(origin);
    return cell;
  }

  isContainer(value: number): boolean {
    const kindOfCell = this.memory.kindOf(value);
    return kindOfCell === kind.array || kindOfCell === kind.map || kindOfCell === kind.set;
  }

  /** Whether what is added to a container must be kept. */
  keeps(cell: number): boolean {
    return this.slicing.keeps(payload(this.memory.words[cell + container.origin]));
  }

  /** Notes that a container's content is read, and unless said otherwise in its order. */
  reads(cell: number, inOrder = true): void {
    this.slicing.reads(payload(this.memory.words[cell + container.origin]), inOrder);
  }

  /** Whether values assigned to a property are kept; set by the interpreter, which knows what the program reads. */
  isRead: (name: string) => boolean = () => true;

  /** Notes that a property is read by a computed name. */
  readsName(key: number): void {
    if ((key & 7) !== tag.constant) return;
    this.names?.looksInto(payload(key));
    const name = this.constants[payload(key)];
    if (typeof name === 'string' && !this.isRead(name)) this.slicing.readsName(name);
  }

  resultObject(value: number, done: number): number {
    const cell = this.newObject(UNDEFINED);
    this.setOwn(cell, this.literal('value'), value);
    this.setOwn(cell, this.literal('done'), done);
    return reference(cell);
  }

  newClosure(procedure: number, environment: number, self: number): number {
    const cell = this.memory.allocate(kind.closure, 4);
    const { words } = this.memory;
    words[cell + closure.procedure] = integer(procedure);
    words[cell + closure.environment] = environment;
    words[cell + closure.self] = self;
    return reference(cell);
  }

  // promises

  /** A pending promise; `operation` is the index of the operation that will settle it. */
  newPromise(operation: number, site: number, resource: number): number {
    const cell = this.memory.allocate(kind.promise, 9);
    const { words } = this.memory;
    words[cell + promise.state] = integer(promiseState.pending);
    words[cell + promise.operation] = integer(operation);
    words[cell + promise.site] = integer(site);
    words[cell + promise.resource] = resource;
    words[cell + promise.handled] = FALSE;
    return cell;
  }

  /** The promise of a blocking operation: it counts as a leak if nothing can settle it any more. */
  block(name: string, call: CallInfo, resource: number): number {
    const cell = this.newPromise(this.operationIndex(name), call.site, resource);
    this.memory.push(Memory.world, world.pending, reference(cell));
    return cell;
  }

  settled(value: number): number {
    const cell = this.newPromise(1, 0, UNDEFINED);
    this.resolvePromise(cell, value);
    return reference(cell);
  }

  rejectedPromise(error: number): number {
    const cell = this.newPromise(1, 0, UNDEFINED);
    this.settle(cell, promiseState.rejected, error);
    return reference(cell);
  }

  isPending(cell: number): boolean {
    return this.memory.words[cell + promise.state] === integer(promiseState.pending);
  }

  /** Resolves with a value; a promise is followed. */
  resolvePromise(cell: number, value: number): void {
    if (!this.isPending(cell)) return;
    value = this.resolve(value);
    if (this.hasMethod(value, this.#then)) {
      // its `then` is called in a step of its own, and settles this promise
      const args = this.newArray([value, this.newResolver(cell, false), this.newResolver(cell, true)]);
      this.schedule(world.ready, jobKind.call, (this.model.derived['promise.adopt'] << 3) | tag.function, args, payload(this.memory.words[cell + promise.site]));
      return;
    }
    if (this.memory.kindOf(value) !== kind.promise) {
      this.settle(cell, promiseState.fulfilled, value);
      return;
    }
    const other = payload(value);
    if (other === cell) {
      this.settle(cell, promiseState.rejected, this.error('a promise cannot be resolved with itself', 'TypeError'));
    } else if (this.isPending(other)) {
      this.observer?.follows(cell, [other]);
      this.react(other, reactionKind.adopt, reference(cell), UNDEFINED);
      // what follows an endless promise is endless too
      const { words } = this.memory;
      if (words[other + promise.operation] === integer(this.operationIndex(ENDLESS))) words[cell + promise.operation] = words[other + promise.operation];
    } else this.settle(cell, payload(this.memory.words[other + promise.state]), this.memory.words[other + promise.value], other);
  }

  /** Adds a reaction; `a` and `b` mean what the kind says. */
  react(cell: number, reactionOf: number, a: number, b: number): void {
    const added = this.memory.allocate(kind.reaction, 3);
    const { words } = this.memory;
    words[added + reaction.kind] = integer(reactionOf);
    words[added + reaction.a] = a;
    words[added + reaction.b] = b;
    words[cell + promise.handled] = integer(1);
    this.touch(cell);
    if (this.isPending(cell)) this.memory.push(cell, promise.reactions, reference(added));
    else this.#run(added, cell);
  }

  settle(cell: number, state: number, value: number, from?: number): void {
    if (!this.isPending(cell)) return;
    this.touch(cell);
    const reactions = this.memory.items(cell, promise.reactions);
    const signal = this.memory.words[cell + promise.signal];
    if (this.memory.kindOf(signal) === kind.job) this.memory.remove(Memory.world, world.later, signal);
    else if (signal !== UNDEFINED) this.memory.remove(payload(signal), signalListeners, reference(cell));
    const { words } = this.memory;
    words[cell + promise.state] = integer(state);
    words[cell + promise.value] = value;
    for (const field of [promise.reactions, promise.operation, promise.site, promise.resource, promise.signal]) words[cell + field] = UNDEFINED;
    if (from !== undefined) words[from + promise.handled] = integer(1);
    if (state === promiseState.rejected && reactions.length === 0 && words[cell + promise.handled] === FALSE) this.rejected.push(cell);
    this.observer?.settled(cell);
    for (const added of reactions) this.#run(payload(added), cell);
  }

  /** A promise settled: those that only pass it on do so at once, a waiting task becomes ready. */
  #run(added: number, settled: number): void {
    const { words } = this.memory;
    const a = words[added + reaction.a];
    const b = words[added + reaction.b];
    const state = payload(words[settled + promise.state]);
    const value = words[settled + promise.value];
    switch (payload(words[added + reaction.kind])) {
      case reactionKind.resume: this.schedule(world.ready, jobKind.resume, a, UNDEFINED, 0); break;
      case reactionKind.adopt: this.settle(payload(a), state, value); break;
      case reactionKind.combine: advance(this, payload(a), payload(b), state, value); break;
      case reactionKind.select: this.commitSelect(payload(a), payload(b)); break;
    }
  }

  /** Whether a value is an object of the program with a method of that name; set by the interpreter, which knows classes. */
  hasMethod: (value: number, key: number) => boolean = () => false;
  readonly #then = this.literal('then');

  /** Set by the select primitive, which the promise cases need. */
  commitSelect: (waiter: number, index: number) => void = () => undefined;

  /** Lets a derived operation run right after the primitive one that is running. */
  follow(name: string, args: readonly number[]): void {
    this.following.push({ procedure: this.model.derived[name], args });
  }

  /** Takes a blocked operation out of the queues that it waits in; set by the primitives. */
  withdraw: (waiting: number) => void = () => undefined;

  newResolver(cell: number, rejects: boolean): number {
    const made = this.memory.allocate(kind.resolver, 2);
    this.memory.words[made + resolver.promise] = reference(cell);
    this.memory.words[made + resolver.rejects] = boolean(rejects);
    return reference(made);
  }

  // jobs

  schedule(queue: number, kindOfJob: number, a: number, b: number, site: number, size = 4): number {
    const cell = this.memory.allocate(kind.job, size);
    const { words } = this.memory;
    words[cell + job.kind] = integer(kindOfJob);
    words[cell + job.a] = a;
    words[cell + job.b] = b;
    words[cell + job.site] = integer(site);
    this.memory.push(Memory.world, queue, reference(cell));
    return cell;
  }

  /** Sets a timer. `delay` is unknown where the program does not say. */
  setTimer(kindOfJob: number, a: number, b: number, site: number, delay: number): number {
    const cell = this.schedule(world.later, kindOfJob, a, b, site, 6);
    // timers of no time at all wait for a millisecond
    if (isInteger(delay)) for (const field of [job.left, job.period]) this.memory.words[cell + field] = integer(Math.max(1, payload(delay)));
    return cell;
  }

  // footprints: whose cells a step touches

  /** For each cell of the loaded state, the ready job that alone reaches it, or -1 where several do. */
  owners: Int32Array | undefined;
  ownerLimit = 0;
  running = -1;
  /** What a step touches, where somebody asks: cells, and variables of modules by their negatives. */
  touched: Set<number> | undefined;

  /** Notes that the step reads or writes a cell whose content others may change. */
  touch(cell: number): void {
    this.touched?.add(cell);
    if (this.owners !== undefined && cell < this.ownerLimit && this.owners[cell] !== this.running) this.isPrivate = false;
  }

  touchWorld(): void {
    this.isPrivate = false;
  }

  touchGlobal(index: number): void {
    this.isPrivate = false;
    this.touched?.add(-1 - index);
  }

  library(index: number): LibraryExport {
    return this.model.libraries[index];
  }

  /** A policy word of the library class that a primitive cell was made by. */
  policy(cell: number, name: string): string | number | boolean | null | undefined {
    const index = this.memory.words[cell + 1];
    if (!isInteger(index) || payload(index) < 0) return undefined;
    const { meaning } = this.library(payload(index));
    return meaning.kind === 'class' ? meaning.policy?.[name] : undefined;
  }

  holds(frameCell: number): number {
    return payload(this.memory.words[frameCell + frame.holds]);
  }
}

/** Offset of the list of listeners in a signal's cell, which a settled operation leaves. */
export const signalListeners = 4;
