import type { Instruction, Operation, Procedure } from '../model/ir/ir.ts';
import { assignProperties, binaryOperation, builtinCall, builtinMember, builtinNew, builtinProperty, extendArray, fillError, iteratorNext, openIterator, propertyKeyOf, someItems, unaryOperation } from './builtins.ts';
import { deadSlots } from './liveness.ts';
import { Machine, type CallInfo, type PrimitiveOperation } from './machine.ts';
import { Memory } from './memory.ts';
import {
  accessor, boolean, CALLED, classCell, closure, CLOSING, FALSE, firstPrimitiveKind, frame, generator, generatorState, GETTER, HOLE, integer,
  isReference, job, jobKind, kind, object, payload, promise, promiseState, RAISED, reactionKind, reference, request, resolver, tag, token, TRUE, truth, UNDEFINED, unknown, world,
} from './values.ts';

interface Members {
  readonly method: Map<number, number>;
  readonly get: Map<number, number>;
  readonly set: Map<number, number>;
}

/** A library operation, ready to run: a primitive operation, or a procedure of the prelude. */
interface Resolved {
  readonly operation: Operation;
  readonly library: number;
  readonly primitive: PrimitiveOperation | undefined;
  readonly procedure: number;
  readonly operands: readonly string[];
}

const deepestCall = 150;
const longestStep = 40_000;

/** Runs procedures on a machine: everything between two awaits of a task is one step. */
export class Interpreter {
  readonly m: Machine;
  readonly #memory: Memory;
  readonly #procedures: readonly Procedure[];
  readonly #dead: (ReadonlyMap<number, readonly number[]> | undefined)[] = [];
  readonly #instance: Members[];
  readonly #static: Members[];
  readonly #libraryMembers: Map<number, Resolved>[];
  readonly #libraryStatics: Map<number, Resolved>[];
  readonly #libraryCall: (Resolved | undefined)[];
  readonly #libraryIterate: (Resolved | undefined)[];
  readonly #kindOfPrimitive = new Map<string, number>();
  readonly #mutable: ReadonlySet<number>;
  #fp = 0;
  #depth = 0;
  get hasCrashed(): boolean {
    return this.crashed !== HOLE;
  }

  /** Why the last step could not be finished, if so. */
  overrun: string | undefined;
  /** The uncaught error that ended the program in the last step, HOLE where there was none. */
  crashed = HOLE;

  constructor(machine: Machine) {
    this.m = machine;
    this.#memory = machine.memory;
    this.#procedures = machine.model.procedures;
    machine.primitives.forEach((primitive, i) => this.#kindOfPrimitive.set(primitive.name, firstPrimitiveKind + i));
    this.#instance = machine.model.classes.map((c) => this.#members(c.members.filter((m) => !m.isStatic)));
    this.#static = machine.model.classes.map((c) => this.#members(c.members.filter((m) => m.isStatic)));
    const { libraries } = machine.model;
    this.#libraryMembers = libraries.map((l, i) => this.#resolveAll(l.meaning.kind === 'class' ? l.meaning.members : {}, i));
    this.#libraryStatics = libraries.map((l, i) => this.#resolveAll(l.meaning.kind === 'class' ? l.meaning.statics ?? {} : {}, i));
    this.#libraryCall = libraries.map((l, i) => (l.meaning.kind === 'function' ? this.#resolve(l.meaning, i) : l.meaning.call === undefined ? undefined : this.#resolve(l.meaning.call, i)));
    this.#libraryIterate = libraries.map((l, i) => (l.meaning.kind === 'class' && l.meaning.iterate !== undefined ? this.#resolve(l.meaning.iterate, i) : undefined));
    this.#mutable = new Set(machine.model.mutable.map((name) => machine.literal(name)));
    machine.isThenable = (value) => this.#hasMember(value, machine.literal('then'));
  }

  #members(list: readonly { readonly name: string; readonly kind: 'method' | 'get' | 'set'; readonly procedure: number }[]): Members {
    const members: Members = { method: new Map(), get: new Map(), set: new Map() };
    for (const member of list) members[member.kind].set(this.m.literal(member.name), member.procedure);
    return members;
  }

  #resolveAll(operations: Readonly<Record<string, Operation>>, library: number): Map<number, Resolved> {
    const map = new Map<number, Resolved>();
    for (const [name, operation] of Object.entries(operations)) {
      const key = name.startsWith('[') ? `@@${name.slice(1, -1)}` : name;
      map.set(this.m.literal(key), this.#resolve(operation, library));
    }
    return map;
  }

  #resolve(operation: Operation, library: number): Resolved {
    const primitive = this.m.operations.get(operation.op);
    const procedure = this.m.model.derived[operation.op] ?? -1;
    const operands = primitive?.operands ?? (procedure >= 0 ? this.#procedures[procedure].parameterNames : []);
    return { operation, library, primitive, procedure, operands };
  }

  // starting steps

  /** Sets up the first state: globals, and the entry's procedure about to run. */
  start(procedure: number): void {
    this.#memory.top = 1;
    const cell = this.#memory.allocate(kind.world, 4);
    if (this.m.globalCount > 0) {
      const globals = this.#memory.vector(new Array<number>(this.m.globalCount).fill(UNDEFINED));
      this.#memory.words[cell + world.globals] = globals;
    }
    this.m.schedule(world.ready, jobKind.call, (procedure << 3) | tag.function, this.m.newArray([]), 0);
  }

