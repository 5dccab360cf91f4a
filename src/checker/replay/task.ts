import type { Resource } from './happening.ts';

/** A task as a trace tells of it. Inner tasks belong to the task that awaits them. */
export interface Task {
  readonly id: number;
  /** What it is named after: its own function, or where that is a library's, the generator of the program's that it runs. */
  procedure: number;
  hidden: boolean;
  /** It goes on with a promise by `then` or its like. */
  readonly isReaction: boolean;
  readonly startedAt: number;
  /** The task that awaits this one, if any. */
  awaitedBy: Task | undefined;
  readonly startedBy: Task | undefined;
  ended: boolean;
  /** The last step of the replay in which its own code ran. */
  ranAt: number;
  /** The resources that it could reach when it started. */
  given: ReadonlySet<Resource>;
}

/** Who holds what a task took: the task itself, or where it has ended, the one that it worked for. */
export function stillHolding(task: Task): Task | undefined {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined && !seen.has(at); at = at.awaitedBy) {
    if (!at.ended) return isClient(at) ? undefined : at;
    seen.add(at);
  }
  return undefined;
}

/** The code outside of an open program, which calls in and gives back nothing that the calls took for themselves. */
export function isClient(task: Task): boolean {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined; at = at.awaitedBy) {
    if (!at.hidden || at.startedBy === undefined || startedFor(at) !== undefined || seen.has(at)) return false;
    // nobody waits for what comes of it, so it is no call
    if (at.isReaction && at.awaitedBy === undefined) return false;
    seen.add(at);
  }
  return true;
}

/** The visible task that started a task, or one of those that did so for it. */
export function startedFor(task: Task): Task | undefined {
  let at = task.startedBy;
  while (at?.hidden === true) at = at.startedBy;
  return at;
}

export function belongsTo(task: Task, owner: Task): boolean {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined && !seen.has(at); at = at.awaitedBy) {
    if (at === owner) return true;
    seen.add(at);
  }
  return false;
}

export function rootOf(task: Task): Task {
  let at = task;
  const seen = new Set<Task>();
  while (at.awaitedBy !== undefined && !seen.has(at)) {
    seen.add(at);
    at = at.awaitedBy;
  }
  return at;
}
