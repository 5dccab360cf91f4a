import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from '../model/typescript.ts';
import { reason } from './errors.ts';

export interface Project {
  /** Absolute, without declaration files; the files of referenced projects included. */
  readonly files: readonly string[];
  /** What is wrong with the configuration but does not stop the reading. */
  readonly warnings: readonly string[];
}

/** A configuration that cannot be read at all; the message names the file and the mend. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

/** The `tsconfig.json` in the folder or the nearest above it. */
export function nearestProject(folder: string): string | undefined {
  return ts.findConfigFile(folder, file => ts.sys.fileExists(file), 'tsconfig.json');
}

/** `-p` takes the file or its folder, as tsc does. */
export function projectFile(cwd: string, path: string): string {
  const absolute = resolve(cwd, path);
  return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true ? join(absolute, 'tsconfig.json') : absolute;
}

/** The files of a project and of the projects it refers to. */
export function readProject(file: string, shown: (path: string) => string): Project {
  const files = new Set<string>();
  const warnings: string[] = [];
  const seen = new Set<string>();
  const pending = [file];
  for (let current = pending.shift(); current !== undefined; current = pending.shift()) {
    if (seen.has(current)) continue;
    seen.add(current);
    const parsed = parse(current, shown);
    for (const name of parsed.fileNames) if (!/\.d\.([^.]+\.)?[cm]?ts$/.test(name)) files.add(resolve(name));
    for (const error of parsed.errors) if (error.code !== noInputs) warnings.push(`${shown(current)}: ${flat(error)}`);
    for (const reference of parsed.projectReferences ?? []) pending.push(ts.resolveProjectReferencePath(reference));
  }
  return { files: [...files].sort(), warnings };
}

/** "No inputs were found in config file": right for a project that only refers to others; the command says so itself when nothing is left. */
const noInputs = 18003;

function parse(file: string, shown: (path: string) => string): ts.ParsedCommandLine {
  const { config, error } = ts.parseConfigFileTextToJson(file, read(file, shown)) as { readonly config?: unknown; readonly error?: ts.Diagnostic };
  if (error !== undefined) throw new ProjectError(`${where(error, file, shown)}: ${flat(error)} Mend this file, or name another with -p.`);
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(file), undefined, file);
}

function read(file: string, shown: (path: string) => string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProjectError(`${shown(file)}: ${reason(error)}; name an existing tsconfig with -p`);
  }
}

function where(error: ts.Diagnostic, file: string, shown: (path: string) => string): string {
  if (error.file === undefined || error.start === undefined) return shown(file);
  const { line, character } = error.file.getLineAndCharacterOfPosition(error.start);
  return `${shown(file)}:${line + 1}:${character + 1}`;
}

function flat(error: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(error.messageText, ' ');
}
