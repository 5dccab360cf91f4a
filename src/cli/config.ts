import { register } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lilconfig } from 'lilconfig';
import { globSync } from 'tinyglobby';
import type { FindingKind } from '../checker/finding.ts';
import type { Library } from '../libraries/library.ts';
import { fault, readSchema } from '../libraries/schema/validate.ts';
import { checkOptions } from './commands.ts';
import { reason, UsageError } from './errors.ts';
import type { Host } from './host.ts';
import { shownPath } from './inputs.ts';
import type { Given } from './options.ts';

/** What a project may set for itself; `schemas/config.schema.json` says what each key means. */
export interface Config {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly project?: string;
  readonly entries?: readonly string[];
  readonly bounds?: { readonly maxStates?: number; readonly schedule?: 'any' | 'fifo' };
  readonly budgets?: { readonly timeout?: number; readonly maxMemory?: number; readonly jobs?: number };
  readonly failOn?: 'certain' | 'likely' | 'possible' | 'never';
  readonly failOnIncomplete?: boolean;
  readonly baseline?: string;
  readonly ignore?: readonly { readonly files: string; readonly kind?: FindingKind; readonly reason: string }[];
  readonly libraries?: readonly Library[];
}

export interface FoundConfig {
  readonly config: Config;
  /** Absolute; undefined where there is none. */
  readonly file: string | undefined;
}

/** Where it may be; the first that is there counts. */
export const places = ['package.json', ...['js', 'mjs', 'ts', 'json'].map(extension => `coffman.config.${extension}`)];

/** The configuration of the working directory or of the nearest folder above it. It is the user's own program, and may be run. */
export async function findConfig(host: Host, named: string | undefined): Promise<FoundConfig> {
  const load = (file: string): Promise<unknown> => loaded(file, shownPath(host.cwd, file));
  const parse = (file: string, text: string): unknown => parsed(text, shownPath(host.cwd, file));
  const search = lilconfig('coffman', { searchPlaces: places, loaders: { '.js': load, '.mjs': load, '.ts': load, '.json': parse } });
  try {
    const found = named === undefined ? await search.search(host.cwd) : await search.load(resolve(host.cwd, named));
    if (found === null) return { config: {}, file: undefined };
    const shown = shownPath(host.cwd, found.filepath);
    const wrong = fault(found.config, readSchema(host.configSchema));
    if (wrong !== undefined) throw new UsageError(`${shown}: ${wrong}`);
    return { config: found.config as Config, file: found.filepath };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${named ?? 'the configuration'} cannot be read: ${firstLine(error)}`);
  }
}

async function loaded(file: string, shown: string): Promise<unknown> {
  if (file.endsWith('.ts')) readTypeScript();
  try {
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    throw new UsageError(`${shown}: ${firstLine(error)}`);
  }
}

let readsTypeScript = Boolean(Reflect.get(process.features, 'typescript'));

/** Node reads it itself since 22.18. */
function readTypeScript(): void {
  if (!readsTypeScript) register('./typescript-hooks.js', import.meta.url);
  readsTypeScript = true;
}

function parsed(text: string, shown: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${shown}: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  return reason(error).split('\n')[0] ?? '';
}

/** The options as given, and where they are silent, as configured. */
export function withConfig(given: Given, { config, file }: FoundConfig, cwd: string): Given {
  const folder = file === undefined ? cwd : dirname(file);
  const here = (path: string | undefined): string | undefined => (path === undefined ? undefined : relative(cwd, resolve(folder, path)));
  const configured: readonly (readonly [string, string | number | undefined])[] = [
    [checkOptions.project.name, here(config.project)],
    [checkOptions.maxStates.name, config.bounds?.maxStates],
    [checkOptions.schedule.name, config.bounds?.schedule],
    [checkOptions.timeout.name, config.budgets?.timeout],
    [checkOptions.maxMemory.name, config.budgets?.maxMemory],
    [checkOptions.jobs.name, config.budgets?.jobs],
    [checkOptions.failOn.name, config.failOn],
    [checkOptions.baseline.name, here(config.baseline)],
  ];
  const values = new Map(given.values);
  for (const [name, value] of configured) if (value !== undefined && !values.has(name)) values.set(name, String(value));
  const switches = new Set([...given.switches, ...(config.failOnIncomplete === true ? [checkOptions.failOnIncomplete.name] : [])]);
  const included = given.arguments.length > 0 ? given.arguments : (config.include ?? []).map(path => here(path) ?? path);
  return { ...given, values, switches, arguments: included };
}

/** Absolute. */
export function filesMatching(patterns: readonly string[], { file }: FoundConfig, cwd: string): ReadonlySet<string> {
  if (patterns.length === 0) return new Set();
  const folder = file === undefined ? cwd : dirname(file);
  return new Set(globSync([...patterns], { cwd: folder, absolute: true, ignore: ['**/node_modules/**'] }).map(path => resolve(path)));
}