  /** Runs the job at `index` of a queue (`world.ready` or `world.later`) to its end. */
  step(queue: number, index: number): void {
    const { m } = this;
    this.overrun = undefined;
    this.crashed = HOLE;
    m.made = [];
    m.level = 0;
    m.rejected = [];
    m.misuses.clear();
    const cell = payload(this.#memory.item(Memory.world, queue, index));
    const kindOfJob = payload(this.#memory.words[cell + job.kind]);
    if (kindOfJob !== jobKind.repeat) this.#memory.splice(Memory.world, queue, index, 1, []);
    this.#runJob(cell, kindOfJob);
    if (this.overrun !== undefined || this.crashed !== HOLE) return;
    for (const rejected of m.rejected) {
      if (this.#memory.words[rejected + promise.handled] !== FALSE) continue;
      this.crashed = this.#memory.words[rejected + promise.value];
      if (this.crashed === HOLE) this.crashed = UNDEFINED;
      return;
    }
  }

  #runJob(cell: number, kindOfJob: number): void {
    const { words } = this.#memory;
    const a = words[cell + job.a];
    const b = words[cell + job.b];
    const site = payload(words[cell + job.site]);
    switch (kindOfJob) {
      case jobKind.resume: this.#resume(payload(a)); break;
      case jobKind.call:
      case jobKind.repeat:
        this.#depth = 0;
        this.#fp = 0;
        this.#call(a, UNDEFINED, this.#memory.items(payload(b), 1), 0, -1, site);
        break;
      case jobKind.settle: {
        const before = this.#memory.length(Memory.world, world.ready);
        this.m.resolvePromise(payload(a), b);
        // the timer's own waiter goes on in the same step, as nothing can tell the difference
        if (this.#memory.length(Memory.world, world.ready) === before + 1) {
          const next = payload(this.#memory.item(Memory.world, world.ready, before));
          if (this.#memory.words[next + job.kind] === integer(jobKind.resume)) {
            this.#memory.splice(Memory.world, world.ready, before, 1, []);
            this.#resume(payload(this.#memory.words[next + job.a]));
            return;
          }
        }
        this.#fp = 0;
        break;
      }
    }
    this.#run();
  }

  #resume(cell: number): void {
    const { words } = this.#memory;
    const awaited = payload(words[cell + frame.awaiting]);
    words[cell + frame.awaiting] = UNDEFINED;
    words[cell + frame.caller] = UNDEFINED;
    this.#fp = cell;
    this.#depth = 1;
    this.m.touch(awaited);
    this.m.observer?.resumed(cell);
    const value = words[awaited + promise.value];
    if (words[awaited + promise.state] === integer(promiseState.rejected)) this.#throw(value);
    else this.#give(value);
    this.#run();
  }

  /** Gives the value that the frame's last instruction waited for. */
  #give(value: number): void {
    const { words } = this.#memory;
    const instruction = this.#procedures[payload(words[this.#fp + frame.procedure])].code[payload(words[this.#fp + frame.pc]) - 1];
    if ('to' in instruction) words[this.#fp + frame.slots + instruction.to] = value;
  }

  // frames

  #newFrame(procedure: number, environment: number, self: number, args: readonly number[], caller: number, callerSlot: number, site: number): number {
    const p = this.#procedures[procedure];
    if (p.rest) {
      const fixed = p.parameters - 1;
      const rest = this.m.newArray(args.slice(fixed));
      args = [...args.slice(0, fixed), ...new Array<number>(Math.max(0, fixed - args.length)).fill(UNDEFINED), rest];
    }
    const cell = this.#memory.allocate(kind.frame, frame.slots - 1 + p.slots);
    const { words } = this.#memory;
    words[cell + frame.procedure] = integer(procedure);
    words[cell + frame.pc] = integer(0);
    words[cell + frame.caller] = caller === 0 ? UNDEFINED : reference(caller);
    words[cell + frame.callerSlot] = integer(callerSlot);
    words[cell + frame.environment] = environment;
    words[cell + frame.self] = self;
    words[cell + frame.callSite] = integer(site);
    words[cell + frame.holds] = integer(caller !== 0 && this.m.holds(caller) > 0 ? 1 : 0);
    const count = Math.min(args.length, p.parameters);
    for (let i = 0; i < count; i++) words[cell + frame.slots + i] = args[i];
    return cell;
  }

  /** Calls a procedure: its code runs at once, up to its first await. */
  #enter(procedure: number, environment: number, self: number, args: readonly number[], caller: number, callerSlot: number, site: number, home = UNDEFINED): void {
    const p = this.#procedures[procedure];
    if (this.#depth >= deepestCall) {
      this.#store(caller, callerSlot, this.m.newUnknown(2));
      return;
    }
    const returnsAtOnce = p.kind !== 'function';
    const cell = this.#newFrame(procedure, environment, self, args, caller, returnsAtOnce ? -1 : callerSlot, site);
    this.#memory.words[cell + frame.home] = home;
    if (p.kind === 'async') {
      const result = this.m.newPromise(0, site, UNDEFINED);
      this.#memory.words[cell + frame.result] = reference(result);
      this.#store(caller, callerSlot, reference(result));
      this.m.observer?.started(cell, procedure, site, caller);
    } else if (p.kind !== 'function') {
      const made = this.#memory.allocate(kind.generator, 4);
      const { words } = this.#memory;
      words[made + generator.frame] = reference(cell);
      words[made + generator.state] = integer(generatorState.start);
      words[made + generator.async] = boolean(p.kind === 'async-generator');
      words[cell + frame.result] = reference(made);
      words[cell + frame.caller] = UNDEFINED;
      this.#store(caller, callerSlot, reference(made));
      return;
    }
    this.#depth++;
    this.#fp = cell;
  }

