import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { count, longest, plural } from '../report/text.ts';
import { readBaseline } from './baseline.ts';
import { cacheFolder } from './cache.ts';
import { checkOptions } from './commands.ts';
import { findConfig, withConfig, type FoundConfig } from './config.ts';
import { print, type Host } from './host.ts';
import { findInputs, shownPath, type Inputs } from './inputs.ts';
import type { ExitCode } from './main.ts';
import type { Given } from './options.ts';
import { printProblems } from './problems.ts';
import { defaultBaseline } from './suppress.ts';

type Row = readonly [what: string, ...lines: readonly string[]];

/** Says what Coffman sees of a project: what a bug report needs, and what a user wonders about. */
export async function runDoctor(asked: Given, host: Host): Promise<ExitCode> {
  const found = await findConfig(host, asked.values.get(checkOptions.config.name));
  const given = withConfig(asked, found, host.cwd);
  const inputs = findInputs(host.cwd, given.arguments, given.values.get(checkOptions.project.name));
  const failed = await printProblems(inputs.diagnostics, host);
  const rows: Row[] = [
    ['coffman', `${host.version}, ${host.platform}`],
    ...await versions(host),
    ['configuration', found.file === undefined ? 'none; coffman init writes one' : shownPath(host.cwd, found.file)],
    ['project', inputs.tsconfig === undefined ? 'no tsconfig.json' : shownPath(host.cwd, inputs.tsconfig), plural(inputs.files.length, 'file')],
    ['baseline', baseline(found, host)],
    ['cache', cache(host)],
    ...inputs.files.length === 0 ? [] : await understanding(inputs, found, host),
  ];
  const width = longest(rows.map(([what]) => what));
  await print(host.stdout, `${rows.flatMap(([what, ...lines]) => lines.map((line, index) => `${(index === 0 ? what : '').padEnd(width)}  ${line}`)).join('\n')}\n`);
  return failed ? 2 : 0;
}

async function versions({ cwd }: Host): Promise<Row[]> {
  const { default: ts } = await import('../model/typescript.ts');
  return [
    ['typescript', `${ts.version}, to parse with`],
    ['eslint', installed(cwd, 'eslint') ?? 'not installed; only the rules need it'],
    ['git', answerOf('git', ['--version'])?.replace('git version ', '') ?? 'not installed; only --changed and --staged need it'],
    ['spin', answerOf('spin', ['-V'])?.replace('Spin Version ', '') ?? 'not installed; only --engine spin needs it'],
  ];
}

function installed(cwd: string, name: string): string | undefined {
  try {
    return (createRequire(join(cwd, 'index.js'))(`${name}/package.json`) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}

function answerOf(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function baseline({ config, file }: FoundConfig, { cwd }: Host): string {
  const path = config.baseline === undefined ? resolve(cwd, defaultBaseline) : resolve(dirname(file ?? cwd), config.baseline);
  if (!existsSync(path)) return 'none';
  return `${shownPath(cwd, path)}, ${plural(Object.keys(readBaseline(path, shownPath(cwd, path)).findings).length, 'finding')}`;
}

function cache({ cwd, env }: Host): string {
  const folder = cacheFolder(cwd, env);
  if (folder === undefined) return 'none: there is no package.json here or above';
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    return `none: ${shownPath(cwd, nearest)} cannot be written`;
  }
  const kept = nearest === folder ? readdirSync(folder).filter(name => name.endsWith('.json')).length : 0;
  return `${shownPath(cwd, folder)}, ${plural(kept, 'file')} known`;
}

const mostReasons = 10;

async function understanding({ files, tsconfig }: Inputs, { config }: FoundConfig, { cwd }: Host): Promise<Row[]> {
  const [{ understandingOf }, { installedVersions }, { forInstalled, libraries }] = await Promise.all([import('../model/understanding.ts'), import('../model/installed.ts'), import('../libraries/index.ts')]);
  const versionOf = installedVersions(cwd);
  const own = config.libraries ?? [];
  const { calls, awaits, reasons, packages } = understandingOf({ root: cwd, files, libraries: own, ...(tsconfig === undefined ? {} : { tsconfig }) }, [...own, ...forInstalled(libraries, versionOf)]);
  const described = packages.filter(({ isDescribed }) => isDescribed).map(({ name }) => [name, versionOf(name)].filter(part => part !== undefined).join(' '));
  const others = packages.filter(({ isDescribed }) => !isDescribed).map(({ name, files: importers }) => `${name} (${plural(importers, 'file')})`);
  return [
    ['described', ...lines(described)],
    ['not described', ...lines(others)],
    ['calls', share(calls)],
    ['awaits', share(awaits)],
    ['not followed', ...lines(reasons.map(([reason, times]) => `${count(times)} × ${reason}`))],
  ];
}

function lines(all: readonly string[]): readonly string[] {
  if (all.length === 0) return ['nothing'];
  return all.length <= mostReasons ? all : [...all.slice(0, mostReasons), `and ${count(all.length - mostReasons)} more`];
}

function share({ all, understood }: { readonly all: number; readonly understood: number }): string {
  return `${count(understood)} of ${count(all)} understood${all === 0 ? '' : ` (${String(Math.floor(understood / all * 100))} %)`}`;
}
