import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isByTheClock } from '../checker/budget.ts';
import type { Finding } from '../checker/finding.ts';
import { digestOf } from '../model/digest.ts';
import { assemble } from '../report/assemble.ts';
import { unnumbered } from '../report/fingerprint.ts';
import type { Checked, CheckOptions } from './engine.ts';
import { readIfThere, replace } from './files.ts';
import type { Host } from './host.ts';

/** What files came to before. It answers only for files all of whose dependencies are what they were; else it knows nothing. */
interface Cache {
  readonly recall: (file: string) => Checked | undefined;
  readonly keep: (file: string, checked: Checked) => void;
}

export const noCache: Cache = { recall: () => undefined, keep: () => undefined };

interface CacheOptions {
  readonly cwd: string;
  readonly env: Host['env'];
  readonly limits: CheckOptions;
  /** What the results for a file depend on besides the limits and Coffman itself. */
  readonly digest: (file: string) => string;
}

interface Kept {
  readonly key: string;
  readonly checked: Checked;
  /** Where an entry was stopped by the clock: the machine, and when. */
  readonly stopped?: { readonly on: string; readonly at: number };
}

/**
 * One file for each source file and set of limits, so that the cache does not grow with every edit. What is in it is worth
 * something only if it is whole and its key is the one that is asked for; nothing else is believed. A cache that cannot be written is none.
 */
export function openCache({ cwd, env, limits, digest }: CacheOptions): Cache {
  const folder = cacheFolder(cwd, env);
  if (folder === undefined || !prepare(folder)) return noCache;
  const bounds = JSON.stringify(limits);
  const own = ownDigest();
  const place = (file: string): string => join(folder, `${digestOf([relative(folder, file), relative(folder, cwd), bounds]).slice(0, 32)}.json`);
  const key = (file: string): string => digestOf([own, bounds, digest(file)]);
  let isFull = false;
  return {
    recall: file => {
      const kept = read(place(file));
      return kept?.key === key(file) && !isToBeTriedAnew(kept) ? kept.checked : undefined;
    },
    keep: (file, checked) => {
      if (isFull) return;
      const body = JSON.stringify({ key: key(file), checked, ...(isStoppedByTheClock(checked) ? { stopped: { on: hostname(), at: Date.now() } } : {}) } satisfies Kept);
      try {
        replace(place(file), `${digestOf([body])}\n${body}`, false);
      } catch {
        isFull = true;
      }
    },
  };
}

/** Where the environment says, or in the `node_modules` of the nearest package; undefined outside of packages. */
export function cacheFolder(cwd: string, env: Host['env']): string | undefined {
  const named = env['COFFMAN_CACHE_DIR'];
  if (named) return resolve(cwd, named);
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'node_modules', '.cache', 'coffman');
    if (folder === dirname(folder)) return undefined;
  }
}

/** The finding of this fingerprint that was kept last. */
export function recallFinding(cwd: string, env: Host['env'], id: string): Finding | undefined {
  const folder = cacheFolder(cwd, env);
  if (folder === undefined || !existsSync(folder)) return undefined;
  const kept = readdirSync(folder).map(name => join(folder, name)).sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).flatMap(file => {
    const findings = (read(file)?.checked.findings ?? []).filter(finding => finding.id === unnumbered(id));
    return findings.length === 0 ? [] : [{ file: findings[0]?.entry.file, findings }];
  });
  // of what was kept for one source file with other limits, the last alone counts: the others are of an earlier text
  const last = new Map(kept.map(({ file, findings }) => [file, findings]));
  return assemble({ findings: [...last.values()].flat(), entries: [], diagnostics: [], files: 0 }).findings.find(finding => finding.id === id);
}

const anHour = 3_600_000;
const aDay = 24 * anHour;

/** What the clock has stopped may be finished by another machine, or when this one has less to do; but not be tried with every save. */
function isToBeTriedAnew({ stopped }: Kept): boolean {
  return stopped !== undefined && (stopped.on !== hostname() || Math.abs(Date.now() - stopped.at) > aDay);
}

function isStoppedByTheClock({ entries }: Checked): boolean {
  return entries.some(({ verdict, reason }) => verdict === 'incomplete' && reason !== null && isByTheClock(reason));
}

/** Makes the folder, and takes away what processes that were stopped have left half written. */
function prepare(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (name.endsWith('.tmp') && Date.now() - statSync(file).mtimeMs > anHour) rmSync(file, { force: true });
    }
    return true;
  } catch {
    return false;
  }
}

function read(file: string): Kept | undefined {
  const text = readIfThere(file) ?? '';
  const body = text.slice(text.indexOf('\n') + 1);
  return text === `${digestOf([body])}\n${body}` ? JSON.parse(body) as Kept : undefined;
}

let ownCode: string | undefined;

/** Of Coffman's own code: a version alone would not tell one build from the next. */
function ownDigest(): string {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  ownCode ??= digestOf(readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /(?<!\.d)\.[jt]s$/.test(name)).sort().flatMap(name => [name, readFileSync(join(folder, name), 'utf8')]));
  return ownCode;
}