  #store(cell: number, slot: number, value: number): void {
    if (cell !== 0 && slot >= 0) this.#memory.words[cell + frame.slots + slot] = value;
  }

  /** Leaves the running frame for its caller. */
  #leaveFrame(): number {
    const caller = this.#memory.words[this.#fp + frame.caller];
    this.#memory.words[this.#fp + frame.caller] = UNDEFINED;
    this.#fp = caller === UNDEFINED ? 0 : payload(caller);
    this.#depth--;
    return this.#fp;
  }

  #return(value: number): void {
    const { words } = this.#memory;
    const cell = this.#fp;
    const p = this.#procedures[payload(words[cell + frame.procedure])];
    const slot = payload(words[cell + frame.callerSlot]);
    const result = words[cell + frame.result];
    const caller = this.#leaveFrame();
    switch (p.kind) {
      case 'function': this.#store(caller, slot, value); break;
      case 'async':
        this.m.observer?.ended(cell);
        this.m.resolvePromise(payload(result), value);
        break;
      case 'generator':
        this.#memory.words[payload(result) + generator.state] = integer(generatorState.done);
        this.#memory.words[payload(result) + generator.frame] = UNDEFINED;
        this.#store(caller, slot, this.m.resultObject(value, TRUE));
        break;
      case 'async-generator': this.#endAsyncGenerator(payload(result), value, false); break;
    }
  }

  /** Throws in the running frame and unwinds to a handler, a promise, or out of the program. */
  #throw(value: number): void {
    while (this.#fp !== 0) {
      const { words } = this.#memory;
      const cell = this.#fp;
      const p = this.#procedures[payload(words[cell + frame.procedure])];
      const pc = payload(words[cell + frame.pc]) - 1;
      for (const handler of p.handlers) {
        if (pc < handler.from || pc >= handler.to || (value === CLOSING && !handler.always)) continue;
        words[cell + frame.slots + handler.slot] = value;
        words[cell + frame.pc] = integer(handler.target);
        return;
      }
      const result = words[cell + frame.result];
      const slot = payload(words[cell + frame.callerSlot]);
      const caller = this.#leaveFrame();
      if (p.kind === 'async') {
        this.m.observer?.ended(cell);
        this.m.settle(payload(result), promiseState.rejected, value);
        return;
      }
      if (p.kind === 'async-generator') {
        this.#endAsyncGenerator(payload(result), value, value !== CLOSING);
        return;
      }
      if (p.kind === 'generator') {
        this.#memory.words[payload(result) + generator.state] = integer(generatorState.done);
        this.#memory.words[payload(result) + generator.frame] = UNDEFINED;
        if (value === CLOSING) {
          this.#store(caller, slot, this.m.resultObject(UNDEFINED, TRUE));
          return;
        }
      }
    }
    this.crashed = value === HOLE ? UNDEFINED : value;
  }

  // the loop

  #run(): void {
    let steps = 0;
    while (this.#fp !== 0 && this.crashed === HOLE) {
      if (++steps > longestStep) {
        this.overrun = 'a step that does not reach an await within its bound';
        return;
      }
      const { words } = this.#memory;
      const cell = this.#fp;
      const p = this.#procedures[payload(words[cell + frame.procedure])];
      const pc = payload(words[cell + frame.pc]);
      words[cell + frame.pc] = integer(pc + 1);
      this.#execute(p, p.code[pc], pc, cell);
    }
  }

  #value(cell: number, operand: number): number {
    if (operand >= 0) return this.m.resolve(this.#memory.words[cell + frame.slots + operand]);
    const constant = this.m.pool[-1 - operand];
    return constant === HOLE ? this.m.newUnknown() : constant;
  }

  #values(cell: number, operands: readonly number[], spread: boolean): number[] {
    if (!spread) return operands.map((operand) => this.#value(cell, operand));
    return this.#memory.items(payload(this.#value(cell, operands[0])), 1);
  }

  /** The place in visible code that the frame's instruction belongs to. */
  #site(p: Procedure, pc: number, cell: number): number {
    return p.hidden ? payload(this.#memory.words[cell + frame.callSite]) : p.sites[pc];
  }

  /** Stores what an operation returned, or throws what it raised, or lets the call that it started run. */
  #finish(cell: number, slot: number, value: number): void {
    if (value === RAISED) this.#throw(this.m.thrown);
    else if (value !== CALLED) this.#store(cell, slot, value);
  }

  #execute(p: Procedure, i: Instruction, pc: number, cell: number): void {
    const { m } = this;
    const memory = this.#memory;
    switch (i.op) {
      case 'move': this.#store(cell, i.to, this.#value(cell, i.a)); return;
      case 'loadGlobal':
        if (!i.constant) m.touchWorld();
        this.#store(cell, i.to, memory.item(Memory.world, world.globals, m.globalBase[i.module] + i.index));
        return;
      case 'storeGlobal':
        m.touchWorld();
        memory.setItem(Memory.world, world.globals, m.globalBase[i.module] + i.index, this.#value(cell, i.a));
        return;
      case 'loadEnv': {
        const environment = this.#environment(cell, i.depth);
        if (!i.constant) m.touch(environment);
        this.#store(cell, i.to, memory.words[environment + 2 + i.index]);
        return;
      }
      case 'storeEnv': {
        const environment = this.#environment(cell, i.depth);
        m.touch(environment);
        memory.words[environment + 2 + i.index] = this.#value(cell, i.a);
        return;
      }
      case 'pushEnv': {
        const made = memory.allocate(kind.environment, i.size + 1);
        memory.words[made + 1] = memory.words[cell + frame.environment];
        memory.words[cell + frame.environment] = reference(made);
        return;
      }
      case 'copyEnv': {
        const old = payload(memory.words[cell + frame.environment]);
        const size = memory.size(old);
        const made = memory.allocate(kind.environment, size);
        for (let at = 1; at <= size; at++) memory.words[made + at] = memory.words[old + at];
        memory.words[cell + frame.environment] = reference(made);
        return;
      }
      case 'saveEnv': this.#store(cell, i.to, memory.words[cell + frame.environment]); return;
      case 'restoreEnv': memory.words[cell + frame.environment] = memory.words[cell + frame.slots + i.a]; return;
      case 'this': this.#store(cell, i.to, memory.words[cell + frame.self]); return;
      case 'object': {
        const made = m.newObject(UNDEFINED);
        i.keys.forEach((key, at) => { m.setOwn(made, propertyKeyOf(m, m.literal(key)), this.#value(cell, i.values[at])); });
        this.#store(cell, i.to, reference(made));
        return;
      }
      case 'array': this.#store(cell, i.to, m.newArray(this.#values(cell, i.values, false), p.hidden ? -1 : p.sites[pc])); return;
      case 'extend': this.#extend(cell, this.#value(cell, i.target), this.#value(cell, i.source), this.#site(p, pc, cell)); return;
      case 'assign': assignProperties(m, this.#value(cell, i.target), this.#value(cell, i.source), i.without); return;
      case 'accessor': this.#defineAccessor(cell, i); return;
      case 'closure': this.#store(cell, i.to, m.newClosure(i.procedure, memory.words[cell + frame.environment], memory.words[cell + frame.self])); return;
      case 'class': {
        const made = memory.allocate(kind.class, 4);
        const parent = this.#value(cell, i.parent);
        memory.words[made + classCell.index] = integer(i.index);
        memory.words[made + classCell.environment] = memory.words[cell + frame.environment];
        memory.words[made + classCell.parent] = parent;
        const statics = m.newObject(UNDEFINED);
        memory.words[made + classCell.statics] = reference(statics);
        this.#store(cell, i.to, reference(made));
        return;
      }
      case 'get': this.#get(cell, i.to, this.#value(cell, i.object), this.#value(cell, i.key), this.#site(p, pc, cell)); return;
      case 'set': this.#set(cell, this.#value(cell, i.object), this.#value(cell, i.key), this.#value(cell, i.a), this.#site(p, pc, cell)); return;
      case 'delete': {
        const target = this.#value(cell, i.object);
        const targetKind = memory.kindOf(target);
        if (targetKind === kind.object || targetKind === kind.unknown) {
          m.touch(payload(target));
          m.deleteOwn(payload(target), propertyKeyOf(m, this.#value(cell, i.key)));
        }
        return;
      }
      case 'getSuper': this.#getSuper(cell, i); return;
      case 'call': this.#call(this.#value(cell, i.callee), this.#value(cell, i.self), this.#values(cell, i.args, i.spread), cell, i.to, this.#site(p, pc, cell)); return;
      case 'invoke': this.#invoke(this.#value(cell, i.object), this.#value(cell, i.key), this.#values(cell, i.args, i.spread), cell, i.to, this.#site(p, pc, cell)); return;
      case 'new': this.#new(this.#value(cell, i.callee), this.#values(cell, i.args, i.spread), cell, i.to, this.#site(p, pc, cell)); return;
      case 'superCall': {
        const own = this.#homeClass(cell, i.class);
        if (own === 0) return;
        const self = memory.words[cell + frame.self];
        const args = this.#values(cell, i.args, i.spread);
        const site = this.#site(p, pc, cell);
        this.#runFields(own, self, cell, site);
        this.#construct(memory.words[own + classCell.parent], self, args, this.#fp, site);
        return;
      }
      case 'operate': {
        const operation = m.operations.get(i.name);
        if (operation === undefined) throw new Error(`unknown operation ${i.name}`);
        const operands = this.#values(cell, i.args, false);
        this.#finish(cell, i.to, this.#operate(i.name, operation, operands, { site: this.#site(p, pc, cell), library: -1, operation: undefined }, cell));
        return;
      }
      case 'unary': this.#store(cell, i.to, unaryOperation(m, i.operator, this.#value(cell, i.a))); return;
      case 'binary': this.#finish(cell, i.to, this.#binary(i.operator, this.#value(cell, i.a), this.#value(cell, i.b))); return;
      case 'jump': memory.words[cell + frame.pc] = integer(i.target); return;
      case 'branch': {
        const a = this.#value(cell, i.a);
        const yes = i.test === 'truthy' ? m.truthy(a) : m.nullish(a);
        memory.words[cell + frame.pc] = integer(yes ? i.yes : i.no);
        return;
      }
      case 'await': this.#await(p, pc, cell, this.#value(cell, i.a)); return;
      case 'yield': this.#yield(p, pc, cell, this.#value(cell, i.a)); return;
      case 'return': this.#return(this.#value(cell, i.a)); return;
      case 'throw': this.#throw(this.#value(cell, i.a)); return;
      case 'iterate': this.#iterate(cell, i.to, this.#value(cell, i.a), i.async, this.#site(p, pc, cell)); return;
      case 'next': this.#next(cell, i.to, this.#value(cell, i.iterator), this.#site(p, pc, cell)); return;
      case 'close': this.#close(cell, i.to, this.#value(cell, i.iterator), this.#site(p, pc, cell)); return;
      case 'opaque': this.#store(cell, i.to, m.newUnknown(2)); return;
    }
  }

  #environment(cell: number, depth: number): number {
    let environment = payload(this.#memory.words[cell + frame.environment]);
    for (let i = 0; i < depth; i++) environment = payload(this.#memory.words[environment + 1]);
    return environment;
  }

  #binary(operator: string, a: number, b: number): number {
    if (operator === 'instanceof') return this.#instanceOf(a, b);
    return binaryOperation(this.m, operator, a, b);
  }

  #instanceOf(a: number, b: number): number {
    if (this.m.isUnknown(a) || this.m.isUnknown(b)) return boolean(this.m.choose(2, 1) === 0);
    if (!isReference(a)) return FALSE;
    const { words } = this.#memory;
    if (this.#memory.kindOf(a) !== kind.object) {
      const name = (b & 7) === tag.builtin ? this.m.builtins[payload(b)] : '';
      const own: Readonly<Record<number, string>> = { [kind.array]: 'Array', [kind.map]: 'Map', [kind.set]: 'Set', [kind.promise]: 'Promise' };
      return boolean(own[this.#memory.kindOf(a)] === name || ((b & 7) === tag.library && this.#memory.kindOf(a) >= firstPrimitiveKind && words[payload(a) + 1] === integer(payload(b))));
    }
    let prototype = words[payload(a) + object.prototype];
    for (;;) {
      if (prototype === b) return TRUE;
      if (this.#memory.kindOf(prototype) !== kind.class) break;
      prototype = words[payload(prototype) + classCell.parent];
    }
    const name = (prototype & 7) === tag.builtin ? this.m.builtins[payload(prototype)] : '';
    return boolean((b & 7) === tag.builtin && this.m.builtins[payload(b)] === 'Error' && (name.endsWith('Error') || name === 'Misuse'));
  }

  #extend(cell: number, target: number, source: number, site: number): void {
    if (this.#isIterable(source)) {
      this.#enter(this.m.model.derived['array.extend'], UNDEFINED, UNDEFINED, [target, source], cell, -1, site);
      return;
    }
    const result = extendArray(this.m, target, source);
    if (result === RAISED) this.#throw(this.m.thrown);
  }

  /** Whether iterating a value runs code of the program. */
  #isIterable(value: number): boolean {
    return (this.#memory.kindOf(value) === kind.generator && this.#memory.words[payload(value) + generator.async] !== TRUE) || this.#hasMember(value, this.m.literal('@@iterator'));
  }

  /** Whether an object of the program has a method, of its own or of its class. */
  #hasMember(value: number, key: number): boolean {
    if (this.#memory.kindOf(value) !== kind.object) return false;
    const own = this.m.getOwn(payload(value), key);
    if (own !== HOLE) return (own & 7) === tag.function || this.#memory.kindOf(own) === kind.closure;
    return this.#findMember(this.#memory.words[payload(value) + object.prototype], key, 'method', false) !== undefined;
  }

  #defineAccessor(cell: number, i: Extract<Instruction, { op: 'accessor' }>): void {
    const target = payload(this.#value(cell, i.target));
    const key = this.#value(cell, i.key);
    const known = this.m.getOwn(target, key);
    const made = this.#memory.allocate(kind.accessor, 2);
    const { words } = this.#memory;
    const get = this.#value(cell, i.get);
    const set = this.#value(cell, i.set);
    const isAccessor = this.#memory.kindOf(known) === kind.accessor;
    words[made + accessor.get] = get === UNDEFINED && isAccessor ? words[payload(known) + accessor.get] : get;
    words[made + accessor.set] = set === UNDEFINED && isAccessor ? words[payload(known) + accessor.set] : set;
    this.m.setOwn(target, key, reference(made));
  }

  // properties

  /** Finds an instance member up the class chain; returns the class that has it, 0 where none has. */
  #findMember(prototype: number, key: number, which: keyof Members, isStatic: boolean): { readonly home: number; readonly procedure: number } | undefined {
    const { words } = this.#memory;
    while (this.#memory.kindOf(prototype) === kind.class) {
      const home = payload(prototype);
      const procedure = (isStatic ? this.#static : this.#instance)[payload(words[home + classCell.index])][which].get(key);
      if (procedure !== undefined) return { home, procedure };
      prototype = words[home + classCell.parent];
    }
    return undefined;
  }

  #get(cell: number, to: number, target: number, key: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    const targetKind = memory.kindOf(target);
    key = propertyKeyOf(m, key);
    if (targetKind === kind.object) {
      const own = m.getOwn(payload(target), key);
      if (this.#mutable.has(key) || own === HOLE) m.touch(payload(target));
      if (own !== HOLE) {
        if (memory.kindOf(own) === kind.accessor) this.#call(memory.words[payload(own) + accessor.get], target, [], cell, to, site);
        else this.#store(cell, to, own);
        return;
      }
      const prototype = memory.words[payload(target) + object.prototype];
      const getter = this.#findMember(prototype, key, 'get', false);
      if (getter !== undefined) {
        this.#enter(getter.procedure, memory.words[getter.home + classCell.environment], target, [], cell, to, site, reference(getter.home));
        return;
      }
      const method = this.#findMember(prototype, key, 'method', false);
      if (method !== undefined) {
        this.#store(cell, to, m.newClosure(method.procedure, memory.words[method.home + classCell.environment], UNDEFINED));
        return;
      }
      const inner = memory.words[payload(target) + object.primitive];
      if (inner !== UNDEFINED) {
        this.#get(cell, to, inner, key, site);
        return;
      }
      const name = m.text(key);
      this.#store(cell, to, name === 'constructor' ? prototype : UNDEFINED);
      return;
    }
    if (targetKind === kind.class) {
      this.#getStatic(cell, to, target, key, site);
      return;
    }
    if (targetKind >= firstPrimitiveKind || targetKind === kind.token || targetKind === kind.promise) {
      const resolved = this.#libraryMember(target, key);
      if (resolved?.operation.property === true) this.#runOperation(resolved, target, [], cell, to, site);
      else this.#store(cell, to, resolved === undefined ? UNDEFINED : this.#boundMember(target, key));
      return;
    }
    if ((target & 7) === tag.library) {
      const resolved = this.#libraryStatics[payload(target)].get(key);
      this.#store(cell, to, resolved === undefined ? m.newUnknown() : this.#boundMember(target, key));
      return;
    }
    if (targetKind === kind.unknown) {
      const known = m.getOwn(payload(target), key);
      if (known !== HOLE) {
        this.#store(cell, to, known);
        return;
      }
      const fresh = m.newUnknown(m.quality(target));
      m.touch(payload(target));
      m.setOwn(payload(target), key, fresh);
      this.#store(cell, to, fresh);
      return;
    }
    const name = m.text(key);
    const methods: object | undefined = targetKind === kind.array ? Array.prototype : targetKind === kind.map ? Map.prototype : targetKind === kind.set ? Set.prototype : undefined;
    if (methods !== undefined && name !== undefined && typeof Object.getOwnPropertyDescriptor(methods, name)?.value === 'function') {
      this.#store(cell, to, this.#boundMember(target, key));
      return;
    }
    this.#finish(cell, to, builtinProperty(m, target, key));
  }

  /** A method of a library or of the platform taken as a value (`ch.close` passed on): it remembers where it was taken from. */
  #boundMember(target: number, key: number): number {
    const fresh = this.m.newUnknown(2);
    this.#memory.words[payload(fresh) + unknown.truth] = integer(truth.truthy);
    this.m.setOwn(payload(fresh), this.m.literal('@@bound'), target);
    this.m.setOwn(payload(fresh), this.m.literal('@@key'), key);
    return fresh;
  }

  #getStatic(cell: number, to: number, target: number, key: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    for (let at = target; memory.kindOf(at) === kind.class; at = memory.words[payload(at) + classCell.parent]) {
      const statics = payload(memory.words[payload(at) + classCell.statics]);
      const own = m.getOwn(statics, key);
      if (own !== HOLE) {
        if (this.#mutable.has(key)) m.touch(statics);
        this.#store(cell, to, own);
        return;
      }
    }
    const getter = this.#findMember(target, key, 'get', true);
    if (getter !== undefined) {
      this.#enter(getter.procedure, memory.words[getter.home + classCell.environment], target, [], cell, to, site, reference(getter.home));
      return;
    }
    const method = this.#findMember(target, key, 'method', true);
    if (method !== undefined) {
      this.#store(cell, to, m.newClosure(method.procedure, memory.words[method.home + classCell.environment], UNDEFINED));
      return;
    }
    this.#store(cell, to, m.text(key) === 'name' ? m.literal(m.model.classes[payload(memory.words[payload(target) + classCell.index])].name) : UNDEFINED);
  }

  #set(cell: number, target: number, key: number, value: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    const targetKind = memory.kindOf(target);
    key = propertyKeyOf(m, key);
    if (targetKind === kind.object) {
      const own = m.getOwn(payload(target), key);
      if (memory.kindOf(own) === kind.accessor) {
        this.#call(memory.words[payload(own) + accessor.set], target, [value], cell, -1, site);
        return;
      }
      if (own === HOLE) {
        const setter = this.#findMember(memory.words[payload(target) + object.prototype], key, 'set', false);
        if (setter !== undefined) {
          this.#enter(setter.procedure, memory.words[setter.home + classCell.environment], target, [value], cell, -1, site, reference(setter.home));
          return;
        }
      }
      m.touch(payload(target));
      m.setOwn(payload(target), key, value);
      return;
    }
    if (targetKind === kind.class) {
      const setter = this.#findMember(target, key, 'set', true);
      if (setter !== undefined) {
        this.#enter(setter.procedure, memory.words[setter.home + classCell.environment], target, [value], cell, -1, site, reference(setter.home));
        return;
      }
      const statics = payload(memory.words[payload(target) + classCell.statics]);
      m.touch(statics);
      m.setOwn(statics, key, value);
      return;
    }
    if (targetKind === kind.array) {
      m.touch(payload(target));
      this.#setItem(payload(target), key, value);
      return;
    }
    if (targetKind === kind.unknown) {
      m.touch(payload(target));
      m.setOwn(payload(target), key, value);
      return;
    }
    if (targetKind >= firstPrimitiveKind && m.text(key)?.startsWith('on') === true) {
      // `signal.onabort = listener` listens like addEventListener
      const listen = this.#libraryMember(target, m.literal('addEventListener'));
      if (listen !== undefined) this.#runOperation(listen, target, [m.literal(m.text(key)?.slice(2)), value], cell, -1, site);
      return;
    }
    if (target === UNDEFINED || target === 8) this.#throw(m.error(`cannot set ${String(m.text(key))} of ${target === UNDEFINED ? 'undefined' : 'null'}`, 'TypeError'));
  }

  #setItem(cell: number, key: number, value: number): void {
    const memory = this.#memory;
    this.m.reads(cell);
    if ((key & 7) === tag.integer && payload(key) >= 0 && payload(key) < 1024) {
      const index = payload(key);
      const length = memory.length(cell, 1);
      if (index < length) memory.setItem(cell, 1, index, value);
      else memory.splice(cell, 1, length, 0, [...new Array<number>(index - length).fill(UNDEFINED), value]);
    } else if (this.m.text(key) === 'length' && (value & 7) === tag.integer) {
      const length = memory.length(cell, 1);
      if (payload(value) < length) memory.splice(cell, 1, payload(value), length - payload(value), []);
    }
  }

  #homeClass(cell: number, operand: number): number {
    const given = this.#value(cell, operand);
    if (this.#memory.kindOf(given) === kind.class) return payload(given);
    const home = this.#memory.words[cell + frame.home];
    return this.#memory.kindOf(home) === kind.class ? payload(home) : 0;
  }

  #getSuper(cell: number, i: Extract<Instruction, { op: 'getSuper' }>): void {
    const { m } = this;
    const own = this.#homeClass(cell, i.class);
    const key = this.#value(cell, i.key);
    const parent = own === 0 ? UNDEFINED : this.#memory.words[own + classCell.parent];
    const method = this.#findMember(parent, key, 'method', i.isStatic);
    if (method !== undefined) {
      this.#store(cell, i.to, m.newClosure(method.procedure, this.#memory.words[method.home + classCell.environment], UNDEFINED));
      return;
    }
    const self = this.#memory.words[cell + frame.self];
    const inner = this.#memory.kindOf(self) === kind.object ? this.#memory.words[payload(self) + object.primitive] : UNDEFINED;
    this.#store(cell, i.to, inner === UNDEFINED ? m.newUnknown() : this.#boundMember(inner, key));
  }

  // calls

  #call(callee: number, self: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    callee = m.resolve(callee);
    switch (callee & 7) {
      case tag.function: this.#enter(payload(callee), UNDEFINED, self, args, cell, to, site); return;
      case tag.library: this.#callLibrary(payload(callee), args, cell, to, site); return;
      case tag.builtin: this.#callBuiltin(m.builtins[payload(callee)], args, cell, to, site); return;
      default:
    }
    switch (memory.kindOf(callee)) {
      case kind.closure: {
        const procedure = payload(memory.words[payload(callee) + closure.procedure]);
        const captured = memory.words[payload(callee) + closure.self];
        const receiver = this.#procedures[procedure].arrow ? captured : self;
        this.#enter(procedure, memory.words[payload(callee) + closure.environment], receiver, args, cell, to, site);
        return;
      }
      case kind.resolver: this.#settleBy(payload(callee), args[0] ?? UNDEFINED, cell, site); this.#store(cell, to, UNDEFINED); return;
      case kind.token: this.#finish(cell, to, this.#operateByName('token.release', [callee], site, cell)); return;
      case kind.unknown:
      case 0: break;
      case kind.class: this.#throw(m.error('a class must be called with new', 'TypeError')); return;
      default: {
        if (memory.kindOf(callee) >= firstPrimitiveKind) {
          const library = payload(memory.words[payload(callee) + 1]);
          const resolved = library < 0 ? undefined : this.#libraryCall[library];
          if (resolved !== undefined) {
            this.#runOperation(resolved, callee, args, cell, to, site);
            return;
          }
        }
        this.#throw(m.error('the value is not a function', 'TypeError'));
        return;
      }
    }
    if (!m.isUnknown(callee)) {
      this.#throw(m.error('the value is not a function', 'TypeError'));
      return;
    }
    this.#callUnknown(callee, args, cell, to, site);
  }

  #settleBy(cell: number, value: number, frameCell: number, site: number): void {
    const target = payload(this.#memory.words[cell + resolver.promise]);
    this.m.touch(target);
    if (!this.m.isPending(target)) return;
    this.m.observer?.operated(this.#memory.words[cell + resolver.rejects] === TRUE ? 'promise.reject' : 'promise.resolve', site, frameCell, reference(target), UNDEFINED);
    if (this.#memory.words[cell + resolver.rejects] === TRUE) this.m.settle(target, promiseState.rejected, value);
    else this.m.resolvePromise(target, value);
  }

  #callUnknown(callee: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { m } = this;
    if (callee !== HOLE) {
      const bound = m.getOwn(payload(callee), m.literal('@@bound'));
      if (bound !== HOLE) {
        this.#invoke(bound, m.getOwn(payload(callee), m.literal('@@key')), args, cell, to, site);
        return;
      }
    }
    // a callback given to unknown code is called once, at some time
    for (const argument of args) {
      if ((argument & 7) === tag.function || this.#memory.kindOf(argument) === kind.closure || this.#memory.kindOf(argument) === kind.resolver) {
        const values = m.newArray([m.newUnknown(), m.newUnknown()]);
        m.schedule(world.later, jobKind.call, argument, values, site);
      }
    }
    this.#store(cell, to, m.newUnknown());
  }

  #callBuiltin(name: string, args: readonly number[], cell: number, to: number, site: number): void {
    const derived = this.#derived(name, args[0] ?? UNDEFINED);
    if (derived !== undefined) {
      this.#enter(derived, UNDEFINED, UNDEFINED, args, cell, to, site);
      return;
    }
    const result = builtinCall(this.m, name, args);
    if (result === undefined) this.#callUnknown(HOLE, args, cell, to, site);
    else this.#finish(cell, to, result);
  }

  /** The prelude's procedure for a platform function that calls back, or that iterates what runs the program's code. */
  #derived(name: string, first: number): number | undefined {
    const key = (this.#isIterable(first) ? overIterable[name] : undefined) ?? withCallback[name];
    return key === undefined ? undefined : this.m.model.derived[key];
  }

  #callLibrary(library: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { meaning } = this.m.library(library);
    if (meaning.kind === 'class') {
      if (meaning.factory === true) this.#newLibrary(library, args, cell, to, site);
      else this.#throw(this.m.error('a class must be called with new', 'TypeError'));
      return;
    }
    const resolved = this.#libraryCall[library];
    if (resolved !== undefined) this.#runOperation(resolved, UNDEFINED, args, cell, to, site);
  }

  #libraryMember(target: number, key: number): Resolved | undefined {
    const memory = this.#memory;
    const targetKind = memory.kindOf(target);
    if (targetKind === kind.promise) {
      const index = this.m.model.libraries.findIndex((l) => l.name === 'Promise' && l.library === '');
      return index >= 0 ? this.#libraryMembers[index].get(key) : this.#promiseMember(key);
    }
    const library = payload(targetKind === kind.token ? memory.words[payload(target) + token.library] : memory.words[payload(target) + 1]);
    return library < 0 ? undefined : this.#libraryMembers[library].get(key);
  }

  /** Promises exist in every program, also where `Promise` is never named. */
  #promiseMember(key: number): Resolved | undefined {
    const name = this.m.text(key);
    if (name !== 'then' && name !== 'catch' && name !== 'finally') return undefined;
    const operands: Record<string, { readonly argument: number }> = name === 'then' ? { fulfilled: { argument: 0 }, rejected: { argument: 1 } } : name === 'catch' ? { rejected: { argument: 0 } } : { callback: { argument: 0 } };
    return this.#resolve({ op: `promise.${name}`, operands }, -1);
  }

  #runOperation(resolved: Resolved, self: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { operation, primitive, procedure } = resolved;
    const operands = resolved.operands.map((name) => (name === 'self' ? self : this.#operand(operation, name, args)));
    if (primitive !== undefined) {
      const call: CallInfo = { site, library: resolved.library, operation };
      this.#finish(cell, to, this.#operate(operation.op, primitive, operands, call, cell));
    } else if (procedure >= 0) this.#enter(procedure, UNDEFINED, self, operands, cell, to, site);
    else this.#store(cell, to, this.m.newUnknown(2));
  }

  #operand(operation: Operation, name: string, args: readonly number[]): number {
    const at = operation.operands?.[name];
    if (at === undefined) return UNDEFINED;
    if ('constant' in at) return this.m.literal(at.constant);
    if ('rest' in at) return this.m.newArray(args.slice(at.rest));
    if ('argument' in at) {
      const value = args[at.argument] ?? UNDEFINED;
      return value === UNDEFINED && at.default !== undefined ? this.m.literal(at.default) : value;
    }
    const holder = this.m.resolve(args[at.of] ?? UNDEFINED);
    const holderKind = this.#memory.kindOf(holder);
    const value = holderKind === kind.object || holderKind === kind.unknown ? this.m.getOwn(payload(holder), this.m.literal(at.option)) : HOLE;
    return value !== HOLE ? this.m.resolve(value) : at.default === undefined ? UNDEFINED : this.m.literal(at.default);
  }

  #operateByName(name: string, operands: readonly number[], site: number, cell: number): number {
    const operation = this.m.operations.get(name);
    if (operation === undefined) throw new Error(`unknown operation ${name}`);
    return this.#operate(name, operation, operands, { site, library: -1, operation: undefined }, cell);
  }

  #operate(name: string, operation: PrimitiveOperation, operands: readonly number[], call: CallInfo, cell: number): number {
    const { m } = this;
    const self = operands.length > 0 ? this.#unwrap(operands[0]) : UNDEFINED;
    const given = self === operands[0] ? operands : [self, ...operands.slice(1)];
    if (operation.operands[0] === 'self' && m.isUnknown(self)) return m.newUnknown();
    for (const operand of given) if (isReference(operand)) m.touch(payload(operand));
    const result = operation.run(m, given, call);
    if (cell !== 0) {
      if (/\.(acquire|read|write)$/.test(name)) this.#memory.words[cell + frame.holds] = integer(m.holds(cell) + 1);
      else if (name.endsWith('.release') && m.holds(cell) > 0) this.#memory.words[cell + frame.holds] = integer(m.holds(cell) - 1);
      m.observer?.operated(name, call.site, cell, self, result);
    }
    return result;
  }

  /** An object of a class that extends a library's class stands for the primitive inside. */
  #unwrap(value: number): number {
    value = this.m.resolve(value);
    if (this.#memory.kindOf(value) !== kind.object) return value;
    const inner = this.#memory.words[payload(value) + object.primitive];
    return inner === UNDEFINED ? value : inner;
  }

  #invoke(target: number, key: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    target = m.resolve(target);
    key = propertyKeyOf(m, key);
    const targetKind = memory.kindOf(target);
    if (targetKind === kind.object) {
      const own = m.getOwn(payload(target), key);
      if (this.#mutable.has(key)) m.touch(payload(target));
      if (own === HOLE) {
        const prototype = memory.words[payload(target) + object.prototype];
        const method = this.#findMember(prototype, key, 'method', false);
        if (method !== undefined) {
          this.#enter(method.procedure, memory.words[method.home + classCell.environment], target, args, cell, to, site, reference(method.home));
          return;
        }
        const inner = memory.words[payload(target) + object.primitive];
        if (inner !== UNDEFINED) {
          this.#invoke(inner, key, args, cell, to, site);
          return;
        }
        const getter = this.#findMember(prototype, key, 'get', false);
        if (getter === undefined) {
          this.#invokeBuiltin(target, key, args, cell, to, site);
          return;
        }
        this.#enter(m.model.derived['object.invoke'], UNDEFINED, UNDEFINED, [target, key, m.newArray(args)], cell, to, site);
        return;
      }
      if (memory.kindOf(own) === kind.accessor) this.#enter(m.model.derived['object.invoke'], UNDEFINED, UNDEFINED, [target, key, m.newArray(args)], cell, to, site);
      else this.#call(own, target, args, cell, to, site);
      return;
    }
    if (targetKind === kind.class) {
      for (let at = target; memory.kindOf(at) === kind.class; at = memory.words[payload(at) + classCell.parent]) {
        const own = m.getOwn(payload(memory.words[payload(at) + classCell.statics]), key);
        if (own !== HOLE) {
          this.#call(own, target, args, cell, to, site);
          return;
        }
      }
      const method = this.#findMember(target, key, 'method', true);
      if (method !== undefined) {
        this.#enter(method.procedure, memory.words[method.home + classCell.environment], target, args, cell, to, site, reference(method.home));
        return;
      }
    }
    if (targetKind >= firstPrimitiveKind || targetKind === kind.token || targetKind === kind.promise) {
      const resolved = this.#libraryMember(target, key);
      if (resolved !== undefined) this.#runOperation(resolved, target, args, cell, to, site);
      else if (m.text(key) === '@@dispose' && targetKind === kind.token) this.#finish(cell, to, this.#operateByName('token.release', [target], site, cell));
      else {
        // a method that no description tells of may call back what it is given: what follows is a guess
        if (args.some((a) => (a & 7) === tag.function || memory.kindOf(a) === kind.closure || memory.kindOf(a) === kind.resolver)) m.approximate();
        this.#store(cell, to, m.newUnknown(2));
      }
      return;
    }
    if ((target & 7) === tag.library) {
      const resolved = this.#libraryStatics[payload(target)].get(key);
      if (resolved !== undefined) this.#runOperation(resolved, target, args, cell, to, site);
      else this.#callUnknown(HOLE, args, cell, to, site);
      return;
    }
    if ((target & 7) === tag.builtin && (m.text(key) === 'call' || m.text(key) === 'apply')) {
      // `Number.call(…)` is what `list.map(Number)` does
      const list = m.text(key) === 'call' ? args.slice(1) : memory.kindOf(args[1] ?? UNDEFINED) === kind.array ? memory.items(payload(args[1]), 1) : [];
      this.#callBuiltin(m.builtins[payload(target)], list, cell, to, site);
      return;
    }
    if ((target & 7) === tag.builtin) {
      this.#callBuiltin(`${m.builtins[payload(target)]}.${m.text(key) ?? '?'}`, args, cell, to, site);
      return;
    }
    if (targetKind === kind.array && (m.isUnknown(key) || (key & 7) === tag.integer)) {
      // `handlers[0](…)`: the callee is an item
      const callee = builtinProperty(m, target, key);
      this.#call(callee, target, args, cell, to, site);
      return;
    }
    if (targetKind === kind.generator) {
      this.#invokeGenerator(payload(target), m.text(key), args[0] ?? UNDEFINED, cell, to, site);
      return;
    }
    this.#invokeBuiltin(target, key, args, cell, to, site);
  }

  #invokeBuiltin(target: number, key: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { m } = this;
    const targetKind = this.#memory.kindOf(target);
    const name = m.text(key) ?? '?';
    if (targetKind === kind.unknown && arrayCallbacks.has(name) && args.length > 0) {
      this.#invokeBuiltin(someItems(m, target), key, args, cell, to, site);
      return;
    }
    if (targetKind === kind.unknown && (name === 'bind' || name === 'call') && m.getOwn(payload(target), m.literal('@@bound')) !== HOLE) {
      // a method is bound to what it was taken from, which is nearly always what it is taken for
      if (name === 'call') this.#call(target, args[0] ?? UNDEFINED, args.slice(1), cell, to, site);
      else if (args.length <= 1) this.#store(cell, to, target);
      else this.#enter(m.model.derived['function.bind'], UNDEFINED, UNDEFINED, [target, ...args], cell, to, site);
      return;
    }
    if (targetKind === kind.unknown) {
      const own = m.getOwn(payload(target), key);
      if (own !== HOLE && !m.isUnknown(own)) this.#call(own, target, args, cell, to, site);
      else this.#callUnknown(HOLE, args, cell, to, site);
      return;
    }
    if ((targetKind === kind.closure || (target & 7) === tag.function) && (name === 'call' || name === 'apply')) {
      if (this.#memory.kindOf(args[1] ?? UNDEFINED) === kind.array) m.reads(payload(args[1]));
      const list = name === 'call' ? args.slice(1) : this.#memory.kindOf(args[1] ?? UNDEFINED) === kind.array ? this.#memory.items(payload(args[1]), 1) : [];
      this.#call(target, args[0] ?? UNDEFINED, list, cell, to, site);
      return;
    }
    const family = targetKind === kind.array ? 'array' : targetKind === kind.map ? 'map' : targetKind === kind.set ? 'set' : targetKind === kind.closure || (target & 7) === tag.function ? 'function' : '';
    const alias: Readonly<Record<string, string>> = { findLastIndex: 'findIndex', findLast: 'findLast' };
    const procedure = m.model.derived[`${family}.${alias[name] ?? name}`];
    if (procedure !== undefined) {
      if (isReference(target)) m.touch(payload(target));
      this.#enter(procedure, UNDEFINED, UNDEFINED, [target, ...args], cell, to, site);
      return;
    }
    if (isReference(target)) m.touch(payload(target));
    this.#finish(cell, to, builtinMember(m, target, name, args));
  }

  // construction

  #new(callee: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { m } = this;
    if ((callee & 7) === tag.library) {
      this.#newLibrary(payload(callee), args, cell, to, site);
      return;
    }
    if ((callee & 7) === tag.builtin) {
      const derived = this.#derived(`new ${m.builtins[payload(callee)]}`, args[0] ?? UNDEFINED);
      if (derived !== undefined) {
        this.#enter(derived, UNDEFINED, UNDEFINED, args, cell, to, site);
        return;
      }
      const made = builtinNew(m, m.builtins[payload(callee)], args, site);
      if (made === undefined) this.#callUnknown(HOLE, args, cell, to, site);
      else this.#finish(cell, to, made);
      return;
    }
    if (this.#memory.kindOf(callee) !== kind.class) {
      if (m.isUnknown(callee)) this.#callUnknown(HOLE, args, cell, to, site);
      else this.#store(cell, to, m.newUnknown(2));
      return;
    }
    const self = reference(m.newObject(callee));
    this.#store(cell, to, self);
    this.#construct(callee, self, args, cell, site);
  }

  /** Runs constructors and field initialisers of a class and its parents on `self`, before `caller` goes on. */
  #construct(constructor: number, self: number, args: readonly number[], caller: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    if ((constructor & 7) === tag.library) {
      const made = this.#create(payload(constructor), args, site);
      if (made === RAISED) this.#throw(m.thrown);
      else memory.words[payload(self) + object.primitive] = made;
      return;
    }
    if ((constructor & 7) === tag.builtin && m.builtins[payload(constructor)].endsWith('Error')) {
      fillError(m, payload(self), m.builtins[payload(constructor)], args);
      return;
    }
    if (memory.kindOf(constructor) !== kind.class) return;
    const cell = payload(constructor);
    const info = m.model.classes[payload(memory.words[cell + classCell.index])];
    if (info.constructor >= 0) {
      this.#enter(info.constructor, memory.words[cell + classCell.environment], self, args, caller, -1, site, constructor);
      if (!info.derived) this.#runFields(cell, self, this.#fp, site);
      return;
    }
    this.#runFields(cell, self, caller, site);
    if (info.derived) this.#construct(memory.words[cell + classCell.parent], self, args, this.#fp, site);
  }

  #runFields(cell: number, self: number, caller: number, site: number): void {
    const { fields } = this.m.model.classes[payload(this.#memory.words[cell + classCell.index])];
    if (fields >= 0) this.#enter(fields, this.#memory.words[cell + classCell.environment], self, [], caller, -1, site, reference(cell));
    else this.#fp = caller;
  }

  #newLibrary(library: number, args: readonly number[], cell: number, to: number, site: number): void {
    const { meaning } = this.m.library(library);
    if (meaning.kind === 'class' && meaning.primitive === 'promise') {
      const procedure = this.m.model.derived['promise.construct'];
      this.#enter(procedure, UNDEFINED, UNDEFINED, [args[0] ?? UNDEFINED], cell, to, site);
      return;
    }
    this.#finish(cell, to, this.#create(library, args, site));
  }

  #create(library: number, args: readonly number[], site: number): number {
    const { m } = this;
    const { meaning } = m.library(library);
    if (meaning.kind !== 'class' || meaning.construct === undefined) return m.newUnknown(2);
    const primitive = m.primitives[(this.#kindOfPrimitive.get(meaning.primitive) ?? firstPrimitiveKind) - firstPrimitiveKind];
    const cell = this.#memory.allocate(this.#kindOfPrimitive.get(meaning.primitive) ?? 0, primitive.fields + 1);
    this.#memory.words[cell + 1] = integer(library);
    const operation: Operation = { op: `${meaning.primitive}.create`, operands: meaning.construct };
    const operands = [reference(cell), ...(primitive.create?.operands.slice(1) ?? []).map((name) => this.#operand(operation, name, args))];
    const result = primitive.create?.run(m, operands, { site, library, operation }) ?? UNDEFINED;
    m.observer?.created(cell, site);
    return result === RAISED ? RAISED : reference(cell);
  }

  // waiting

  #await(p: Procedure, pc: number, cell: number, value: number): void {
    const { m } = this;
    const memory = this.#memory;
    let awaited: number;
    if (memory.kindOf(value) === kind.promise) awaited = payload(value);
    else if (m.isUnknown(value)) {
      // unknown asynchronous work completes at some time; under a lock, where skipping the release is the classic bug, it may fail
      const fails = m.holds(cell) > 0 && m.choose(2, 1) === 1;
      awaited = m.newPromise(1, 0, UNDEFINED);
      m.settle(awaited, fails ? promiseState.rejected : promiseState.fulfilled, m.newUnknown());
      m.rejected = m.rejected.filter((r) => r !== awaited);
    } else awaited = payload(m.settled(value));
    const { words } = memory;
    words[cell + frame.awaiting] = reference(awaited);
    this.#clearDead(p, pc, cell);
    const isPending = m.isPending(awaited);
    if (isPending) memory.push(Memory.world, world.pending, reference(cell));
    m.observer?.awaiting(cell, awaited);
    m.react(awaited, reactionKind.resume, reference(cell), UNDEFINED);
    this.#leaveFrame();
  }

  #clearDead(p: Procedure, pc: number, cell: number): void {
    const procedure = payload(this.#memory.words[cell + frame.procedure]);
    const dead = (this.#dead[procedure] ??= deadSlots(p)).get(pc);
    if (dead !== undefined) for (const slot of dead) this.#memory.words[cell + frame.slots + slot] = UNDEFINED;
  }

  // generators

  #yield(p: Procedure, pc: number, cell: number, value: number): void {
    const memory = this.#memory;
    const made = payload(memory.words[cell + frame.result]);
    const slot = payload(memory.words[cell + frame.callerSlot]);
    memory.words[made + generator.state] = integer(generatorState.suspended);
    this.#clearDead(p, pc, cell);
    const caller = this.#leaveFrame();
    if (p.kind === 'generator') {
      this.#store(caller, slot, this.m.resultObject(value, FALSE));
      return;
    }
    const head = payload(memory.shift(made, generator.queue));
    this.m.resolvePromise(payload(memory.words[head + request.promise]), this.m.resultObject(value, FALSE));
    this.#serveAsyncGenerator(made);
  }

  #invokeGenerator(made: number, name: string | undefined, value: number, cell: number, to: number, site: number): void {
    const memory = this.#memory;
    if (name === '@@iterator' || name === '@@asyncIterator') {
      this.#store(cell, to, reference(made));
      return;
    }
    const mode = name === 'return' ? 2 : name === 'throw' ? 1 : 0;
    this.m.touch(made);
    if (memory.words[made + generator.async] !== TRUE) {
      this.#resumeGenerator(made, mode, value, cell, to);
      return;
    }
    const result = this.m.newPromise(0, site, UNDEFINED);
    const queued = memory.allocate(kind.request, 3);
    memory.words[queued + request.promise] = reference(result);
    memory.words[queued + request.mode] = integer(mode);
    memory.words[queued + request.value] = value;
    memory.push(made, generator.queue, reference(queued));
    this.#store(cell, to, reference(result));
    if (memory.words[made + generator.state] !== integer(generatorState.running)) this.#serveAsyncGenerator(made);
  }

  /** Resumes a synchronous generator; its result object goes to the caller's slot. */
  #resumeGenerator(made: number, mode: number, value: number, cell: number, to: number): void {
    const memory = this.#memory;
    const state = payload(memory.words[made + generator.state]);
    const inner = payload(memory.words[made + generator.frame]);
    if (state === generatorState.done || (state === generatorState.start && mode !== 0)) {
      memory.words[made + generator.state] = integer(generatorState.done);
      memory.words[made + generator.frame] = UNDEFINED;
      if (mode === 1) this.#throw(value);
      else this.#store(cell, to, this.m.resultObject(mode === 2 ? value : UNDEFINED, TRUE));
      return;
    }
    memory.words[made + generator.state] = integer(generatorState.running);
    memory.words[inner + frame.caller] = cell === 0 ? UNDEFINED : reference(cell);
    memory.words[inner + frame.callerSlot] = integer(to);
    this.#fp = inner;
    this.#depth++;
    if (state === generatorState.suspended) this.#resumeWith(mode, value);
  }

  #resumeWith(mode: number, value: number): void {
    if (mode === 0) this.#give(value);
    else this.#throw(mode === 2 ? CLOSING : value);
  }

  /** Goes on with an asynchronous generator that is not running, if somebody asks for a value. */
  #serveAsyncGenerator(made: number): void {
    const memory = this.#memory;
    while (memory.length(made, generator.queue) > 0) {
      const head = payload(memory.item(made, generator.queue, 0));
      const mode = payload(memory.words[head + request.mode]);
      const value = memory.words[head + request.value];
      const state = payload(memory.words[made + generator.state]);
      if (state !== generatorState.done && !(state === generatorState.start && mode !== 0)) {
        const inner = payload(memory.words[made + generator.frame]);
        memory.words[made + generator.state] = integer(generatorState.running);
        memory.words[inner + frame.caller] = this.#fp === 0 ? UNDEFINED : reference(this.#fp);
        memory.words[inner + frame.callerSlot] = integer(-1);
        this.#fp = inner;
        this.#depth++;
        if (state === generatorState.suspended) this.#resumeWith(mode, value);
        return;
      }
      memory.words[made + generator.state] = integer(generatorState.done);
      memory.words[made + generator.frame] = UNDEFINED;
      memory.shift(made, generator.queue);
      const result = payload(memory.words[head + request.promise]);
      if (mode === 1) this.m.settle(result, promiseState.rejected, value);
      else this.m.resolvePromise(result, this.m.resultObject(mode === 2 ? value : UNDEFINED, TRUE));
    }
  }

  #endAsyncGenerator(made: number, value: number, failed: boolean): void {
    const memory = this.#memory;
    memory.words[made + generator.state] = integer(generatorState.done);
    memory.words[made + generator.frame] = UNDEFINED;
    if (memory.length(made, generator.queue) > 0) {
      const head = payload(memory.shift(made, generator.queue));
      const result = payload(memory.words[head + request.promise]);
      if (failed) this.m.settle(result, promiseState.rejected, value);
      else this.m.resolvePromise(result, this.m.resultObject(value === CLOSING ? UNDEFINED : value, TRUE));
    }
    this.#serveAsyncGenerator(made);
  }

  // iteration

  #iterate(cell: number, to: number, source: number, isAsync: boolean, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    const sourceKind = memory.kindOf(source);
    const isPlain = sourceKind === kind.array || sourceKind === kind.map || sourceKind === kind.set || sourceKind === kind.iterator || (sourceKind === kind.generator && memory.words[payload(source) + generator.async] !== TRUE);
    if (isAsync && isPlain) {
      this.#enter(m.model.derived['iterate.async'], UNDEFINED, UNDEFINED, [source], cell, to, site);
      return;
    }
    if (sourceKind === kind.generator || sourceKind === kind.iterator || sourceKind >= firstPrimitiveKind) {
      this.#store(cell, to, source);
      return;
    }
    if (sourceKind === kind.object) {
      const inner = memory.words[payload(source) + object.primitive];
      for (const name of isAsync ? ['@@asyncIterator', '@@iterator'] : ['@@iterator']) {
        const key = m.literal(name);
        if (m.getOwn(payload(source), key) !== HOLE || this.#findMember(memory.words[payload(source) + object.prototype], key, 'method', false) !== undefined) {
          this.#invoke(source, key, [], cell, to, site);
          return;
        }
      }
      if (inner !== UNDEFINED) {
        this.#store(cell, to, inner);
        return;
      }
    }
    this.#finish(cell, to, openIterator(m, source));
  }

  #next(cell: number, to: number, source: number, site: number): void {
    const { m } = this;
    const memory = this.#memory;
    const sourceKind = memory.kindOf(source);
    if (sourceKind === kind.generator) {
      this.#invokeGenerator(payload(source), 'next', UNDEFINED, cell, to, site);
      return;
    }
    if (sourceKind === kind.iterator) {
      m.touch(payload(memory.words[payload(source) + 2]));
      const result = iteratorNext(m, payload(source));
      this.#store(cell, to, result);
      return;
    }
    if (sourceKind >= firstPrimitiveKind) {
      const library = payload(memory.words[payload(source) + 1]);
      const resolved = library < 0 ? undefined : this.#libraryIterate[library];
      if (resolved === undefined) this.#store(cell, to, m.resultObject(UNDEFINED, TRUE));
      else this.#runOperation(resolved, source, [], cell, to, site);
      return;
    }
    if (sourceKind === kind.object) {
      this.#invoke(source, m.literal('next'), [], cell, to, site);
      return;
    }
    const done = m.choose(2, 1) === 0;
    this.#store(cell, to, m.resultObject(done ? UNDEFINED : m.newUnknown(), boolean(done)));
  }

  #close(cell: number, to: number, source: number, site: number): void {
    const sourceKind = this.#memory.kindOf(source);
    if (sourceKind === kind.generator) this.#invokeGenerator(payload(source), 'return', UNDEFINED, cell, to, site);
    else if (sourceKind === kind.object) {
      const key = this.m.literal('return');
      const has = this.m.getOwn(payload(source), key) !== HOLE || this.#findMember(this.#memory.words[payload(source) + object.prototype], key, 'method', false) !== undefined;
      if (has) this.#invoke(source, key, [], cell, to, site);
      else this.#store(cell, to, UNDEFINED);
    } else this.#store(cell, to, UNDEFINED);
  }
}

const arrayCallbacks = new Set(['map', 'forEach', 'filter', 'find', 'findIndex', 'some', 'every', 'reduce', 'flatMap']);

const withCallback: Readonly<Record<string, string>> = { 'Array.from': 'array.from', 'Array.fromAsync': 'array.fromAsync', 'Object.groupBy': 'object.groupBy', 'Map.groupBy': 'map.groupBy' };
const overIterable: Readonly<Record<string, string>> = {
  'Array.from': 'array.fromIterable', 'Object.fromEntries': 'object.fromIterable', 'new Map': 'map.fromIterable', 'new WeakMap': 'map.fromIterable', 'new Set': 'set.fromIterable', 'new WeakSet': 'set.fromIterable',
};

export { GETTER, unknown };
