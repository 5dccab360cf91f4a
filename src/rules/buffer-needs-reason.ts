import type { TSESTree } from '@typescript-eslint/utils';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { creationsOf } from './support/events.ts';
import { literalNumber, operandOf } from './support/operations.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'unexplained'>({
  name: 'buffer-needs-reason',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require a comment that says why a channel has room for more than one value', recommended: 'strict' },
    schema: [],
    messages: {
      unexplained: "This channel has room for {{capacity}} values and no comment says why. A buffer hides a deadlock until it is full, in production rather than in the test. Use 0, or say in a comment on this line or above it why {{capacity}} are enough.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, found } of creationsOf(source, 'channel')) {
          const operand = operandOf(node, found.meaning.construct?.['capacity']);
          const capacity = literalNumber(source, operand);
          if (operand === undefined || capacity === undefined || capacity <= 1 || isExplained(source, node) || isExplainedConstant(source, operand)) continue;
          context.report({ node: operand, messageId: 'unexplained', data: { capacity: String(capacity) } });
        }
      },
    };
  },
});

/** A comment inside, on the same line, or on the lines right above the statement. */
function isExplained(source: Source, node: TSESTree.Node): boolean {
  const statement = statementOf(node);
  const above = source.code.getCommentsBefore(statement).some((comment) => comment.loc.end.line >= statement.loc.start.line - 1);
  return above || source.code.getAllComments().some(({ loc }) => node.loc.start.line <= loc.end.line && loc.start.line <= node.loc.end.line);
}

/** The smallest statement or member of a class around the node. */
function statementOf(node: TSESTree.Node): TSESTree.Node {
  let at = node;
  while (at.parent && !/(Statement|Declaration|PropertyDefinition)$/.test(at.type)) at = at.parent;
  return at.parent?.type === 'ExportNamedDeclaration' ? at.parent : at;
}

/** `const queueSize = 64; // …` */
function isExplainedConstant(source: Source, operand: TSESTree.Node): boolean {
  if (operand.type !== 'Identifier') return false;
  const definition = variableOf(source, operand)?.defs[0];
  return definition !== undefined && isExplained(source, definition.node);
}
