import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import { boolean, BY_OUTSIDE, CALLED, FALSE, firstPrimitiveKind, frame, generator, generatorState, HOLE, integer, job, jobKind, kind, payload, promise, promiseState, RAISED, reference, tag, UNDEFINED, world, worldSize } from '../values.ts';
import type { Program } from '../program.ts';
import { newUses, type UsesOf } from '../obligations/uses.ts';
import { closersOf, noteReopened } from '../obligations/closing.ts';
import { Loops } from './loops.ts';
import { membersOf, type Members } from './members.ts';
import { isMisuse, throwValue } from './unwinding.ts';
import { outlivedBy, type Outlived } from './uncaught.ts';
import type { Checkpoints } from '../checkpoints.ts';
import { programsOf, wholePrograms, type Programs } from '../relevance.ts';
import { callValue } from './calls.ts';
import { findEndlessLoop, type Endless } from './endless.ts';
import { execute, hasMember } from './execute.ts';
import { isCalledAgain } from './outside.ts';
import { goOn } from './waiting.ts';
import { readNames, writtenNames } from './writes.ts';

const deepestCall = 150;

/**
 * Runs procedures on a machine: everything between two awaits of a task is one step. What the instructions do is in the
 * other files of this folder, as functions on the interpreter.
 */
export class Interpreter {
  readonly m: Machine;
  readonly memory: Memory;
  readonly programs: Programs;
  readonly uses: UsesOf;
  readonly members: Members;
  /** Whether code defines properties, of classes too, whose names do not show. */
  readonly definesAny: boolean;
  /** Properties that the program's own code reads or calls by name. */
  readonly namesRead: ReadonlySet<string>;
  readonly kindOfPrimitive = new Map<string, number>();
  /** The keys of the methods that `using` and `await using` call. */
  readonly dispose: number;
  readonly asyncDispose: number;
  /** Errors that do not end the program although nothing catches them. */
  readonly outlived: Outlived;
  /** Procedures of methods that close their object. */
  readonly closers: ReadonlySet<number>;
  /** Whether there are streams of a library that push their values to who subscribes. */
  readonly pushes: boolean;
  /** The running frame, 0 where none runs; how many frames deep the calls are. */
  fp = 0;
  depth = 0;

  get hasCrashed(): boolean {
    return this.crashed !== HOLE;
  }

  /** Instructions executed so far: a measure of work that does not depend on the machine's speed. */
  executed = 0;
  /** How many they were when the step began, and the kind of its job. */
  #first = 0;
  #job = 0;
  #callee = 0;

  /** Where the ways of a step have a beginning in common that is run once, what keeps it. */
  checkpoints: Checkpoints | undefined;

  /** How many instructions the step had when its first choice was made, the same in all its ways; -1 before that. */
  #chosen = -1;
  /** Told of each instruction before it is executed, where somebody wants to know. */
  watch: ((cell: number, procedure: number, pc: number) => void) | undefined;

  /** Why the last step could not be finished, if so. */
  overrun: string | undefined;
  /** What the last step left out and took for unknown, if so. */
  cutCall: string | undefined;
  /** Where the last step goes round for ever, if so. */
  endless: Endless | undefined;
  /** The uncaught error that ended the program in the last step, HOLE where there was none. */
  crashed = HOLE;

  constructor(machine: Machine, programs = machine.slicing.keepsAll ? wholePrograms(machine.model) : programsOf(machine.model, machine.slicing.names, machine.slicing.readsDelays)) {
    this.m = machine;
    this.memory = machine.memory;
    this.programs = programs;
    machine.reading = this.programs;
    this.uses = newUses((procedure) => this.programs.plain(procedure), machine.model.classes);
    machine.primitives.forEach((primitive, i) => this.kindOfPrimitive.set(primitive.name, firstPrimitiveKind + i));
    this.members = membersOf(machine);
    this.dispose = machine.literal('@@dispose');
    this.asyncDispose = machine.literal('@@asyncDispose');
    const written = writtenNames(machine.model);
    machine.knowsWritten(written);
    this.definesAny = written === undefined;
    this.namesRead = readNames(machine.model);
    this.closers = closersOf(machine.model);
    this.outlived = outlivedBy(machine.model);
    this.pushes = machine.model.classes.some(({ members }) => ['subscribe', 'attach'].every((name) => members.some((member) => member.name === name)));
    machine.hasMethod = (value, key) => hasMember(this, value, key);
  }

