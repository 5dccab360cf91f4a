import type { EntryResult, Finding } from '../checker/finding.ts';
import type { Diagnostic } from '../model/location.ts';
import { renderFinding } from './finding.ts';
import { painter } from './paint.ts';
import { place } from './place.ts';
import type { Context, Report, Reporter } from './report.ts';
import { escapeXml } from './xml.ts';

/**
 * JUnit's XML: a suite for each file, a case for each entry. A clean one passes, an incomplete one is skipped, and what is
 * no more than possible stands in the output of a case that passes. A file that could not be read is a case with an error.
 */
export const junit: Reporter = (report, context) => {
  const suites = [...filesOf(report)].map(file => suite(file, casesOf(file, report, context)));
  const errors = report.diagnostics.filter(diagnostic => diagnostic.severity === 'error').map(failedInput);
  const all = errors.length === 0 ? suites : [...suites, suite('input', errors)];
  const cases = all.flatMap(({ cases: own }) => own);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="coffman" ${counts(cases)}>`,
    ...all.flatMap(({ name, cases: own }) => [`  <testsuite name="${escapeXml(name)}" ${counts(own)}>`, ...own.map(({ xml }) => xml), '  </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n');
};

interface Case {
  readonly outcome: 'passed' | 'failure' | 'skipped' | 'error';
  readonly seconds: number;
  readonly xml: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

function filesOf(report: Report): Set<string> {
  return new Set(report.entries.map(entry => entry.file));
}

function suite(name: string, cases: readonly Case[]): Suite {
  return { name, cases };
}

function casesOf(file: string, report: Report, context: Context): Case[] {
  const entries = report.entries.filter(entry => entry.file === file);
  return entries.map(entry => {
    const isAlone = entries.filter(other => other.name === entry.name).length === 1;
    const findings = report.findings.filter(finding => finding.entry.file === file && finding.entry.line === entry.line && finding.entry.name === entry.name);
    return caseOf(entry, isAlone ? entry.name : `${entry.name}:${entry.line}`, findings, context);
  });
}

function caseOf(entry: EntryResult, name: string, findings: readonly Finding[], context: Context): Case {
  const failures = findings.filter(finding => finding.confidence !== 'possible');
  const possible = findings.filter(finding => finding.confidence === 'possible');
  const isSkipped = failures.length === 0 && entry.verdict === 'incomplete';
  const body = [
    ...failures.map(finding => element('failure', { type: finding.kind, message: finding.message }, told(finding, context))),
    ...(isSkipped ? [element('skipped', { message: `incomplete: ${entry.reason ?? 'no reason given'}` }, '')] : []),
    ...(possible.length === 0 ? [] : [element('system-out', {}, possible.map(finding => told(finding, context)).join('\n\n'))]),
  ];
  return testCase(name, entry.file, failures.length > 0 ? 'failure' : isSkipped ? 'skipped' : 'passed', entry.elapsedMs / 1000, body);
}

function failedInput({ message, location }: Diagnostic): Case {
  const at = location === null ? message : `${place(location)}: ${message}`;
  return testCase(at, location?.file ?? 'input', 'error', 0, [element('error', { type: 'input', message }, at)]);
}

function testCase(name: string, file: string, outcome: Case['outcome'], seconds: number, body: readonly string[]): Case {
  const head = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(file)}" file="${escapeXml(file)}" time="${seconds.toFixed(3)}"`;
  return { outcome, seconds, xml: body.length === 0 ? `${head}/>` : [`${head}>`, ...body, '    </testcase>'].join('\n') };
}

function element(name: string, attributes: Readonly<Record<string, string>>, text: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('');
  return text === '' ? `      <${name}${written}/>` : `      <${name}${written}>${escapeXml(text)}</${name}>`;
}

function told(finding: Finding, context: Context): string {
  return renderFinding(finding, finding.id, { ...context, colour: false, width: 100 }, painter(false)).join('\n');
}

function counts(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number => cases.filter(one => one.outcome === outcome).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}"`;
}
