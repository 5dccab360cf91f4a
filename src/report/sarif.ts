import type { CodeFlow, Location as SarifLocation, Log, Notification, PhysicalLocation, ReportingDescriptor, Result, ThreadFlowLocation } from 'sarif';
import { confidences, type Confidence, type Finding, type FindingKind, type Step } from '../checker/finding.ts';
import type { Diagnostic, Location } from '../model/location.ts';
import { fingerprints } from './fingerprint.ts';
import type { Context, Report, Reporter } from './report.ts';
import { capitalise } from './text.ts';

/**
 * SARIF 2.1.0: each task is a threadFlow of the one codeFlow, and `executionOrder` gives the interleaving. GitHub takes
 * 25,000 results at most; it shows neither related locations nor line breaks, so that a message must also read alone.
 */
export const sarif: Reporter = (report, context) => `${JSON.stringify(log(report, context), null, 2)}\n`;

const mostResults = 25_000;

const levels: Readonly<Record<Confidence, Result['level']>> = { certain: 'error', likely: 'warning', possible: 'note' };

const severities: Readonly<Record<Diagnostic['severity'], Notification['level']>> = { error: 'error', warning: 'warning', info: 'note' };

function log(report: Report, context: Context): Log {
  const kinds = [...new Set(report.findings.map(finding => finding.kind))].sort();
  const names = fingerprints(report.findings);
  const results = [...report.findings].sort((a, b) => confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence)).slice(0, mostResults);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'coffman', semanticVersion: context.version, rules: kinds.map(kind => rule(kind, context)) } },
      invocations: [{
        executionSuccessful: report.diagnostics.every(diagnostic => diagnostic.severity !== 'error'),
        toolExecutionNotifications: notifications(report, context),
      }],
      columnKind: 'utf16CodeUnits',
      results: results.map(finding => result(finding, names.get(finding) ?? finding.id, kinds, context)),
    }],
  };
}

function rule(kind: FindingKind, context: Context): ReportingDescriptor {
  const page = context.page(kind) ?? capitalise(kind);
  const paragraph = page.split(/\n\s*\n/).find(block => !block.startsWith('#')) ?? capitalise(kind);
  return {
    id: `coffman/${kind}`,
    name: capitalise(kind),
    shortDescription: { text: capitalise(kind) },
    fullDescription: { text: paragraph.replace(/\s+/g, ' ').trim() },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['concurrency', kind], precision: 'high', 'problem.severity': 'error' },
  };
}

function result(finding: Finding, fingerprint: string, kinds: readonly FindingKind[], context: Context): Result {
  return {
    ruleId: `coffman/${finding.kind}`,
    ruleIndex: kinds.indexOf(finding.kind),
    level: levels[finding.confidence],
    message: { text: `${finding.message} ${finding.suggestion}`.trim() },
    locations: [{ physicalLocation: physical(finding.location, context) }],
    relatedLocations: [...finding.blocked, ...finding.waiting].map(({ task, operation, resource, location }, id): SarifLocation => ({
      id,
      physicalLocation: physical(location, context),
      message: { text: `${task}: ${operation}${resource === '' ? '' : ` on ${resource}`}` },
    })),
    partialFingerprints: { 'coffman/v1': fingerprint },
    codeFlows: finding.trace.length === 0 ? [] : [codeFlow(finding, context)],
    properties: { confidence: finding.confidence, entry: finding.entry.name, ...(finding.coffman === null ? {} : { coffman: finding.coffman }) },
  };
}

function codeFlow({ message, trace }: Finding, context: Context): CodeFlow {
  const tasks = [...new Set(trace.map(step => step.task))];
  return {
    message: { text: message },
    threadFlows: tasks.map(task => ({
      id: task,
      locations: trace.flatMap((step, index) => (step.task === task ? [flowLocation(step, index, context)] : [])),
    })),
  };
}

function flowLocation(step: Step, index: number, context: Context): ThreadFlowLocation {
  const kinds = step.effect === 'takes' ? ['acquire', 'resource'] : step.effect === 'gives' ? ['release', 'resource'] : undefined;
  return {
    executionOrder: index + 1,
    location: { physicalLocation: physical(step.location, context), message: { text: `${step.task} ${step.action}` } },
    importance: step.waits ? 'essential' : 'important',
    ...(kinds === undefined ? {} : { kinds }),
  };
}

function notifications(report: Report, context: Context): Notification[] {
  const left = report.findings.length - mostResults;
  return [
    ...report.diagnostics.map(({ severity, message, location }): Notification => ({
      level: severities[severity],
      message: { text: message },
      ...(location === null ? {} : { locations: [{ physicalLocation: physical(location, context) }] }),
    })),
    ...report.entries.filter(({ verdict }) => verdict === 'incomplete').map(({ name, file, reason }): Notification => ({
      level: 'warning',
      message: { text: `${name} in ${file} is incomplete: ${reason ?? 'no reason given'}` },
    })),
    ...(left > 0 ? [{ level: 'warning' as const, message: { text: `${left} less certain findings are left out: no more than ${mostResults} are taken` } }] : []),
  ];
}

function physical({ file, line, column, endLine, endColumn }: Location, context: Context): PhysicalLocation {
  const uri = `${context.prefix}${file}`.split('/').map(encodeURIComponent).join('/');
  return { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line, startColumn: column, endLine, endColumn } };
}
