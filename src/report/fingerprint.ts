import type { Finding } from '../checker/finding.ts';

/**
 * One stable name for each finding: its id, made of what blocks, on what, in which task and function, without lines. Findings
 * that agree in all of that are numbered as they come, because what reads a report takes equal names for one finding.
 */
export function fingerprints(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  return new Map(findings.map(finding => {
    const base = unnumbered(finding.id);
    let name = finding.id;
    let number = last.get(base) ?? 1;
    while (seen.has(name)) name = `${base}-${++number}`;
    last.set(base, number);
    seen.add(name);
    return [finding, name];
  }));
}

/** The id that a finding had before it was numbered. */
export function unnumbered(id: string): string {
  return id.replace(/^(\w+-\w+)-\d+$/, '$1');
}
