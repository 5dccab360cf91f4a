import type { Paint } from './paint.ts';
import type { Report } from './report.ts';
import { count, plural } from './text.ts';

/** The last line of a report: what was checked, and what came out. */
export function verdict(report: Report, paint: Paint): string {
  const { findings, entries, incomplete: unfinished, files } = report.summary;
  const errors = report.diagnostics.filter(diagnostic => diagnostic.severity === 'error').length;
  if (files === 0) return paint('bold', 'No file was checked.');
  if (entries === 0 && errors > 0) return `${paint('bold', 'Nothing was checked')} in ${plural(files, 'file')}: ${paint('red', plural(errors, 'error'))}`;
  if (entries === 0) {
    return `${paint('bold', 'Nothing to check:')} no entry in ${plural(files, 'file')} uses a channel, lock or other primitive that coffman knows.`;
  }
  const clean = report.entries.filter(entry => entry.verdict === 'clean').length;
  const states = report.entries.reduce((sum, entry) => sum + entry.states, 0);
  const elapsed = report.entries.reduce((sum, entry) => sum + entry.elapsedMs, 0);
  const parts = [
    paint(clean > 0 ? 'green' : 'dim', `${count(clean)} clean`),
    paint(findings > 0 ? 'red' : 'dim', plural(findings, 'finding')),
    paint(unfinished > 0 ? 'yellow' : 'dim', `${count(unfinished)} incomplete`),
    ...(errors > 0 ? [paint('red', plural(errors, 'error'))] : []),
    ...(report.suppressed.length > 0 ? [`${count(report.suppressed.length)} suppressed`] : []),
    plural(states, 'state'),
    ...(elapsed > 0 ? [`${(elapsed / 1000).toFixed(1)} s`] : []),
  ];
  return `${plural(entries, 'entry', 'entries')} checked in ${plural(files, 'file')}: ${parts.join(', ')}`;
}
