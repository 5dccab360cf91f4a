import { Memory } from '../memory.ts';
import { firstPrimitiveKind, frame, HOLE, job, jobKind, kind, payload, promise, promiseState, integer, isReference, reference, UNDEFINED, unknown, world, worldSize } from '../values.ts';
import { OWN_PENDING, OWN_SETTLED, type Activity, type Content, type Space } from './space.ts';

/** Between a state of the finite model and the heap that the machine runs on. */

/** A heap that was made from a state, and where its regions are in it. */
export interface Composed {
  readonly image: Int32Array;
  /** For each region, its first cell; 0 where it is not there. */
  readonly cells: Int32Array;
  /** For each word, the region that it belongs to, -1 for the world's own. */
  readonly owners: Int32Array;
}

const globalsRegion = 0;

export function isSettledPromise(words: Int32Array, cell: number): boolean {
  return (words[cell] & 63) === kind.promise && words[cell + promise.state] !== integer(promiseState.pending);
}

/** The heap of a state. The job of the region `event` is the first of its queue, and of suspended tasks it alone can go on; all can where it is -1. */
export function compose(space: Space, state: ArrayLike<number>, event: number): Composed {
  const cells = new Int32Array(space.regions.length);
  let top = Memory.world + worldSize + 1;
  const live: number[] = [];
  for (let name = 0; name < space.regions.length; name++) {
    const content = state[name] > 0 ? space.content(name, state[name]) : undefined;
    if (content === undefined) continue;
    cells[name] = top;
    top += content.words.length;
    live.push(name);
  }
  const queues: Record<'ready' | 'later' | 'pending', number[]> = { ready: [], later: [], pending: [] };
  const resumed: number[] = [];
  for (const name of live) {
    const { activity, isOffer, awaits } = space.content(name, state[name]) as Content;
    const cell = reference(cells[name]);
    if (activity === 'ready' || activity === 'later') {
      if (name === event) queues[activity].unshift(cell);
      else queues[activity].push(cell);
    }
    if (isOffer) queues.pending.push(cell);
    if (activity !== 'task') continue;
    const canResume = awaits === OWN_SETTLED || (awaits >= 0 && space.content(awaits, state[awaits])?.isSettled === true);
    if (!canResume) queues.pending.push(cell);
    else if (event < 0 || name === event) resumed.push(cell);
  }
  const size = top + 40 + resumed.length * 5 + live.length * 3;
  const words = new Int32Array(size);
  const owners = new Int32Array(size).fill(-1);
  words[Memory.world] = kind.world | (worldSize << 6);
  for (const name of live) {
    const content = space.content(name, state[name]) as Content;
    const base = cells[name];
    owners.fill(name, base, base + content.words.length);
    relocate(content.words, words, base, (target) => (target >= 0 ? base + target : cells[-1 - target]));
  }
  const vector = (values: readonly number[]): number => {
    if (values.length === 0) return UNDEFINED;
    const cell = top;
    words[cell] = kind.vector | (values.length << 6);
    values.forEach((value, i) => { words[cell + 1 + i] = value; });
    top += values.length + 1;
    return reference(cell);
  };
  for (const task of resumed) {
    words[top] = kind.job | (4 << 6);
    words[top + job.kind] = integer(jobKind.resume);
    words[top + job.a] = task;
    words[top + job.site] = integer(0);
    queues.ready.unshift(reference(top));
    top += 5;
  }
  words[Memory.world + world.globals] = reference(cells[globalsRegion]);
  words[Memory.world + world.ready] = vector(queues.ready);
  words[Memory.world + world.later] = vector(queues.later);
  words[Memory.world + world.pending] = vector(queues.pending);
  return { image: words.subarray(1, top), cells, owners };
}

/** Copies cells to `base`, with the cells that references lead to as `to` says. */
function relocate(from: Int32Array, words: Int32Array, base: number, to: (target: number) => number): void {
  for (let at = 0; at < from.length;) {
    const end = at + 1 + (from[at] >> 6);
    words[base + at] = from[at];
    for (at++; at < end; at++) words[base + at] = isReference(from[at]) ? reference(to(payload(from[at]))) : from[at];
  }
}

