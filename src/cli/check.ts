import { dirname } from 'node:path';
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
import { readShard } from './shards.ts';
import { Watcher } from './watch.ts';
import { acceptedBy, readBaselineOptions } from './suppress.ts';

export async function runCheck(asked: Given, host: Host): Promise<ExitCode> {
  const found = await findConfig(host, asked.values.get(checkOptions.config.name));
  const given = withConfig(asked, found, host.cwd);
  const request = readRequest(given, found, host);
  const isQuiet = given.switches.has(checkOptions.quiet.name);
  const targets = readTargets(given, checkOptions.format, host.cwd).filter(({ file }) => file !== undefined || !isQuiet);
  const gate = readGate(given);
  if (given.switches.has(checkOptions.printConfig.name)) return printConfig(found, given, host);
  const once: Once = async reads => {
    const { report, failures, read } = await perform(request, { ...host, ...(reads === undefined ? {} : { reads }) });
    const failed = await printProblems(report.diagnostics, host);
    await writeReport(report, targets, host, read);
    for (const failure of failures) await print(host.stderr, internalError(failure, host, ' in one of the entries'));
    if (failures.length > 0 || failed) return 2;
    // what is known and accepted is not yet told from what is new
    return request.shard === undefined ? exitCode(report, gate) : 0;
  };
  return given.switches.has(checkOptions.watch.name) ? watching(once, host) : once();
}

type Once = (reads?: (files: ReadonlySet<string>) => void) => Promise<ExitCode>;

/** Checks again with every change, until the process is stopped. */
async function watching(once: Once, host: Host): Promise<never> {
  const watcher = new Watcher();
  for (;;) {
    await once(files => { watcher.watch(new Set([host.cwd, ...[...files].map(file => dirname(file))])); });
    await print(host.stderr, 'coffman: waiting for changes; Ctrl+C ends\n');
    await watcher.change();
  }
}

/** What to check, with every choice made. */
export function readRequest(given: Given, found: FoundConfig, { cwd, jobs }: Host): Request {
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
    shard: readShard(given.values.get(checkOptions.shard.name)),
    cache: !given.switches.has(checkOptions.noCache.name),
    jobs: given.values.has(checkOptions.jobs.name) ? positiveNumber(given, checkOptions.jobs, true) : jobs,
    spin: readSpin(given),
    libraries: config.libraries ?? [],
    accepted: acceptedBy(found, cwd),
    ...baselineOf(given, cwd),
    stats: given.switches.has(checkOptions.stats.name),
  };
}

function baselineOf(given: Given, cwd: string): ReturnType<typeof readBaselineOptions> {
  const options = readBaselineOptions(given, cwd);
  if (options.updateBaseline && given.values.has(checkOptions.shard.name)) throw new UsageError('--update-baseline needs all shards; give it to coffman merge');
  return options;
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
