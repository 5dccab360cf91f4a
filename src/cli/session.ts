import { resolve } from 'node:path';
import type { FindingKind } from '../checker/finding.ts';
import type { Library } from '../libraries/library.ts';
import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';
import type { BuildOptions, CheckOptions, Engine, EngineModel } from './engine.ts';
import { changedFiles, type Since } from './git.ts';
import type { Host } from './host.ts';
import { findInputs, shownPath, type Inputs } from './inputs.ts';
import { judgeAll, type Judged } from './judging.ts';
import { progressLine } from './progress.ts';
import { judgeWithSpin } from './spin.ts';
import { suppress } from './suppress.ts';

/** Findings that the configuration accepts. */
export interface Accepted {
  /** Absolute. */
  readonly files: ReadonlySet<string>;
  readonly kind: FindingKind | undefined;
  readonly reason: string;
}

/** One check, with every choice made. */
export interface Request {
  readonly paths: readonly string[];
  readonly project: string | undefined;
  /** Absolute. */
  readonly excluded: ReadonlySet<string>;
  readonly entries: readonly string[];
  readonly since: Since | undefined;
  readonly limits: CheckOptions;
  readonly jobs: number;
  /** Where SPIN explores, what it is given besides. */
  readonly spin: readonly string[] | undefined;
  readonly libraries: readonly Library[];
  readonly accepted: readonly Accepted[];
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  readonly stats: boolean;
}

export interface Session {
  readonly report: Report;
  /** What the engine threw: the entries it concerns are missing from the report. */
  readonly failures: readonly unknown[];
}

type Surroundings = Pick<Host, 'cwd' | 'engine' | 'env' | 'stderr'>;

/** From paths to the report: what the command and the function `check` share. */
export async function perform(request: Request, host: Surroundings): Promise<Session> {
  const inputs = await chosenInputs(request, host.cwd);
  const { report, failures } = await analyse(inputs, request, host);
  const files = inputs.files.map(file => shownPath(host.cwd, file));
  const isWhole = request.since === undefined && request.entries.length === 0;
  return { report: suppress(report, { ...request, update: request.updateBaseline, cwd: host.cwd, files, isWhole }), failures };
}

async function chosenInputs({ paths, project, excluded, since }: Request, root: string): Promise<Inputs> {
  const found = findInputs(root, paths, project);
  const inputs = { ...found, files: found.files.filter(file => !excluded.has(resolve(file))) };
  if (since === undefined) return inputs;
  const changed = changedFiles(root, since);
  // with it comes the compiler
  const { dependents } = await import('../model/dependents.ts');
  const { files, tsconfig } = inputs;
  return { ...inputs, files: dependents({ root, files, changed, ...(tsconfig === undefined ? {} : { tsconfig }) }) };
}

async function analyse(inputs: Inputs, request: Request, host: Surroundings): Promise<Session> {
  if (inputs.files.length === 0) return { report: assemble({ findings: [], entries: [], diagnostics: inputs.diagnostics, files: 0 }), failures: [] };
  const { stats, entries: wanted } = request;
  const engine = await host.engine();
  const built = engine.build(buildOptions(inputs, request, host.cwd));
  const { checked, failures } = await judgeBy(engine, built.models, inputs.files.length, request, host);
  const entries = checked.flatMap(result => result.entries).map(entry => ({ ...entry, elapsedMs: stats ? Math.round(entry.elapsedMs) : 0 }));
  const diagnostics = [...inputs.diagnostics, ...built.diagnostics, ...checked.flatMap(result => result.diagnostics)];
  // A file that could not be read may hold the entry: then its error is the one to report.
  if (wanted.length > 0 && entries.length === 0 && failures.length === 0 && !diagnostics.some(({ severity }) => severity === 'error')) {
    diagnostics.push({ severity: 'error', message: `no entry is called ${wanted.map(name => `'${name}'`).join(' or ')}; leave --entry out to check them all`, location: null });
  }
  const findings = checked.flatMap(result => result.findings);
  return { report: assemble({ findings, entries, diagnostics, files: built.files }), failures };
}

async function judgeBy(engine: Engine, models: Iterable<EngineModel>, files: number, { limits, jobs, spin }: Request, { env, stderr }: Surroundings): Promise<Judged> {
  if (spin !== undefined) return { checked: await judgeWithSpin(models, { limits, arguments: spin, env }), failures: [] };
  const progress = progressLine(stderr);
  const judged = await judgeAll(models, { limits, jobs, worker: engine.worker, files, progress });
  progress.clear();
  return judged;
}

function buildOptions({ files, tsconfig }: Inputs, { entries, libraries }: Request, root: string): BuildOptions {
  return {
    root,
    files,
    ...(tsconfig === undefined ? {} : { tsconfig }),
    ...(entries.length === 0 ? {} : { entries }),
    ...(libraries.length === 0 ? {} : { libraries }),
  };
}
