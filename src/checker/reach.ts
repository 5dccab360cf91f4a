import type { Machine } from './machine.ts';
import type { Resource } from './replay/happening.ts';
import { firstPrimitiveKind, frame, isReference, kind } from './values.ts';

/** What the variables of suspended frames lead to (not by way of the queues of those who wait). */

/** The values that a frame's code can still use. */
function variables(words: Int32Array, cell: number): number[] {
  const end = cell + 1 + (Math.abs(words[cell]) >> 6);
  return [words[cell + frame.environment], words[cell + frame.self], ...words.subarray(cell + frame.slots, end)];
}

/** A select leads to its channels, other primitives only to themselves. */
function isOpaque(cellKind: number): boolean {
  return cellKind === kind.promise || cellKind === kind.frame || cellKind === firstPrimitiveKind || cellKind > firstPrimitiveKind + 1;
}

/** Whether variables in these frames lead to a cell. */
export function reaches(words: Int32Array, from: readonly number[], target: number): boolean {
  const seen = new Set<number>();
  const stack: number[] = [];
  const visit = (value: number): void => {
    const cell = value >> 3;
    if (!isReference(value) || words[cell] <= 0 || seen.has(cell)) return;
    seen.add(cell);
    stack.push(cell);
  };
  for (const cell of from) variables(words, cell).forEach(visit);
  for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
    if (cell === target) return true;
    if (isOpaque(words[cell] & 63)) continue;
    const end = cell + 1 + (words[cell] >> 6);
    for (let i = cell + 1; i < end; i++) visit(words[i]);
  }
  return seen.has(target);
}

/**
 * The resources still in being that variables of these frames lead to. Where `words` are those from before the cells
 * were compacted, what has been kept is read where it is now.
 */
export function resourcesInReach(m: Machine, resourceOf: (cell: number) => Resource | undefined, from: readonly number[], words: Int32Array): Set<Resource> {
  const found = new Set<Resource>();
  const seen = new Set<number>();
  const stack: number[] = [];
  // cells that are where they were before are told apart by a negative number
  const visit = (value: number, isOld: boolean): void => {
    if (!isReference(value)) return;
    const cell = value >> 3;
    const key = !isOld ? cell : words[cell] < 0 ? -words[cell] : -cell;
    if (seen.has(key)) return;
    seen.add(key);
    stack.push(key);
  };
  for (const cell of from) for (const value of variables(words, cell)) visit(value, words !== m.memory.words);
  for (let key = stack.pop(); key !== undefined; key = stack.pop()) {
    const heap = key < 0 ? words : m.memory.words;
    const cell = Math.abs(key);
    const cellKind = heap[cell] & 63;
    const resource = key > 0 && cellKind >= firstPrimitiveKind ? resourceOf(cell) : undefined;
    if (resource !== undefined) found.add(resource);
    if (isOpaque(cellKind)) continue;
    const end = cell + 1 + (heap[cell] >> 6);
    for (let i = cell + 1; i < end; i++) visit(heap[i], key < 0);
  }
  return found;
}
