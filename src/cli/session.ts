import { resolve } from 'node:path';
import type { Library } from '../libraries/library.ts';
import { dependents } from '../model/dependents.ts';
import { reachedFrom, type ImportGraph } from '../model/graph.ts';
import type { Diagnostic } from '../model/location.ts';
import type { Sources } from '../model/sources.ts';
import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';
import { noCache, openCache } from './cache.ts';
import type { BuildOptions, Checked, CheckOptions, Engine } from './engine.ts';
import { changedFiles, stagedSources, type Since } from './git.ts';
import type { Host } from './host.ts';
import { findInputs, shownPath, type Inputs } from './inputs.ts';
import { judgeAll, type Judged } from './judging.ts';
import { progressLine } from './progress.ts';
import { filesOf, type Shard } from './shards.ts';
import { judgeWithSpin } from './spin.ts';
import { suppress, type Accepted } from './suppress.ts';

/** One check, with every choice made. */
export interface Request {
  readonly paths: readonly string[];
  readonly project: string | undefined;
  /** Absolute. */
  readonly excluded: ReadonlySet<string>;
  readonly entries: readonly string[];
  readonly since: Since | undefined;
  readonly shard: Shard | undefined;
  readonly limits: CheckOptions;
  readonly jobs: number;
  /** Where SPIN explores, what it is given besides. */
  readonly spin: readonly string[] | undefined;
  readonly libraries: readonly Library[];
  readonly accepted: readonly Accepted[];
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  /** What did not change since an earlier check need not be explored again. */
  readonly cache: boolean;
  readonly stats: boolean;
}

interface Session {
  readonly report: Report;
  /** What the engine threw: the entries it concerns are missing from the report. */
  readonly failures: readonly unknown[];
  /** The text of a file as it was checked, by its absolute path. */
  readonly read: Sources['read'];
  /** Those that were looked at, relative to the working directory. */
  readonly files: readonly string[];
}

interface Surroundings extends Pick<Host, 'cwd' | 'engine' | 'env' | 'stderr'> {
  /** Told of all files that the report will depend on, before they are checked. */
  readonly reads?: (files: ReadonlySet<string>) => void;
}

/** What is checked, and where its text comes from. */
interface Subject extends Inputs {
  /** How many files all shards have together. */
  readonly count: number;
  readonly sources: Sources;
  readonly graph: ImportGraph;
}

/** From paths to the report: what the command and the function `check` share. */
export async function perform(request: Request, host: Surroundings): Promise<Session> {
  const subject = await chosen(request, host.cwd);
  host.reads?.(new Set([...reachedFrom(subject.files, subject.graph), ...(subject.tsconfig === undefined ? [] : [subject.tsconfig])]));
  const { read } = subject.sources;
  const { report, failures } = await analyse(subject, request, host);
  const files = subject.files.map(file => shownPath(host.cwd, file));
  const isWhole = request.since === undefined && request.entries.length === 0;
  if (request.shard !== undefined) return { report: { ...report, shard: { ...request.shard, files, isWhole } }, failures, read, files };
  return { report: suppress(report, { ...request, update: request.updateBaseline, cwd: host.cwd, read, files, isWhole }), failures, read, files };
}

async function chosen({ paths, project, excluded, since, shard }: Request, root: string): Promise<Subject> {
  const found = findInputs(root, paths, project);
  // with it comes the compiler
  const [{ importGraph }, { disk }] = await Promise.all([import('../model/imports.ts'), import('../model/sources.ts')]);
  const sources = since !== undefined && 'staged' in since ? stagedSources(root, disk) : disk;
  const { tsconfig } = found;
  const graph = importGraph({ root, sources, ...(tsconfig === undefined ? {} : { tsconfig }) });
  const included = found.files.filter(file => !excluded.has(resolve(file)) && (sources === disk || sources.exists(file)));
  const changed = since === undefined ? undefined : changedFiles(root, since);
  const isAll = changed === undefined || (tsconfig !== undefined && changed.includes(tsconfig));
  const affected = isAll ? included : dependents(included, changed, graph);
  return { ...found, count: affected.length, files: shard === undefined ? affected : filesOf(shard, affected), sources, graph };
}

async function analyse(subject: Subject, request: Request, host: Surroundings): Promise<Omit<Session, 'read' | 'files'>> {
  const { files, diagnostics: before } = subject;
  if (files.length === 0) return { report: assemble({ findings: [], entries: [], diagnostics: before, files: 0 }), failures: [] };
  const engine = await host.engine();
  const options = buildOptions(subject, request, host.cwd);
  const { checked, failures } = await judge(engine, options, subject.graph, { ...request, limits: limitsOf(subject, request) }, host);
  const entries = checked.flatMap(result => result.entries).map(entry => ({ ...entry, elapsedMs: request.stats ? Math.round(entry.elapsedMs) : 0 }));
  const diagnostics = [...before, ...checked.flatMap(result => result.diagnostics)];
  if (failures.length > 0) diagnostics.push({ severity: 'error', message: 'not all was checked, because of an internal error', location: null });
  else if (entries.length === 0) diagnostics.push(...missing(request, diagnostics));
  return { report: assemble({ findings: checked.flatMap(result => result.findings), entries, diagnostics, files: files.length }), failures };
}

/** Entries that many files' entries would have left no time for get more of it: so many times what one entry among many may take. */
const mostEffort = 4;

/** A few files may take the time that many would. The files decide, not the clock: what is found is the same on every machine. */
function limitsOf({ count }: Subject, { limits }: Request): CheckOptions {
  const effort = Math.floor(mostEffort / count);
  return effort < 2 ? limits : { ...limits, effort };
}

/** A file that could not be read may hold the entry, and then its error is the one to report; so may the other shards. */
function missing({ entries, shard }: Request, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  if (entries.length === 0 || shard !== undefined || diagnostics.some(({ severity }) => severity === 'error')) return [];
  return [{ severity: 'error', message: `no entry is called ${entries.map(name => `'${name}'`).join(' or ')}; leave --entry out to check them all`, location: null }];
}

async function judge(engine: Engine, options: BuildOptions, graph: ImportGraph, { limits, jobs, spin, cache: mayKeep }: Request, { cwd, env, stderr }: Surroundings): Promise<Judged> {
  if (spin !== undefined) return { checked: await judgeWithSpin(engine.build(options), { limits, arguments: spin, env }), failures: [] };
  const cache = mayKeep && engine.digests !== undefined ? openCache({ cwd, env, limits, digest: engine.digests(options, graph) }) : noCache;
  const recalled = new Map(options.files.map(file => [file, cache.recall(file)]));
  const files = options.files.filter(file => recalled.get(file) === undefined);
  const progress = progressLine(stderr, files.length);
  const judged = await judgeAll(engine.build({ ...options, files }), { limits, jobs, worker: engine.worker, files: files.length, progress, keep: cache.keep });
  progress.clear();
  const known = [...recalled.values()].filter((checked): checked is Checked => checked !== undefined);
  return { ...judged, checked: [...known, ...judged.checked] };
}

function buildOptions({ files, tsconfig, sources }: Subject, { entries, libraries }: Request, root: string): BuildOptions {
  return {
    root,
    files,
    sources,
    ...(tsconfig === undefined ? {} : { tsconfig }),
    ...(entries.length === 0 ? {} : { entries }),
    ...(libraries.length === 0 ? {} : { libraries }),
  };
}
