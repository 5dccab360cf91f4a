import { areKnownToDiffer } from './asked.ts';
import type { Machine } from './machine.ts';
import { container, HOLE, payload } from './values.ts';

/**
 * Unknown values that are computed from others: the same computation on the same values is the same value, wherever it
 * is done. So `user:${id}` names one lock in two functions that are given one `id`.
 */

const deepest = 6;

/** The unknown that `name` (an operator or a function without effects) gives for these operands. */
export function newTerm(m: Machine, name: string, operands: readonly number[], quality: 1 | 2 = 1): number {
  const made = m.newUnknown(quality);
  if (depthOf(m, operands) < deepest) m.setOwn(payload(made), m.literal('@@term'), m.newArray([m.literal(name), ...operands]));
  return made;
}

function partsOf(m: Machine, value: number): number[] | undefined {
  if (value === HOLE || !m.isUnknown(value)) return undefined;
  const term = m.getOwn(payload(value), m.literal('@@term'));
  return term === HOLE ? undefined : m.memory.items(payload(term), container.items);
}

function depthOf(m: Machine, operands: readonly number[]): number {
  return Math.max(0, ...operands.map((operand) => {
    const parts = partsOf(m, m.resolve(operand));
    return parts === undefined ? 0 : 1 + depthOf(m, parts.slice(1));
  }));
}

/** Whether two values are one: the same cell, the same constant, or the same computation on the same values. */
export function isSame(m: Machine, a: number, b: number): boolean {
  a = m.resolve(a);
  b = m.resolve(b);
  if (a === b) return a !== HOLE;
  const left = partsOf(m, a);
  const right = partsOf(m, b);
  return left !== undefined && right !== undefined && left.length === right.length && left.every((part, i) => isSame(m, part, right[i]));
}

/** Whether two values cannot be one: they were found to differ, or are texts that begin or end in different ways. */
export function areDistinct(m: Machine, a: number, b: number): boolean {
  if (areKnownToDiffer(m, m.resolve(a), m.resolve(b))) return true;
  const left = edges(m, m.resolve(a));
  const right = left === undefined ? undefined : edges(m, m.resolve(b));
  // of most unknown values neither end is known
  if (left === undefined || right === undefined) return false;
  const clash = (x: string, y: string, at: 'startsWith' | 'endsWith'): boolean => !x[at](y) && !y[at](x);
  return clash(left[0], right[0], 'startsWith') || clash(left[1], right[1], 'endsWith');
}

/** How a value is known to begin and to end; undefined where neither is known. */
function edges(m: Machine, value: number): readonly [string, string] | undefined {
  return m.isUnknown(value) && partsOf(m, value) === undefined ? undefined : [edge(m, value, 1), edge(m, value, 2)];
}

/** The text that a value is known to begin with (`at` 1) or to end with (`at` 2). */
function edge(m: Machine, value: number, at: 1 | 2): string {
  const { known, value: plain } = m.primitive(value);
  if (known) return String(plain);
  const parts = partsOf(m, value);
  return parts !== undefined && m.text(parts[0]) === 'concat' ? edge(m, m.resolve(parts[at]), at) : '';
}
