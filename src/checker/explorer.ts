import { Beginning } from './beginning.ts';
import { Limits, reasonOf, type Budget, type Standing } from './budget.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Level, Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { Expansion, ownersOf } from './private-steps.ts';
import { sortJobs } from './queue-order.ts';
import { endsQuiet, watchesQuiet } from './quiet.ts';
import type { Reductions } from './reductions.ts';
import { putsOffTimers } from './rest.ts';
import { newVisitedStates } from './states.ts';
import { blockedIn, cutShort, eventsOf, waysOf, type Move, type Schedule, type Successor } from './steps.ts';
import { Suspicions, type Suspicion } from './suspicions.ts';
import { payload, UNDEFINED, world } from './values.ts';
import { newWaitGraph, waitsIn, WOKEN, type WaitGraph } from './waking.ts';

export interface Exploration {
  readonly suspicions: readonly Suspicion[];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Which bound ended it early, undefined where everything was seen. */
  readonly incomplete: string | undefined;
  readonly image: (state: number) => Int32Array;
  readonly levels: readonly Level[];
  readonly waitGraph: WaitGraph;
  /** The moves from the first state to a state. */
  readonly pathTo: (state: number) => { readonly state: number; readonly move: Move }[];
}

/** An explorer: the fast one or the naive one. */
export type Explore = (m: Machine, interpreter: Interpreter, start: () => void, options: ExploreOptions) => Exploration;

export interface ExploreOptions {
  readonly budget: Budget;
  readonly schedule: Schedule;
  readonly reductions: Reductions;
  readonly now: () => number;
  readonly onProgress?: (soFar: { readonly states: number; readonly depth: number }) => void;
}

/** Bytes that a state takes in the lists beside the images, with the move that led to it. */
const bytesBeside = 200;

/**
 * Breadth-first search over canonical states, so that the first way found to a state is a shortest one. States reached
 * by certain steps come first, then those that need a free choice on an unknown, then those behind an approximation:
 * each state is met with the best confidence it can have.
 */
export function explore(m: Machine, interpreter: Interpreter, start: () => void, options: ExploreOptions): Exploration {
  const visited = newVisitedStates();
  const waitGraph = newWaitGraph();
  const expansion = new Expansion();
  const suspicions = new Suspicions(m);
  const beginning = new Beginning();
  const parents: number[] = [];
  const moves: (Move | undefined)[] = [];
  const depths: number[] = [];
  const levels: Level[] = [];
  const frontiers: number[][] = [[], [], []];
  let transitions = 0;
  let depth = 0;
  let incomplete: string | undefined;
  const limits = new Limits(options.budget, options.now);
  // what is to come later ends the quiet in which something else might have happened
  const mustSeeQuiet = watchesQuiet(m.model);
  const takesPrivateSteps = options.schedule === 'any' && options.reductions.has('private-steps');
  m.sortsQueues = options.schedule === 'any' && options.reductions.has('queue-order');

  let firstInstruction = 0;
  const standing = (): Standing => ({ states: visited.count, bytes: visited.bytes + waitGraph.bytes + visited.count * bytesBeside, instructions: interpreter.executed - firstInstruction, hasOutgrown: m.precision.hasOutgrown });
  // what is explored further before the search begins again is lost
  const isOver = (): boolean => m.slicing.mustRestart || limits.met(standing()) !== undefined;

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

  /** Notes where the steps from a state lead; false where there was no time to take them all. */
  function expand(state: number): boolean {
    const image = visited.get(state);
    m.memory.load(image, image.length);
    if (m.memory.length(Memory.world, world.ready) === 0) suspicions.rests(interpreter, image, state, levels[state]);
    const events = eventsOf(m, options.schedule);
    const waits = waitsIn(m);
    if (events.length === 0) {
      beginning.rests();
      suspicions.ends(state, levels[state], blockedIn(m, waits.cells));
      return true;
    }
    m.evidence.isSure = levels[state] === 0;
    const owners = takesPrivateSteps && events.length > 1 ? ownersOf(m, events) : undefined;
    const quietEnders = new Set(mustSeeQuiet ? events.filter((event) => endsQuiet(m, event)) : []);
    const all: (readonly Successor[])[] = [];
    for (let e = 0; e < events.length; e++) {
      if (isOver()) return false;
      m.owners = owners;
      m.running = e;
      const ways = waysOf(m, interpreter, events[e], () => {
        m.memory.load(image, image.length);
        m.ownerLimit = m.memory.top;
        m.isPrivate = true;
      }, waits, isOver);
      if (ways.isCut && isOver()) return false;
      incomplete ??= cutShort(m, ways);
      beginning.goesOn(state, ways);
      // an ample set of one step: nothing that others do can matter to it, nor it to them
      if (owners !== undefined && ways.isPrivate && !quietEnders.has(events[e]) && !putsOffTimers(m, events[e], image, ways.successors) && !expansion.mustBeFull(state) && ways.successors.some((s) => s.image !== undefined && expansion.mayLeadTo(state, visited.find(s.image)))) {
        expansion.isReduced(state);
        commit(state, waits.cells.length, [ways.successors]);
        return true;
      }
      all.push(ways.successors);
    }
    expansion.isFull(state);
    commit(state, waits.cells.length, all);
    return true;
  }

  function commit(state: number, waits: number, all: readonly (readonly Successor[])[]): void {
    for (const successor of all.flat()) {
      transitions++;
      const level = Math.max(levels[state], successor.level) as Level;
      suspicions.steps(state, successor, level);
      // where the program ends, nobody waits any more
      if (successor.image === undefined) waitGraph.addStep(state, state, new Int32Array(waits).fill(WOKEN));
      else waitGraph.addStep(state, arrive(successor.image, state, successor.move, level), successor.waits);
    }
  }

  interpreter.checkpoints = new Checkpoints();
  start();
  sortJobs(m);
  m.memory.compact(() => undefined);
  arrive(m.memory.image().slice(), -1, undefined, 0);
  firstInstruction = interpreter.executed;
  let expanded = 0;
  search: for (const frontier of frontiers) {
    for (const state of frontier) {
      const bound = limits.met(standing()) ?? (expand(state) ? undefined : limits.met(standing()));
      if (bound !== undefined) {
        incomplete = reasonOf(bound, { states: visited.count, depth, waiting: visited.count - expanded });
        break search;
      }
      if ((expanded & 1023) === 1023) options.onProgress?.({ states: visited.count, depth });
      expanded++;
      if (m.slicing.mustRestart) break search;
    }
  }
  incomplete ??= beginning.reason;
  m.owners = undefined;
  interpreter.checkpoints = undefined;

  return {
    suspicions: suspicions.all(), transitions, depth, incomplete, levels, waitGraph,
    states: visited.count,
    image: (state) => visited.get(state),
    pathTo: (state) => pathOf(parents, moves, state),
  };
}

/** The moves from the first state to a state, by what each state was first reached from. */
export function pathOf(parents: readonly number[], moves: readonly (Move | undefined)[], state: number): { readonly state: number; readonly move: Move }[] {
  const path: { readonly state: number; readonly move: Move }[] = [];
  for (let at = state; at >= 0; at = parents[at]) {
    const move = moves[at];
    if (move !== undefined) path.push({ state: parents[at], move });
  }
  return path.reverse();
}
