import { compilerOptionsOf, openResolver, type ImportsOptions, type Resolve } from './imports.ts';
import type { Diagnostic } from './location.ts';
import { elisionBy, type Elision } from './lower/elided.ts';
import { displayed } from './paths.ts';
import { disk } from './sources.ts';
import ts from './typescript.ts';

/** A file that was read: its syntax tree, or what is wrong with it. */
export type Parsed = { readonly file: ts.SourceFile } | { readonly problem: Diagnostic | undefined };

/** The files of the project under analysis, parsed as they are asked for. Nothing outside `node_modules` is skipped, nothing inside is read. */
export interface Project {
  readonly parse: (fileName: string) => Parsed;
  readonly resolve: Resolve;
  readonly elision: Elision;
}

export function openProject(options: ImportsOptions): Project {
  const { read } = options.sources ?? disk;
  const files = new Map<string, Parsed>();
  return {
    parse: (fileName) => {
      const known = files.get(fileName) ?? parse(fileName, read(fileName), displayed(options.root, fileName));
      files.set(fileName, known);
      return known;
    },
    resolve: openResolver(options),
    elision: elisionBy(compilerOptionsOf(options.tsconfig)),
  };
}

function parse(fileName: string, text: string | undefined, display: string): Parsed {
  if (text === undefined) return { problem: { severity: 'error', message: `cannot read ${display}: check that the file exists and may be read`, location: null } };
  const file = treeOf(fileName, text);
  if (file === undefined) return { problem: tooDeep(display) };
  const problem = firstSyntaxError(file);
  if (problem === undefined) return { file };
  const at = file.getLineAndCharacterOfPosition(problem.start);
  const end = file.getLineAndCharacterOfPosition(problem.start + problem.length);
  return {
    problem: {
      severity: 'error',
      message: `${display} does not parse: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')} It was not analysed; mend the syntax error.`,
      location: { file: display, line: at.line + 1, column: at.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
    },
  };
}

/** A project of one file whose text is known already; what it imports is out of sight, and a file that does not parse is left to whoever has its text. */
export function textProject(fileName: string, text: string): Project {
  const file = treeOf(fileName, text);
  const parsed: Parsed = file !== undefined && firstSyntaxError(file) === undefined ? { file } : { problem: undefined };
  return { parse: (name) => (name === fileName ? parsed : { problem: undefined }), resolve: () => undefined, elision: elisionBy({}) };
}

/** Undefined where it is nested so deeply that the parser runs out of stack. */
function treeOf(fileName: string, text: string): ts.SourceFile | undefined {
  try {
    return ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  } catch (error) {
    if (isOutOfStack(error)) return undefined;
    throw error;
  }
}

/** What walks a tree calls itself for each level of it: code that is nested thousands of levels deep is more than the stack holds. */
export function isOutOfStack(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

export function tooDeep(file: string): Diagnostic {
  return { severity: 'error', message: `${file}: its code is nested too deeply, and was not analysed; if it is generated, leave it out with "exclude"`, location: null };
}

/** The parser keeps its errors on the file; they are not part of the public types. */
function firstSyntaxError(file: ts.SourceFile): ts.DiagnosticWithLocation | undefined {
  return (file as ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics?.[0];
}
