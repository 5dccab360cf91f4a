import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, isWithin, lineOf, unwrap } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { calleeOf } from './support/callees.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { isLeftAlone } from './support/events.ts';
import { nameOfCall } from './support/mention.ts';
import { allCalls, nodesIn } from './support/nodes.ts';
import { shapeOf } from './support/shapes.ts';
import type { Source } from './support/source.ts';

type Options = readonly [{ readonly reason: string }];
type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement;

export default createRule<Options, 'endless'>({
  name: 'task-has-owner',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require that who starts an endless task can stop it', recommended: 'strict' },
    schema: [
      {
        type: 'object',
        description: 'How a task is marked that is meant to run for ever.',
        additionalProperties: false,
        properties: { reason: { type: 'string', description: 'What a comment before the start begins with that says why the task may run for ever.' } },
      },
    ],
    defaultOptions: [{ reason: 'detached:' }],
    messages: {
      endless: "{{callee}} is left alone, and its loop on line {{line}} has no way out: it keeps alive what it uses, and runs on after everything else has been shut down. Give it an AbortSignal that the loop looks at, or say in a comment '{{reason}} …' why it may run for ever.",
    },
  },
  create(context) {
    const reason = context.options[0]?.reason ?? 'detached:';
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const node of allCalls(source)) {
          const task = isLeftAlone(source, node) ? calleeOf(source, node) : undefined;
          const loop = task?.async === true ? endlessLoop(source, task) : undefined;
          if (loop === undefined || hasReason(source, node, reason)) continue;
          const callee = isFunction(unwrap(node.callee)) ? 'This task' : nameOfCall(source, node);
          context.report({ node, messageId: 'endless', data: { callee, line: lineOf(loop), reason } });
        }
      },
    };
  },
});

/** A loop with an `await` and without a condition, a way out, or a signal that is looked at. */
function endlessLoop(source: Source, task: Func): TSESTree.Node | undefined {
  const nodes = nodesIn(source, task);
  return nodes.find((loop) => {
    if (!isEndless(loop)) return false;
    const inside = nodes.filter((node) => node !== loop && isWithin(node, loop));
    return inside.some((node) => node.type === 'AwaitExpression') && !inside.some((node) => isWayOut(source, node, loop));
  });
}

function isEndless(node: TSESTree.Node): node is Loop {
  if (node.type === 'ForStatement') return node.test === null || isTrue(node.test);
  return (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') && isTrue(node.test);
}

function isTrue(test: TSESTree.Node): boolean {
  return test.type === 'Literal' && Boolean(test.value);
}

function isWayOut(source: Source, node: TSESTree.Node, loop: TSESTree.Node): boolean {
  switch (node.type) {
    case 'ReturnStatement': case 'ThrowStatement': return true;
    case 'BreakStatement': return node.label !== null || breaks(node, loop);
    case 'Identifier': case 'MemberExpression': return isSignal(source, node);
    default: return false;
  }
}

/** The break leaves this loop, not one (or a switch) inside of it. */
function breaks(node: TSESTree.BreakStatement, loop: TSESTree.Node): boolean {
  for (let at: TSESTree.Node = node.parent; at !== loop && at.parent !== undefined && at.parent !== null; at = at.parent) {
    if (at.type === 'SwitchStatement' || /^(?:For|While|DoWhile)/.test(at.type)) return false;
  }
  return true;
}

function isSignal(source: Source, node: TSESTree.Node): boolean {
  const shape = shapeOf(source, node);
  return shape?.kind === 'library' && shape.found.meaning.primitive === 'signal';
}

function hasReason({ code }: Source, node: TSESTree.Node, reason: string): boolean {
  let statement: TSESTree.Node = node;
  while (statement.parent !== undefined && statement.parent !== null && !/Statement$/.test(statement.type)) statement = statement.parent;
  const line = statement.loc.start.line;
  const comments = [...code.getCommentsBefore(statement), ...code.getCommentsAfter(statement).filter((comment) => comment.loc.start.line === line)];
  return comments.some(({ value }) => value.replace(/^[\s*]+/, '').startsWith(reason));
}
