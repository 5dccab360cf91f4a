import type { TSESTree } from '@typescript-eslint/utils';
import { classOfThis, isFunction, unwrap } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { bodiesOf, nodesIn } from './support/nodes.ts';
import { denotes, mayHaveSignals, signalsOf } from './support/signals.ts';

export default createRule<[], 'kept'>({
  name: 'no-signal-in-field',
  meta: {
    type: 'suggestion',
    docs: { description: 'Disallow keeping the signal of a caller in a field', recommended: 'strict' },
    schema: [],
    messages: {
      kept: "A signal belongs to one call; kept in a field, it is that of an earlier call for all later ones: they end when that one is aborted, and their own callers cannot end them. Take a signal in each method that waits, or keep a controller that close() aborts.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        if (!mayHaveSignals(source)) return;
        for (const body of bodiesOf(source)) {
          const signals = isFunction(body) ? signalsOf(source, body) : [];
          if (signals.length === 0 || !isFunction(body)) continue;
          for (const parameter of body.params) {
            if (parameter.type === 'TSParameterProperty' && signals.some(({ index, option }) => option === undefined && body.params[index] === parameter)) context.report({ node: parameter, messageId: 'kept' });
          }
          for (const node of nodesIn(source, body)) {
            if (node.type !== 'AssignmentExpression' || node.operator === '||=' || !isField(node.left)) continue;
            const value = node.right.type === 'LogicalExpression' ? node.right.left : node.right;
            if (signals.some((signal) => denotes(source, signal, value))) context.report({ node, messageId: 'kept' });
          }
        }
      },
    };
  },
});

/** `this.signal` of a class. */
function isField(target: TSESTree.Node): boolean {
  const node = unwrap(target);
  return node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && classOfThis(node) !== undefined;
}
