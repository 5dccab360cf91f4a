import { dirname } from 'node:path';
import { digestOf } from './digest.ts';
import type { ImportGraph, Node } from './graph.ts';
import { disk, type Sources } from './sources.ts';
import ts from './typescript.ts';

export interface ImportsOptions {
  /** Absolute working directory. */
  readonly root: string;
  readonly tsconfig?: string;
  readonly sources?: Sources;
}

/** Finds the file of the project that a specifier means; undefined for packages, declarations and what does not exist. */
export type Resolve = (specifier: string, from: string) => string | undefined;

const defaults: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowJs: true, allowImportingTsExtensions: true, noEmit: true,
};

export function openResolver({ root, tsconfig, sources = disk }: ImportsOptions): Resolve {
  const compilerOptions = compilerOptionsOf(tsconfig);
  const cache = ts.createModuleResolutionCache(root, (name) => name, compilerOptions);
  const host: ts.ModuleResolutionHost = { ...ts.sys, fileExists: sources.exists, readFile: sources.read };
  return (specifier, from) => {
    const resolved = ts.resolveModuleName(specifier, from, compilerOptions, host, cache).resolvedModule;
    // a package of the same workspace is a link in `node_modules`, and resolves to where it really is
    const isOwn = resolved !== undefined && !/\.d\.[cm]?ts$|\.json$|\/node_modules\//.test(resolved.resolvedFileName);
    return isOwn ? resolved.resolvedFileName : undefined;
  };
}

/** How imports resolve, and which of them are run. */
export function compilerOptionsOf(tsconfig: string | undefined): ts.CompilerOptions {
  if (tsconfig === undefined) return defaults;
  const { config } = ts.readConfigFile(tsconfig, (path) => ts.sys.readFile(path)) as { readonly config?: unknown };
  // the list of files does not matter here, so the host is told that there are none
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, { ...ts.sys, readDirectory: () => [] }, dirname(tsconfig), undefined, tsconfig);
  return { ...defaults, ...parsed.options, allowJs: true };
}

export function importGraph(options: ImportsOptions): ImportGraph {
  const resolve = openResolver(options);
  const { read } = options.sources ?? disk;
  const nodes = new Map<string, Node>();
  return (file) => {
    const known = nodes.get(file);
    if (known !== undefined) return known;
    const text = read(file);
    const node = { digest: text === undefined ? undefined : digestOf([text]), imports: new Map(specifiersIn(text ?? '').map((specifier) => [specifier, resolve(specifier, file)])) };
    nodes.set(file, node);
    return node;
  };
}

const blank = String.raw`(?:\s|/\*[^]*?\*/|//.*)*`;
const specifier = new RegExp(String.raw`\b(?:from|import|require)\b${blank}\(?${blank}(["'\`])([^"'\`\n]+)\1`, 'g');

/**
 * Every specifier that a text can import from, and perhaps more: words in a comment or a string look the same. Faster than
 * to parse the text, and it misses none where TypeScript's own quick look stumbles over a regular expression with a quote.
 */
export function specifiersIn(text: string): string[] {
  return [...new Set([...text.matchAll(specifier)].map(([, , name]) => name))];
}
