import type { EntryResult, Finding } from '../checker/finding.ts';
import type { Diagnostic } from '../model/location.ts';

export interface CheckOptions {
  readonly maxStates: number;
  /** For each entry. */
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly schedule: 'any' | 'fifo';
  /** `file#name` or `name`. */
  readonly entry?: string;
}

export interface BuildOptions {
  /** The working directory, absolute: the paths in results are relative to it. */
  readonly root: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly tsconfig?: string;
  readonly entry?: string;
}

export interface Checked {
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One entry or more, ready to be checked or printed. */
export interface EngineModel {
  readonly check: (options: CheckOptions) => Checked;
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
}
