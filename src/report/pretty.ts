import type { EntryResult } from '../checker/finding.ts';
import type { Diagnostic } from '../model/location.ts';
import { renderFinding } from './finding.ts';
import { painter, type Paint } from './paint.ts';
import { place } from './place.ts';
import type { Context, Reporter } from './report.ts';
import { count, indent, plural, wrap } from './text.ts';
import { verdict } from './verdict.ts';

/** Groups of remarks shown; the rest is in the JSON report. */
const shownGroups = 8;
const shownPlaces = 3;

/** The report for people. Diagnostics of severity `error` are only counted: the command prints each on stderr, whatever the format. */
export const pretty: Reporter = (report, context) => {
  const paint = painter(context.colour);
  const total = report.findings.length;
  const blocks = [
    ...report.findings.map((finding, index) => renderFinding(finding, `${index + 1} of ${total}`, context, paint)),
    stopped('Incomplete: not shown to be free of deadlocks and leaks', report.entries.filter(({ verdict }) => verdict === 'incomplete'), context, paint),
    stopped('Stopped early: there may be more to find', report.entries.filter(({ verdict, reason }) => verdict === 'findings' && reason !== null), context, paint),
    remarks(report.diagnostics, context, paint),
    [verdict(report, paint)],
  ];
  return `${blocks.filter(block => block.length > 0).map(block => block.join('\n')).join('\n\n')}\n`;
};

function stopped(heading: string, entries: readonly EntryResult[], context: Context, paint: Paint): string[] {
  if (entries.length === 0) return [];
  return [
    paint('bold', heading),
    ...entries.flatMap(entry => [
      `  ${entry.name} ${paint('dim', `(${entry.file}:${entry.line})`)}`,
      ...indent(wrap(entry.reason ?? 'no reason given', context.width - 4), 4),
    ]),
  ];
}

interface Group {
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly places: string[];
  times: number;
}

function remarks(diagnostics: readonly Diagnostic[], context: Context, paint: Paint): string[] {
  const groups = group(diagnostics.filter(diagnostic => diagnostic.severity !== 'error'));
  if (groups.length === 0) return [];
  const hidden = groups.length - shownGroups;
  return [
    paint('bold', 'Not followed, or assumed'),
    ...groups.slice(0, shownGroups).flatMap(entry => remark(entry, context, paint)),
    ...(hidden > 0 ? [`  and ${plural(hidden, 'more remark')} (all of them: -f json)`] : []),
  ];
}

/** One line for each message, warnings first; the order within a severity is the report's. */
function group(diagnostics: readonly Diagnostic[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { severity, message, location } of diagnostics) {
    const key = `${severity} ${message}`;
    const known = groups.get(key) ?? { severity, message, places: [], times: 0 };
    known.times += 1;
    if (location !== null) known.places.push(place(location));
    groups.set(key, known);
  }
  const all = [...groups.values()];
  return [...all.filter(entry => entry.severity === 'warning'), ...all.filter(entry => entry.severity !== 'warning')];
}

function remark(entry: Group, context: Context, paint: Paint): string[] {
  const times = entry.times > 1 ? ` (${count(entry.times)} times)` : '';
  const more = entry.places.length - shownPlaces;
  const places = entry.places.slice(0, shownPlaces).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
  return [
    ...indent(wrap(`${entry.severity}: ${entry.message}${times}`, context.width - 2), 2),
    ...(places === '' ? [] : indent(wrap(places, context.width - 4), 4).map(line => paint('dim', line))),
  ];
}
