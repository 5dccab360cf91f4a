import { UsageError } from './errors.ts';
import { print, type Host } from './host.ts';
import { findInputs } from './inputs.ts';
import type { ExitCode } from './main.ts';
import { modelOptions } from './commands.ts';
import { choice, type Given } from './options.ts';
import { printProblems } from './problems.ts';

/** Prints the process model of one file (or folder): what `check` would explore. */
export async function runModel(given: Given, host: Host): Promise<ExitCode> {
  choice(given, modelOptions.format, ['csp']);
  const [path, ...rest] = given.arguments;
  if (path === undefined || rest.length > 0) throw new UsageError('model takes one file: coffman model FILE');
  const inputs = findInputs(host.cwd, [path], given.values.get('project'));
  const entry = given.values.get('entry');
  if (inputs.files.length === 0) {
    await printProblems(inputs.diagnostics, host);
    return 2;
  }
  const engine = await host.engine();
  const built = engine.build({
    root: host.cwd,
    files: inputs.files,
    ...(inputs.tsconfig === undefined ? {} : { tsconfig: inputs.tsconfig }),
    ...(entry === undefined ? {} : { entry }),
  });
  const models = [...built.models];
  const failed = await printProblems([...inputs.diagnostics, ...built.diagnostics], host);
  if (models.length === 0 && entry !== undefined && !failed) {
    throw new UsageError(`${path} has no entry '${entry}'; leave --entry out to see them all`);
  }
  if (models.length === 0 && !failed) await print(host.stderr, `coffman: ${path}: no entry uses a channel, lock or other primitive\n`);
  for (const model of models) await print(host.stdout, ensureNewline(await model.print()));
  return failed ? 2 : 0;
}

function ensureNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
