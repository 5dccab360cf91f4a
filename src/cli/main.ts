import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandHelp, generalHelp } from './help.ts';
import { check, commands, doctor, explain, fmt, init, lsp, merge, model } from './commands.ts';
import { runCheck } from './check.ts';
import { runDoctor } from './doctor.ts';
import { UsageError } from './errors.ts';
import { runExplain } from './explain.ts';
import { runFmt } from './fmt.ts';
import { print, type Host } from './host.ts';
import { runInit } from './init.ts';
import { internalError } from './internal-error.ts';
import { runLsp } from './lsp.ts';
import { runMerge } from './merge.ts';
import { runModel } from './model.ts';
import { suggest } from '../libraries/schema/nearest.ts';
import { readOptions, type Command, type Given } from './options.ts';

/** 0 nothing to complain about, 1 findings, 2 bad usage or input or an internal error, 3 incomplete (only on request). */
export type ExitCode = 0 | 1 | 2 | 3;

type Run = (given: Given, host: Host) => Promise<ExitCode>;

const runs: ReadonlyMap<Command, Run> = new Map([[check, runCheck], [model, runModel], [explain, runExplain], [fmt, runFmt], [merge, runMerge], [doctor, runDoctor], [init, runInit], [lsp, runLsp]]);

/** The command, complete: it never throws and never touches the process. */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  try {
    return await dispatch(argv, host);
  } catch (error) {
    await print(host.stderr, error instanceof UsageError ? `coffman: ${error.message}\n` : internalError(error, host));
    return 2;
  }
}

async function dispatch(argv: readonly string[], host: Host): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    await print(host.stderr, generalHelp(commands, host.version));
    return 2;
  }
  if (['-h', '--help', 'help'].includes(name)) return show(host, generalHelp(commands, host.version));
  if (['-v', '--version'].includes(name)) return show(host, `${host.version}\n`);
  const command = commands.find(candidate => candidate.name === name);
  const perform = command === undefined ? undefined : runs.get(command);
  if (command === undefined || perform === undefined) throw unknownCommand(name, host.cwd);
  const given = readOptions(command, rest);
  return given.switches.has('help') ? show(host, commandHelp(command)) : perform(given, host);
}

async function show(host: Host, text: string): Promise<ExitCode> {
  await print(host.stdout, text);
  return 0;
}

function unknownCommand(name: string, cwd: string): UsageError {
  if (name.startsWith('-')) return new UsageError(`unknown option ${name}${suggest(name, ['--help', '--version'], 'see coffman --help')}`);
  const advice = existsSync(resolve(cwd, name)) ? `to check a path, use coffman check ${name}` : 'see coffman --help';
  return new UsageError(`unknown command ${name}${suggest(name, commands.map(command => command.name), advice)}`);
}
