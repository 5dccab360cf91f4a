import type { Interpreter } from './interpreter/interpreter.ts';
import { abandonedIn } from './obligations/abandoned.ts';
import type { Level, Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { reduceToPrivate } from './reduction.ts';
import { newVisitedStates, type VisitedStates } from './states.ts';
import { firstPrimitiveKind, frame, integer, isInteger, job, jobKind, kind, object, payload, promise, tag, token, UNDEFINED, world } from './values.ts';
import { followWaits, newWaitGraph, waitsIn, WOKEN, type WaitGraph, type Waits } from './waking.ts';

export interface Budget {
  readonly maxStates: number;
  readonly timeoutSeconds: number;
  /** The part of the time that this exploration may take, from 0 to 1; all of it unless said otherwise. */
  readonly share?: number;
  /** Instructions to execute at most: a bound that is met at the same place on every machine. */
  readonly instructions?: number;
  readonly maxMemoryMb: number;
  /** Smaller limits, for where values have been met that grow beyond what another way of exploring keeps. */
  readonly whereValuesGrow?: { readonly states: number; readonly share: number };
}

/** One step from a state: which job ran, and which of the ways it could go was taken. */
export interface Move {
  readonly queue: number;
  readonly index: number;
  readonly script: readonly number[];
}

/** An operation that is blocked: at which place, which operation, in which way it is waited for. */
export interface BlockedSite {
  readonly site: number;
  readonly operation: number;
}

export function keyOf(b: BlockedSite): string {
  return `${String(b.site)}:${String(b.operation)}`;
}

/** Something that the exploration met. Its place is the state `state`, or the step `move` out of it. */
export interface Suspicion {
  readonly kind: 'quiescent' | 'stuck' | 'lost' | 'throws' | 'kept';
  readonly state: number;
  /** For `stuck`: which of the state's waits no path from it ends, by their indices in `world.pending`. */
  readonly waits?: readonly number[];
  readonly move: Move | undefined;
  readonly level: Level;
  readonly blocked: readonly BlockedSite[];
  /** For `throws`: what was misused, and where. */
  readonly misuse?: { readonly message: string; readonly site: number };
  /** For `kept`: where the resource was taken that nobody can give back any more. */
  readonly taken?: number;
}

export interface Exploration {
  readonly suspicions: readonly Suspicion[];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Which bound ended it early, undefined where everything was seen. */
  readonly incomplete: string | undefined;
  readonly visited: VisitedStates;
  readonly levels: readonly Level[];
  readonly waitGraph: WaitGraph;
  /** The moves from the first state to a state. */
  readonly pathTo: (state: number) => { readonly state: number; readonly move: Move }[];
}

export interface ExploreOptions {
  readonly budget: Budget;
  readonly schedule: 'any' | 'fifo';
  /** Explore only one task while its step touches nothing that another could. */
  readonly reduce: boolean;
  readonly now: () => number;
}

/** A lock that only its grant could give back: where it was taken, and the index of its class. */
interface KeptLock {
  readonly site: number;
  readonly library: number;
  /** It must be given back only where the program does so on other paths. */
  readonly isLoose: boolean;
}

export interface Successor {
  readonly image: Int32Array | undefined;
  readonly move: Move;
  readonly level: Level;
  /** What became of the waits of the state before. */
  readonly waits: Int32Array;
  readonly lost: readonly BlockedSite[];
  /** Locks whose grant is gone. */
  readonly kept: readonly KeptLock[];
  readonly misuse: { readonly message: string; readonly site: number } | undefined;
}

const mostSuspicions = 200;

/**
 * Breadth-first search over canonical states, so that the first way found to a state is a shortest one. States reached
 * by certain steps come first, then those that need a free choice on an unknown, then those behind an approximation:
 * each state is met with the best confidence it can have.
 */
export function explore(m: Machine, interpreter: Interpreter, start: () => void, options: ExploreOptions): Exploration {
  const visited = newVisitedStates();
  const waitGraph = newWaitGraph();
  const expansion = newExpansion();
  const parents: number[] = [];
  const moves: (Move | undefined)[] = [];
  const depths: number[] = [];
  const levels: Level[] = [];
  const frontiers: number[][] = [[], [], []];
  const suspicions: Suspicion[] = [];
  const known = new Map<string, number>();
  const abandoned = new Map<number, Suspicion>();
  const keptLocks = new Map<number, Suspicion & KeptLock>();
  let transitions = 0;
  let depth = 0;
  let incomplete: string | undefined;
  const deadlineOf = (share: number | undefined): number => options.now() + options.budget.timeoutSeconds * (share ?? 1) * 1000;
  const deadline = deadlineOf(options.budget.share);
  const { whereValuesGrow } = options.budget;
  const early = whereValuesGrow === undefined ? undefined : { states: whereValuesGrow.states, deadline: deadlineOf(whereValuesGrow.share) };

  function suspect(suspicion: Suspicion): void {
    const key = suspicion.taken !== undefined ? `kept ${String(suspicion.taken)}` : `${suspicion.kind === 'throws' ? 'throws' : 'blocked'} ${suspicion.misuse === undefined ? suspicion.blocked.map(keyOf).sort().join() : String(suspicion.misuse.site)}`;
    const before = known.get(key);
    if (before !== undefined) {
      // what a step loses is met before the states that it leads to: a later way there may be surer
      if (suspicions[before].level > suspicion.level) suspicions[before] = suspicion;
      return;
    }
    if (suspicions.length >= mostSuspicions) return;
    known.set(key, suspicions.push(suspicion) - 1);
  }

  /** Notes a state, if it is new; returns its index. */
  function arrive(image: Int32Array, parent: number, move: Move | undefined, level: Level): number {
    const index = visited.add(image);
    if (index < 0) return -1 - index;
    waitGraph.addState(image[world.pending] === UNDEFINED ? 0 : image[payload(image[world.pending]) - 1] >> 6);
    parents.push(parent);
    moves.push(move);
    levels.push(level);
    const at = parent < 0 ? 0 : depths[parent] + 1;
    depths.push(at);
    if (at > depth) depth = at;
    frontiers[level].push(index);
    return index;
  }

  function expand(state: number): void {
    const image = visited.get(state);
    m.memory.load(image, image.length);
    if (m.memory.length(Memory.world, world.ready) === 0) {
      for (const { site, isClear, isClients } of abandonedIn(interpreter, image)) {
        const suspicion: Suspicion = { kind: 'kept', state, move: undefined, level: isClients ? 2 : Math.max(levels[state], 1) as Level, blocked: [], taken: site };
        if (isClear) suspect(suspicion);
        else if ((abandoned.get(site)?.level ?? 3) > suspicion.level) abandoned.set(site, suspicion);
      }
    }
    const events = eventsOf(m, options.schedule);
    const waits = waitsIn(m);
    if (events.length === 0) {
      const blocked = blockedIn(m, waits.cells);
      if (blocked.length > 0) suspect({ kind: 'quiescent', state, move: undefined, level: levels[state], blocked });
      return;
    }
    if (options.now() > deadline) return;
    const isReduced = options.reduce && events.length > 1 && options.schedule === 'any';
    const owners = isReduced ? reduceToPrivate(m, events) : undefined;
    const all: Successor[][] = [];
    for (let e = 0; e < events.length; e++) {
      const { successors, isPrivate, isCut } = run(m, interpreter, image, events[e], owners, e, waits);
      if (isCut) incomplete ??= `a step that can go more than ${String(m.bounds.ways)} ways`;
      if (successors.some((s) => s.image === undefined && s.misuse === undefined && interpreter.overrun !== undefined)) incomplete ??= interpreter.overrun;
      // an ample set of one step: nothing that others do can matter to it, nor it to them
      if (isReduced && isPrivate && !expansion.mustBeFull(state) && successors.some((s) => s.image !== undefined && expansion.mayLeadTo(state, visited.find(s.image)))) {
        expansion.reduced(state);
        commit(state, waits.cells.length, [successors]);
        return;
      }
      all.push(successors);
    }
    expansion.full(state);
    commit(state, waits.cells.length, all);
  }

  function commit(state: number, waits: number, all: readonly (readonly Successor[])[]): void {
    for (const successors of all) {
      for (const successor of successors) {
        transitions++;
        const level = Math.max(levels[state], successor.level) as Level;
        if (successor.misuse !== undefined) suspect({ kind: 'throws', state, move: successor.move, level, blocked: [], misuse: successor.misuse });
        for (const { site, library, isLoose } of successor.kept) if (!keptLocks.has(site)) keptLocks.set(site, { site, kind: 'kept', state, move: successor.move, level: isLoose ? Math.max(level, 1) as Level : level, blocked: [], taken: site, library, isLoose });
        if (successor.lost.length > 0) suspect({ kind: 'lost', state, move: successor.move, level, blocked: successor.lost });
        // where the program ends, nobody waits any more
        if (successor.image === undefined) waitGraph.addStep(state, state, new Int32Array(waits).fill(WOKEN));
        else waitGraph.addStep(state, arrive(successor.image, state, successor.move, level), successor.waits);
      }
    }
  }

  start();
  sortJobs(m, options.schedule);
  m.memory.compact(() => undefined);
  arrive(m.memory.image().slice(), -1, undefined, 0);
  const lastInstruction = interpreter.executed + (options.budget.instructions ?? Number.POSITIVE_INFINITY);
  search: for (let level = 0; level < frontiers.length; level++) {
    const frontier = frontiers[level];
    for (let head = 0; head < frontier.length; head++) {
      if (visited.count > options.budget.maxStates) incomplete = `more than ${String(options.budget.maxStates)} states (raise --max-states)`;
      else if (visited.bytes > options.budget.maxMemoryMb * 1e6) incomplete = `more than ${String(options.budget.maxMemoryMb)} MB of states (raise --max-memory)`;
      else if (interpreter.executed > lastInstruction) incomplete = `${String(options.budget.instructions)} steps of its code`;
      else if (early !== undefined && m.hasOutgrown && (visited.count > early.states || ((head & 63) === 0 && options.now() > early.deadline))) incomplete = 'values that grow';
      else if ((head & 63) === 0 && options.now() > deadline) incomplete = `${String(options.budget.timeoutSeconds)} s of exploration (raise --timeout)`;
      if (incomplete !== undefined && !incomplete.startsWith('a step')) break search;
      expand(frontier[head]);
      if (m.slicing.mustRestart) break search;
    }
  }

  // a lock that the program gives back by a method needs no grant for it
  for (const [site, suspicion] of keptLocks) if (suspicion.isLoose ? m.evidence.givenBack.has(site) : !m.evidence.releasedByMethod.has(suspicion.library)) suspect(suspicion);
  // what is given back on another path was this path's to give back
  for (const [site, suspicion] of abandoned) if (m.evidence.givenBack.has(site)) suspect(suspicion);

  return {
    suspicions, transitions, depth, incomplete, visited, levels, waitGraph,
    states: visited.count,
    pathTo(state) {
      const path: { readonly state: number; readonly move: Move }[] = [];
      for (let at = state; at >= 0; at = parents[at]) {
        const move = moves[at];
        if (move !== undefined) path.push({ state: parents[at], move });
      }
      return path.reverse();
    },
  };
}

/**
 * Which states were expanded with all their steps. A cycle of states of which each is left by only some of its steps
 * could put off another step for ever (the ignoring problem). So a reduced step must lead to a new state, or to one that is
 * expanded in full: where that one still waits its turn, it is made to be.
 * Peled, Combining partial order reductions with on-the-fly model-checking (1994), condition C3.
 */
interface Expansion {
  mustBeFull(state: number): boolean;
  mayLeadTo(from: number, state: number): boolean;
  reduced(state: number): void;
  full(state: number): void;
}

function newExpansion(): Expansion {
  const reducedStates = new Set<number>();
  const fullStates = new Set<number>();
  return {
    mustBeFull: (state) => fullStates.has(state),
    mayLeadTo(from, state) {
      if (state < 0) return true;
      // a step that changes nothing (an interval that finds nothing to do) would put off all others
      if (state === from || reducedStates.has(state)) return false;
      fullStates.add(state);
      return true;
    },
    reduced(state) { reducedStates.add(state); },
    full(state) { fullStates.add(state); },
  };
}

export interface Event {
  readonly queue: number;
  readonly index: number;
}

/** The jobs that may run next: any of them, or in exact order first the ready ones, then any timer. */
export function eventsOf(m: Machine, schedule: 'any' | 'fifo'): Event[] {
  const ready = m.memory.length(Memory.world, world.ready);
  const later = m.memory.length(Memory.world, world.later);
  if (schedule === 'fifo' && ready > 0) return [{ queue: world.ready, index: 0 }];
  const events: Event[] = [];
  for (let index = 0; index < ready; index++) events.push({ queue: world.ready, index });
  for (let index = 0; index < later; index++) events.push({ queue: world.later, index });
  return events;
}

/** Runs one job in all the ways it can go. */
function run(m: Machine, interpreter: Interpreter, image: Int32Array, event: Event, owners: Int32Array | undefined, running: number, waits: Waits): { readonly successors: Successor[]; readonly isPrivate: boolean; readonly isCut: boolean } {
  const successors: Successor[] = [];
  let isPrivate = true;
  let script: number[] = [];
  for (;;) {
    m.script = script;
    m.memory.load(image, image.length);
    m.owners = owners;
    m.ownerLimit = m.memory.top;
    m.running = running;
    m.isPrivate = true;
    interpreter.step(event.queue, event.index);
    isPrivate &&= m.isPrivate;
    const taken = m.made.map((choice) => choice.chosen);
    successors.push(successorOf(m, interpreter, { ...event, script: taken }, waits));
    // the next way: the last choice that has another alternative takes it
    let last = m.made.length - 1;
    while (last >= 0 && m.made[last].chosen + 1 >= m.made[last].of) last--;
    if (last < 0 || successors.length >= m.bounds.ways) return { successors, isPrivate, isCut: last >= 0 };
    script = [...taken.slice(0, last), taken[last] + 1];
  }
}

const noWaits = new Int32Array(0);

export function successorOf(m: Machine, interpreter: Interpreter, move: Move, before?: Waits): Successor {
  const { level } = m;
  if (interpreter.hasCrashed || interpreter.overrun !== undefined) {
    return { image: undefined, move, level, waits: noWaits, lost: [], kept: [], misuse: interpreter.hasCrashed ? misuseOf(m, interpreter.crashed) : undefined };
  }
  sortJobs(m, 'any');
  const lost: number[] = [];
  m.memory.compact((cell) => { lost.push(cell); });
  // what nothing reaches any more can still be read: compacting leaves the old cells as they were
  const previous = m.memory.previous();
  const isGrant = (cell: number): boolean => (previous[cell] & 63) === kind.token;
  const gone = blockedIn(m, lost.filter((cell) => !isGrant(cell)), previous);
  // what a lost task holds is kept by that task
  const kept = gone.length > 0 ? [] : lost.filter(isGrant).flatMap((cell) => keptLock(m, previous, cell));
  const waits = before === undefined || before.cells.length === 0 ? noWaits : followWaits(m, before);
  return { image: m.memory.image().slice(), move, level, waits, lost: gone, kept, misuse: undefined };
}

/** The lock of a grant that nothing reaches any more. The lock was kept: its old cell says where it is now. */
function keptLock(m: Machine, words: Int32Array, grant: number): KeptLock[] {
  const lock = -words[payload(words[grant + token.lock])];
  const { needsGivingBack } = m.primitives[m.memory.kind(lock) - firstPrimitiveKind];
  if (needsGivingBack?.(m, lock) === false) return [];
  const library = m.memory.words[lock + 1];
  return [{ site: payload(words[grant + token.site]), library: isInteger(library) ? payload(library) : -1, isLoose: needsGivingBack !== undefined }];
}

/** The misuse of a primitive that an uncaught error tells of. */
function misuseOf(m: Machine, error: number): { readonly message: string; readonly site: number } | undefined {
  if (m.memory.kindOf(error) !== kind.object || m.memory.words[payload(error) + object.prototype] !== m.builtin('Misuse')) return undefined;
  const site = m.getOwn(payload(error), m.literal('misuse'));
  return isInteger(site) ? { message: m.text(m.getOwn(payload(error), m.literal('message'))) ?? '', site: payload(site) } : undefined;
}

/** Operations that are blocked: those of waiting tasks that wait for no other task, and those that nobody awaits. */
export function blockedIn(m: Machine, cells: readonly number[], words: Int32Array = m.memory.words): BlockedSite[] {
  const blocked: BlockedSite[] = [];
  const joins: BlockedSite[] = [];
  for (const cell of cells) {
    if ((words[cell] & 63) === kind.promise) {
      blocked.push({ site: payload(words[cell + promise.site]), operation: payload(words[cell + promise.operation]) });
      continue;
    }
    const awaited = words[cell + frame.awaiting];
    if (awaited === UNDEFINED) continue;
    const operation = payload(words[payload(awaited) + promise.operation]);
    const site = { site: awaitSite(m, cell, words), operation };
    const name = m.operationNames[operation];
    // an operation that only counts where somebody waits for it; one that counts by itself is among the cells
    const isOperation = name === 'promise.new' || !(/^(call|promise)/.test(name) || cells.includes(payload(awaited)));
    (isOperation ? blocked : joins).push(site);
  }
  // tasks that wait for one another to end are blocked as well, but only by themselves
  return blocked.length > 0 ? blocked : joins;
}

/** Where a suspended task awaits, in visible code. */
export function awaitSite(m: Machine, cell: number, words: Int32Array): number {
  const procedure = m.model.procedures[payload(words[cell + frame.procedure])];
  return procedure.hidden ? payload(words[cell + frame.callSite]) : procedure.sites[payload(words[cell + frame.pc]) - 1];
}

/** Where any order may be taken, the order of the queues means nothing: sorted, more states are equal. */
export function sortJobs(m: Machine, schedule: 'any' | 'fifo'): void {
  if (schedule === 'fifo') return;
  for (const queue of [world.ready, world.later]) {
    const jobs = m.memory.items(Memory.world, queue);
    if (jobs.length < 2) continue;
    const keyed = jobs.map((entry) => ({ entry, key: jobKey(m, payload(entry)), content: contentHash(m, payload(entry), 4) }));
    keyed.sort((a, b) => a.key - b.key || a.content - b.content);
    keyed.forEach(({ entry }, i) => { m.memory.setItem(Memory.world, queue, i, entry); });
  }
}

function jobKey(m: Machine, cell: number): number {
  const { words } = m.memory;
  const a = words[cell + job.a];
  switch (payload(words[cell + job.kind])) {
    case jobKind.resume: return payload(words[payload(a) + frame.procedure]) * 4096 + payload(words[payload(a) + frame.pc]);
    case jobKind.settle: return 1e9 + payload(words[payload(a) + promise.site] || integer(0)) * 4096 + waiterKey(m, payload(a));
    default: return 2e12 + payload(words[cell + job.site]);
  }
}

/** A hash of what a cell holds, a few references deep: it tells apart jobs of one kind, whatever their cells' places. */
function contentHash(m: Machine, cell: number, depth: number): number {
  const { words } = m.memory;
  let hash = words[cell];
  const end = cell + 1 + (words[cell] >> 6);
  for (let at = cell + 1; at < end; at++) {
    const value = words[at];
    const part = (value & 7) !== tag.reference ? value : depth > 0 ? contentHash(m, value >> 3, depth - 1) : words[value >> 3];
    hash = Math.imul(hash ^ part, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}

function waiterKey(m: Machine, cell: number): number {
  return m.memory.length(cell, promise.reactions);
}
