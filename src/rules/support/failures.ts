import type { TSESTree } from '@typescript-eslint/utils';
import { unwrap, wrapped } from './ast.ts';
import type { Func } from './ast.ts';
import type { Concurrency } from './concurrency.ts';
import { firstThrow } from './exits.ts';
import { follow } from './flow.ts';
import { operationOf } from './operations.ts';
import type { Source } from './source.ts';
import { mayThrow } from './throws.ts';

/** Failures to reckon with: `throw`, and waits for what the descriptions do not know; any plain call can throw by mistake. */
function isLikely(source: Source, node: TSESTree.Node): boolean {
  if (node.type === 'ThrowStatement') return true;
  if (node.type === 'AwaitExpression') return !isDescribed(source, node.argument);
  return node.type === 'CallExpression' && wrapped(node).parent?.type === 'AwaitExpression' && !isDescribed(source, node);
}

function isDescribed(source: Source, awaited: TSESTree.Node): boolean {
  const node = unwrap(awaited);
  return node.type === 'CallExpression' && operationOf(source, node) !== undefined;
}

const known = new WeakMap<Func, TSESTree.Node | null>();

/** What can make the function fail: the first exception that no `catch` of its own stops. */
export function failureOf({ source, throws }: Concurrency, body: Func): TSESTree.Node | undefined {
  const found = known.get(body);
  if (found !== undefined) return found ?? undefined;
  const outcome = follow({ source, body, gives: new Set(), mayThrow: (node) => isLikely(source, node) && mayThrow(throws, node) });
  const first = firstThrow(outcome);
  known.set(body, first ?? null);
  return first;
}
