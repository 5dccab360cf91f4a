import jsTokens from 'js-tokens';
import { findingKinds, type Finding, type FindingKind } from '../checker/finding.ts';
import type { Diagnostic, Location } from '../model/location.ts';

const marker = 'coffman-ignore-next-line';

/** A comment that takes a finding away: `// coffman-ignore-next-line leak -- the process ends right after`. */
export interface Ignore {
  readonly kind: FindingKind;
  readonly reason: string;
  /** The line it speaks of: the next one with code. */
  readonly line: number;
  readonly location: Location;
}

interface Ignores {
  readonly ignores: readonly Ignore[];
  /** Comments that do not say all that they must; they take nothing away. */
  readonly diagnostics: readonly Diagnostic[];
}

export function readIgnores(file: string, text: string): Ignores {
  const ignores: Ignore[] = [];
  const diagnostics: Diagnostic[] = [];
  if (!text.includes(marker)) return { ignores, diagnostics };
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  for (const { words, line, column } of commentsOf(text)) {
    const location = { file, line, column, endLine: line, endColumn: column + words.length };
    const [, kind = '', reason = ''] = /^\s*coffman-ignore-next-line\s*([^\s]*?)\s*(?:--\s*([^]*))?$/.exec(words) ?? [];
    const known = findingKinds.find(candidate => candidate === kind);
    if (known !== undefined && reason.trim() !== '') ignores.push({ kind: known, reason: reason.trim(), line: nextCode(lines, line), location });
    else diagnostics.push({ severity: 'warning', message: `${marker} is not heeded: ${wrong(kind, known)}; write // ${marker} KIND -- reason`, location });
  }
  return { ignores, diagnostics };
}

export function matches(ignore: Ignore, { kind, location, blocked }: Finding): boolean {
  return ignore.kind === kind && [location, ...blocked.map(one => one.location)].some(place => place.file === ignore.location.file && place.line === ignore.line);
}

function wrong(kind: string, known: FindingKind | undefined): string {
  if (known !== undefined) return 'it gives no reason';
  return kind === '' ? 'it names no kind of finding' : `'${kind}' is no kind of finding (${findingKinds.join(', ')})`;
}

/** The next line that is neither empty nor a comment. */
function nextCode(lines: readonly string[], after: number): number {
  const offset = lines.slice(after).findIndex(line => !/^\s*($|\/\/|\/\*|\*)/.test(line));
  return offset < 0 ? after : after + offset + 1;
}

function* commentsOf(text: string): Generator<{ readonly words: string; readonly line: number; readonly column: number }> {
  let [line, column] = [1, 1];
  for (const { type, value } of jsTokens(text)) {
    if (/Comment$/.test(type) && value.includes(marker)) yield { words: value.replace(/^\/[/*]+|\*\/$/g, '').trim(), line, column };
    const parts = value.split(/\r\n|[\n\r\u2028\u2029]/);
    line += parts.length - 1;
    column = parts.length > 1 ? (parts.at(-1)?.length ?? 0) + 1 : column + value.length;
  }
}
