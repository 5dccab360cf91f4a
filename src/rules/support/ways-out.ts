import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf } from './ast.ts';
import { throwing } from './channels.ts';
import { firstExit, firstThrow } from './exits.ts';
import { follow } from './flow.ts';
import { causeOf, exitName } from './mention.ts';
import type { Source } from './source.ts';

const suspends = new Set<string>(['ThrowStatement', 'AwaitExpression', 'YieldExpression', 'ForOfStatement']);

/**
 * How the function can be left with something still taken, at the start of a sentence; undefined if every way gives it back. Of exceptions, those of
 * `throw` and of waits count: that a plain call throws is for its author to know, and what is left behind by it is no lock.
 */
export function wayOut(source: Source, take: TSESTree.Node, gives: ReadonlySet<TSESTree.Node>): string | undefined {
  const body = bodyOf(take);
  const canThrow = throwing(source);
  const outcome = follow({ source, body, take, gives, mayThrow: (node) => suspends.has(node.type) && canThrow(node) });
  const exit = firstExit(outcome);
  if (exit !== undefined) {
    const name = exitName(exit.origin, body);
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  }
  const thrown = firstThrow(outcome);
  return thrown === undefined ? undefined : causeOf(source, thrown);
}
