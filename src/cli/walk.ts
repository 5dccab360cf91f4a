import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold other people's code or output. One of them is still analysed when it is named on the command line. */
const skipped = new Set(['node_modules', 'dist', 'build', 'coverage']);

const source = /\.[cm]?[jt]sx?$/;
const declaration = /\.d\.([^.]+\.)?[cm]?ts$/;

export function isSource(file: string): boolean {
  return source.test(file) && !declaration.test(file);
}

export function isDeclaration(file: string): boolean {
  return declaration.test(file);
}

/** Whether a folder of this name is looked into. */
export function isWalked(name: string): boolean {
  return !skipped.has(name) && !name.startsWith('.');
}

interface Walked {
  readonly files: readonly string[];
  readonly unreadable: readonly { readonly folder: string; readonly error: unknown }[];
}

/** The source files under a folder, sorted. Symbolic links are not followed: they may lead out of the folder, or round in circles. */
export function walk(folder: string): Walked {
  const files: string[] = [];
  const unreadable: { folder: string; error: unknown }[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    try {
      for (const entry of readdirSync(current, { withFileTypes: true })) {
        const path = join(current, entry.name);
        if (entry.isDirectory() && isWalked(entry.name)) pending.push(path);
        else if (entry.isFile() && isSource(entry.name)) files.push(path);
      }
    } catch (error) {
      unreadable.push({ folder: current, error });
    }
  }
  return { files: files.sort(), unreadable: unreadable.sort((a, b) => (a.folder < b.folder ? -1 : 1)) };
}
