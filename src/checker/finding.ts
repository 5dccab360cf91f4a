import type { Location } from '../model/location.ts';

export const findingKinds = ['deadlock', 'leak', 'throws', 'livelock', 'starvation', 'race'] as const;

export type FindingKind = (typeof findingKinds)[number];

/**
 * How sure a finding is: `certain` where every choice on the way is the program's own (schedules, known branches),
 * `likely` where a branch on an unknown value is free to go that way, `possible` where the way leads through an approximation.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

export const confidences: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** An operation that can stay blocked for ever (or, for `throws`, the operation that throws). */
export interface Blocked {
  /** The task's name, e.g. `main → flush`. */
  readonly task: string;
  /** What it waits for, in words, e.g. `acquire`. */
  readonly operation: string;
  /** The resource's name, e.g. `this.#lock`. */
  readonly resource: string;
  readonly location: Location;
}

export interface Step {
  readonly task: string;
  /** A sentence without its subject, e.g. `acquires this.#lock`. */
  readonly action: string;
  readonly location: Location;
  /** What it is done to, e.g. `this.#lock`; empty where it is done to nothing that has a name. */
  readonly resource: string;
  /** What has to be given back is taken or given back, a value is sent or received. */
  readonly effect: 'takes' | 'gives' | 'sends' | 'receives' | null;
  /** The task has to wait here. */
  readonly waits: boolean;
  /** Indices of the earlier steps that this one answers: those whose wait it ends, or whose value it takes. */
  readonly answers: readonly number[];
}

/** An edge of the wait-for graph: one task waits for what only the other could do. */
export interface WaitFor {
  readonly task: string;
  readonly operation: string;
  readonly resource: string;
  readonly location: Location;
  /** The task that it waits for. */
  readonly other: string;
  /** It is part of the cycle that makes the wait last for ever. */
  readonly circular: boolean;
}

/** Coffman's four conditions with their evidence; null where the condition does not hold. */
export interface CoffmanConditions {
  readonly mutualExclusion: string | null;
  readonly holdAndWait: string | null;
  readonly noPreemption: string | null;
  readonly circularWait: string | null;
}

export interface Finding {
  /** Stable across edits elsewhere: no line numbers in it. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly confidence: Confidence;
  /** One or two sentences: who waits for what, and why nobody will ever wake them. */
  readonly message: string;
  readonly location: Location;
  readonly entry: { readonly name: string; readonly file: string; readonly line: number };
  readonly blocked: readonly Blocked[];
  /** Tasks that merely wait for a blocked task. */
  readonly waiting: readonly Blocked[];
  readonly trace: readonly Step[];
  /** The wait-for graph of the tasks that are blocked or wait behind them. */
  readonly waitFor: readonly WaitFor[];
  /** For livelock and starvation: the index in `trace` of the first step of the round that repeats for ever. */
  readonly round?: number | null;
  /**
   * Whether it is met where ready tasks run in the exact order of microtasks too, or only in another order, as where input
   * and output come between; null or left out where that is not known, as of code that is called from outside.
   */
  readonly order?: 'exact' | 'other' | null;
  /** For deadlocks only. */
  readonly coffman: CoffmanConditions | null;
  readonly suggestion: string;
  /** `blocked` is not a task that waits, but something that was taken and that nobody can give back any more. */
  readonly isResource?: boolean;
}

/** `incomplete` says in `reason` which bound was met; it never passes for `clean`. */
export interface EntryResult {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly verdict: 'clean' | 'findings' | 'incomplete';
  readonly reason: string | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly elapsedMs: number;
}
