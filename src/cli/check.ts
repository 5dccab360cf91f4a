import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { confidences } from '../checker/finding.ts';
import { assemble } from '../report/assemble.ts';
import { formats, reporters, type Format } from '../report/index.ts';
import type { Context, Report } from '../report/report.ts';
import { checkOptions } from './commands.ts';
import type { BuildOptions, CheckOptions } from './engine.ts';
import { reason, UsageError } from './errors.ts';
import { print, type Host } from './host.ts';
import { findInputs, type Inputs } from './inputs.ts';
import { internalError } from './internal-error.ts';
import { judgeAll } from './judging.ts';
import type { ExitCode } from './main.ts';
import { choice, positiveNumber, type Given } from './options.ts';
import { printProblems } from './problems.ts';
import { progressLine } from './progress.ts';

interface Settings {
  readonly limits: CheckOptions;
  readonly format: Format;
  readonly output: string | undefined;
  readonly failOn: (typeof thresholds)[number];
  readonly failOnIncomplete: boolean;
  readonly stats: boolean;
  readonly jobs: number;
}

const thresholds = [...confidences, 'never'] as const;

export async function runCheck(given: Given, host: Host): Promise<ExitCode> {
  const settings = readSettings(given, host);
  const inputs = findInputs(host.cwd, given.arguments, given.values.get('project'));
  const { report, failures } = await analyse(inputs, settings, host);
  const failed = await printProblems(report.diagnostics, host);
  await write(report, settings, host);
  for (const failure of failures) await print(host.stderr, internalError(failure, host, ' in one of the entries'));
  return failures.length > 0 || failed ? 2 : verdict(report, settings);
}

function readSettings(given: Given, { cwd, jobs }: Host): Settings {
  const entry = given.values.get('entry')?.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const output = given.values.get('output');
  return {
    limits: {
      maxStates: positiveNumber(given, checkOptions.maxStates, true),
      timeoutSeconds: positiveNumber(given, checkOptions.timeout, false),
      maxMemoryMb: positiveNumber(given, checkOptions.maxMemory, true),
      schedule: choice(given, checkOptions.schedule, ['any', 'fifo']),
      ...(entry === undefined ? {} : { entry }),
    },
    format: choice(given, checkOptions.format, formats),
    output: output === undefined || output === '-' ? undefined : writable(output, cwd),
    failOn: choice(given, checkOptions.failOn, thresholds),
    failOnIncomplete: given.switches.has(checkOptions.failOnIncomplete.name),
    stats: given.switches.has(checkOptions.stats.name),
    jobs: given.values.has(checkOptions.jobs.name) ? positiveNumber(given, checkOptions.jobs, true) : jobs,
  };
}

/** Looked at before the exploration, so that minutes of work are not lost to a misspelt folder. */
function writable(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true) throw new UsageError(`--output ${path} is a directory; name a file`);
  if (statSync(dirname(absolute), { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`--output ${path}: its folder does not exist; create it first`);
  return absolute;
}

interface Analysis {
  readonly report: Report;
  /** What the engine threw: the entries it concerns are missing from the report. */
  readonly failures: readonly unknown[];
}

async function analyse(inputs: Inputs, settings: Settings, host: Host): Promise<Analysis> {
  if (inputs.files.length === 0) return { report: assemble({ findings: [], entries: [], diagnostics: inputs.diagnostics, files: 0 }), failures: [] };
  const engine = await host.engine();
  const built = engine.build(buildOptions(inputs, settings, host.cwd));
  const progress = progressLine(host.stderr);
  const { checked, failures } = await judgeAll(built.models, { limits: settings.limits, jobs: settings.jobs, worker: engine.worker, files: inputs.files.length, progress });
  progress.clear();
  const entries = checked.flatMap(result => result.entries).map(entry => ({ ...entry, elapsedMs: settings.stats ? Math.round(entry.elapsedMs) : 0 }));
  const diagnostics = [...inputs.diagnostics, ...built.diagnostics, ...checked.flatMap(result => result.diagnostics)];
  const { entry } = settings.limits;
  // A file that could not be read may hold the entry: then its error is the one to report.
  if (entry !== undefined && entries.length === 0 && failures.length === 0 && !diagnostics.some(({ severity }) => severity === 'error')) {
    diagnostics.push({ severity: 'error', message: `no entry is called '${entry}'; leave --entry out to check them all`, location: null });
  }
  const findings = checked.flatMap(result => result.findings);
  return { report: assemble({ findings, entries, diagnostics, files: built.files }), failures };
}

function buildOptions(inputs: Inputs, settings: Settings, root: string): BuildOptions {
  const { entry } = settings.limits;
  return {
    root,
    files: inputs.files,
    ...(inputs.tsconfig === undefined ? {} : { tsconfig: inputs.tsconfig }),
    ...(entry === undefined ? {} : { entry }),
  };
}

async function write(report: Report, settings: Settings, host: Host): Promise<void> {
  const reporter = await reporters[settings.format]();
  const text = reporter(report, reportContext(settings, host));
  if (settings.output === undefined) return print(host.stdout, text);
  try {
    writeFileSync(settings.output, text);
  } catch (error) {
    throw new UsageError(`cannot write ${settings.output}: ${reason(error)}`);
  }
}

function reportContext(settings: Settings, host: Host): Context {
  const texts = new Map<string, string | undefined>();
  const toTerminal = settings.output === undefined && host.stdout.isTTY === true;
  return {
    source: file => {
      if (!texts.has(file)) texts.set(file, read(resolve(host.cwd, file)));
      return texts.get(file);
    },
    colour: toTerminal && !host.env['NO_COLOR'] && host.env['TERM'] !== 'dumb',
    width: reportWidth(host),
  };
}

/** Between 60 and 120 columns: below, tables fall apart; above, prose is hard to read. */
function reportWidth(host: Host): number {
  const columns = Number(host.env['COLUMNS'] ?? host.stdout.columns);
  return Number.isInteger(columns) && columns > 0 ? Math.min(120, Math.max(60, columns)) : 100;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function verdict(report: Report, settings: Settings): ExitCode {
  const gate = thresholds.indexOf(settings.failOn);
  if (settings.failOn !== 'never' && report.findings.some(finding => confidences.indexOf(finding.confidence) <= gate)) return 1;
  // An entry whose findings are below the gate may have been stopped too; it is no more complete than one without findings.
  return settings.failOnIncomplete && report.entries.some(({ reason }) => reason !== null) ? 3 : 0;
}
