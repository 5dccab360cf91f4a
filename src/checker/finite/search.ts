import { compile, type Expand, type Sink } from './compile.ts';
import type { FiniteModel } from './finite-model.ts';
import { fits, layoutOf, pack, unpack } from './layout.ts';
import { Store } from './store.ts';
import type { Effect } from './steps.ts';

export interface SearchOptions {
  readonly maxStates: number;
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  /** Run the steps as generated code where that is allowed; true unless said otherwise. */
  readonly compiles?: boolean;
  /** Keep the steps between the states, which finding leaks beside tasks that go on needs. */
  readonly keepsGraph?: boolean;
  /** Put off the steps of what has nothing to do with one another. */
  readonly reduces?: boolean;
  readonly now: () => number;
  readonly mustStop?: () => boolean;
}

export interface Searched {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytes: number;
  readonly incomplete: string | undefined;
  /** States in which nothing can run and something waits. */
  readonly quiescent: readonly number[];
  /** States in which a step ends the program, and how. */
  readonly ends: readonly { readonly state: number; readonly effect: Effect }[];
  readonly stateAt: (index: number) => Int32Array;
  /** The states on a shortest way to a state, from the first. */
  readonly pathTo: (index: number) => number[];
  /** For each state, where its steps lead; only with `keepsGraph`. */
  readonly successors: (index: number) => Int32Array;
}

const growth = 1.4;

/** So many states in a row whose steps are all known are a sign that it pays to generate code for them; */
const quiet = 30;
/** and so is having gone without code for so many times what it takes to make. */
const patience = 2;

/**
 * Breadth-first search of a finite model, so that the first way to a state is a shortest one. It begins by interpreting
 * what the model knows of steps, and by running those that it does not know; when most are known they are compiled.
 */
export function search(model: FiniteModel, options: SearchOptions): Searched {
  let layout = layoutOf(model.space);
  let store = new Store(layout.width);
  let expand: Expand | undefined;
  let parents = new Int32Array(1024).fill(-1);
  let edges = new Int32Array(options.keepsGraph === true ? 4096 : 0);
  let edgeCount = 0;
  const edgeStarts: number[] = [];
  const quiescent: number[] = [];
  const ends: { state: number; effect: Effect }[] = [];
  let transitions = 0;
  let depth = 0;
  let current = -1;
  let calm = 0;
  let compiled = { at: 0, cost: 0 };
  let mayCompile = options.compiles ?? true;
  let incomplete: string | undefined;
  const deadline = options.now() + options.timeoutSeconds * 1000;

  const emit = (next: Int32Array): void => {
    const { count } = store;
    const index = store.indexOf(next);
    if (options.keepsGraph === true) {
      if (edgeCount === edges.length) edges = grown(edges);
      edges[edgeCount++] = index;
    }
    if (index < count) return;
    if (index >= parents.length) parents = grown(parents);
    parents[index] = current;
  };
  const newSink = (width: number): Sink => {
    const next = new Int32Array(width);
    const effects: Effect[] = [];
    return { next, effects, emit: () => { emit(next); }, end: (effect) => { ends.push({ state: current, effect: effects[effect] }); } };
  };
  const widen = (): void => {
    const wider = layoutOf(model.space);
    const moved = new Store(wider.width);
    const words = new Int32Array(wider.width);
    for (let index = 0; index < store.count; index++) {
      pack(wider, unpack(layout, store.words, index * layout.width), words);
      moved.indexOf(words);
    }
    layout = wider;
    store = moved;
    expand = undefined;
  };
  const interpret = (index: number): number => {
    const state = unpack(layout, store.words, index * layout.width);
    const { learned } = model;
    let ways = 0;
    for (let region = 0; region < state.length; region++) {
      if (!model.isEnabled(state, region)) continue;
      for (const effect of model.effects(state, region)) {
        ways++;
        if (effect.end !== undefined) {
          ends.push({ state: index, effect });
          continue;
        }
        const after = model.apply(state, effect);
        if (!fits(layout, model.space)) widen();
        const words = new Int32Array(layout.width);
        pack(layout, after, words);
        emit(words);
      }
    }
    calm = model.learned === learned ? calm + 1 : 0;
    return ways;
  };

  /** With the one that grows next, once as it was and once as it will be. */
  const bytesAtMost = (): number => store.bytes + parents.byteLength + edges.byteLength + Math.max(store.bytesToGrow, growth * parents.byteLength, growth * edges.byteLength);

  const first = new Int32Array(layout.width);
  pack(layout, model.first, first);
  emit(first);
  edgeCount = 0;
  let levelEnd = 1;
  for (current = 0; current < store.count; current++) {
    if (current === levelEnd) {
      depth++;
      levelEnd = store.count;
    }
    if (store.count > options.maxStates) incomplete = tooMany(options);
    else if ((current & 1023) === 0 && bytesAtMost() > options.maxMemoryMb * 1e6) incomplete = `more than ${String(options.maxMemoryMb)} MB of states (raise --max-memory)`;
    else if ((expand === undefined || (current & 63) === 0) && options.now() > deadline) incomplete = tooLong(options);
    if (incomplete !== undefined || options.mustStop?.() === true) break;
    if (expand === undefined && mayCompile && calm >= quiet && options.now() - compiled.at > patience * compiled.cost) {
      const from = options.now();
      if (!fits(layout, model.space)) widen();
      const sink = newSink(layout.width);
      expand = compile(model, layout, sink);
      if (expand === undefined) mayCompile = false;
      compiled = { at: options.now(), cost: options.now() - from };
    }
    if (options.keepsGraph === true) edgeStarts.push(edgeCount);
    const before = { edgeCount, ends: ends.length };
    let ways = expand === undefined ? -1 : expand(store.words, current * layout.width);
    if (ways < 0) {
      edgeCount = before.edgeCount;
      ends.length = before.ends;
      if (expand !== undefined) {
        calm = 0;
        compiled = { ...compiled, at: options.now() };
      }
      expand = undefined;
      ways = interpret(current);
    }
    transitions += ways;
    if (ways === 0 && model.isStuck(unpack(layout, store.words, current * layout.width))) quiescent.push(current);
  }
  edgeStarts.push(edgeCount);

  return {
    states: store.count, transitions, depth, incomplete, quiescent, ends,
    bytes: store.bytes + parents.byteLength,
    stateAt: (index) => unpack(layout, store.words, index * layout.width),
    pathTo: (index) => pathFrom(parents, index),
    successors: (index) => edges.subarray(edgeStarts[index], edgeStarts[index + 1]),
  };
}

export function tooMany({ maxStates }: SearchOptions): string {
  return `more than ${String(maxStates)} states (raise --max-states)`;
}

export function tooLong({ timeoutSeconds }: SearchOptions): string {
  return `${String(timeoutSeconds)} s of exploration (raise --timeout)`;
}

/** The states from the first to one, by what each was first reached from. */
export function pathFrom(parents: ArrayLike<number>, index: number): number[] {
  const path: number[] = [];
  for (let at = index; at >= 0; at = parents[at]) path.push(at);
  return path.reverse();
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.ceil(array.length * growth)).fill(-1);
  larger.set(array);
  return larger;
}
