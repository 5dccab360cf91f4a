import type { Library } from '../libraries/index.ts';
import ts from './typescript.ts';

const parsed = new Map<string, ts.SourceFile>();
const standIns = new WeakSet<ts.SourceFile>();

/** The module that stands in for a package, where a description tells it as a program. */
export function standInFor(known: readonly Library[], specifier: string): ts.SourceFile | undefined {
  const text = known.find((library) => library.standIn !== undefined && library.modules.includes(specifier))?.standIn;
  if (text === undefined) return undefined;
  const file = parsed.get(text) ?? ts.createSourceFile(`${specifier}.stand-in.js`, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  parsed.set(text, file);
  standIns.add(file);
  return file;
}

/** Whether a file is a library's own code rather than the user's: its steps are told where the user calls it. */
export function isStandIn(file: ts.SourceFile): boolean {
  return standIns.has(file);
}
