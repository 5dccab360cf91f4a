import type { TSESTree } from '@typescript-eslint/utils';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { isInTest } from './support/in-test.ts';
import { isNeverGivenBack, keptOf } from './support/takes.ts';

export default createRule<[], 'neverAborted'>({
  name: 'no-lost-cancel',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow a controller whose signal is handed out and which nothing can ever abort', recommended: true },
    schema: [],
    messages: {
      neverAborted: "The signal of '{{name}}' is handed out, but '{{name}}' is never aborted and nobody else can reach it, so whoever waits for the signal waits in vain. Call {{name}}.{{abort}}() where the work is over or given up, or leave the controller out.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const kept of keptOf(source, 'signal')) {
          const { node, name, obligation } = kept;
          // in a test, a signal that never comes is an argument like any other
          if (isInTest(source, node) || !isNeverGivenBack(kept) || isReturnedAtOnce(node, name)) continue;
          context.report({ node, messageId: 'neverAborted', data: { name, abort: obligation.release[0] } });
        }
      },
    };
  },
});

/** A controller that is made to return its signal and nothing else: a signal that never comes is what is wanted. */
function isReturnedAtOnce({ parent }: TSESTree.Node, name: string): boolean {
  const statement = parent?.parent;
  const block = statement?.parent;
  if (statement?.type !== 'VariableDeclaration' || block?.type !== 'BlockStatement') return false;
  const next = block.body.at(block.body.indexOf(statement) + 1);
  const returned = next?.type === 'ReturnStatement' ? next.argument : undefined;
  return returned?.type === 'MemberExpression' && returned.object.type === 'Identifier' && returned.object.name === name;
}
