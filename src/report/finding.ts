import type { Blocked, CoffmanConditions, Finding, FindingKind } from '../checker/finding.ts';
import { frame } from './frame.ts';
import type { Paint } from './paint.ts';
import { place } from './place.ts';
import type { Context } from './report.ts';
import { steps } from './steps.ts';
import { capitalise, indent, wrap } from './text.ts';

const headings: Readonly<Record<FindingKind, { readonly blocked: string; readonly why: (many: boolean) => string }>> = {
  deadlock: { blocked: 'Blocked for ever', why: many => `Why nobody will ever wake ${many ? 'them' : 'it'}` },
  leak: { blocked: 'Blocked for ever', why: many => `Why nobody will ever wake ${many ? 'them' : 'it'}` },
  throws: { blocked: 'What throws', why: () => 'Why it throws' },
  livelock: { blocked: 'Busy without progress', why: () => 'Why there is no progress' },
  starvation: { blocked: 'Passed over for ever', why: () => 'Why it never gets its turn' },
  race: { blocked: 'What races', why: () => 'Why the order matters' },
};

const resourceHeadings = { blocked: 'Never given back', why: () => 'Why nobody will give it back' };

export const conditionNames: readonly (readonly [keyof CoffmanConditions, string])[] = [
  ['mutualExclusion', 'mutual exclusion'],
  ['holdAndWait', 'hold and wait'],
  ['noPreemption', 'no preemption'],
  ['circularWait', 'circular wait'],
];

/** One finding, complete: what is blocked, why for ever, how it came about, and what would mend it. */
export function renderFinding(finding: Finding, heading: string, context: Context, paint: Paint): string[] {
  const words = finding.isResource === true ? resourceHeadings : headings[finding.kind];
  const many = finding.blocked.length > 1;
  const inner = context.width - 4;
  const from = finding.round ?? finding.trace.length;
  const lead = finding.trace.slice(0, from);
  const round = finding.trace.slice(from);
  return [
    title(finding, heading, context.width, paint),
    `  in ${finding.entry.name} ${paint('dim', `(${finding.entry.file}:${finding.entry.line})`)}`,
    ...section(words.blocked, blockedOperations(finding, context, paint), paint),
    ...section(words.why(many), wrap(finding.message, inner), paint),
    ...section(many ? 'Waiting behind them' : 'Waiting behind it', counted(finding.waiting.map(waiter => waitingLine(waiter, paint))), paint),
    ...section('How it comes to this', steps(lead, inner, paint), paint),
    ...section('One round of it, again and again', steps(round, inner, paint), paint),
    ...section('The four Coffman conditions', finding.coffman === null ? [] : conditions(finding.coffman, inner, paint), paint),
    ...section('What would fix it', wrap(finding.suggestion, inner).filter(line => line !== ''), paint),
    '',
    `  ${paint('dim', `Step by step: coffman explain ${finding.id}`)}`,
  ];
}

function title(finding: Finding, heading: string, width: number, paint: Paint): string {
  const kind = `${capitalise(finding.confidence)} ${finding.kind}`;
  const at = place(finding.location);
  const used = `── ${heading} ── ${kind} ── ${at} `.length;
  const colour = finding.confidence === 'possible' ? 'yellow' : 'red';
  return `── ${heading} ── ${paint('bold', paint(colour, kind))} ── ${paint('bold', at)} ${'─'.repeat(Math.max(2, width - used))}`;
}

function section(heading: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', `  ${paint('bold', heading)}`, ...indent(lines, 4)];
}

/** Tasks blocked at one place share one code frame. */
function blockedOperations({ kind, blocked }: Finding, context: Context, paint: Paint): string[] {
  const places = new Map<string, Blocked[]>();
  for (const operation of blocked) {
    const at = place(operation.location);
    places.set(at, [...(places.get(at) ?? []), operation]);
  }
  return [...places].flatMap(([at, operations], index) => {
    const [first] = operations;
    const source = first === undefined ? [] : frame(first.location, context);
    return [
      ...(index > 0 ? [''] : []),
      ...counted(operations.map(operation => (kind === 'throws' ? misuse : what)(operation, paint))),
      paint('dim', at),
      ...source,
    ];
  });
}

function what(operation: Blocked, paint: Paint): string {
  const resource = operation.resource === '' ? '' : ` on ${paint('bold', operation.resource)}`;
  return `${paint('cyan', operation.task)}: ${operation.operation}${resource}`;
}

function misuse({ task, operation, resource }: Blocked, paint: Paint): string {
  return `${paint('cyan', task)}: ${operation} (${paint('bold', resource)})`;
}

/** Several activations of one function, blocked alike, are one line. */
function counted(lines: readonly string[]): string[] {
  return [...new Set(lines)].map(line => {
    const times = lines.filter(other => other === line).length;
    return times === 1 ? line : `${line} (${times} tasks)`;
  });
}

function waitingLine(waiter: Blocked, paint: Paint): string {
  return `${what(waiter, paint)}  ${paint('dim', place(waiter.location))}`;
}

function conditions(evidence: CoffmanConditions, width: number, paint: Paint): string[] {
  const column = 18;
  return conditionNames.flatMap(([condition, name]) => {
    const text = evidence[condition];
    const [first = '', ...rest] = text === null ? ['— does not hold'] : wrap(text, width - column);
    return [name.padEnd(column) + (text === null ? paint('dim', first) : first), ...rest.map(line => ' '.repeat(column) + line)];
  });
}
