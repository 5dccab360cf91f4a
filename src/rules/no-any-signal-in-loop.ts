import type { TSESTree } from '@typescript-eslint/utils';
import { lineOf, unwrap, wrapped } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventsOf } from './support/events.ts';
import { loopsAround } from './support/loops.ts';
import { operandOf } from './support/operations.ts';
import { placeOf, samePlace } from './support/places.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'grows'>({
  name: 'no-any-signal-in-loop',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow combining a signal with itself in each round of a loop', recommended: true },
    schema: [],
    messages: {
      grows: "Each round of the loop on line {{line}} wraps '{{signal}}' once more, so the chain of signals grows for as long as the loop runs, and each abort runs through all of it. Keep '{{signal}}' as it is, and combine it into a variable of the round.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, operation } of eventsOf(source, 'signal.any')) {
          if (node.type !== 'CallExpression') continue;
          const [loop] = loopsAround(node);
          const target = loop === undefined ? undefined : targetOf(node);
          if (loop === undefined || target === undefined || isMadeIn(source, loop, target)) continue;
          const combined = elementsOf(operandOf(node, operation.operands?.['signals']));
          const place = placeOf(source, target);
          if (combined.some((element) => samePlace(placeOf(source, element), place))) {
            context.report({ node, messageId: 'grows', data: { signal: source.code.getText(target), line: lineOf(loop) } });
          }
        }
      },
    };
  },
});

/** What the call's result is assigned to. */
function targetOf(call: TSESTree.CallExpression): TSESTree.Node | undefined {
  const outer = wrapped(call);
  const { parent } = outer;
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === outer ? parent.left : undefined;
}

function elementsOf(list: TSESTree.Node | undefined): readonly TSESTree.Node[] {
  const array = list === undefined ? undefined : unwrap(list);
  return array?.type === 'ArrayExpression' ? array.elements.filter((element) => element !== null) : [];
}

/** A variable of the loop's own rounds starts anew in each. */
function isMadeIn(source: Source, loop: TSESTree.Node, target: TSESTree.Node): boolean {
  const root = placeOf(source, target)?.root;
  return typeof root === 'object' && 'defs' in root && root.defs.some(({ name }) => loop.range[0] <= name.range[0] && name.range[1] <= loop.range[1]);
}
