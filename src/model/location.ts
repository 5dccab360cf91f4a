/** A place in a source file. Lines and columns count from 1; the end is exclusive. `file` is relative to the working directory, with `/`. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something that was not understood or could not be read, said once. Paths are relative to the working directory. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly location: Location | null;
}
