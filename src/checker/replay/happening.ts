import { FALSE, UNDEFINED } from '../values.ts';
import type { Task } from './task.ts';

/** One thing that a task did. `resource` is a number that stays the same while cells move. */
export interface Happening {
  readonly task: Task;
  readonly operation: string;
  readonly site: number;
  readonly resource: Resource | undefined;
  /**
   * For a select: what the case is about that it goes on with, or where it waits, all its cases (undefined is a promise).
   * For a task that ends with an error: what it was given or had made.
   */
  readonly about: readonly (Resource | undefined)[];
  /** It had to wait. */
  readonly blocked: boolean;
  /** What a defect of a library does. */
  readonly defect?: string;
  /** For what code outside does: the event that it is about, or the function that it calls or that fails. */
  readonly event?: string;
  /** For a call from outside of an asynchronous function: the task that it starts. */
  readonly starts?: Task | undefined;
  /** Told only where a report asks for it. */
  readonly quiet?: boolean;
}

/** Whether it is a defect that has no part in who waits in the end: that of a wait that is over, or of what is taken. */
export function isMoot({ operation, task }: Happening): boolean {
  return operation === 'defect.noteTaken' || (operation === 'defect.noteWait' && task.ended);
}

/** Something was taken that has to be given back: by whom, and how the function was left that took it. */
export interface Taking {
  readonly took: Happening;
  left: (Happening & { readonly threw: boolean }) | undefined;
}

export interface Resource {
  readonly id: number;
  readonly kind: string;
  /** What the source calls it; numbered by a report that tells of two of one name. */
  label: string;
  readonly site: number;
  /** Who waits for it goes on only after the event loop has had a turn: timers fire in between. */
  readonly lendsTurns: boolean;
  /** Who holds it: a lock's holders, a limiter's running tasks; with the place where each took it. */
  readonly holders: { readonly task: Task; readonly site: number; readonly operation: string }[];
}

/** Operations that take what has to be given back, and those that give it back. */
export const takes = new Set(['mutex.acquire', 'rwlock.read', 'rwlock.upgradeableRead', 'rwlock.write', 'rwlock.acquire', 'limiter.enter', 'token.reacquire']);
/** Operations that take what is told of only where it is not given back. */
export const takesNamed = new Set(['token.takeReader', 'timer.set', 'timer.repeat', 'event.on', 'event.once', 'signal.addListener', 'loan.worker', 'loan.process', 'loan.file', 'loan.subscription']);
/** Take where they can at once. */
export const tries = new Set(['mutex.tryAcquire', 'rwlock.tryEnter', 'rwlock.seize', 'limiter.enterNow']);
export const gives = new Set(['mutex.release', 'rwlock.release', 'token.release', 'token.dispose', 'limiter.leave']);

const told = /^(latch\.(wait|countDown)|resetEvent\.(wait|set|reset)|barrier\.(arrive|nextPhase|leave)|channel\.(send|receive|trySend|tryReceive|close)|select\.(commit|take)|mutex\.(acquire|tryAcquire|release|waitForUnlock|cancel)|rwlock\.(read|upgradeableRead|write|acquire|tryEnter|seize|release)|token\.(release|dispose|reacquire)|condition\.(enqueue|notifyOne|notifyAll)|countdown\.(wait|done|add)|signal\.fire|event\.(fire|awaitOnce)|stream\.(read|write|close|pipe|finished)|limiter\.(enter|enterNow|leave|onIdle|onEmpty|onSizeLessThan|onPendingZero|pause|start|clear)|timer\.(sleep|clear)|promise\.(resolve|reject)|client\.isSilent|defect\.note(Wait|Taken)?)$/;

/** Whether an operation is a step that a reader wants to see. */
export function shown(name: string, result: number): boolean {
  return told.test(name) && !((tries.has(name) || name.startsWith('client.')) && (result === UNDEFINED || result === FALSE));
}
