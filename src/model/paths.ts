import { relative, sep } from 'node:path';

/** A path as results show it: from the working directory, with `/`. */
export function displayed(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** The text of a process model, which is checked only where it is named: other files end in `.csp` too. */
export function isModelText(file: string): boolean {
  return file.endsWith('.csp');
}
