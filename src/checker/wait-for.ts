import type { Machine } from './machine.ts';
import { awaitSite } from './steps.ts';
import { GONE } from './replay/facts.ts';
import type { Resource } from './replay/happening.ts';
import type { Replay } from './replay/replay.ts';
import { belongsTo, isClient, rootOf, stillHolding, type Task } from './replay/task.ts';
import { selectTargets } from './primitives/waiting.ts';
import { reaches, resourcesInReach } from './reach.ts';
import { frame, integer, isReference, kind, payload, promise, promiseState, UNDEFINED } from './values.ts';
import { lineIn, type TaskName } from './words.ts';

/** A blocked operation, with what it waits for. The wait-for graph has an edge to each task that could have ended the wait. */
export interface Wait {
  readonly cell: number;
  /** The promise that would have to settle. */
  readonly awaited: number;
  readonly task: Task | undefined;
  /** Where no task waits in it itself: the one that started the operation. */
  readonly starter: Task | undefined;
  readonly operation: string;
  readonly site: number;
  readonly resource: Resource | undefined;
  /** For a select, what its cases are about: undefined for one that waits for a promise. */
  readonly cases: readonly (Resource | undefined)[];
  /** What a library says that its promise stands for. */
  readonly what: string | undefined;
  /** The task whose end it waits for, if it is one that waits for another task. */
  readonly producer: Task | undefined;
  /** The tasks whose ends it waits for all together. */
  readonly parts: readonly Task[];
  /** It waits for another task to end. */
  readonly isJoin: boolean;
  /** All that it waits for are tasks that go on running. */
  readonly isForRunning: boolean;
  /** In code that the user wrote, or an operation that the user called. */
  readonly isVisible: boolean;
  /** Where the promise was made, if it is one that visible code settles. */
  readonly madeAt: number | undefined;
  /** Indices of the waits that this one waits for. */
  readonly edges: Set<number>;
  /** For each edge, why: `main holds since line 4`. */
  readonly reasons: string[];
}

/** The wait-for graph of the blocked tasks and operations in `cells`, whose words are `words`. */
export function waitForGraph(m: Machine, end: Replay, cells: readonly number[], words: Int32Array, name: TaskName): Wait[] {
  const waits: Wait[] = [];
  // facts about what a step has lost are kept by the negative of its cell
  const now = (cell: number): number => (words === m.memory.words ? cell : words[cell] < 0 ? -words[cell] : -cell);
  const frames = cells.filter((cell) => (words[cell] & 63) === kind.frame);
  const awaited = new Set(frames.map((cell) => payload(words[cell + frame.awaiting])));
  for (const cell of cells) {
    const isFrame = (words[cell] & 63) === kind.frame;
    if (!isFrame && awaited.has(cell)) continue;
    const target = isFrame ? settledBy(m, end, words, payload(words[cell + frame.awaiting]), now) : cell;
    const named = m.operationNames[payload(words[target + promise.operation])];
    const operation = named === 'call' && isOrphan(end, target, now) ? 'promise.new' : named;
    const isOperation = !['call', 'promise', 'promise.new'].includes(operation) && !operation.startsWith('promise.');
    const isJoin = operation === 'call' || /^promise\.(all|race|any|allSettled)$/.test(operation);
    const procedure = isFrame ? m.model.procedures[payload(words[cell + frame.procedure])] : undefined;
    const resourceCell = words[target + promise.resource];
    waits.push({
      cell,
      awaited: target,
      task: isFrame ? end.taskAt(now(cell)) ?? generatorTask(end, cells, words, cell, now) : undefined,
      starter: isFrame ? undefined : end.starterOf(now(cell)),
      operation,
      // a caller outside of the program waits for a promise where the program made it
      site: isOperation || (operation === 'promise.new' && isFrame && isCaller(end.taskAt(now(cell)))) ? payload(words[target + promise.site]) : awaitSite(m, cell, words),
      resource: isReference(resourceCell) ? end.resourceOf(now(payload(resourceCell))) : undefined,
      cases: operation === 'select.wait' ? selectTargets(words, payload(resourceCell), m.memory.words).map((cell) => end.resourceOf(now(cell))) : [],
      what: m.text(resourceCell),
      isJoin,
      isForRunning: isJoin && areRunning(m, end, words, now(target), now),
      producer: isJoin ? end.producerOf(now(target)) : undefined,
      parts: /^promise\.all/.test(operation) ? openMembers(m, end, words, now(target)).flatMap((member) => end.producerOf(now(member)) ?? []) : [],
      isVisible: isOperation || procedure?.hidden !== true,
      madeAt: named === 'promise.new' ? payload(words[target + promise.site]) : undefined,
      edges: new Set(),
      reasons: [],
    });
  }
  const told = waits.filter((wait) => !isReactionBeside(m, wait, waits, words));
  link(m, told, words, name);
  return told;
}

