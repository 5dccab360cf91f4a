/** A file as far as its imports go. */
export interface Node {
  /** Of its text; undefined for a file that cannot be read. */
  readonly digest: string | undefined;
  /** Each specifier with the file that it means. */
  readonly imports: ReadonlyMap<string, string | undefined>;
}

/** The files of a project and what they import, read when they are asked for, and once. */
export type ImportGraph = (file: string) => Node;

/** The files and all that their imports lead to. */
export function reachedFrom(files: readonly string[], graph: ImportGraph): Set<string> {
  const reached = new Set(files);
  for (const file of reached) for (const imported of graph(file).imports.values()) if (imported !== undefined) reached.add(imported);
  return reached;
}
