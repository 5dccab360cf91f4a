import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Sources } from '../model/sources.ts';
import { UsageError } from './errors.ts';
import { isSource } from './walk.ts';

/** What changes are counted from: what is staged, a revision, or what somebody says has changed (absolute). */
export type Since = { readonly staged: true } | { readonly revision: string } | { readonly files: readonly string[] };

/** The files that differ from a revision, or that are staged; absolute. New files that git does not know yet have changed as well. */
export function changedFiles(cwd: string, since: Since): readonly string[] {
  if ('files' in since) return since.files;
  // a revision must not be taken for an option
  return 'staged' in since
    ? names(cwd, ['diff', '--name-only', '-z', '--cached'])
    : [...names(cwd, ['diff', '--name-only', '-z', '--end-of-options', since.revision, '--']), ...untracked(cwd)];
}

/** The texts that a commit would take: where the working tree says something else, what is staged counts. */
export function stagedSources(cwd: string, disk: Sources): Sources {
  const instead = new Map<string, string | undefined>(untracked(cwd).map(file => [file, undefined]));
  const root = rootOf(cwd);
  for (const name of lines(git(root, ['diff', '--name-only', '-z', '--ignore-submodules'])).filter(isSource)) instead.set(resolve(root, name), git(root, ['cat-file', 'blob', `:${name}`]));
  return {
    read: file => (instead.has(file) ? instead.get(file) : disk.read(file)),
    exists: file => (instead.has(file) ? instead.get(file) !== undefined : disk.exists(file)),
  };
}

function untracked(cwd: string): string[] {
  return names(cwd, ['ls-files', '-z', '--others', '--exclude-standard']);
}

/** Git names files from the root of the repository when it is asked there. */
function names(cwd: string, args: readonly string[]): string[] {
  const root = rootOf(cwd);
  return lines(git(root, args)).map(name => resolve(root, name));
}

/** Told by the way up, so that it is spelled as the working directory is, whatever links there are. */
function rootOf(cwd: string): string {
  return resolve(cwd, git(cwd, ['rev-parse', '--show-cdup']).trimEnd());
}

function lines(text: string): string[] {
  return text.split('\0').filter(name => name !== '');
}

function git(cwd: string, args: readonly string[]): string {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : undefined;
    throw new UsageError(`git ${args[0] ?? ''} failed: ${said === undefined || said === '' ? 'is git installed?' : said}`);
  }
}
