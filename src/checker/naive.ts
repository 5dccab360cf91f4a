import { Beginning } from './beginning.ts';
import { deadlineOf, type Budget } from './budget.ts';
import { pathOf, type Exploration, type ExploreOptions } from './explorer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Level, Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { blockedIn, cutShort, eventsOf, waysOf, type Event, type Move, type Successor } from './steps.ts';
import { Suspicions } from './suspicions.ts';
import { world } from './values.ts';
import { newWaitGraph, waitsIn, WOKEN } from './waking.ts';

/** One way that a job can go from a state; `to` is -1 where the program ends. */
export interface Arc {
  readonly event: Event;
  readonly to: number;
  readonly successor: Successor;
}

/** All states and steps, as they were found. */
export interface Graph {
  readonly images: readonly Int32Array[];
  readonly levels: readonly Level[];
  /** The steps out of each state; undefined where a bound was met before it had its turn. */
  readonly arcs: readonly (readonly Arc[] | undefined)[];
  /** The waits of each state. */
  readonly waits: readonly number[];
  readonly parents: readonly number[];
  readonly moves: readonly (Move | undefined)[];
  readonly incomplete: string | undefined;
}

/** How the states of a graph are left: by which jobs, and what happens before one of them runs. */
interface Rules {
  readonly events: (m: Machine) => readonly Event[];
  readonly before?: (m: Machine, event: Event) => void;
}

/**
 * The reference: breadth-first search over the machine as it stands, in which no order and no value is left out. What
 * the fast explorer and its reductions say is measured against it.
 */
export function graphOf(m: Machine, interpreter: Interpreter, start: () => void, rules: Rules, budget: Budget, now: () => number): Graph {
  const images: Int32Array[] = [];
  const levels: Level[] = [];
  const arcs: (readonly Arc[] | undefined)[] = [];
  const waits: number[] = [];
  const parents: number[] = [];
  const moves: (Move | undefined)[] = [];
  const known = new Map<string, number>();
  // by level: what certain steps reach comes first
  const queues: number[][] = [[], [], []];
  const beginning = new Beginning();
  let incomplete: string | undefined;

  function indexOf(image: Int32Array, parent: number, move: Move | undefined, level: Level): number {
    const key = image.join();
    const index = known.get(key);
    if (index !== undefined) return index;
    known.set(key, images.length);
    parents.push(parent);
    moves.push(move);
    levels.push(level);
    arcs.push(undefined);
    waits.push(0);
    queues[level].push(images.length);
    return images.push(image) - 1;
  }

  function expand(state: number): void {
    m.memory.load(images[state], images[state].length);
    m.evidence.isSure = levels[state] === 0;
    const before = waitsIn(m);
    waits[state] = before.cells.length;
    const events = rules.events(m);
    if (events.length === 0) beginning.rests();
    arcs[state] = events.flatMap((event) => {
      const ways = waysOf(m, interpreter, event, () => {
        m.memory.load(images[state], images[state].length);
        rules.before?.(m, event);
      }, before, () => now() > deadline);
      incomplete ??= cutShort(m, ways);
      beginning.goesOn(state, ways);
      return ways.successors.map((successor) => ({
        event, successor,
        to: successor.image === undefined ? -1 : indexOf(successor.image, state, successor.move, Math.max(levels[state], successor.level) as Level),
      }));
    });
  }

  const deadline = deadlineOf(budget, now());
  m.sortsQueues = false;
  m.owners = undefined;
  start();
  m.memory.compact(() => undefined);
  indexOf(m.memory.image().slice(), -1, undefined, 0);
  for (const queue of queues) {
    for (const state of queue) {
      const bound = images.length > budget.maxStates ? `more than ${String(budget.maxStates)} states` : now() > deadline ? 'out of time' : undefined;
      if (bound !== undefined || m.slicing.mustRestart) return { images, levels, arcs, waits, parents, moves, incomplete: bound ?? incomplete };
      expand(state);
    }
  }
  return { images, levels, arcs, waits, parents, moves, incomplete: incomplete ?? beginning.reason };
}

/** What the fast explorer would give, read off the whole graph. */
export function exploreNaively(m: Machine, interpreter: Interpreter, start: () => void, { budget, schedule, now }: ExploreOptions): Exploration {
  const graph = graphOf(m, interpreter, start, { events: (machine) => eventsOf(machine, schedule) }, budget, now);
  const { images, levels, arcs, waits, parents, moves, incomplete } = graph;
  const suspicions = new Suspicions(m);
  const waitGraph = newWaitGraph();
  waits.forEach((count) => { waitGraph.addState(count); });
  images.forEach((image, state) => {
    m.memory.load(image, image.length);
    const leaving = arcs[state];
    if (m.memory.length(Memory.world, world.ready) === 0) suspicions.rests(interpreter, image, state, levels[state]);
    if (leaving?.length === 0) suspicions.ends(state, levels[state], blockedIn(m, waitsIn(m).cells));
    for (const { to, successor } of leaving ?? []) {
      suspicions.steps(state, successor, Math.max(levels[state], successor.level) as Level);
      if (to < 0) waitGraph.addStep(state, state, new Int32Array(waits[state]).fill(WOKEN));
      else waitGraph.addStep(state, to, successor.waits);
    }
  });
  return {
    suspicions: suspicions.all(), incomplete, levels, waitGraph,
    states: images.length,
    transitions: arcs.reduce((sum, leaving) => sum + (leaving?.length ?? 0), 0),
    depth: 0,
    image: (state) => images[state],
    pathTo: (state) => pathOf(parents, moves, state),
  };
}
