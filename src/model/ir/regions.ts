import { successors } from './flow.ts';
import type { Instruction } from './ir.ts';

/** A branch, where its two ways meet again, and the instructions that run or not as it goes. */
export interface Region {
  readonly branch: number;
  readonly join: number;
  /** In the order of the code. */
  readonly inside: readonly number[];
}

const mostInside = 400;

/** The regions of all branches that no way leads back to and whose ways meet before the end, errors apart; without those that are too large. */
export function regionsOf(code: readonly Instruction[]): Region[] {
  if (!code.some(({ op }) => op === 'branch')) return [];
  const meets = postDominators(code);
  return code.flatMap((instruction, branch) => {
    const inside = instruction.op === 'branch' && meets[branch] >= 0 ? between(code, branch, meets[branch]) : undefined;
    return inside === undefined ? [] : [{ branch, join: meets[branch], inside }];
  });
}

/** The instructions from after a branch up to where its ways meet; undefined where they are too many or lead back. */
function between(code: readonly Instruction[], branch: number, join: number): number[] | undefined {
  const seen = new Set<number>();
  const stack = [...successors(code[branch], branch)];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === join || seen.has(at)) continue;
    if (at === branch || seen.size > mostInside) return undefined;
    seen.add(at);
    stack.push(...successors(code[at], at));
  }
  return [...seen].sort((a, b) => a - b);
}

/**
 * For each instruction the first that every way from it to the end passes, -1 where there is none.
 * Cooper, Harvey, Kennedy, A simple, fast dominance algorithm (2001), on the graph turned round.
 */
function postDominators(code: readonly Instruction[]): Int32Array {
  const exit = code.length;
  const before: number[][] = Array.from({ length: exit + 1 }, () => []);
  const after = code.map((instruction, at) => {
    const next = successors(instruction, at);
    return next.length === 0 ? [exit] : next.map((n) => Math.min(n, exit));
  });
  after.forEach((list, at) => { for (const next of list) before[next].push(at); });
  const order: number[] = [];
  const number = new Int32Array(exit + 1).fill(-1);
  const stack: { readonly node: number; next: number }[] = [{ node: exit, next: 0 }];
  const seen = new Uint8Array(exit + 1);
  seen[exit] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const previous = before[top.node][top.next++];
    if (previous === undefined) {
      number[top.node] = order.push(top.node) - 1;
      stack.pop();
    } else if (seen[previous] === 0) {
      seen[previous] = 1;
      stack.push({ node: previous, next: 0 });
    }
  }
  const meet = new Int32Array(exit + 1).fill(-1);
  meet[exit] = exit;
  const common = (a: number, b: number): number => {
    while (a !== b) {
      while (number[a] < number[b]) a = meet[a];
      while (number[b] < number[a]) b = meet[b];
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let i = order.length - 2; i >= 0; i--) {
      const node = order[i];
      const ways = after[node].filter((next) => meet[next] >= 0);
      if (ways.length === 0) continue;
      const found = ways.reduce(common);
      if (meet[node] === found) continue;
      meet[node] = found;
      changed = true;
    }
  }
  return meet.map((at) => (at === exit ? -1 : at)).subarray(0, exit);
}
