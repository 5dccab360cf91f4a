import { confidences, type EntryResult, type Finding } from '../checker/finding.ts';
import type { Diagnostic, Location } from '../model/location.ts';
import { fingerprints } from './fingerprint.ts';
import { place } from './place.ts';
import type { Report, Suppressed } from './report.ts';

/** What the engine said, of all entries together. */
interface Parts {
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed?: readonly Suppressed[];
  readonly files: number;
}

/** The one report: each thing once, in an order that does not depend on how the work was divided. */
export function assemble(parts: Parts): Report {
  const findings = numbered(unique([...parts.findings].sort(byStrength), identity).sort(byPlace));
  const entries = [...parts.entries].sort((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.name, b.name));
  const diagnostics = unique([...parts.diagnostics], spelled).sort(byLocation);
  return {
    version: 1,
    findings,
    entries,
    suppressed: unique(parts.suppressed ?? [], one => JSON.stringify(one)).sort((a, b) => at(a.location, b.location) || compare(a.id, b.id)),
    diagnostics,
    summary: {
      files: parts.files,
      entries: entries.length,
      findings: findings.length,
      incomplete: entries.filter(entry => entry.verdict === 'incomplete').length,
    },
  };
}

/** Ids that differ: those that were made alike follow the places of their findings. */
function numbered(findings: readonly Finding[]): Finding[] {
  const names = fingerprints(findings);
  return findings.map(finding => ({ ...finding, id: names.get(finding) ?? finding.id }));
}

/**
 * Two entries can reach the same blockage, by tasks of other names: it is one where the same operations block. Whether that
 * stops a whole program (a deadlock) or a part of one (a leak) is a matter of the entry.
 */
function identity({ kind, isResource, location, blocked }: Finding): string {
  return JSON.stringify([kind === 'leak' && isResource !== true ? 'deadlock' : kind, [...new Set((blocked.length > 0 ? blocked : [{ location }]).map(one => place(one.location)))].sort()]);
}

function spelled(diagnostic: Diagnostic): string {
  return JSON.stringify([diagnostic.severity, diagnostic.message, diagnostic.location]);
}

/** Puts first what shall survive of two reports of one finding: the surer, then the shorter trace. */
function byStrength(a: Finding, b: Finding): number {
  return confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) || a.trace.length - b.trace.length || byPlace(a, b);
}

function byPlace(a: Finding, b: Finding): number {
  return at(a.location, b.location) || compare(a.kind, b.kind) || compare(a.id, b.id) || compare(a.entry.file, b.entry.file)
    || a.entry.line - b.entry.line || compare(a.entry.name, b.entry.name);
}

function byLocation(a: Diagnostic, b: Diagnostic): number {
  if (a.location === null || b.location === null) return Number(a.location !== null) - Number(b.location !== null) || compare(a.message, b.message);
  return at(a.location, b.location) || compare(a.message, b.message);
}

function at(a: Location, b: Location): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** By code unit: the order must not follow the machine's locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function unique<T>(values: readonly T[], key: (value: T) => string): T[] {
  const first = new Map<string, T>();
  for (const value of values) if (!first.has(key(value))) first.set(key(value), value);
  return [...first.values()];
}