  readonly loops = new Loops();

  // starting steps

  /** Sets up the first state: globals, and the entry's procedure about to run. */
  start(procedure: number): void {
    this.memory.top = 1;
    const cell = this.memory.allocate(kind.world, worldSize);
    // the last place is for the platform's lock manager
    const globals = this.memory.vector(new Array<number>(this.m.globalCount + 1).fill(UNDEFINED));
    this.memory.words[cell + world.globals] = globals;
    this.m.schedule(world.ready, jobKind.call, (procedure << 3) | tag.function, this.m.newArray([]), this.m.model.procedures[procedure].site);
  }

  /** Runs the job at `index` of a queue (`world.ready` or `world.later`) to its end. */
  step(queue: number, index: number): void {
    const { m } = this;
    this.#begin();
    m.made = [];
    m.level = 0;
    this.loops.begin();
    m.misuses.clear();
    this.checkpoints?.clear();
    const cell = payload(this.memory.item(Memory.world, queue, index));
    // whoever has the handle of a timer can clear it, so that it does not run
    m.touch(cell);
    this.#job = payload(this.memory.words[cell + job.kind]);
    if (this.#job !== jobKind.repeat) this.memory.splice(Memory.world, queue, index, 1, []);
    this.#callee = this.memory.words[cell + job.a];
    this.#chosen = -1;
    m.precision.isSetup = this.#job === jobKind.call && this.#isEntry(this.#callee);
    this.runJob(cell, this.#job);
    this.#endStep();
  }

  /** So many instructions the step may have: the first as many as it needs for what is known, and after a choice no more than others. */
  get #longest(): number {
    const { bounds, precision } = this.m;
    if (!precision.isSetup || bounds.setup === undefined) return bounds.step;
    return this.#chosen < 0 ? bounds.setup.step : this.#chosen + bounds.step;
  }

  #isEntry(callee: number): boolean {
    return (callee & 7) === tag.function && this.m.model.entries.some(({ procedure }) => procedure === payload(callee));
  }

  /** Runs the last step once more, another way: from where its first `choices` choices are made; false where that is not kept. */
  stepAgain(choices: number): boolean {
    this.#begin();
    const executed = this.checkpoints?.back(this, choices);
    if (executed === undefined) return false;
    this.#first -= executed;
    this.run();
    this.#endStep();
    return true;
  }

