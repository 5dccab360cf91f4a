import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';
import { checkOptions } from './commands.ts';
import type { BuildOptions, CheckOptions, Engine, EngineModel } from './engine.ts';
import { UsageError } from './errors.ts';
import { exitCode, readGate, type Gate } from './gate.ts';
import { print, type Host } from './host.ts';
import { changedFiles, type Since } from './git.ts';
import { findInputs, shownPath, type Inputs } from './inputs.ts';
import { internalError } from './internal-error.ts';
import { judgeAll, type Judged } from './judging.ts';
import type { ExitCode } from './main.ts';
import { choice, positiveNumber, type Given } from './options.ts';
import { readTargets, writeReport, type Target } from './outputs.ts';
import { printProblems } from './problems.ts';
import { progressLine } from './progress.ts';
import { judgeWithSpin } from './spin.ts';
import { readSuppressing, suppress, type Suppressing } from './suppress.ts';

interface Settings {
  readonly limits: CheckOptions;
  readonly targets: readonly Target[];
  readonly gate: Gate;
  readonly suppressing: Pick<Suppressing, 'baseline' | 'update'>;
  readonly since: Since | undefined;
  readonly stats: boolean;
  readonly jobs: number;
  /** Where SPIN explores, what it is given besides. */
  readonly spin: readonly string[] | undefined;
}

export async function runCheck(given: Given, host: Host): Promise<ExitCode> {
  const settings = readSettings(given, host);
  const found = findInputs(host.cwd, given.arguments, given.values.get('project'));
  const inputs = settings.since === undefined ? found : await onlyChanged(found, settings.since, host.cwd);
  const { report: whole, failures } = await analyse(inputs, settings, host);
  const isWhole = settings.since === undefined && settings.limits.entry === undefined;
  const report = suppress(whole, { ...settings.suppressing, cwd: host.cwd, files: inputs.files.map(file => shownPath(host.cwd, file)), isWhole });
  const failed = await printProblems(report.diagnostics, host);
  await writeReport(report, settings.targets, host);
  for (const failure of failures) await print(host.stderr, internalError(failure, host, ' in one of the entries'));
  return failures.length > 0 || failed ? 2 : exitCode(report, settings.gate);
}

function readSettings(given: Given, { cwd, jobs }: Host): Settings {
  const entry = given.values.get('entry')?.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  return {
    limits: {
      maxStates: positiveNumber(given, checkOptions.maxStates, true),
      timeoutSeconds: positiveNumber(given, checkOptions.timeout, false),
      maxMemoryMb: positiveNumber(given, checkOptions.maxMemory, true),
      schedule: choice(given, checkOptions.schedule, ['any', 'fifo']),
      ...(entry === undefined ? {} : { entry }),
    },
    targets: readTargets(given, checkOptions.format, cwd).filter(({ file }) => file !== undefined || !given.switches.has(checkOptions.quiet.name)),
    suppressing: readSuppressing(given, cwd),
    since: readSince(given),
    gate: readGate(given),
    spin: readSpin(given),
    stats: given.switches.has(checkOptions.stats.name),
    jobs: given.values.has(checkOptions.jobs.name) ? positiveNumber(given, checkOptions.jobs, true) : jobs,
  };
}

function readSpin(given: Given): readonly string[] | undefined {
  const options = given.values.get(checkOptions.spinOptions.name);
  if (choice(given, checkOptions.engine, ['coffman', 'spin']) === 'spin') return options?.split(/\s+/).filter(option => option !== '') ?? [];
  if (options !== undefined) throw new UsageError('--spin-options is for --engine spin');
  return undefined;
}

function readSince(given: Given): Since | undefined {
  if (given.switches.has(checkOptions.staged.name)) return { staged: true };
  const revision = given.values.get(checkOptions.changed.name) ?? (given.switches.has(checkOptions.changed.name) ? 'HEAD' : undefined);
  return revision === undefined ? undefined : { revision };
}

/** Those inputs that what has changed can reach. */
async function onlyChanged(inputs: Inputs, since: Since, root: string): Promise<Inputs> {
  const changed = changedFiles(root, since);
  const { dependents } = await import('../model/dependents.ts');
  const { files, tsconfig } = inputs;
  return { ...inputs, files: dependents({ root, files, changed, ...(tsconfig === undefined ? {} : { tsconfig }) }) };
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
  const { checked, failures } = await judgeBy(engine, built.models, inputs.files.length, settings, host);
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

async function judgeBy(engine: Engine, models: Iterable<EngineModel>, files: number, { limits, jobs, spin }: Settings, host: Host): Promise<Judged> {
  if (spin !== undefined) return { checked: await judgeWithSpin(models, { limits, arguments: spin, env: host.env }), failures: [] };
  const progress = progressLine(host.stderr);
  const judged = await judgeAll(models, { limits, jobs, worker: engine.worker, files, progress });
  progress.clear();
  return judged;
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
