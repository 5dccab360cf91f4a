import { appendFileSync, existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { formats, reporters, type Format } from '../report/index.ts';
import type { Context, Report } from '../report/report.ts';
import { outputOptions } from './commands.ts';
import { reason, UsageError } from './errors.ts';
import { readIfThere, writeWhole } from './files.ts';
import { print, type Host } from './host.ts';
import { suggest } from '../libraries/schema/nearest.ts';
import { choice, type Given, type Option } from './options.ts';

/** A format and where it goes: an absolute file, or undefined for stdout. */
interface Target {
  readonly format: Format;
  readonly file: string | undefined;
}

/** `-o file` takes the place of stdout; each `-o format=file` is written besides. */
export function readTargets(given: Given, format: Option, cwd: string): readonly Target[] {
  const main = choice(given, format, formats);
  const targets = (given.lists.get(outputOptions.output.name) ?? []).map(text => readTarget(text, main, cwd));
  const twice = targets.find(({ file }, index) => file !== undefined && targets.findIndex(other => other.file === file) !== index);
  if (twice !== undefined) throw new UsageError(`--output names ${relative(cwd, twice.file ?? '')} twice; give each report a file of its own`);
  return targets.some(({ isMain }) => isMain) ? targets : [{ format: main, file: undefined }, ...targets];
}

function readTarget(text: string, main: Format, cwd: string): Target & { readonly isMain: boolean } {
  const [, name, path] = /^([a-z]\w*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) return { format: main, file: text === '-' ? undefined : writable(text, cwd), isMain: true };
  const format = formats.find(candidate => candidate === name);
  if (format === undefined) throw new UsageError(`--output ${text}: no format is called '${name}'${suggest(name, formats, `use ${formats.join(', ')}, or ./${text} for a file of that name`)}`);
  return { format, file: path === '-' ? undefined : writable(path, cwd), isMain: path === '-' };
}

/** Looked at before the exploration, so that minutes of work are not lost to a misspelt folder. */
function writable(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true) throw new UsageError(`--output ${path} is a directory; name a file`);
  if (statSync(dirname(absolute), { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`--output ${path}: its folder does not exist; create it first`);
  return absolute;
}

export async function writeReport(report: Report, targets: readonly Target[], host: Host, read: (file: string) => string | undefined = readIfThere): Promise<void> {
  const shared = contextOf(host, read);
  for (const { format, file } of targets) {
    const reporter = await reporters[format]();
    const text = reporter(report, { ...shared, colour: file === undefined && isColourful(host) });
    if (file === undefined) await print(host.stdout, text);
    else writeWhole(file, text);
  }
  if (targets.some(({ format }) => format === 'github')) await writeJobSummary(report, shared, host);
}

/** GitHub shows what is appended to this file on the page of the run. */
async function writeJobSummary(report: Report, context: Context, host: Host): Promise<void> {
  const file = host.env['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  const markdown = await reporters.markdown();
  try {
    appendFileSync(file, markdown(report, context));
  } catch (error) {
    throw new UsageError(`cannot write the job summary ${file}: ${reason(error)}`);
  }
}

/** What is written to a file has no colours; for a terminal they are put on by the caller. */
export function contextOf(host: Host, read: (file: string) => string | undefined = readIfThere): Context {
  const texts = new Map<string, string | undefined>();
  return {
    source: file => {
      if (!texts.has(file)) texts.set(file, read(resolve(host.cwd, file)));
      return texts.get(file);
    },
    colour: false,
    width: reportWidth(host),
    version: host.version,
    page: kind => readIfThere(join(host.docs, 'kinds', `${kind}.md`)),
    prefix: repositoryPrefix(host.cwd),
  };
}

function isColourful({ stdout, env }: Host): boolean {
  const isForced = Boolean(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0';
  return isForced || (stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}

/** Between 60 and 120 columns: below, tables fall apart; above, prose is hard to read. */
function reportWidth(host: Host): number {
  const columns = Number(host.env['COLUMNS'] ?? host.stdout.columns);
  return Number.isInteger(columns) && columns > 0 ? Math.min(120, Math.max(60, columns)) : 100;
}

function repositoryPrefix(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder === cwd ? '' : `${relative(folder, cwd).split(sep).join('/')}/`;
    if (folder === dirname(folder)) return '';
  }
}
