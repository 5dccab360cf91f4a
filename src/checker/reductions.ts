/**
 * What the fast explorer leaves out, each by a name by which it can be turned off; `docs/checker.md` says what each
 * preserves and why. The naive explorer knows none of them.
 */
export const reductionNames = [
  /** Only one task is explored while its step touches nothing that another could. */
  'private-steps',
  /** The order of the jobs that may run in any order is no part of a state. */
  'queue-order',
  /** Neither are values that bear on nothing, and the order of items that nobody reads. */
  'unread-values',
  /** Nor which of several names, that only tell things apart, is whose. */
  'names',
] as const;

export type ReductionName = (typeof reductionNames)[number];

export type Reductions = ReadonlySet<ReductionName>;

export const noReductions: Reductions = new Set();

export function allBut(without: readonly ReductionName[]): Reductions {
  return new Set(reductionNames.filter((name) => !without.includes(name)));
}