/** A reaction to the failure (`promise.catch(report)`) of what a task waits for as well: nothing waits there, where nobody waits for it. */
function isReactionBeside(m: Machine, { cell, awaited }: Wait, waits: readonly Wait[], words: Int32Array): boolean {
  if ((words[cell] & 63) !== kind.frame || payload(words[cell + frame.procedure]) !== m.model.derived['promise.catch']) return false;
  if (words[payload(words[cell + frame.result]) + promise.reactions] !== UNDEFINED) return false;
  return waits.some((other) => other.isVisible && other.cell !== cell && other.awaited === awaited);
}

/** An async function that has returned a promise made by `new Promise` is waited for no longer: that promise is. */
function settledBy(m: Machine, end: Replay, words: Int32Array, cell: number, now: (cell: number) => number): number {
  const seen = new Set<number>();
  for (let at: number | undefined = cell; at !== undefined && !seen.has(at);) {
    seen.add(at);
    if (m.operationNames[payload(words[at + promise.operation])] === 'promise.new') return at;
    const other: number | undefined = end.adoptedBy(now(at));
    at = other === undefined || hasGone(other, now) ? undefined : Math.abs(other);
  }
  return cell;
}

/** Whether a function has ended with a promise that nothing reaches any more, so that nobody can settle it. */
function isOrphan(end: Replay, cell: number, now: (cell: number) => number): boolean {
  const other = end.adoptedBy(now(cell));
  return other !== undefined && hasGone(other, now);
}

/** Whether a cell went before the words in question were. */
function hasGone(cell: number, now: (cell: number) => number): boolean {
  return cell === GONE || now(Math.abs(cell)) !== cell;
}

/** Whether each promise that a combination still waits for is the result of a task that has not ended. */
function areRunning(m: Machine, end: Replay, words: Int32Array, combination: number, now: (cell: number) => number): boolean {
  const open = openMembers(m, end, words, combination);
  return open.length > 0 && open.every((cell) => end.producerOf(now(cell))?.ended === false);
}

/** The promises that a combination still waits for; none where the step that went from these words may have settled them. */
function openMembers(m: Machine, end: Replay, words: Int32Array, combination: number): number[] {
  if (words !== m.memory.words) return [];
  return end.membersOf(combination).filter((cell) => cell > 0 && words[cell + promise.state] === integer(promiseState.pending));
}

function isCaller(task: Task | undefined): boolean {
  return task !== undefined && isClient(task);
}

/** An asynchronous generator runs for whoever asked it for a value. */
function generatorTask(end: Replay, cells: readonly number[], words: Int32Array, cell: number, now: (cell: number) => number): Task | undefined {
  const result = words[cell + frame.result];
  for (const other of cells) {
    if (other !== cell && (words[other] & 63) === kind.frame && words[other + frame.slots] !== undefined && isReference(result)) {
      const task = end.taskAt(now(other));
      if (task !== undefined) return task;
    }
  }
  return undefined;
}

