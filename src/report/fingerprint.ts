import type { Finding } from '../checker/finding.ts';

/**
 * One stable name for each finding: its id, made of what blocks, on what, in which task and file, without lines. Findings
 * that agree in all of that are numbered, because what reads a report takes equal names for one finding.
 */
export function fingerprints(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const seen = new Map<string, number>();
  return new Map(findings.map(finding => {
    const number = (seen.get(finding.id) ?? 0) + 1;
    seen.set(finding.id, number);
    return [finding, number === 1 ? finding.id : `${finding.id}-${number}`];
  }));
}
