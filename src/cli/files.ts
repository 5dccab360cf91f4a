import { closeSync, existsSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { reason, UsageError } from './errors.ts';

/** The text of a file; undefined for one that cannot be read. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes a file whole or not at all, wherever the process is stopped: beside its place first, and then moved there. */
export function writeWhole(file: string, text: string): void {
  try {
    // a link stays a link, and a device (`/dev/stdout`) stays a device
    const target = existsSync(file) ? realpathSync(file) : file;
    const isSpecial = statSync(target, { throwIfNoEntry: false })?.isFile() === false;
    if (isSpecial) writeThrough(target, text, false);
    else replace(target, text, true);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${reason(error)}`);
  }
}

/** Another file takes the place of the old one at once. Where it must outlast a loss of power as well, the disk is waited for. */
export function replace(target: string, text: string, isLasting: boolean): void {
  const beside = `${target}.${process.pid}.tmp`;
  try {
    writeThrough(beside, text, isLasting);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function writeThrough(file: string, text: string, isLasting: boolean): void {
  const descriptor = openSync(file, 'w');
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    if (isLasting) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