function link(m: Machine, waits: readonly Wait[], words: Int32Array, name: TaskName): void {
  waits.forEach((wait) => {
    const addTask = (task: Task | undefined, reason: string): void => {
      if (task === undefined) return;
      waits.forEach((other, i) => {
        if (other.task === undefined || other.isJoin || !belongsTo(other.task, task)) return;
        if (!wait.edges.has(i)) {
          wait.edges.add(i);
          wait.reasons.push(reason);
        }
      });
    };
    if (wait.isJoin) {
      const producers = [...wait.producer === undefined ? [] : [wait.producer], ...wait.parts];
      waits.forEach((other, i) => {
        if (producers.some((producer) => other.task !== undefined && (other === wait ? wait.task === producer : belongsTo(other.task, producer)))) wait.edges.add(i);
      });
      return;
    }
    if (wait.resource !== undefined && /^(mutex|rwlock|limiter)\./.test(wait.operation)) {
      // a reader does not wait for other readers, but for the writers that hold the lock or wait for it already
      const isReader = readSide.test(wait.operation);
      if (isReader) for (const other of waits) if (other.resource === wait.resource && !readSide.test(other.operation)) addTask(other.task, `${other.task === undefined ? 'a writer' : name(other.task)} asked for before`);
      for (const holder of wait.resource.holders) if (!agree(wait.operation, holder.operation)) addTask(stillHolding(holder.task), holding(wait, holder.task, lineIn(m.model.sites[wait.site].file, m.model.sites[holder.site]), name));
      return;
    }
    // whoever still has the channel, condition or promise in reach could have served it
    const target = servedThrough(wait, words);
    if (target === 0) return;
    waits.forEach((other) => {
      // two who wait in the same way for one resource cannot serve each other
      const isAlike = other.resource !== undefined && other.resource === wait.resource && other.operation === wait.operation;
      if (other === wait || isAlike || other.task === undefined || other.isJoin || (words[other.cell] & 63) !== kind.frame) return;
      if (wait.task !== undefined && rootOf(other.task) === rootOf(wait.task)) return;
      if (reaches(words, chainOf(waits, other), target)) addTask(other.task, `${name(other.task)} could have served`);
    });
  });
}

const readSide = /^rwlock\.(read|upgradeableRead)$/;

/** Whether two read sides can be held at once: there is but one that is upgradeable. */
function agree(side: string, other: string): boolean {
  return readSide.test(side) && readSide.test(other) && (side === 'rwlock.read' || other === 'rwlock.read');
}

/** A task that has ended may have taken it for the one that it worked for. */
function holding(wait: Wait, holder: Task, line: string, name: TaskName): string {
  const owner = stillHolding(holder) ?? holder;
  if (!holder.ended || (wait.task !== undefined && rootOf(owner) !== rootOf(wait.task))) return `${name(owner)} holds since ${line}`;
  return `${name(holder)} took at ${line} and has not given back`;
}

/** The resource that a wait is about; for a bare promise the promise itself, which its resolvers refer to. */
function servedThrough(wait: Wait, words: Int32Array): number {
  const resource = words[wait.awaited + promise.resource];
  return isReference(resource) ? payload(resource) : wait.madeAt !== undefined ? wait.awaited : 0;
}

/** The frames of all tasks that wait for this one to end: what they hold, it will give back or use later. */
function chainOf(waits: readonly Wait[], wait: Wait): number[] {
  return waits.filter((other) => (other === wait || other.isJoin) && other.task !== undefined && wait.task !== undefined && belongsTo(wait.task, other.task)).map((other) => other.cell);
}

/** A task that was lost before, with what it could have served while it ran. */
export interface LostWait {
  readonly wait: Wait;
  readonly inReach: ReadonlySet<Resource>;
}

/** The waits of the tasks that a step has just lost; `words` are the cells before they were compacted. */
export function lostWaits(m: Machine, end: Replay, cells: readonly number[], words: Int32Array, name: TaskName): LostWait[] {
  const waits = waitForGraph(m, end, cells, words, name);
  return waits.filter((w) => !w.isJoin && w.task !== undefined).map((wait) => ({ wait, inReach: resourcesInReach(m, end.resourceOf, chainOf(waits, wait), words) }));
}

