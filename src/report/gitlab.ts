import type { Confidence } from '../checker/finding.ts';
import { fingerprints } from './fingerprint.ts';
import type { Reporter } from './report.ts';

const severities: Readonly<Record<Confidence, string>> = { certain: 'critical', likely: 'major', possible: 'minor' };

/** GitLab's code quality report. */
export const gitlab: Reporter = (report, context) => {
  const names = fingerprints(report.findings);
  const issues = report.findings.map(finding => ({
    description: finding.message,
    check_name: `coffman/${finding.kind}`,
    fingerprint: names.get(finding),
    severity: severities[finding.confidence],
    location: { path: context.prefix + finding.location.file, lines: { begin: finding.location.line, end: finding.location.endLine } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
};
