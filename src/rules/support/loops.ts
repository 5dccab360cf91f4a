import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction } from './ast.ts';
import type { Body } from './ast.ts';
import { nodesIn } from './nodes.ts';
import type { Source } from './source.ts';

export type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement;

export function isLoop(node: TSESTree.Node): node is Loop {
  switch (node.type) {
    case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement': case 'ForInStatement': case 'ForOfStatement': return true;
    default: return false;
  }
}

/** The loops around the node in its own function, innermost first: those that can come to it more than once. */
export function loopsAround(node: TSESTree.Node): readonly Loop[] {
  const loops: Loop[] = [];
  for (let at = node; at.parent && !isFunction(at); at = at.parent) if (isLoop(at.parent) && isRepeated(at.parent, at)) loops.push(at.parent);
  return loops;
}

/** What a loop does once, before its first round, is not repeated. */
function isRepeated(loop: Loop, part: TSESTree.Node): boolean {
  if (loop.type === 'ForStatement') return part !== loop.init;
  return loop.type !== 'ForOfStatement' && loop.type !== 'ForInStatement' ? true : part !== loop.right;
}

/** The loops of the body that wait in each round, outer ones before inner ones. */
export function waitingLoops(source: Source, body: Body): readonly Loop[] {
  const found = new Set<Loop>();
  for (const node of nodesIn(source, body)) {
    if (node.type === 'ForOfStatement' && node.await) found.add(node);
    if (node.type === 'AwaitExpression') for (const loop of loopsAround(node)) found.add(loop);
  }
  return [...found].sort((a, b) => a.range[0] - b.range[0]);
}

/** Where a message about a loop points: its head. */
export function headOf(loop: Loop): TSESTree.SourceLocation {
  return { start: loop.loc.start, end: loop.body.loc.start };
}