/** An unknown that turned out to be some value is that value. */
function follow(words: Int32Array, value: number): number {
  while (isReference(value) && (words[payload(value)] & 63) === kind.unknown && words[payload(value) + unknown.value] !== HOLE) value = words[payload(value) + unknown.value];
  return value;
}

/** The cells that run or wait by themselves, and how. */
export interface Roots {
  readonly activity: ReadonlyMap<number, Activity>;
  readonly offers: ReadonlySet<number>;
}

/** The first cells of all regions of a heap that its roots reach, in an order that depends on the graph only. */
export function partition(words: Int32Array, roots: readonly number[], named: ReadonlySet<number>): Set<number> {
  const starts = new Set([...named, ...roots]);
  for (;;) {
    const reached = new Set<number>();
    const owner = new Map<number, number>();
    const shared: number[] = [];
    const queue = [...roots];
    for (let start = queue.pop(); start !== undefined; start = queue.pop()) {
      if (reached.has(start)) continue;
      reached.add(start);
      const stack = [start];
      for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
        const end = cell + 1 + (words[cell] >> 6);
        for (let at = cell + 1; at < end; at++) {
          const value = follow(words, words[at]);
          words[at] = value;
          if (!isReference(value)) continue;
          const target = payload(value);
          if (starts.has(target)) queue.push(target);
          else if (!owner.has(target)) {
            owner.set(target, start);
            stack.push(target);
          } else if (owner.get(target) !== start) shared.push(target);
        }
      }
    }
    if (shared.length === 0) return reached;
    for (const cell of shared) starts.add(cell);
  }
}

/** A region's content; `nameOf` names the regions that it refers to, in the order met. */
export function contentOf(words: Int32Array, first: number, starts: ReadonlySet<number>, nameOf: (cell: number) => number, roots: Roots): Content {
  const offsets = new Map<number, number>([[first, 0]]);
  const cells = [first];
  let size = 1 + (words[first] >> 6);
  const out: number[] = [];
  const references = new Set<number>();
  let awaits = OWN_PENDING;
  for (const cell of cells) {
    out.push(words[cell]);
    const end = cell + 1 + (words[cell] >> 6);
    for (let at = cell + 1; at < end; at++) {
      const value = words[at];
      if (!isReference(value)) {
        out.push(value);
        continue;
      }
      const target = payload(value);
      if (starts.has(target) && target !== first) {
        const name = nameOf(target);
        references.add(name);
        out.push(reference(-1 - name));
        if (cell === first && at === first + frame.awaiting) awaits = name;
        continue;
      }
      let offset = offsets.get(target);
      if (offset === undefined) {
        offset = size;
        offsets.set(target, offset);
        cells.push(target);
        size += 1 + (words[target] >> 6);
      }
      out.push(reference(offset));
    }
  }
  const activity = roots.activity.get(first) ?? 'none';
  if (activity === 'task' && awaits === OWN_PENDING && isSettledPromise(words, payload(words[first + frame.awaiting]))) awaits = OWN_SETTLED;
  return {
    words: Int32Array.from(out), activity, isOffer: roots.offers.has(first), awaits: activity === 'task' ? awaits : OWN_PENDING,
    isSettled: isSettledPromise(words, first), references: [...references].sort((a, b) => a - b),
  };
}

/** What a cell is, told apart from others that the same task makes. */
export function descriptorOf(words: Int32Array, cell: number): string {
  const cellKind = words[cell] & 63;
  switch (cellKind) {
    case kind.frame: return `task ${String(payload(words[cell + frame.procedure]))}:${String(payload(words[cell + frame.callSite]))}`;
    case kind.promise: return `promise ${String(payload(words[cell + promise.operation]))}:${String(payload(words[cell + promise.site]))}`;
    case kind.job: return `job ${String(payload(words[cell + job.kind]))}:${String(payload(words[cell + job.site]))}`;
    case kind.closure: return `function ${String(payload(words[cell + 1]))}`;
    default: return cellKind >= firstPrimitiveKind ? `primitive ${String(cellKind)}:${String(payload(words[cell + 1]))}` : `cell ${String(cellKind)}`;
  }
}
