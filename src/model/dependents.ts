import { compilerOptionsOf } from './project.ts';
import ts from './typescript.ts';

export interface DependentsOptions {
  readonly root: string;
  readonly tsconfig?: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly changed: readonly string[];
}

/** Those of the files that have changed themselves, or that import one that has, however far. Only imports are read, which is fast. */
export function dependents(options: DependentsOptions): string[] {
  const changed = new Set(options.changed);
  if (options.tsconfig !== undefined && changed.has(options.tsconfig)) return [...options.files];
  const importersOf = new Map<string, string[]>();
  const importsOf = importReader(options);
  const seen = new Set<string>();
  const pending = [...options.files];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const imported of importsOf(file)) {
      importersOf.set(imported, [...importersOf.get(imported) ?? [], file]);
      pending.push(imported);
    }
  }
  const reached = new Set<string>();
  const spreading = [...changed];
  for (let file = spreading.pop(); file !== undefined; file = spreading.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    spreading.push(...importersOf.get(file) ?? []);
  }
  return options.files.filter(file => reached.has(file));
}

function importReader({ root, tsconfig }: DependentsOptions): (file: string) => string[] {
  const compilerOptions = compilerOptionsOf(tsconfig);
  const cache = ts.createModuleResolutionCache(root, name => name, compilerOptions);
  return file => {
    const { importedFiles } = ts.preProcessFile(ts.sys.readFile(file) ?? '', true, true);
    return importedFiles.flatMap(({ fileName }) => {
      const resolved = ts.resolveModuleName(fileName, file, compilerOptions, ts.sys, cache).resolvedModule;
      return resolved === undefined || resolved.isExternalLibraryImport === true ? [] : [resolved.resolvedFileName];
    });
  };
}
