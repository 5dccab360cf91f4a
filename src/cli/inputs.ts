import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import type { Diagnostic } from '../model/location.ts';
import { reason } from './errors.ts';
import { nearestProject, ProjectError, projectFile, readProject, type Project } from './tsconfig.ts';
import { displayed, isModelText } from '../model/paths.ts';
import { isDeclaration, isSource, walk } from './walk.ts';

/** What the command line's paths come to. A bad path is an error diagnostic beside the files that are good. */
export interface Inputs {
  /** Absolute, sorted. */
  readonly files: readonly string[];
  readonly tsconfig?: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Found {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export function findInputs(cwd: string, paths: readonly string[], project: string | undefined): Inputs {
  return paths.length === 0 ? projectInputs(cwd, project) : namedInputs(cwd, paths, project);
}

/** A path as every message and result shows it. */
export function shownPath(cwd: string, path: string): string {
  return displayed(cwd, path) || '.';
}

/** No paths: the project's files; without a project, whatever lies in the working directory. */
function projectInputs(cwd: string, project: string | undefined): Inputs {
  const file = project === undefined ? nearestProject(cwd) : projectFile(cwd, project);
  if (file === undefined) return collect([folder(cwd, cwd)]);
  const loaded = load(cwd, file);
  if (loaded.project === undefined) return { files: [], diagnostics: loaded.diagnostics };
  const { files } = loaded.project;
  const empty = files.length > 0 ? [] : [problem(`${shownPath(cwd, file)}: the project has no source files; check its "files" and "include", or name paths`)];
  return { files, tsconfig: file, diagnostics: [...loaded.diagnostics, ...empty] };
}

function namedInputs(cwd: string, paths: readonly string[], project: string | undefined): Inputs {
  const found = collect(paths.map(path => named(cwd, path)));
  const file = project === undefined ? nearestProject(commonFolder(cwd, found.files)) : projectFile(cwd, project);
  if (file === undefined) return found;
  const loaded = load(cwd, file);
  const diagnostics = [...found.diagnostics, ...loaded.diagnostics];
  return { files: found.files, ...(loaded.project === undefined ? {} : { tsconfig: file }), diagnostics };
}

function load(cwd: string, file: string): { readonly project?: Project; readonly diagnostics: readonly Diagnostic[] } {
  try {
    const project = readProject(file, path => shownPath(cwd, path));
    return { project, diagnostics: project.warnings.map(message => ({ severity: 'warning', message, location: null })) };
  } catch (error) {
    if (error instanceof ProjectError) return { diagnostics: [problem(error.message)] };
    throw error;
  }
}

function named(cwd: string, path: string): Found {
  // a variable of the shell that is not set must not mean all there is
  if (path === '') return bad('a path is empty; name a file or folder, or leave it out');
  const absolute = resolve(cwd, path);
  let stats: Stats;
  try {
    stats = statSync(absolute);
    accessSync(absolute, constants.R_OK);
  } catch (error) {
    return isDynamicPattern(path) ? pattern(cwd, path) : bad(`${path}: ${reason(error)}; check the path`);
  }
  if (stats.isDirectory()) return folder(cwd, absolute);
  if (isDeclaration(path)) return { files: [], diagnostics: [{ severity: 'info', message: `${path}: a declaration file has no code to check`, location: null }] };
  if (!isSource(path) && !isModelText(path)) return bad(`${path}: not a TypeScript or JavaScript file; leave it out`);
  return { files: [absolute], diagnostics: [] };
}

function folder(cwd: string, absolute: string): Found {
  const { files, unreadable } = walk(absolute);
  const diagnostics = unreadable.map(({ folder: path, error }) => problem(`${shownPath(cwd, path)}: ${reason(error)}; make it readable, or name other paths`));
  if (files.length > 0 || diagnostics.length > 0) return { files, diagnostics };
  return bad(`${shownPath(cwd, absolute)}: no TypeScript or JavaScript files in this folder; name another`);
}

/** A quoted glob, for shells that do not expand them. */
function pattern(cwd: string, glob: string): Found {
  const files = globSync(glob, { cwd, absolute: true, ignore: ['**/node_modules/**'], expandDirectories: false }).filter(file => isSource(file) || isModelText(file));
  return files.length > 0 ? { files: files.map(file => resolve(file)), diagnostics: [] } : bad(`${glob}: no TypeScript or JavaScript file matches; check the pattern`);
}

function collect(found: readonly Found[]): Inputs {
  return { files: [...new Set(found.flatMap(({ files }) => files))].sort(), diagnostics: found.flatMap(({ diagnostics }) => diagnostics) };
}

/** The folder from which the nearest tsconfig is looked for: that of the files, not of the shell. */
function commonFolder(cwd: string, files: readonly string[]): string {
  const [first, ...rest] = files.map(dirname);
  if (first === undefined) return cwd;
  return rest.reduce((common, current) => {
    let shared = common;
    while (shared !== dirname(shared) && current !== shared && !current.startsWith(shared + sep)) shared = dirname(shared);
    return shared;
  }, first);
}

function bad(message: string): Found {
  return { files: [], diagnostics: [problem(message)] };
}

function problem(message: string): Diagnostic {
  return { severity: 'error', message, location: null };
}
