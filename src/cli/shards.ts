import { statSync } from 'node:fs';
import { UsageError } from './errors.ts';

/** One of several parts of a check: the first is 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new UsageError(`--shard takes a part and how many there are, such as 1/4, not '${text}'`);
}

/**
 * The files of a part. All parts together have each file once, whoever asks: the largest file that is left goes to the part
 * that has least (Graham 1969), and size is what can be known of the work without doing it.
 */
export function filesOf({ index, of }: Shard, files: readonly string[]): string[] {
  const loads = Array<number>(of).fill(0);
  const sizes = new Map(files.map(file => [file, statSync(file, { throwIfNoEntry: false })?.size ?? 0]));
  const own = new Set([...sizes].sort(([a, size], [b, other]) => other - size || (a < b ? -1 : 1)).filter(([, size]) => {
    const least = loads.indexOf(Math.min(...loads));
    // an empty file is some work as well
    loads[least] += size + 1;
    return least === index - 1;
  }).map(([file]) => file));
  return files.filter(file => own.has(file));
}
