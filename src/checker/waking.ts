import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { frame, integer, kind, payload, promise, promiseState, world } from './values.ts';

/** What became of a wait in a step: its index among the waits of the next state, or one of these. */
export const WOKEN = -1;
const LOST = -2;

/** The waits of one state (the entries of `world.pending`), each with what it waits for. */
export interface Waits {
  readonly cells: readonly number[];
  readonly awaited: readonly number[];
}

export function waitsIn(m: Machine): Waits {
  const cells = m.memory.items(Memory.world, world.pending).map(payload);
  return { cells, awaited: cells.map((cell) => (m.memory.kind(cell) === kind.frame ? m.memory.words[cell + frame.awaiting] : 0)) };
}

/**
 * Where the waits of the state before a step are in the state after it: called when the step has run and the memory has
 * been compacted, whose old words still tell where each cell went.
 */
export function followWaits(m: Machine, before: Waits): Int32Array {
  const after = m.memory.items(Memory.world, world.pending).map(payload);
  const old = m.memory.previous();
  return Int32Array.from(before.cells, (cell, i) => {
    const header = old[cell];
    if (header >= 0) return isWaiting(old, cell, before.awaited[i]) ? LOST : WOKEN;
    const moved = -header;
    // a task that waits again waits for something else: the old promise has gone to another place
    const { words } = m.memory;
    if ((words[moved] & 63) === kind.frame) {
      const wasAt = old[payload(before.awaited[i])];
      if (wasAt >= 0 || payload(words[moved + frame.awaiting]) !== -wasAt) return WOKEN;
    }
    const index = after.indexOf(moved);
    return index < 0 ? WOKEN : index;
  });
}

function isWaiting(words: Int32Array, cell: number, awaited: number): boolean {
  if ((words[cell] & 63) === kind.frame) return words[cell + frame.awaiting] === awaited;
  return words[cell + promise.state] === integer(promiseState.pending);
}

/** A state with waits that no path from it ends. */
export interface StuckWaits {
  readonly state: number;
  /** Indices among the state's waits, ascending. */
  readonly waits: readonly number[];
}

/** The explored graph as far as waits go: for each step, what became of each wait. States are added in order. */
export interface WaitGraph {
  /** Bytes in use, as far as they grow with the states. */
  readonly bytes: number;
  addState(waits: number): void;
  addStep(from: number, to: number, waits: Int32Array): void;
  /** For each state in order, the waits that no path from it ever ends. It is true only of a graph that is whole. */
  stuck(): StuckWaits[];
  /** Whether some way leads back to where it has been. */
  hasCycle(): boolean;
  /** Where the steps from each state lead. */
  successors(): (state: number) => number[];
}

/**
 * Which waits can still end: backward reachability from the steps that end them, over pairs of a state and a wait in it.
 * What is not reached is blocked in that state and in each continuation of it, whatever the rest of the program goes on
 * doing: the complement of EF "woken" (Clarke, Emerson, Sistla, Automatic verification of finite-state concurrent systems
 * using temporal logic specifications, TOPLAS 1986, section 3).
 */
export function newWaitGraph(): WaitGraph {
  const firstWait: number[] = [];
  let waitCount = 0;
  const sources: number[] = [];
  const targets: number[] = [];
  const maps: number[] = [];
  let words = new Int32Array(1 << 12);
  let used = 0;

  /** Steps by the state at one of their ends: those of state `s` are `steps[start[s]]` to `steps[start[s + 1] - 1]`. */
  function stepsBy(ends: readonly number[]): { readonly start: Int32Array; readonly steps: Int32Array } {
    const start = new Int32Array(firstWait.length + 1);
    for (const end of ends) start[end + 1]++;
    for (let i = 0; i < firstWait.length; i++) start[i + 1] += start[i];
    const next = start.slice();
    const steps = new Int32Array(ends.length);
    ends.forEach((end, step) => { steps[next[end]++] = step; });
    return { start, steps };
  }

  function waitsOf(state: number): number {
    return (state + 1 < firstWait.length ? firstWait[state + 1] : waitCount) - firstWait[state];
  }

  function canEnd(): Uint8Array {
    const ends = new Uint8Array(waitCount);
    const { start, steps } = stepsBy(targets);
    const changed: number[] = [];
    const isQueued = new Uint8Array(firstWait.length);
    const reach = (step: number): void => {
      const from = sources[step];
      const first = firstWait[from];
      const count = waitsOf(from);
      for (let wait = 0; wait < count; wait++) {
        const at = words[maps[step] + wait];
        if (ends[first + wait] === 1 || !(at === WOKEN || (at >= 0 && ends[firstWait[targets[step]] + at] === 1))) continue;
        ends[first + wait] = 1;
        if (isQueued[from] === 1) continue;
        isQueued[from] = 1;
        changed.push(from);
      }
    };
    for (let step = 0; step < targets.length; step++) reach(step);
    for (let state = changed.pop(); state !== undefined; state = changed.pop()) {
      isQueued[state] = 0;
      for (let at = start[state]; at < start[state + 1]; at++) reach(steps[at]);
    }
    return ends;
  }

  return {
    get bytes() { return words.length * 4 + (firstWait.length + 3 * sources.length) * 8; },
    addState(waits) {
      firstWait.push(waitCount);
      waitCount += waits;
    },
    addStep(from, to, waits) {
      sources.push(from);
      targets.push(to);
      maps.push(used);
      if (used + waits.length > words.length) {
        const wider = new Int32Array(Math.max(words.length * 2, used + waits.length));
        wider.set(words);
        words = wider;
      }
      words.set(waits, used);
      used += waits.length;
    },
    stuck() {
      const ends = canEnd();
      const found: StuckWaits[] = [];
      firstWait.forEach((first, state) => {
        const waits = [...ends.subarray(first, first + waitsOf(state)).keys()].filter((wait) => ends[first + wait] === 0);
        if (waits.length > 0) found.push({ state, waits });
      });
      return found;
    },
    hasCycle() {
      // Kahn, Topological sorting of large networks (1962): what is left when all that has no way in is taken away
      const { start, steps } = stepsBy(sources);
      const waysIn = new Int32Array(firstWait.length);
      for (const target of targets) waysIn[target]++;
      const free = [...waysIn.keys()].filter((state) => waysIn[state] === 0);
      let taken = 0;
      for (let state = free.pop(); state !== undefined; state = free.pop()) {
        taken++;
        for (let at = start[state]; at < start[state + 1]; at++) if (--waysIn[targets[steps[at]]] === 0) free.push(targets[steps[at]]);
      }
      return taken < firstWait.length;
    },
    successors() {
      const { start, steps } = stepsBy(sources);
      return (state) => [...steps.subarray(start[state], start[state + 1])].map((step) => targets[step]);
    },
  };
}
