import type { TSESTree } from '@typescript-eslint/utils';
import type { Func } from './ast.ts';
import type { Concurrency } from './concurrency.ts';
import { factsOf } from './facts.ts';
import { heldPart } from './flow-state.ts';
import { follow } from './flow.ts';
import { mayThrow } from './throws.ts';

const none: ReadonlySet<TSESTree.Node> = new Set();

const known = new WeakMap<Func, TSESTree.Node | null>();

/** What can make the function fail: the first exception that no `catch` of its own stops. */
export function failureOf({ source, throws }: Concurrency, body: Func): TSESTree.Node | undefined {
  const found = known.get(body);
  if (found !== undefined) return found ?? undefined;
  const outcome = follow({ source, body, take: undefined, gives: none, tests: none, facts: factsOf(source, body), mayThrow: (node) => mayThrow(throws, node) });
  const [first] = heldPart(outcome.throws).flatMap(({ origin }) => origin ?? []).sort((a, b) => a.range[0] - b.range[0]);
  known.set(body, first ?? null);
  return first;
}
