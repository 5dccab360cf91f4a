import type { TSESTree } from '@typescript-eslint/utils';
import { operationOf } from './operations.ts';
import type { Source } from './source.ts';

/** Whether the node is in a test: what is left there at the end goes with the test. */
export function isInTest(source: Source, node: TSESTree.Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'CallExpression' && operationOf(source, at)?.operation.op.startsWith('test.') === true) return true;
  }
  return false;
}
