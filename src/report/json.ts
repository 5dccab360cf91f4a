import type { Blocked, EntryResult, Finding, Step, WaitFor } from '../checker/finding.ts';
import type { Diagnostic, Location } from '../model/location.ts';
import type { Reporter, ShardOf, Suppressed } from './report.ts';

/**
 * The report for programs, described by `schemas/report.schema.json`. Each object is written out field by field: the order of the
 * fields is part of the format, and a field that the engine keeps for itself must not slip into it.
 */
export const json: Reporter = report => `${JSON.stringify({
  version: report.version,
  findings: report.findings.map(finding),
  entries: report.entries.map(entry),
  suppressed: report.suppressed.map(suppressed),
  diagnostics: report.diagnostics.map(diagnostic),
  ...(report.shard === undefined ? {} : { shard: shard(report.shard) }),
  summary: {
    files: report.summary.files,
    entries: report.summary.entries,
    findings: report.summary.findings,
    incomplete: report.summary.incomplete,
  },
}, null, 2)}\n`;

function finding(value: Finding): Finding {
  return {
    id: value.id,
    kind: value.kind,
    confidence: value.confidence,
    message: value.message,
    location: location(value.location),
    entry: { name: value.entry.name, file: value.entry.file, line: value.entry.line },
    blocked: value.blocked.map(blocked),
    waiting: value.waiting.map(blocked),
    trace: value.trace.map(step),
    round: value.round ?? null,
    order: value.order ?? null,
    waitFor: value.waitFor.map(waitFor),
    coffman: value.coffman === null ? null : {
      mutualExclusion: value.coffman.mutualExclusion,
      holdAndWait: value.coffman.holdAndWait,
      noPreemption: value.coffman.noPreemption,
      circularWait: value.coffman.circularWait,
    },
    suggestion: value.suggestion,
    isResource: value.isResource === true,
  };
}

function entry(value: EntryResult): EntryResult {
  return {
    name: value.name,
    file: value.file,
    line: value.line,
    verdict: value.verdict,
    reason: value.reason,
    states: value.states,
    transitions: value.transitions,
    depth: value.depth,
    elapsedMs: value.elapsedMs,
  };
}

function suppressed(value: Suppressed): Suppressed {
  return { id: value.id, kind: value.kind, location: location(value.location), by: value.by, reason: value.reason };
}

function shard(value: ShardOf): ShardOf {
  return { index: value.index, of: value.of, files: [...value.files], isWhole: value.isWhole };
}

function diagnostic(value: Diagnostic): Diagnostic {
  return { severity: value.severity, message: value.message, location: value.location === null ? null : location(value.location) };
}

function blocked(value: Blocked): Blocked {
  return { task: value.task, operation: value.operation, resource: value.resource, location: location(value.location) };
}

function step(value: Step): Step {
  return {
    task: value.task,
    action: value.action,
    location: location(value.location),
    resource: value.resource,
    effect: value.effect,
    waits: value.waits,
    answers: [...value.answers],
  };
}

function waitFor(value: WaitFor): WaitFor {
  return {
    task: value.task,
    operation: value.operation,
    resource: value.resource,
    location: location(value.location),
    other: value.other,
    circular: value.circular,
  };
}

function location(value: Location): Location {
  return { file: value.file, line: value.line, column: value.column, endLine: value.endLine, endColumn: value.endColumn };
}
