import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isFunction, wrapped } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventsOf } from './support/events.ts';
import { operandOf } from './support/operations.ts';

export default createRule<[], 'once' | 'useWhile'>({
  name: 'condition-in-loop',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a wait for a condition is repeated until the condition holds', recommended: true },
    hasSuggestions: true,
    schema: [],
    messages: {
      once: "When '{{condition}}' wakes this task, another one may have been first and changed things again, and a wait without a test before it may miss a notification for good. Test what is waited for in a while loop around the wait.",
      useWhile: "Test again after each wait: 'while' instead of 'if'.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, operation, on } of eventsOf(source, 'condition.wait')) {
          if (node.type !== 'CallExpression' || operandOf(node, operation.operands?.['predicate']) !== undefined) continue;
          const around = repeatedBy(node);
          if (around === 'loop' || around === 'caller') continue;
          context.report({ node, messageId: 'once', data: { condition: on?.name ?? '' }, suggest: around === undefined ? [] : useWhile(around) });
        }
      },
    };
  },
});

/** The loop around the wait, or the caller that is given its promise; else the `if` whose test should be repeated. */
function repeatedBy(wait: TSESTree.Node): 'loop' | 'caller' | TSESTree.IfStatement | undefined {
  let test: TSESTree.IfStatement | undefined;
  for (let at: TSESTree.Node | null | undefined = wrapped(wait); at; at = at.parent) {
    const { parent }: TSESTree.Node = at;
    if (parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && at.type !== 'BlockStatement')) return 'caller';
    if (parent?.type === 'WhileStatement' || parent?.type === 'DoWhileStatement' || parent?.type === 'ForStatement') return 'loop';
    if (parent?.type === 'IfStatement' && parent.consequent === at && parent.alternate === null && isAlone(wait, at)) test ??= parent;
    if (at.parent === undefined || at.parent === null || isFunction(at.parent)) return test;
  }
  return test;
}

/** The branch consists of the wait. */
function isAlone(wait: TSESTree.Node, branch: TSESTree.Node): boolean {
  const awaited = wrapped(wait).parent;
  const statement = branch.type === 'BlockStatement' && branch.body.length === 1 ? branch.body[0] : branch;
  return statement.type === 'ExpressionStatement' && statement.expression === awaited;
}

function useWhile(test: TSESTree.IfStatement): TSESLint.SuggestionReportDescriptor<'useWhile'>[] {
  const [start] = test.range;
  return [{ messageId: 'useWhile', fix: (fixer) => fixer.replaceTextRange([start, start + 'if'.length], 'while') }];
}
