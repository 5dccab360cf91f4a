/** What an exploration may take. */
export interface Budget {
  readonly maxStates: number;
  readonly timeoutSeconds: number;
  /** When the time of the whole entry is over, by the clock of the exploration. */
  readonly deadline?: number;
  /** The part of the time that this exploration may take, from 0 to 1; all of it unless said otherwise. */
  readonly share?: number;
  /** Instructions to execute at most: a bound that is met at the same place on every machine. */
  readonly instructions?: number;
  readonly maxMemoryMb: number;
  /** Smaller limits, for where values have been met that grow beyond what another way of exploring keeps. */
  readonly whereValuesGrow?: { readonly states: number; readonly share: number };
}

/** When an exploration with this budget that begins now must end. */
export function deadlineOf(budget: Budget, now: number, share = budget.share ?? 1): number {
  return Math.min(now + budget.timeoutSeconds * share * 1000, budget.deadline ?? Number.POSITIVE_INFINITY);
}

/** Where an exploration stands. */
export interface Standing {
  readonly states: number;
  readonly bytes: number;
  readonly instructions: number;
  readonly hasOutgrown: boolean;
}

const timeOption = '--timeout';

/** Whether it was the clock that stopped an exploration: a machine that is faster, or less busy, may come further. */
export function isByTheClock(reason: string): boolean {
  return reason.includes(`(raise ${timeOption})`);
}

/** Whether an exploration ended for the work that it took, the same on every machine. */
export function isByWork(reason: string): boolean {
  return /^stopped at \d+ instructions:/.test(reason);
}

interface Bound {
  readonly what: string;
  /** The option that raises it. */
  readonly option?: string;
}

/** Watches over a budget from the moment it is made. */
export class Limits {
  readonly #budget: Budget;
  readonly #now: () => number;
  readonly #deadline: number;
  readonly #early: { readonly states: number; readonly deadline: number } | undefined;

  constructor(budget: Budget, now: () => number) {
    this.#budget = budget;
    this.#now = now;
    this.#deadline = deadlineOf(budget, now());
    const { whereValuesGrow } = budget;
    this.#early = whereValuesGrow === undefined ? undefined : { states: whereValuesGrow.states, deadline: deadlineOf(budget, now(), whereValuesGrow.share) };
  }

  get #isOutOfTime(): boolean {
    return this.#now() > this.#deadline;
  }

  /** The bound that is met, if one is. */
  met({ states, bytes, instructions, hasOutgrown }: Standing): Bound | undefined {
    const { maxStates, maxMemoryMb, timeoutSeconds } = this.#budget;
    if (states > maxStates) return { what: `more than ${String(maxStates)} states`, option: '--max-states' };
    if (bytes > maxMemoryMb * 1e6) return { what: `more than ${String(maxMemoryMb)} MB of states`, option: '--max-memory' };
    if (instructions > (this.#budget.instructions ?? Number.POSITIVE_INFINITY)) return { what: `${String(this.#budget.instructions)} instructions`, option: '--max-states' };
    if (this.#early !== undefined && hasOutgrown && (states > this.#early.states || this.#now() > this.#early.deadline)) return { what: 'values that grow' };
    return this.#isOutOfTime ? { what: `its part of ${String(timeoutSeconds)} s`, option: timeOption } : undefined;
  }
}

/** The reason for which an exploration is not whole: the bound, how far it came, and what raises it. */
export function reasonOf({ what, option }: Bound, came: { readonly states: number; readonly depth: number; readonly waiting: number }): string {
  const far = `${String(came.states)} states, depth ${String(came.depth)}, ${String(came.waiting)} states still to explore`;
  return `stopped at ${what}: ${far}${option === undefined ? '' : ` (raise ${option})`}`;
}
