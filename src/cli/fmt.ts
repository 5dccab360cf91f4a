import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Report } from '../report/report.ts';
import { outputOptions } from './commands.ts';
import { reason, UsageError } from './errors.ts';
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

export function readReport(path: string, host: Host): Report {
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
