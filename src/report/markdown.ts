import type { CoffmanConditions, EntryResult, Finding } from '../checker/finding.ts';
import { conditionNames } from './finding.ts';
import { mermaid } from './mermaid.ts';
import { painter } from './paint.ts';
import { place } from './place.ts';
import type { Report, Reporter } from './report.ts';
import { capitalise } from './text.ts';
import { verdict } from './verdict.ts';

/** GitHub refuses a job summary of more than 1 MiB, so what does not fit is only counted. */
const most = 900_000;

/** A page for a pull request, a job summary or a wiki. */
export const markdown: Reporter = report => {
  const blocks: string[] = [];
  let size = 0;
  for (const finding of report.findings) {
    const block = section(finding);
    size += Buffer.byteLength(block);
    if (size > most) break;
    blocks.push(block);
  }
  const left = report.findings.length - blocks.length;
  return `${[
    `# Coffman\n\n${headline(report)}`,
    ...blocks,
    ...(left > 0 ? [`_${left} more findings do not fit here: see the JSON or the HTML report._`] : []),
    incomplete(report.entries.filter(entry => entry.verdict === 'incomplete')),
  ].filter(block => block !== '').join('\n\n')}\n`;
};

function headline(report: Report): string {
  const icon = report.findings.some(({ confidence }) => confidence !== 'possible') ? '❌' : report.summary.incomplete > 0 || report.findings.length > 0 ? '⚠️' : '✅';
  return `${icon} ${escape(verdict(report, painter(false)))}`;
}

function section(finding: Finding): string {
  const where = `${code(finding.entry.name)} in ${code(finding.entry.file)}`;
  return [
    `## ${capitalise(finding.confidence)} ${finding.kind}: ${code(place(finding.location))}`,
    `Found in ${where}. ${escape(finding.message)}`,
    `**What would fix it:** ${escape(finding.suggestion)}`,
    ...(finding.trace.length === 0 ? [] : [
      ['```mermaid', mermaid(finding), '```'].join('\n'),
      `<details><summary>Step by step</summary>\n\n${steps(finding)}\n\n</details>`,
    ]),
    ...(finding.coffman === null ? [] : [conditions(finding.coffman)]),
    `<sub>${finding.id}</sub>`,
  ].join('\n\n');
}

/** The schedule as a numbered list. */
export function steps({ trace }: Finding): string {
  return trace.map(({ task, action, location }, index) => `${index + 1}. **${escape(task)}** ${escape(action)} · ${code(place(location))}`).join('\n');
}

/** Coffman's four conditions as a table. */
export function conditions(evidence: CoffmanConditions): string {
  const rows = conditionNames.map(([condition, name]) => `| ${name} | ${cell(evidence[condition])} |`);
  return ['| condition | evidence |', '|---|---|', ...rows].join('\n');
}

function cell(text: string | null): string {
  return text === null ? '_does not hold_' : escape(text).replaceAll('|', '\\|');
}

function incomplete(entries: readonly EntryResult[]): string {
  if (entries.length === 0) return '';
  const rows = entries.map(({ name, file, line, reason }) => `- ${code(name)} (${code(`${file}:${line}`)}): ${escape(reason ?? 'no reason given')}`);
  return ['## Incomplete: not shown to be free of deadlocks and leaks', rows.join('\n')].join('\n\n');
}

/** A code span may hold anything but as many backticks as delimit it. */
function code(text: string): string {
  const ticks = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const padding = ticks.length > 1 ? ' ' : '';
  return `${ticks}${padding}${text.replace(/\s+/g, ' ')}${padding}${ticks}`;
}

/** Text that shows as it is. */
export function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>#~@]/g, '\\$&').replace(/\s+/g, ' ');
}
