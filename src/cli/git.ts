import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { UsageError } from './errors.ts';

/** What changes are counted from: what is staged, or a revision. */
export type Since = { readonly staged: true } | { readonly revision: string };

/** The files that differ from a revision, or that are staged; absolute. New files that git does not know yet have changed as well. */
export function changedFiles(cwd: string, since: Since): readonly string[] {
  const root = git(cwd, ['rev-parse', '--show-toplevel'])[0]?.trimEnd() ?? cwd;
  // a revision must not be taken for an option
  const named = 'staged' in since
    ? git(root, ['diff', '--name-only', '-z', '--cached'])
    : [...git(root, ['diff', '--name-only', '-z', '--end-of-options', since.revision, '--']), ...git(root, ['ls-files', '-z', '--others', '--exclude-standard'])];
  return named.filter(name => name !== '').map(name => resolve(root, name));
}

function git(cwd: string, args: readonly string[]): string[] {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).split('\0');
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : undefined;
    throw new UsageError(`git ${args[0] ?? ''} failed: ${said === undefined || said === '' ? 'is git installed?' : said}`);
  }
}
