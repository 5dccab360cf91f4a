import type { EngineModel } from './engine.ts';
import { UsageError } from './errors.ts';
import { print, type Host } from './host.ts';
import { findInputs } from './inputs.ts';
import type { ExitCode } from './main.ts';
import { modelOptions } from './commands.ts';
import { choice, positiveNumber, type Given } from './options.ts';
import { printProblems } from './problems.ts';

/** Prints the process model of one file (or folder): what `check` would explore. */
export async function runModel(given: Given, host: Host): Promise<ExitCode> {
  const format = choice(given, modelOptions.format, ['csp', 'promela']);
  const [path, ...rest] = given.arguments;
  if (path === undefined || rest.length > 0) throw new UsageError('model takes one file: coffman model FILE');
  const inputs = findInputs(host.cwd, [path], given.values.get('project'));
  const entry = given.values.get('entry');
  if (inputs.files.length === 0) {
    await printProblems(inputs.diagnostics, host);
    return 2;
  }
  const engine = await host.engine();
  const built = [...engine.build({
    root: host.cwd,
    files: inputs.files,
    ...(inputs.tsconfig === undefined ? {} : { tsconfig: inputs.tsconfig }),
    ...(entry === undefined ? {} : { entries: [entry] }),
  })];
  for (const { failure } of built) if (failure !== undefined) throw failure;
  const models = built.filter(({ entries }) => entries > 0);
  const failed = await printProblems([...inputs.diagnostics, ...built.flatMap(({ diagnostics }) => diagnostics)], host);
  if (models.length === 0 && entry !== undefined && !failed) {
    throw new UsageError(`${path} has no entry '${entry}'; leave --entry out to see them all`);
  }
  if (models.length === 0 && !failed) await print(host.stderr, `coffman: ${path}: no entry uses a channel, lock or other primitive\n`);
  let isRefused = false;
  for (const model of models) {
    if (format === 'csp') await print(host.stdout, ensureNewline(await model.print()));
    else isRefused = !await printPromela(model, given, host) || isRefused;
  }
  return failed || isRefused ? 2 : 0;
}

/** Tells whether all entries have a finite model. */
async function printPromela(model: EngineModel, given: Given, host: Host): Promise<boolean> {
  const limits = { maxStates: positiveNumber(given, modelOptions.maxStates, true), timeoutSeconds: 600, maxMemoryMb: 2048, schedule: 'any' } as const;
  let isWhole = true;
  for (let entry = 0; entry < model.entries; entry++) {
    const exported = await model.promela(entry, limits);
    if (exported.kind === 'promela') await print(host.stdout, exported.promela.text);
    else {
      const { file, line } = exported.location;
      await print(host.stderr, `coffman: ${file}:${String(line)}: ${exported.entry.name} has no finite model: ${exported.reason}\n`);
      isWhole = false;
    }
  }
  return isWhole;
}

function ensureNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
