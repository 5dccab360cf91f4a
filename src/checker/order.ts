import type { Finding } from './finding.ts';

/**
 * Tells of each finding whether it is met in the exact order of microtasks too, where an exploration in that order has found `met`;
 * `isWhole`: it has seen everything.
 */
export function withOrder(findings: readonly Finding[], met: readonly Finding[], isWhole: boolean): Finding[] {
  const places = new Set(met.flatMap(placesOf));
  return findings.map((finding) => {
    if (placesOf(finding).some((place) => places.has(place))) return { ...finding, order: 'exact' };
    if (!isWhole) return finding;
    return { ...finding, order: 'other', message: `${finding.message} ${needsOther}` };
  });
}

const needsOther = 'It needs ready tasks to run in another order than the one in which they became ready: input, output and timers can bring that about.';

function placesOf({ kind, blocked, location }: Finding): string[] {
  const sort = kind === 'throws' ? 'throws' : 'blocks';
  return (blocked.length === 0 ? [location] : blocked.map((one) => one.location)).map(({ file, line, column }) => `${sort} ${file}:${String(line)}:${String(column)}`);
}
