import { readFileSync } from 'node:fs';
import type { Library } from '../libraries/index.ts';
import type { Model } from './ir/ir.ts';
import type { Diagnostic } from './location.ts';
import { parseModel } from './parse.ts';
import { completed, isComplete } from './sketch.ts';

/** A model from its text, printed or written by hand; what is wrong with it is told, and then there is none. */
export function readModel(fileName: string, shown: string, known: readonly Library[], diagnostics: Diagnostic[]): Model | undefined {
  try {
    const text = readFileSync(fileName, 'utf8');
    return parseModel(isComplete(text) ? text : completed(text, shown, known));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [, line, what] = /^line (\d+): ([^]*)$/.exec(said) ?? [];
    diagnostics.push({
      severity: 'error',
      message: `${shown} is not a model: ${what ?? said}`,
      location: line === undefined ? null : { file: shown, line: Number(line), column: 1, endLine: Number(line), endColumn: 1 },
    });
    return undefined;
  }
}
