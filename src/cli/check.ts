import { checkOptions } from './commands.ts';
import { filesMatching, findConfig, withConfig, type FoundConfig } from './config.ts';
import { UsageError } from './errors.ts';
import { exitCode, readGate } from './gate.ts';
import type { Since } from './git.ts';
import { print, type Host } from './host.ts';
import { shownPath } from './inputs.ts';
import { internalError } from './internal-error.ts';
import type { ExitCode } from './main.ts';
import { choice, positiveNumber, type Given } from './options.ts';
import { readTargets, writeReport } from './outputs.ts';
import { printProblems } from './problems.ts';
import { perform, type Request } from './session.ts';
import { readBaselineOptions } from './suppress.ts';

export async function runCheck(asked: Given, host: Host): Promise<ExitCode> {
  const found = await findConfig(host, asked.values.get(checkOptions.config.name));
  const given = withConfig(asked, found, host.cwd);
  const request = readRequest(given, found, host);
  const isQuiet = given.switches.has(checkOptions.quiet.name);
  const targets = readTargets(given, checkOptions.format, host.cwd).filter(({ file }) => file !== undefined || !isQuiet);
  const gate = readGate(given);
  if (given.switches.has(checkOptions.printConfig.name)) return printConfig(found, given, host);
  const { report, failures } = await perform(request, host);
  const failed = await printProblems(report.diagnostics, host);
  await writeReport(report, targets, host);
  for (const failure of failures) await print(host.stderr, internalError(failure, host, ' in one of the entries'));
  return failures.length > 0 || failed ? 2 : exitCode(report, gate);
}

function readRequest(given: Given, found: FoundConfig, { cwd, jobs }: Host): Request {
  const { config } = found;
  const entry = given.values.get('entry')?.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  return {
    paths: given.arguments,
    project: given.values.get(checkOptions.project.name),
    excluded: filesMatching(config.exclude ?? [], found, cwd),
    entries: entry === undefined ? config.entries ?? [] : [entry],
    since: readSince(given),
    limits: {
      maxStates: positiveNumber(given, checkOptions.maxStates, true),
      timeoutSeconds: positiveNumber(given, checkOptions.timeout, false),
      maxMemoryMb: positiveNumber(given, checkOptions.maxMemory, true),
      schedule: choice(given, checkOptions.schedule, ['any', 'fifo']),
    },
    jobs: given.values.has(checkOptions.jobs.name) ? positiveNumber(given, checkOptions.jobs, true) : jobs,
    spin: readSpin(given),
    libraries: config.libraries ?? [],
    accepted: (config.ignore ?? []).map(({ files, kind, reason }) => ({ files: filesMatching([files], found, cwd), kind, reason })),
    ...readBaselineOptions(given, cwd),
    stats: given.switches.has(checkOptions.stats.name),
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

/** The configuration as the file gives it, and the options that it and the command line come to. */
async function printConfig({ config, file }: FoundConfig, given: Given, host: Host): Promise<ExitCode> {
  const options = Object.fromEntries<string | true>([...given.values, ...[...given.switches].filter(name => name !== checkOptions.printConfig.name).map(name => [name, true] as const)]);
  await print(host.stdout, `${JSON.stringify({ file: file === undefined ? null : shownPath(host.cwd, file), config, paths: given.arguments, options }, null, 2)}\n`);
  return 0;
}
