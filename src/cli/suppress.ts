import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding, FindingKind } from '../checker/finding.ts';
import { assemble } from '../report/assemble.ts';
import type { Report, Suppressed } from '../report/report.ts';
import { knownIn, readBaseline, staleIn, updateBaseline, type Scope } from './baseline.ts';
import { checkOptions } from './commands.ts';
import { matches, readIgnores, type Ignore } from './ignores.ts';
import type { Given } from './options.ts';
import { filesMatching, type FoundConfig } from './config.ts';

/** Findings that the configuration accepts. */
export interface Accepted {
  /** Absolute. */
  readonly files: ReadonlySet<string>;
  readonly kind: FindingKind | undefined;
  readonly reason: string;
}

interface Suppressing {
  readonly cwd: string;
  /** The text of a file, by its absolute path. */
  readonly read: (file: string) => string | undefined;
  /** Relative to it: the files whose comments are read. */
  readonly files: readonly string[];
  /** Undefined where there is none. */
  readonly baseline: string | undefined;
  readonly accepted: readonly Accepted[];
  readonly update: boolean;
  /** All entries of the files were looked at, so that a comment that takes nothing away is of no use. */
  readonly isWhole: boolean;
}

export const defaultBaseline = 'coffman-baseline.json';

export function acceptedBy(found: FoundConfig, cwd: string): Accepted[] {
  return (found.config.ignore ?? []).map(({ files, kind, reason }) => ({ files: filesMatching([files], found, cwd), kind, reason }));
}

/** The baseline in the working directory is used where there is one, unless told otherwise. */
export function readBaselineOptions(given: Given, cwd: string): { readonly baseline: string | undefined; readonly updateBaseline: boolean } {
  const update = given.switches.has(checkOptions.updateBaseline.name);
  const named = given.values.get(checkOptions.baseline.name);
  const isThere = existsSync(resolve(cwd, defaultBaseline));
  const baseline = given.switches.has(checkOptions.noBaseline.name) ? undefined : named ?? (update || isThere ? defaultBaseline : undefined);
  return { baseline, updateBaseline: update };
}

/** The report without what comments and the baseline take away; that is listed apart. */
export function suppress(report: Report, { cwd, read: readText, files, baseline, accepted, update, isWhole }: Suppressing): Report {
  const read = files.map(file => readIgnores(file, readText(resolve(cwd, file)) ?? ''));
  const ignores = read.flatMap(({ ignores: own }) => own);
  const ignored = new Map<Finding, Ignore>(report.findings.flatMap(finding => ignores.filter(ignore => matches(ignore, finding)).slice(0, 1).map(ignore => [finding, ignore] as const)));
  const used = new Set(report.findings.flatMap(finding => ignores.filter(ignore => matches(ignore, finding))));
  const unused = isWhole ? ignores.filter(ignore => !used.has(ignore)).map(({ kind, location }) => ({ severity: 'warning' as const, message: `this coffman-ignore-next-line takes no ${kind} away; remove it`, location })) : [];
  const configured = new Map<Finding, string>(report.findings.flatMap(finding => accepted.filter(one => isAccepted(finding, one, cwd)).slice(0, 1).map(({ reason }) => [finding, reason] as const)));
  const visible = { ...report, findings: report.findings.filter(finding => !ignored.has(finding) && !configured.has(finding)) };
  const scope: Scope = { files, isWhole, exists: name => readText(resolve(cwd, name)) !== undefined };
  const file = baseline === undefined ? undefined : resolve(cwd, baseline);
  if (file !== undefined && update) updateBaseline(file, existsSync(file) ? readBaseline(file, baseline ?? '') : undefined, visible, scope);
  const known = file === undefined ? undefined : readBaseline(file, baseline ?? '');
  const baselined = known === undefined ? new Set<Finding>() : knownIn(known, visible.findings);
  return assemble({
    ...report,
    findings: visible.findings.filter(finding => !baselined.has(finding)),
    files: report.summary.files,
    diagnostics: [...report.diagnostics, ...read.flatMap(({ diagnostics }) => diagnostics), ...unused, ...(known === undefined ? [] : staleIn(known, visible, scope, baseline ?? ''))],
    suppressed: [
      ...[...ignored].map(([finding, { reason }]): Suppressed => ({ id: finding.id, kind: finding.kind, location: finding.location, by: 'comment', reason })),
      ...[...configured].map(([{ id, kind, location }, reason]): Suppressed => ({ id, kind, location, by: 'configuration', reason })),
      ...[...baselined].map(({ id, kind, location }): Suppressed => ({ id, kind, location, by: 'baseline', reason: known?.findings[id]?.reason ?? '' })),
    ],
  });
}

function isAccepted({ kind, location, blocked }: Finding, accepted: Accepted, cwd: string): boolean {
  if (accepted.kind !== undefined && accepted.kind !== kind) return false;
  return [location, ...blocked.map(one => one.location)].some(({ file }) => accepted.files.has(resolve(cwd, file)));
}