  #begin(): void {
    this.overrun = undefined;
    this.cutCall = undefined;
    this.endless = undefined;
    this.crashed = HOLE;
    this.m.rejected = [];
    this.#first = this.executed;
  }

  #endStep(): void {
    const { m } = this;
    // in which order the outside calls back is a guess: what is misused by that alone is no more than possible
    if (this.#job === jobKind.outside && (this.crashed !== HOLE || (m.level > 0 && isCalledAgain(this, this.#callee)))) m.level = 2;
    if (this.overrun !== undefined || this.crashed !== HOLE) return;
    for (const rejected of m.rejected) {
      if (this.memory.words[rejected + promise.handled] !== FALSE || (this.outlived.rejections && !isMisuse(this, this.memory.words[rejected + promise.value]))) continue;
      this.crashed = this.memory.words[rejected + promise.value];
      if (this.crashed === HOLE) this.crashed = UNDEFINED;
      return;
    }
  }

  runJob(cell: number, kindOfJob: number): void {
    const { words } = this.memory;
    const a = words[cell + job.a];
    const b = words[cell + job.b];
    const site = payload(words[cell + job.site]);
    switch (kindOfJob) {
      case jobKind.resume: this.resume(payload(a)); break;
      case jobKind.call:
      case jobKind.outside:
      case jobKind.repeat: {
        this.depth = 0;
        this.fp = 0;
        // what code outside does to what it was given is its own code
        const by = kindOfJob === jobKind.outside && this.m.isFunction(a) && !this.m.model.procedures[this.m.procedureOf(a)].hidden ? BY_OUTSIDE : -1;
        if (kindOfJob === jobKind.outside && this.pushes && this.m.isFunction(a)) this.enter(this.m.model.derived['client.callBack'], UNDEFINED, UNDEFINED, [a, b], 0, by, site);
        else callValue(this, a, UNDEFINED, this.memory.items(payload(b), 1), 0, by, site);
        break;
      }
      case jobKind.abort:
        this.m.withdraw(payload(a));
        this.m.settle(payload(a), promiseState.rejected, this.m.error('This operation was aborted', 'AbortError'));
        this.fp = 0;
        break;
      case jobKind.settle: {
        const before = this.memory.length(Memory.world, world.ready);
        this.m.resolvePromise(payload(a), b);
        // the timer's own waiter goes on in the same step, as nothing can tell the difference
        if (this.memory.length(Memory.world, world.ready) === before + 1) {
          const next = payload(this.memory.item(Memory.world, world.ready, before));
          if (this.memory.words[next + job.kind] === integer(jobKind.resume)) {
            this.memory.splice(Memory.world, world.ready, before, 1, []);
            this.resume(payload(this.memory.words[next + job.a]));
            return;
          }
        }
        this.fp = 0;
        break;
      }
    }
    this.run();
  }

  /** Runs what a call starts to its end, by itself; tells whether it came to its end. */
  callAlone(call: () => void): boolean {
    this.#begin();
    this.m.precision.isSetup = false;
    this.m.made = [];
    this.checkpoints?.clear();
    this.fp = 0;
    this.depth = 0;
    call();
    this.run();
    const isWhole = this.crashed === HOLE && this.overrun === undefined;
    this.overrun = undefined;
    this.crashed = HOLE;
    return isWhole;
  }

  resume(cell: number): void {
    const { words } = this.memory;
    const awaited = payload(words[cell + frame.awaiting]);
    words[cell + frame.awaiting] = UNDEFINED;
    words[cell + frame.caller] = UNDEFINED;
    this.fp = cell;
    this.depth = 1;
    // the promise is settled, which is for ever: to read it is no conflict with anybody
    this.m.observer?.resumed(cell);
    goOn(this, cell, awaited);
    this.run();
  }

  /** Gives the value that the frame's last instruction waited for. */
  give(value: number): void {
    const { words } = this.memory;
    const instruction = this.programs.at(payload(words[this.fp + frame.procedure])).code[payload(words[this.fp + frame.pc]) - 1];
    if ('to' in instruction) words[this.fp + frame.slots + instruction.to] = value;
  }

  // frames

  newFrame(procedure: number, environment: number, self: number, args: readonly number[], caller: number, callerSlot: number, site: number): number {
    const p = this.programs.at(procedure);
    if (p.rest) {
      const fixed = p.parameters - 1;
      const rest = this.m.newArray(args.slice(fixed));
      args = [...args.slice(0, fixed), ...new Array<number>(Math.max(0, fixed - args.length)).fill(UNDEFINED), rest];
    }
    const cell = this.memory.allocate(kind.frame, frame.slots - 1 + p.slots);
    const { words } = this.memory;
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
  enter(procedure: number, environment: number, self: number, args: readonly number[], caller: number, callerSlot: number, site: number, home = UNDEFINED): void {
    const p = this.programs.at(procedure);
    if (this.depth >= deepestCall) {
      this.cutCall = `calls nested more than ${String(deepestCall)} deep`;
      this.store(caller, callerSlot, this.m.newUnknown(2));
      return;
    }
    if (this.closers.size > 0) noteReopened(this, procedure, self, caller);
    const returnsAtOnce = p.kind !== 'function';
    const cell = this.newFrame(procedure, environment, self, args, caller, returnsAtOnce ? Math.min(callerSlot, -1) : callerSlot, site);
    this.memory.words[cell + frame.home] = home;
    if (p.kind === 'async') {
      const result = this.m.newPromise(0, site, UNDEFINED);
      this.memory.words[cell + frame.result] = reference(result);
      this.store(caller, callerSlot, reference(result));
      this.m.observer?.started(cell, procedure, site, caller);
    } else if (p.kind !== 'function') {
      const made = this.memory.allocate(kind.generator, 4);
      const { words } = this.memory;
      words[made + generator.frame] = reference(cell);
      words[made + generator.state] = integer(generatorState.start);
      words[made + generator.async] = boolean(p.kind === 'async-generator');
      words[cell + frame.result] = reference(made);
      words[cell + frame.caller] = UNDEFINED;
      this.store(caller, callerSlot, reference(made));
      return;
    }
    this.m.observer?.entered(cell, procedure, caller);
    this.depth++;
    this.fp = cell;
  }

  store(cell: number, slot: number, value: number): void {
    if (cell !== 0 && slot >= 0) this.memory.words[cell + frame.slots + slot] = value;
  }

  /** Leaves the running frame for its caller. */
  leaveFrame(): number {
    const caller = this.memory.words[this.fp + frame.caller];
    this.memory.words[this.fp + frame.caller] = UNDEFINED;
    this.fp = caller === UNDEFINED ? 0 : payload(caller);
    this.depth--;
    return this.fp;
  }

  // the loop

  run(): void {
    const checkpoints = this.watch === undefined && this.m.observer === undefined ? this.checkpoints : undefined;
    while (this.fp !== 0 && this.crashed === HOLE) {
      checkpoints?.pass(this, this.executed - this.#first);
      const done = ++this.executed - this.#first;
      if (this.#chosen < 0 && this.m.made.length > 0) this.#chosen = done;
      if (done > this.#longest) {
        this.overrun = 'a step that does not reach an await within its bound';
        this.endless = findEndlessLoop(this);
        return;
      }
      const { words } = this.memory;
      const cell = this.fp;
      const p = this.programs.at(payload(words[cell + frame.procedure]));
      const pc = payload(words[cell + frame.pc]);
      words[cell + frame.pc] = integer(pc + 1);
      if (this.watch !== undefined) this.watch(cell, payload(words[cell + frame.procedure]), pc);
      execute(this, p, p.code[pc], pc, cell);
    }
  }

  value(cell: number, operand: number): number {
    if (operand >= 0) return this.m.resolve(this.memory.words[cell + frame.slots + operand]);
    const constant = this.m.pool[-1 - operand];
    return constant === HOLE ? this.m.newUnknown() : constant;
  }

  values(cell: number, operands: readonly number[], spread: boolean): number[] {
    if (!spread) return operands.map((operand) => this.value(cell, operand));
    return this.memory.items(payload(this.value(cell, operands[0])), 1);
  }

  /** The place in visible code that the frame's instruction belongs to. */
  site(p: Program, pc: number, cell: number): number {
    return p.hidden ? payload(this.memory.words[cell + frame.callSite]) : p.sites[pc];
  }

  /** Stores what an operation returned, or throws what it raised, or lets the call that it started run. */
  finish(cell: number, slot: number, value: number): void {
    if (value === RAISED) throwValue(this, this.m.thrown);
    else if (value !== CALLED) this.store(cell, slot, value);
  }
}
