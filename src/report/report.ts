import type { EntryResult, Finding, FindingKind } from '../checker/finding.ts';
import type { Diagnostic, Location } from '../model/location.ts';

/** A finding that is known and accepted: it is told of, but fails nothing. */
export interface Suppressed {
  readonly id: string;
  readonly kind: FindingKind;
  readonly location: Location;
  readonly by: 'comment' | 'configuration' | 'baseline';
  readonly reason: string;
}

/** What makes a report one part of a whole: no baseline or comment has been looked at yet. */
export interface ShardOf {
  readonly index: number;
  readonly of: number;
  /** The files whose entries were checked. */
  readonly files: readonly string[];
  /** All entries of the files were looked at. */
  readonly isWhole: boolean;
}

/** The one result of a check, from which every report format is rendered. Its JSON form is `coffman check -f json`. */
export interface Report {
  readonly version: 1;
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly suppressed: readonly Suppressed[];
  readonly diagnostics: readonly Diagnostic[];
  readonly shard?: ShardOf;
  readonly summary: { readonly files: number; readonly entries: number; readonly findings: number; readonly incomplete: number };
}

/** What a format may look at besides the report. `source` gives a file's text by its path in the report, or undefined. */
export interface Context {
  readonly source: (file: string) => string | undefined;
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Coffman's own version. */
  readonly version: string;
  /** The page on a kind of finding, in Markdown; undefined where it is not installed. */
  readonly page: (kind: FindingKind) => string | undefined;
  /** The way from the root of the repository to the working directory, empty or ending in `/`: what runs in CI names files from the root. */
  readonly prefix: string;
}

export type Reporter = (report: Report, context: Context) => string;
