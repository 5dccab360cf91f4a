import type { Exploration, Explore, ExploreOptions } from './explorer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { Knots } from './knots.ts';
import type { Level, Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { blockedIn, keyOf, type BlockedSite } from './steps.ts';
import type { Suspicion } from './suspicions.ts';
import { boolean, integer, jobKind, NULL, UNDEFINED, world } from './values.ts';
import { waitsIn } from './waking.ts';

/** How far from a stuck state one is looked for in which more is stuck: the rest of a cycle that must come. */
const farthest = 2000;

/** Further calls under way at once, and how many each caller makes where any number does not end. */
const rescuers = 2;
const fewCalls = 2;
/** States in which further calls are followed; most that end a wait end it within a few. */
const mostRescued = 2000;
const fewRescued = 100;
const byFewCalls = { times: integer(fewCalls), states: mostRescued };
/** How calls are tried, in this order: any number of them; where that does not end, a few, which a fault would still have to withstand. */
const rescues = [{ times: UNDEFINED, states: fewRescued }, { times: UNDEFINED, states: mostRescued }, byFewCalls];

/**
 * What the search itself cannot see: waits that no path from their state ends, beside tasks that go on for ever. Needs
 * the whole graph. Where a client outside of the program may call again, waits that such a call could end are let go.
 */
export function findStuck(m: Machine, interpreter: Interpreter, exploration: Exploration, explore: Explore, options: ExploreOptions): Suspicion[] {
  const found: Suspicion[] = [];
  const told = new Set<string>();
  // what seems lost may be kept in what only code outside reads: then the program is explored again with that
  const lost = exploration.suspicions.find(({ kind }) => kind === 'lost');
  if (lost !== undefined && m.evidence.hasReach) {
    load(m, exploration, lost.state);
    if (hasClient(m)) withCalls(m, interpreter, exploration, lost.state, byFewCalls, true, explore, options);
  }
  for (const suspicion of exploration.suspicions) {
    const kept = suspicion.kind === 'quiescent' ? withoutRescued(m, interpreter, exploration, suspicion, explore, options) : suspicion;
    if (kept === undefined) continue;
    found.push(kept);
    kept.blocked.forEach((b) => told.add(keyOf(b)));
  }
  if (exploration.incomplete !== undefined) return [...found, ...knotted(m, exploration, told)];

  const stuck = exploration.waitGraph.stuck();
  const waitsOf = new Map(stuck.map(({ state, waits }) => [state, waits]));
  const successors = stuck.length === 0 ? () => [] : exploration.waitGraph.successors();
  // let go, or part of what is told already
  const refuted = new Set<string>();
  for (const level of [0, 1, 2] as const) {
    for (const { state, waits } of stuck) {
      if (exploration.levels[state] !== level) continue;
      const keys = sitesOf(m, exploration, state, waits).map(keyOf);
      if (keys.length === 0 || keys.every((key) => told.has(key) || refuted.has(key))) continue;
      const end = fullest(state, waitsOf, successors, exploration.levels);
      if (end === undefined) {
        keys.forEach((key) => refuted.add(key));
        continue;
      }
      const stuckThere = waitsOf.get(end) ?? [];
      const suspicion: Suspicion = { kind: 'stuck', state: end, waits: stuckThere, move: undefined, level, blocked: sitesOf(m, exploration, end, stuckThere) };
      const kept = withoutRescued(m, interpreter, exploration, suspicion, explore, options);
      keys.forEach((key) => (kept === undefined ? refuted : told).add(key));
      if (kept === undefined) continue;
      kept.blocked.forEach((b) => told.add(keyOf(b)));
      found.push(kept);
    }
  }
  return found;
}

/** Of so many states it is asked whether tasks wait for one another's locks in them. */
const mostAsked = 20_000;

/** Where the graph is not whole: waits for locks that, as a single state shows, nobody can give back any more. */
function knotted(m: Machine, exploration: Exploration, told: Set<string>): Suspicion[] {
  const knots = new Knots(m);
  const found: Suspicion[] = [];
  const states = Array.from({ length: Math.min(exploration.states, mostAsked) }, (_, state) => state);
  for (const level of [0, 1, 2] as const) {
    for (const state of states) {
      if (exploration.levels[state] !== level) continue;
      load(m, exploration, state);
      const waits = knots.waits();
      if (waits.length === 0) continue;
      const blocked = sitesOf(m, exploration, state, waits);
      if (blocked.every((b) => told.has(keyOf(b)))) continue;
      blocked.forEach((b) => told.add(keyOf(b)));
      found.push({ kind: 'stuck', state, waits, move: undefined, level, blocked });
    }
  }
  return found;
}

function sitesOf(m: Machine, exploration: Exploration, state: number, waits: readonly number[]): BlockedSite[] {
  load(m, exploration, state);
  const { cells } = waitsIn(m);
  return blockedIn(m, waits.map((wait) => cells[wait]));
}

function load(m: Machine, exploration: Exploration, state: number): void {
  const image = exploration.image(state);
  m.memory.load(image, image.length);
}

/**
 * The nearest state from here in which most waits are stuck, at no less confidence; undefined where the way leads to a
 * state without any step: what is stuck here is stuck there, and told of there.
 */
function fullest(start: number, waitsOf: ReadonlyMap<number, readonly number[]>, successors: (state: number) => number[], levels: readonly Level[]): number | undefined {
  let best = start;
  const seen = new Set([start]);
  const queue = [start];
  for (let head = 0; head < queue.length && head < farthest; head++) {
    const state = queue[head];
    if ((waitsOf.get(state)?.length ?? 0) > (waitsOf.get(best)?.length ?? 0)) best = state;
    const ways = successors(state);
    if (ways.length === 0) return undefined;
    for (const next of ways) {
      if (seen.has(next) || levels[next] > levels[start]) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return best;
}

/** Explores what further calls from outside come to, from a state of an exploration; one of them by way of what is in reach where it `reaches`. */
function withCalls(m: Machine, interpreter: Interpreter, exploration: Exploration, state: number, { times, states }: typeof byFewCalls, reaches: boolean, explore: Explore, options: ExploreOptions): Exploration {
  return explore(m, interpreter, () => {
    load(m, exploration, state);
    const client = m.memory.words[Memory.world + world.client];
    const isRetired = client === NULL;
    const offered = isRetired ? m.memory.item(Memory.world, world.services, 0) : client;
    for (let i = 0; i < (isRetired ? 1 : rescuers); i++) m.schedule(world.later, jobKind.call, offered, m.newArray([times, boolean(reaches && i === 0)]), 0);
  }, { ...options, budget: { ...options.budget, maxStates: Math.min(options.budget.maxStates, states), instructions: 200_000 } });
}

/** Whether code outside of the program may still call it in a state, which is loaded. */
function hasClient(m: Machine): boolean {
  const client = m.memory.words[Memory.world + world.client];
  return client !== UNDEFINED && client !== NULL;
}

/** Whether code outside has closed what it called, and still comes to something without a call. */
function hasReachOnly(m: Machine): boolean {
  return m.evidence.hasReach && m.memory.words[Memory.world + world.client] === NULL;
}

/**
 * The suspicion without the waits that further calls from outside could end; undefined where none is left. The client of
 * the exploration makes a fixed number of calls at once; here some more are made from the state in question.
 */
function withoutRescued(m: Machine, interpreter: Interpreter, exploration: Exploration, suspicion: Suspicion, explore: Explore, options: ExploreOptions): Suspicion | undefined {
  load(m, exploration, suspicion.state);
  const before = waitsIn(m);
  const suspected = suspicion.waits ?? before.cells.map((_, i) => i);
  const reachesOnly = hasReachOnly(m);
  if (!hasClient(m) && !reachesOnly) return suspicion;
  const hopelessAmong = (waits: readonly number[], reaches: boolean): readonly number[] => {
    for (const calls of rescues) {
      const rescued = withCalls(m, interpreter, exploration, suspicion.state, calls, reaches, explore, options);
      // the first state of the rescue has the waits of the suspicion's, in their order: the calls add none before they run
      const hopeless = new Set(rescued.waitGraph.stuck().find(({ state }) => state === 0)?.waits ?? []);
      const left = waits.filter((wait) => hopeless.has(wait));
      if (left.length === 0 || rescued.incomplete === undefined) return left;
    }
    return [];
  };
  const beyondCalls = reachesOnly ? suspected : hopelessAmong(suspected, false);
  const waits = beyondCalls.length > 0 && m.evidence.hasReach ? hopelessAmong(beyondCalls, true) : beyondCalls;
  const blocked = sitesOf(m, exploration, suspicion.state, waits);
  return waits.length === 0 || blocked.length === 0 ? undefined : { ...suspicion, kind: 'stuck', waits, blocked };
}
