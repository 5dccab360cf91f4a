import type { Export } from '../checker/finite/export.ts';
import type { EntryResult, Finding } from '../checker/finding.ts';
import type { Library } from '../libraries/library.ts';
import type { Diagnostic } from '../model/location.ts';

export interface CheckOptions {
  readonly maxStates: number;
  /** For each entry. */
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly schedule: 'any' | 'fifo';
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

/** One entry or more, ready to be checked or printed. */
export interface EngineModel {
  /** How many entries there are; each is checked by itself. */
  readonly entries: number;
  readonly check: (entry: number, options: CheckOptions, onProgress: OnProgress) => Checked;
  /** What the engine's worker needs to check an entry in another thread: data that can be sent there. */
  readonly data: unknown;
  /** An entry's finite model in Promela, or why it has none. */
  readonly promela: (entry: number, options: CheckOptions) => Promise<Exported>;
  /** The model in CSP notation. */
  readonly print: () => Promise<string>;
}

export interface Built {
  /** Each is built when it is asked for: a large project's models need not be in memory together. */
  readonly models: Iterable<EngineModel>;
  /** Complete when all models have been read. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: number;
}

/** What the command needs of the model builder and the checker. */
export interface Engine {
  readonly build: (options: BuildOptions) => Built;
  /** The module that checks entries in a worker thread; undefined where there is none. */
  readonly worker: URL | undefined;
}
