import { resolve } from 'node:path';
import type { Library } from '../libraries/library.ts';
import { describedSchema, fault } from '../libraries/schema/validate.ts';
import type { Report } from '../report/report.ts';
import { checkOptions } from './commands.ts';
import { UsageError } from './errors.ts';
import { hostOfProcess } from './host.ts';
import { perform } from './session.ts';

/** What to check, and how far. All of it may be left out. */
export interface CheckRequest {
  /** The folder that paths, given and reported, are relative to; otherwise the working directory. */
  readonly cwd?: string;
  /** Files, folders and patterns; otherwise the files of the tsconfig. */
  readonly paths?: readonly string[];
  /** The tsconfig; otherwise the nearest. */
  readonly project?: string;
  /** Check these entries only: `name` or `file#name`. */
  readonly entries?: readonly string[];
  /** Look only at what can reach a file that differs from this revision, or, with `staged`, that is staged. */
  readonly changed?: string;
  readonly staged?: boolean;
  /** States explored for each entry. */
  readonly maxStates?: number;
  /** Seconds for each entry. */
  readonly timeout?: number;
  /** Megabytes. */
  readonly maxMemory?: number;
  readonly schedule?: 'any' | 'fifo';
  /** Entries checked at once; otherwise one for each processor. */
  readonly jobs?: number;
  /** Recall what did not change since an earlier check, and keep what is found out, in `node_modules/.cache/coffman`; yes unless said otherwise. */
  readonly cache?: boolean;
  /** Descriptions of libraries besides those that are built in. */
  readonly libraries?: readonly Library[];
  /** A file of findings that are known. */
  readonly baseline?: string;
}

/**
 * Checks files as `coffman check` does, and gives its report: the value of `-f json`. The code that is checked is not run,
 * and no configuration file is read. Rejects where a choice makes no sense, or where coffman itself fails.
 */
export async function check(request: CheckRequest = {}): Promise<Report> {
  const host = hostOfProcess();
  const cwd = resolve(request.cwd ?? host.cwd);
  const wrong = request.libraries === undefined ? undefined : fault({ libraries: request.libraries }, describedSchema);
  if (wrong !== undefined) throw new UsageError(wrong);
  const { report, failures } = await perform({
    paths: request.paths ?? [],
    project: request.project,
    excluded: new Set(),
    entries: request.entries ?? [],
    since: request.staged === true ? { staged: true } : request.changed === undefined ? undefined : { revision: request.changed },
    limits: {
      maxStates: request.maxStates ?? Number(checkOptions.maxStates.default),
      timeoutSeconds: request.timeout ?? Number(checkOptions.timeout.default),
      maxMemoryMb: request.maxMemory ?? Number(checkOptions.maxMemory.default),
      schedule: request.schedule ?? 'any',
    },
    jobs: request.jobs ?? host.jobs,
    shard: undefined,
    spin: undefined,
    libraries: request.libraries ?? [],
    accepted: [],
    baseline: request.baseline,
    updateBaseline: false,
    cache: request.cache ?? true,
    stats: false,
  }, { engine: host.engine, env: host.env, cwd, stderr: { write: (_, done) => done() } });
  if (failures.length > 0) throw new AggregateError(failures, 'coffman failed on some entries: this is a fault of coffman, not of the code it checks');
  return report;
}