/** The waits of now, with edges to tasks lost before where one of those alone could have ended a wait; those follow at the end. */
export function withLost(now: readonly Wait[], lost: readonly LostWait[]): Wait[] {
  const waits = [...now];
  for (const w of now) {
    if (!w.isJoin && w.edges.size > 0) continue;
    for (const { wait, inReach } of lost) {
      const { task } = wait;
      if (task === undefined) continue;
      const isAwaited = w.producer !== undefined && rootOf(w.producer) === rootOf(task);
      const isOther = w.task === undefined || rootOf(w.task) !== rootOf(task);
      const isAlike = w.resource === wait.resource && w.operation === wait.operation;
      const couldServe = isOther && !isAlike && w.resource !== undefined && inReach.has(w.resource);
      if (!isAwaited && !couldServe) continue;
      if (!waits.includes(wait)) {
        // its edges led to others that were lost with it
        wait.edges.clear();
        wait.reasons.length = 0;
        waits.push(wait);
      }
      w.edges.add(waits.indexOf(wait));
    }
  }
  return waits;
}

/**
 * What causes a blockage: the waits on cycles of the graph; where there is none, those that wait for nobody who is
 * blocked. The rest merely waits behind them. A wait for another task to end is never a cause, unless only such waits are left.
 */
export function causes(waits: readonly Wait[]): { readonly primary: Wait[]; readonly cycle: Wait[] } {
  const cycle = shortestCycle(waits, (w) => !w.isJoin) ?? shortestCycle(waits, () => true);
  if (cycle !== undefined) {
    const real = everyHolder(waits, cycle.filter((w) => !w.isJoin));
    return { primary: real.length > 0 ? real : cycle, cycle: real.length > 0 ? real : cycle };
  }
  const ends = waits.filter((w) => !w.isJoin && w.edges.size === 0);
  const operations = waits.filter((w) => !w.isJoin);
  // a Promise.all of which a member is a promise that nobody keeps waits for that one, which has no waiter of its own
  const combinations = waits.filter((w) => w.isJoin && !w.isForRunning && w.edges.size === 0 && w.operation.startsWith('promise.'));
  const primary = [ends, operations, combinations].find((list) => list.length > 0);
  if (primary !== undefined) return { primary, cycle: [] };
  const own = waits.filter(isForOwnEnd).slice(0, 1);
  return { primary: own, cycle: own };
}

/** Whether a task waits for the end of one that works for it, or that has returned its promise (`last = before.then(work)`). */
function isForOwnEnd({ task, producer, isJoin }: Wait): boolean {
  return isJoin && task !== undefined && producer !== undefined && belongsTo(task, producer);
}

/** One that waits for itself waits for every other holder too, where several may hold at once: none of those can go on either. */
function everyHolder(waits: readonly Wait[], cycle: Wait[]): Wait[] {
  const [only] = cycle;
  if (cycle.length !== 1 || !/^(mutex|limiter)\./.test(only.operation)) return cycle;
  const index = waits.indexOf(only);
  const others = waits.filter((w, i) => w !== only && w.resource === only.resource && !w.isJoin && w.edges.has(i) && w.edges.has(index) && only.edges.has(i));
  return [only, ...others];
}

/** A shortest cycle, in the order in which each waits for the next, starting at the earliest wait. */
function shortestCycle(waits: readonly Wait[], admits: (wait: Wait) => boolean): Wait[] | undefined {
  let best: number[] | undefined;
  waits.forEach((start, first) => {
    if (!admits(start)) return;
    const before = new Map<number, number>();
    const queue = [first];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const next of waits[at].edges) {
        if (next === first) {
          const path = [at];
          for (let back = at; back !== first;) {
            back = before.get(back) ?? first;
            path.push(back);
          }
          if (best === undefined || path.length < best.length) best = path.reverse();
          return;
        }
        if (!before.has(next) && admits(waits[next])) {
          before.set(next, at);
          queue.push(next);
        }
      }
    }
  });
  return best?.map((index) => waits[index]);
}
