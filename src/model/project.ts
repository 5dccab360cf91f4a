import { dirname, relative, sep } from 'node:path';
import type { Diagnostic } from './location.ts';
import ts from './typescript.ts';

/** The files of the project under analysis, parsed as they are asked for. Nothing outside `node_modules` is skipped, nothing inside is read. */
export interface Project {
  readonly sourceFile: (fileName: string) => ts.SourceFile | undefined;
  readonly resolve: (specifier: string, from: ts.SourceFile) => ts.SourceFile | undefined;
}

const defaults: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowJs: true, allowImportingTsExtensions: true, noEmit: true,
};

export function openProject(options: { readonly root: string; readonly tsconfig?: string }, diagnostics: Diagnostic[]): Project {
  const compilerOptions = compilerOptionsOf(options.tsconfig);
  const cache = ts.createModuleResolutionCache(options.root, (name) => name, compilerOptions);
  const files = new Map<string, ts.SourceFile | undefined>();

  function sourceFile(fileName: string): ts.SourceFile | undefined {
    if (files.has(fileName)) return files.get(fileName);
    const text = readText(fileName);
    const file = text === undefined ? undefined : ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
    const display = relative(options.root, fileName).split(sep).join('/');
    if (file === undefined) diagnostics.push({ severity: 'error', message: `cannot read ${display}: check that the file exists and may be read`, location: null });
    const problem = file === undefined ? undefined : firstSyntaxError(file);
    if (file !== undefined && problem !== undefined) {
      const at = file.getLineAndCharacterOfPosition(problem.start);
      const end = file.getLineAndCharacterOfPosition(problem.start + problem.length);
      diagnostics.push({
        severity: 'error',
        message: `${display} does not parse: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')} It was not analysed; mend the syntax error.`,
        location: { file: display, line: at.line + 1, column: at.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
      });
    }
    const usable = problem === undefined ? file : undefined;
    files.set(fileName, usable);
    return usable;
  }

  function resolve(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined {
    const resolved = ts.resolveModuleName(specifier, from.fileName, compilerOptions, ts.sys, cache).resolvedModule;
    if (resolved === undefined || resolved.isExternalLibraryImport === true || /\.d\.[cm]?ts$|\.json$/.test(resolved.resolvedFileName) || resolved.resolvedFileName.includes('/node_modules/')) return undefined;
    return sourceFile(resolved.resolvedFileName);
  }

  return { sourceFile, resolve };
}

/** A project of one file whose text is known already; what it imports is out of sight, and a file that does not parse is left to whoever has its text. */
export function textProject(fileName: string, text: string): Project {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  const usable = firstSyntaxError(file) === undefined ? file : undefined;
  return { sourceFile: (name) => (name === fileName ? usable : undefined), resolve: () => undefined };
}

function readText(fileName: string): string | undefined {
  try {
    return ts.sys.readFile(fileName);
  } catch {
    return undefined;
  }
}

/** The parser keeps its errors on the file; they are not part of the public types. */
function firstSyntaxError(file: ts.SourceFile): ts.DiagnosticWithLocation | undefined {
  return (file as ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics?.[0];
}

/** How imports resolve. */
export function compilerOptionsOf(tsconfig: string | undefined): ts.CompilerOptions {
  if (tsconfig === undefined) return defaults;
  const { config } = ts.readConfigFile(tsconfig, (path) => ts.sys.readFile(path)) as { readonly config?: unknown };
  // the list of files does not matter here, so the host is told that there are none
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, { ...ts.sys, readDirectory: () => [] }, dirname(tsconfig), undefined, tsconfig);
  return { ...defaults, ...parsed.options, allowJs: true };
}
