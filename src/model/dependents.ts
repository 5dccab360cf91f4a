import { reachedFrom, type ImportGraph } from './graph.ts';

/** Those of the files that have changed themselves, or that import one that has, however far. */
export function dependents(files: readonly string[], changed: readonly string[], graph: ImportGraph): string[] {
  const importersOf = new Map<string, string[]>();
  for (const file of reachedFrom(files, graph)) {
    for (const imported of graph(file).imports.values()) if (imported !== undefined) importersOf.set(imported, [...importersOf.get(imported) ?? [], file]);
  }
  const affected = new Set(changed);
  for (const file of affected) for (const importer of importersOf.get(file) ?? []) affected.add(importer);
  return files.filter(file => affected.has(file));
}
