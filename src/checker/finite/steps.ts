import type { Entry, Model } from '../../model/ir/ir.ts';
import { Interpreter } from '../interpreter/interpreter.ts';
import { Machine, type Bounds, type Level, type Misuse } from '../machine.ts';
import { Memory } from '../memory.ts';
import { connect, primitives } from '../primitives/index.ts';
import { Slicing } from '../slicing.ts';
import { firstPrimitiveKind, frame, integer, isInteger, job, jobKind, kind, object, payload, promise, promiseState, UNDEFINED, world } from '../values.ts';
import { nextWay } from '../ways.ts';
import { compose, contentOf, descriptorOf, isSettledPromise, partition, type Composed, type Roots } from './heap.ts';
import { NotFinite, Space, type Activity, type Content } from './space.ts';

/**
 * Partial evaluation of an entry: a step of one task is run once on the machine, for the contents of the regions that it
 * reads, and from then on known as what it does to them. What a step reads is seen word by word (`Tracing`), so that
 * what is remembered holds for every state in which those regions have the same contents.
 */

/**
 * What decided the way that a step went, in order: whether others than the task refer to the promise that it awaited,
 * the content of a region, whether there is one, a free choice.
 */
export type Decision =
  | { readonly kind: 'shared'; readonly region: number; readonly by: number; readonly isShared: boolean }
  | { readonly kind: 'content'; readonly region: number; readonly content: number }
  | { readonly kind: 'presence'; readonly region: number; readonly isThere: boolean }
  | { readonly kind: 'choice'; readonly chosen: number; readonly of: number };

export interface Write {
  readonly region: number;
  readonly content: number;
}

/** What a step does. */
export interface Effect {
  readonly writes: readonly Write[];
  /** Regions that the step may have been the last to refer to. */
  readonly released: readonly number[];
  /** Regions whose wait the step has ended, though they may wait again after it. */
  readonly woken: readonly number[];
  readonly level: Level;
  /** The program ended with an uncaught error; `misuse` where that is one of a primitive. */
  readonly end: { readonly misuse: Misuse | undefined } | undefined;
}

export interface Way {
  readonly decisions: readonly Decision[];
  readonly effect: Effect;
}

const exact: Bounds = { integer: 1 << 20, items: 256, step: 5_000, ways: 256 };

/** A machine that notes which regions a step reads, and where it chooses. */
class TracingMachine extends Machine {
  readonly noted: ({ readonly region: number } | { readonly chosen: number; readonly of: number })[] = [];
  readonly #seen = new Set<number>();
  owned: Int32Array = new Int32Array(0);

  begin(owned: Int32Array): void {
    this.owned = owned;
    this.noted.length = 0;
    this.#seen.clear();
  }

