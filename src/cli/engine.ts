import type { Export } from '../checker/finite/export.ts';
import type { EntryResult, Finding } from '../checker/finding.ts';
import type { Library } from '../libraries/library.ts';
import type { ImportGraph } from '../model/graph.ts';
import type { Diagnostic } from '../model/location.ts';
import type { Sources } from '../model/sources.ts';

export interface CheckOptions {
  readonly maxStates: number;
  /** For each entry. */
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly schedule: 'any' | 'fifo';
  /** How many times the work of one entry among many each file's entries may take together. */
  readonly effort?: number;
}

export interface BuildOptions {
  /** The working directory, absolute: the paths in results are relative to it. */
  readonly root: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly tsconfig?: string;
  /** Each `file#name` or `name`; all where it is left out. */
  readonly entries?: readonly string[];
  /** Descriptions of libraries besides those that are built in. */
  readonly libraries?: readonly Library[];
  /** Where the texts come from, if not from the disk. */
  readonly sources?: Sources;
}

export interface Checked {
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How far the exploration of an entry has come. */
export interface Progress {
  readonly states: number;
  readonly depth: number;
}

/** Told now and then while an entry is explored. */
export type OnProgress = (soFar: Progress) => void;

export type Exported = Export & { readonly entry: { readonly name: string; readonly file: string; readonly line: number } };

/** What one file comes to, ready to be checked or printed. */
export interface EngineModel {
  /** Absolute. */
  readonly file: string;
  /** What was not followed in it, or could not be read. */
  readonly diagnostics: readonly Diagnostic[];
  /** What building it threw; then it has no entries. */
  readonly failure?: Error;
  /** How many entries there are, perhaps none; each is checked by itself. */
  readonly entries: number;
  readonly check: (entry: number, options: CheckOptions, onProgress: OnProgress) => Checked;
  /** What the engine's worker needs to check an entry in another thread: data that can be sent there. */
  readonly data: unknown;
  /** An entry's finite model in Promela, or why it has none. */
  readonly promela: (entry: number, options: CheckOptions) => Promise<Exported>;
  /** The model in CSP notation. */
  readonly print: () => Promise<string>;
}

/** What the command needs of the model builder and the checker. */
export interface Engine {
  /** One model for each file, built when it is asked for: a large project's models need not be in memory together. */
  readonly build: (options: BuildOptions) => Iterable<EngineModel>;
  /** What the results for a file depend on besides the limits; undefined where results cannot be kept. */
  readonly digests: ((options: BuildOptions, graph: ImportGraph) => (file: string) => string) | undefined;
  /** The module that checks entries in a worker thread; undefined where there is none. */
  readonly worker: URL | undefined;
}
