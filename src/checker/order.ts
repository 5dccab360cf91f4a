import type { Finding } from './finding.ts';
import { placeKey } from './judge.ts';

/**
 * Tells of each finding whether it is met in the exact order of microtasks too, where an exploration in that order has found `met`;
 * `isWhole`: it has seen everything.
 */
export function withOrder(findings: readonly Finding[], met: readonly Finding[], isWhole: boolean): Finding[] {
  return findings.map((finding) => {
    if (met.some((other) => areOne(finding, other))) return { ...finding, order: 'exact' };
    if (!isWhole) return finding;
    return { ...finding, order: 'other', message: `${finding.message} ${needsOther}` };
  });
}

const needsOther = 'It needs ready tasks to run in another order than the one in which they became ready: input, output and timers can bring that about.';

/**
 * Whether two findings tell of one bug: something is blocked, or throws, in one place in both. A lock that is kept is told of
 * where it was taken, or where somebody waits for it, whichever was met first.
 */
export function areOne(a: Finding, b: Finding): boolean {
  if ((a.kind === 'throws') !== (b.kind === 'throws')) return false;
  const places = new Set(placesOf(b));
  return placesOf(a).some((place) => places.has(place)) || isCauseOf(a, b) || isCauseOf(b, a);
}

/** Whether what the one tells to be kept is taken on the way to the other. */
function isCauseOf(kept: Finding, other: Finding): boolean {
  if (kept.isResource !== true) return false;
  const taken = new Set(other.trace.filter(({ effect }) => effect === 'takes').map(({ location }) => placeKey(location)));
  return placesOf(kept).some((place) => taken.has(place));
}

function placesOf({ blocked, location }: Finding): string[] {
  return (blocked.length === 0 ? [location] : blocked.map((one) => one.location)).map(placeKey);
}
