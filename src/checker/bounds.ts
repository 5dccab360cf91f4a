/** How exact values are kept within a step, and how long it may be. */
export interface StepBounds {
  readonly integer: number;
  readonly items: number;
  /** Instructions between two awaits; longer steps are cut off. */
  readonly step: number;
}

/** How exact values are kept. */
export interface Bounds extends StepBounds {
  /** Those of the first step, which runs the top level of the modules: what it makes, as a table of names, is made once, and does not pile up. */
  readonly setup?: StepBounds;
  /** Ways that one step may go. */
  readonly ways: number;
  /** Calls that each caller of an open program makes, one after the other; any number where not given. */
  readonly calls?: number;
  /** Calls of an open program under way at once; two where not given. */
  readonly callers?: number;
  /** Outside work fails also where nobody has provided for it. */
  readonly failures?: boolean;
  /** Timers fire only where no task is ready, as the platform lets all of them go on before; else at any time. */
  readonly timersWait?: boolean;
  /** Limiters have no more places than this. */
  readonly places?: number;
  /** Workers that are asked send nothing but answers. */
  readonly reticent?: boolean;
  /** Smaller bounds, of which it is only noted whether a value goes beyond them. */
  readonly watched?: Bounds;
}

const fewCallers = 2;

/** Calls of an open program under way at once. */
export function callersWithin({ callers = fewCallers }: Bounds): number {
  return callers;
}