  note(word: number): void {
    const region = word < this.owned.length ? this.owned[word] : -1;
    if (region < 0 || this.#seen.has(region)) return;
    this.#seen.add(region);
    this.noted.push({ region });
  }

  override touch(cell: number): void {
    this.note(cell);
  }

  override choose(n: number, level: Level): number {
    const chosen = super.choose(n, level);
    if (n > 1) this.noted.push({ chosen, of: n });
    return chosen;
  }
}

/** Words that tell the machine which of them are read. Headers never change, so that to read one is to learn nothing. */
function traced(words: Int32Array<ArrayBuffer>, isHeader: Uint8Array, machine: TracingMachine): Int32Array<ArrayBuffer> {
  return new Proxy(words, {
    get(target, property) {
      const word = Number(property);
      if (word >= 0) {
        if (word < isHeader.length && isHeader[word] === 0) machine.note(word);
        return target[word];
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
    set(target, property, value: number) {
      target[Number(property)] = value;
      return true;
    },
  });
}

export class Steps {
  readonly space = new Space();
  readonly slicing: Slicing;
  readonly machine: TracingMachine;
  readonly interpreter: Interpreter;

  constructor(model: Model, slicing = new Slicing()) {
    this.slicing = slicing;
    this.machine = new TracingMachine(model, primitives, exact, slicing);
    connect(this.machine);
    this.interpreter = new Interpreter(this.machine);
  }

  /** The first state: the globals, and the entry's procedure about to run. */
  start(entry: Entry): Int32Array {
    this.interpreter.start(entry.procedure);
    const before: Composed = { image: this.machine.memory.image().slice(), cells: new Int32Array(0), owners: new Int32Array(0) };
    return this.#decompose(before, new Int32Array(0), -1, -1).state;
  }

  /** All ways in which the region's step goes in this state. */
  expand(state: Int32Array, event: number): Way[] {
    const composed = compose(this.space, state, event);
    const isHeader = headersOf(composed);
    const content = this.space.content(event, state[event]);
    const ways: Way[] = [];
    let script: readonly number[] = [];
    for (;;) {
      const { machine } = this;
      machine.script = script;
      machine.memory.load(composed.image, composed.image.length);
      machine.begin(composed.owners);
      const real = machine.memory.words;
      machine.memory.words = traced(real, isHeader, machine);
      try {
        this.interpreter.step(content?.activity === 'later' ? world.later : world.ready, 0);
      } finally {
        machine.memory.words = real;
      }
      ways.push(this.#wayTaken(composed, state, event));
      const next = nextWay(machine.made);
      if (next === undefined) return ways;
      if (ways.length >= exact.ways) throw new NotFinite(`a step can go more than ${String(exact.ways)} ways`);
      script = next;
    }
  }

  #wayTaken(composed: Composed, state: Int32Array, event: number): Way {
    const { machine, interpreter } = this;
    if (interpreter.overrun !== undefined) throw new NotFinite(interpreter.overrun);
    const decisions: Decision[] = machine.noted.filter((note) => !('region' in note) || note.region !== event)
      .map((note) => ('region' in note ? { kind: 'content', region: note.region, content: state[note.region] } : { kind: 'choice', chosen: note.chosen, of: note.of }));
    const awaited = this.space.content(event, state[event])?.awaits ?? -1;
    const isShared = awaited >= 0 && this.space.isReferred(state, awaited, event);
    if (awaited >= 0) decisions.unshift({ kind: 'shared', region: awaited, by: event, isShared });
    const { level } = machine;
    if (interpreter.hasCrashed) return { decisions, effect: { writes: [], released: [], woken: [], level, end: { misuse: this.#misuse() } } };
    if (machine.memory.words[Memory.world + world.client] !== UNDEFINED) throw new NotFinite('code outside of the program calls it any number of times');
    const { state: after, presence } = this.#decompose(composed, state, event, isShared ? -1 : awaited);
    const decided = new Set(decisions.flatMap((decision) => (decision.kind === 'content' ? [decision.region] : [])));
    const writes: Write[] = [];
    const released = new Set<number>();
    for (let region = 0; region < after.length; region++) {
      const old = region < state.length ? state[region] : 0;
      if (after[region] === old) continue;
      writes.push({ region, content: after[region] });
      this.space.content(region, old)?.references.forEach((name) => released.add(name));
      // what is changed in part depends on what it was
      if (old !== 0 && region !== event && !decided.has(region)) decisions.push({ kind: 'content', region, content: old });
    }
    for (const { region, content } of writes) if (content !== 0 && this.space.content(region, content)?.activity === 'none') released.add(region);
    // what a changed region still refers to is not released
    for (const { region, content } of writes) for (const name of this.space.content(region, content)?.references ?? []) if (name !== region) released.delete(name);
    const woken = [...state.keys()].filter((region) => region !== event && this.#hasEndedWait(composed, region, this.space.content(region, state[region])));
    return { decisions: [...decisions, ...presence], effect: { writes, released: [...released].sort((a, b) => a - b), woken, level, end: undefined } };
  }

  /** Whether the step has ended the wait that a region had before it. */
  #hasEndedWait({ image, cells }: Composed, region: number, content: Content | undefined): boolean {
    const { words } = this.machine.memory;
    const cell = cells[region];
    if (content?.isOffer === true) return isSettledPromise(words, cell);
    return content?.activity === 'task' && words[cell + frame.awaiting] !== image[cell + frame.awaiting - 1];
  }

  #misuse(): Misuse | undefined {
    const { machine: m, interpreter } = this;
    const error = interpreter.crashed;
    if (m.memory.kindOf(error) !== kind.object || m.memory.words[payload(error) + object.prototype] !== m.builtin('Misuse')) return undefined;
    const site = m.getOwn(payload(error), m.literal('misuse'));
    return isInteger(site) ? { message: m.text(m.getOwn(payload(error), m.literal('message'))) ?? '', site: payload(site) } : undefined;
  }

  /**
   * The state that the heap is in now, after a step of `event` from `before`, which leaves nobody but itself to refer to
   * `awaited`; and what was asked of pools to name what is new.
   */
  #decompose(before: Composed, state: Int32Array, event: number, awaited: number): { readonly state: Int32Array; readonly presence: readonly Decision[] } {
    const { space } = this;
    const { memory } = this.machine;
    const { words } = memory;
    const names = new Map<number, number>();
    before.cells.forEach((cell, name) => { if (cell !== 0) names.set(cell, name); });

    const roots = rootsOf(memory, before, state, event, space);
    const globals = payload(words[Memory.world + world.globals]);
    // what no longer runs, and what only other regions keep, stays as it is until it is known that nothing refers to it
    const kept = [...names].flatMap(([cell, name]) => (name === event || name === awaited ? [] : [cell]));
    const order = [globals, ...kept, ...roots.activity.keys(), ...roots.offers];
    const starts = partition(words, order, new Set(names.keys()));

    const presence: Decision[] = [];
    const after = new Map<number, number>();
    const queue: number[] = [];
    // what a task makes is called after the task, whoever started it: then its first round looks like all others
    const nameOf = (cell: number, maker: number): number => {
      const known = names.get(cell);
      if (known !== undefined) return known;
      const name = this.#newName(cell, maker, state, presence, names);
      names.set(cell, name);
      queue.push(cell);
      return name;
    };
    const record = (cell: number): void => {
      const name = names.get(cell);
      if (name === undefined || after.has(name)) return;
      const content = contentOf(words, cell, starts, (target) => nameOf(target, name), roots);
      after.set(name, space.intern(name, content));
    };
    if (event < 0) nameOf(globals, event);
    const isTask = (cell: number): boolean => roots.activity.get(cell) === 'task';
    const made = [...roots.activity.keys()].filter((cell) => !names.has(cell));
    const tasks = made.filter(isTask);
    for (const cell of tasks) nameOf(cell, event);
    if (event >= 0 && starts.has(before.cells[event])) record(before.cells[event]);
    tasks.forEach(record);
    for (const [cell] of [...names].sort((a, b) => a[1] - b[1])) if (starts.has(cell)) record(cell);
    for (const cell of made) if (!isTask(cell)) nameOf(cell, this.#makerOf(cell, event, names));
    for (const cell of roots.offers) nameOf(cell, event);
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) record(cell);

    const next = new Int32Array(space.regions.length);
    next.set(state);
    for (const name of [event, awaited]) if (name >= 0 && !after.has(name)) next[name] = 0;
    for (const [name, content] of after) next[name] = content;
    return { state: next, presence };
  }

  /** A timer is called after the promise that it settles, where that is not its own. */
  #makerOf(timer: number, event: number, names: ReadonlyMap<number, number>): number {
    const { words } = this.machine.memory;
    const target = words[timer + job.a];
    return words[timer + job.kind] === integer(jobKind.settle) ? names.get(payload(target)) ?? event : event;
  }

  /** The first instance of what the cell is that is not in use. */
  #newName(cell: number, maker: number, state: Int32Array, presence: Decision[], names: ReadonlyMap<number, number>): number {
    const { words } = this.machine.memory;
    const key = `${String(maker)} ${descriptorOf(words, cell)}`;
    const taken = new Set(names.values());
    for (const name of this.space.pool(key)) {
      const isThere = name < state.length && state[name] !== 0;
      const isNew = taken.has(name) && !isThere;
      if (isNew) continue;
      presence.push({ kind: 'presence', region: name, isThere });
      if (!isThere) return name;
    }
    return this.space.add(key, this.#titleOf(cell), siteOf(words, cell));
  }

  #titleOf(cell: number): string {
    const { machine: m } = this;
    const cellKind = m.memory.kind(cell);
    const { words } = m.memory;
    switch (cellKind) {
      case kind.frame: return m.model.procedures[payload(words[cell + frame.procedure])].name;
      case kind.promise: return words[cell + promise.operation] === UNDEFINED ? 'promise' : m.operationNames[payload(words[cell + promise.operation])];
      case kind.job: return words[cell + job.kind] === integer(jobKind.call) && this.space.regions.length < 2 ? 'entry' : 'timer';
      case kind.closure: return m.model.procedures[payload(words[cell + 1])].name;
      default: return cellKind >= firstPrimitiveKind ? m.primitives[cellKind - firstPrimitiveKind].name : kindNames[cellKind] ?? 'value';
    }
  }
}

const kindNames: Readonly<Record<number, string>> = {
  [kind.environment]: 'scope', [kind.object]: 'object', [kind.vector]: 'globals', [kind.array]: 'list', [kind.map]: 'map', [kind.set]: 'set', [kind.class]: 'class',
  [kind.unknown]: 'unknown', [kind.iterator]: 'iterator', [kind.generator]: 'generator', [kind.resolver]: 'resolver', [kind.token]: 'grant', [kind.combination]: 'combination',
};

function siteOf(words: Int32Array, cell: number): number {
  switch (words[cell] & 63) {
    case kind.frame: return payload(words[cell + frame.callSite]);
    case kind.promise: return payload(words[cell + promise.site]);
    case kind.job: return payload(words[cell + job.site]);
    default: return 0;
  }
}

function headersOf(composed: Composed): Uint8Array {
  const { image } = composed;
  const headers = new Uint8Array(image.length + 1);
  for (let at = 1; at <= image.length;) {
    headers[at] = 1;
    at += 1 + (image[at - 1] >> 6);
  }
  return headers;
}

/** What runs or waits by itself in the heap. */
function rootsOf(memory: Memory, before: Composed, state: Int32Array, event: number, space: Space): Roots {
  const { words } = memory;
  const activity = new Map<number, Activity>();
  const offers = new Set<number>();
  // the tasks that were suspended and did not run still are; a timer's own waiter runs in its step
  for (let name = 0; name < state.length; name++) {
    const cell = before.cells[name];
    if (name !== event && space.content(name, state[name])?.activity === 'task' && words[cell + frame.awaiting] !== UNDEFINED) activity.set(cell, 'task');
  }
  for (const value of memory.items(Memory.world, world.ready)) {
    const cell = payload(value);
    if (words[cell + job.kind] === integer(jobKind.resume)) activity.set(payload(words[cell + job.a]), 'task');
    else activity.set(cell, 'ready');
  }
  for (const value of memory.items(Memory.world, world.later)) activity.set(payload(value), 'later');
  for (const value of memory.items(Memory.world, world.pending)) {
    const cell = payload(value);
    if (memory.kind(cell) === kind.frame) {
      if (words[cell + frame.awaiting] !== UNDEFINED) activity.set(cell, 'task');
    } else if (words[cell + promise.state] === integer(promiseState.pending)) offers.add(cell);
  }
  return { activity, offers };
}
