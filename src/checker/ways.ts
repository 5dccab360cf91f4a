/** A choice that a step made: the way that it took, out of how many. */
interface Choice {
  readonly chosen: number;
  readonly of: number;
}

/** The choices of the next way that a step can go, in the order of a depth-first search; undefined after the last: the last choice that has another alternative takes it. */
export function nextWay(made: readonly Choice[]): readonly number[] | undefined {
  const last = made.findLastIndex(({ chosen, of }) => chosen + 1 < of);
  return last < 0 ? undefined : [...made.slice(0, last).map(({ chosen }) => chosen), made[last].chosen + 1];
}
