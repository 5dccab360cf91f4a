import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';
import { merge, outputOptions } from './commands.ts';
import { reason, UsageError } from './errors.ts';
import { exitCode, readGate } from './gate.ts';
import type { Host } from './host.ts';
import type { ExitCode } from './main.ts';
import type { Given } from './options.ts';
import { readTargets, writeReport } from './outputs.ts';
import { fault, readSchema } from '../libraries/schema/validate.ts';

/** Renders a report that was written before. */
export async function runFmt(given: Given, host: Host): Promise<ExitCode> {
  const [path, ...rest] = given.arguments;
  if (path === undefined || rest.length > 0) throw new UsageError('fmt takes one report: coffman fmt REPORT.json -f html');
  const targets = readTargets(given, outputOptions.format, host.cwd);
  await writeReport(readReport(path, host), targets, host);
  return 0;
}

/** Joins the reports of shards; the whole is judged as one run would be. */
export async function runMerge(given: Given, host: Host): Promise<ExitCode> {
  if (given.arguments.length === 0) throw new UsageError('merge takes reports: coffman merge a.json b.json -o all.json');
  const gate = readGate(given);
  const targets = readTargets(given, merge.options[0] ?? outputOptions.format, host.cwd);
  const reports = given.arguments.map(path => readReport(path, host));
  const report = assemble({
    findings: reports.flatMap(({ findings }) => findings),
    entries: reports.flatMap(({ entries }) => entries),
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    suppressed: reports.flatMap(({ suppressed }) => suppressed),
    files: reports.reduce((sum, { summary }) => sum + summary.files, 0),
  });
  await writeReport(report, targets, host);
  return report.diagnostics.some(({ severity }) => severity === 'error') ? 2 : exitCode(report, gate);
}

function readReport(path: string, host: Host): Report {
  const report = parse(path, host.cwd);
  const wrong = fault(report, readSchema(host.reportSchema));
  if (wrong === undefined) return report as Report;
  throw new UsageError(`${path}: not a report of this version of coffman: ${wrong}; write it anew with coffman check -f json`);
}

function parse(path: string, cwd: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, path), 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof SyntaxError ? 'not JSON' : reason(error)}; name a report written with coffman check -f json`);
  }
}
