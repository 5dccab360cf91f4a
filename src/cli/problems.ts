import type { Diagnostic } from '../model/location.ts';
import { print, type Host } from './host.ts';

/** Puts each input error on stderr, in one line; further errors in the same file are only counted. */
export async function printProblems(diagnostics: readonly Diagnostic[], host: Host): Promise<boolean> {
  const lines = problemLines(diagnostics);
  for (const line of lines) await print(host.stderr, `coffman: ${line}\n`);
  return lines.length > 0;
}

function problemLines(diagnostics: readonly Diagnostic[]): string[] {
  const files = new Map<string, Diagnostic[]>();
  const different = new Map(diagnostics.map(diagnostic => [JSON.stringify(diagnostic), diagnostic]));
  for (const diagnostic of different.values()) {
    if (diagnostic.severity !== 'error') continue;
    const key = diagnostic.location?.file ?? diagnostic.message;
    files.set(key, [...(files.get(key) ?? []), diagnostic]);
  }
  return [...files.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [line(first, rest.length)]));
}

function line({ message, location }: Diagnostic, more: number): string {
  if (location === null) return message;
  // The place is said here; a message that begins with the file's name would say it twice.
  const text = message.startsWith(`${location.file} `) ? message.slice(location.file.length + 1) : message;
  const others = more === 0 ? '' : ` (and ${more} more in this file)`;
  return `${location.file}:${location.line}:${location.column}: ${text}${others}`;
}
