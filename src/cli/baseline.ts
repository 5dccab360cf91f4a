import type { Finding } from '../checker/finding.ts';
import type { Diagnostic } from '../model/location.ts';
import type { Report } from '../report/report.ts';
import { UsageError } from './errors.ts';
import { readIfThere, writeWhole } from './files.ts';

/** What was there when the tool came: findings that are known, by fingerprint, and that do not fail the gate. */
interface Baseline {
  readonly version: 1;
  readonly findings: Readonly<Record<string, Known>>;
}

interface Known {
  /** So many findings of this fingerprint are known; one more is new. */
  readonly count: number;
  /** `file#entry`, to tell what the run that is compared has looked at. */
  readonly entry: string;
  readonly message: string;
  /** For people: kept when the file is renewed. */
  readonly reason: string;
}

export function readBaseline(file: string, shown: string): Baseline {
  const text = readIfThere(file);
  if (text === undefined) throw new UsageError(`${shown}: no such baseline; write it with --update-baseline`);
  try {
    const baseline = JSON.parse(text) as Baseline;
    if (baseline.version === 1 && Object.values(baseline.findings).every(known => Number.isInteger(known.count))) return baseline;
  } catch { /* told of below */ }
  throw new UsageError(`${shown}: not a baseline of this version; write it anew with --update-baseline`);
}

/** The findings that a baseline knows. */
export function knownIn(baseline: Baseline, findings: readonly Finding[]): ReadonlySet<Finding> {
  const left = new Map(Object.entries(baseline.findings).map(([id, { count }]) => [id, count]));
  return new Set(findings.filter(({ id }) => {
    const count = left.get(id) ?? 0;
    left.set(id, count - 1);
    return count > 0;
  }));
}

/** What a run has looked at. */
export interface Scope {
  /** Relative to the working directory. */
  readonly files: readonly string[];
  /** All entries of the files. */
  readonly isWhole: boolean;
  /** Whether a file is still there. */
  readonly exists: (file: string) => boolean;
}

/** Whether a run tells of an entry of the baseline: it explored it, or would have, if it or its file were still there. */
function coverage({ entries, diagnostics }: Report, { files, isWhole, exists }: Scope): (entry: string) => boolean {
  const explored = new Set(entries.map(entryKey));
  const whole = isWhole && diagnostics.every(({ severity }) => severity !== 'error') ? files : [];
  // a file and an entry may have the sign between them in their names
  const filesOf = (entry: string): string[] => [...entry.matchAll(/#/g)].map(({ index }) => entry.slice(0, index));
  return entry => explored.has(entry) || filesOf(entry).some(file => whole.includes(file)) || !filesOf(entry).some(exists);
}

/** Entries of the baseline that match nothing any more, though the run looked where they were found. */
export function staleIn(baseline: Baseline, report: Report, scope: Scope, shown: string): Diagnostic[] {
  const isCovered = coverage(report, scope);
  const unfinished = new Set(report.entries.filter(({ verdict }) => verdict === 'incomplete').map(entryKey));
  const present = new Set(report.findings.map(({ id }) => id));
  const stale = Object.entries(baseline.findings).filter(([id, { entry }]) => !present.has(id) && isCovered(entry) && !unfinished.has(entry)).map(([id]) => id);
  return stale.map(id => ({ severity: 'warning', message: `${shown}: ${id} is found no more; take it out with --update-baseline`, location: null }));
}

/** Writes what is found now; what the run did not look at stays, and so do the reasons. */
export function updateBaseline(file: string, before: Baseline | undefined, report: Report, scope: Scope): void {
  const isCovered = coverage(report, scope);
  const kept = Object.entries(before?.findings ?? {}).filter(([, { entry }]) => !isCovered(entry));
  const now = new Map<string, Known>(kept);
  for (const { id, entry, message } of report.findings) {
    const reason = before?.findings[id]?.reason ?? '';
    now.set(id, { count: (now.get(id)?.count ?? 0) + 1, entry: entryKey(entry), message, reason });
  }
  const findings = Object.fromEntries([...now].sort(([a], [b]) => (a < b ? -1 : 1)));
  writeWhole(file, `${JSON.stringify({ version: 1, findings } satisfies Baseline, null, 2)}\n`);
}

function entryKey({ file, name }: { readonly file: string; readonly name: string }): string {
  return `${file}#${name}`;
}
