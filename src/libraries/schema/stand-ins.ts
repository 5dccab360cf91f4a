import { suggest } from './nearest.ts';

/**
 * What is wrong with a program that stands in for a package, in words that name the line: `$op` takes the name of an
 * operation as a text, and there has to be such an operation. Undefined where nothing is wrong.
 */
export function standInFault(text: string, operations: readonly string[]): string | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, , name] of line.matchAll(/\$op\(\s*(?:(['"])([^'"]*)\1\s*[,)])?/g) as Iterable<readonly (string | undefined)[]>) {
      if (name === undefined) return `line ${String(index + 1)}: the first argument of $op has to be the name of an operation in quotes`;
      if (!operations.includes(name)) return `line ${String(index + 1)}: there is no operation ${name}${suggest(name, operations, 'the schema lists them all')}`;
    }
  }
  return undefined;
}
