import { codeFrameColumns } from '@babel/code-frame';
import type { Location } from '../model/location.ts';
import type { Context } from './report.ts';

/** Room for the marker, the line number and the bar. */
const gutter = 10;

/** The source lines around a place, marked; nothing when the file cannot be read any more. */
export function frame(location: Location, context: Context): string[] {
  const lines = context.source(location.file)?.split(/\r\n|\n|\r/);
  const marked = lines?.[location.line - 1];
  if (lines === undefined || marked === undefined) return [];
  const end = markEnd(location, marked);
  const text = lines.map((line, index) => clip(line, index === location.line - 1 ? end : 0, context.width - gutter)).join('\n');
  return codeFrameColumns(
    text,
    { start: { line: location.line, column: location.column }, end: { line: location.line, column: end } },
    { linesAbove: 2, linesBelow: 1, forceColor: context.colour },
  ).split('\n').map(line => line.trimEnd());
}

/** An operation over many lines (a callback in its arguments) is marked on its first line only, or the frame would fill the screen. */
function markEnd(location: Location, line: string): number {
  const end = location.endLine === location.line ? location.endColumn : line.trimEnd().length + 1;
  return Math.max(end, location.column + 1);
}

function clip(line: string, keep: number, width: number): string {
  const limit = Math.max(keep, width);
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
