import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, isWithin, unwrap } from './support/ast.ts';
import type { Body } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { bodiesOf, nodesIn } from './support/nodes.ts';
import { operationOf } from './support/operations.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';

type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement;

/** Operations that only look. */
const looks: ReadonlySet<string> = new Set([
  'mutex.isLocked', 'mutex.value', 'rwlock.held', 'channel.tryReceive', 'channel.length', 'select.poll', 'limiter.running', 'limiter.waiting', 'countdown.count', 'signal.aborted', 'event.count',
]);

export default createRule<[], 'blocked' | 'starved'>({
  name: 'no-busy-wait',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow loops that ask for a change again and again without letting others work', recommended: true },
    schema: [],
    messages: {
      blocked: "Nothing else runs while this loop asks for {{test}}, so what it waits for never happens. Wait for an event, a promise or a channel instead.",
      starved: "This loop lets only promise reactions in between, so timers, I/O and messages wait until it ends, and it may wait for one of them for ever. Wait for an event, a promise or a channel instead, or at least for a timer.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const body of bodiesOf(source)) {
          for (const node of nodesIn(source, body)) {
            if (node.type !== 'WhileStatement' && node.type !== 'DoWhileStatement' && node.type !== 'ForStatement') continue;
            const messageId = kindOf(source, body, node);
            if (messageId !== undefined) context.report({ node, messageId, data: { test: `'${source.code.getText(node.test ?? node)}'` } });
          }
        }
      },
    };
  },
});

function kindOf(source: Source, body: Body, loop: Loop): 'blocked' | 'starved' | undefined {
  const { test } = loop;
  if (test === null || (loop.type === 'ForStatement' && loop.update !== null) || !isEmptied(source, loop.body)) return undefined;
  const parts = nodesIn(source, body).filter((node) => isWithin(node, test));
  if (!parts.every((node) => onlyLooks(source, node)) || !parts.some((node) => canChange(source, body, node))) return undefined;
  return isEmpty(loop.body) ? 'blocked' : 'starved';
}

/** The body does nothing but let promise reactions in. */
function isEmptied(source: Source, node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'EmptyStatement': case 'ContinueStatement': return true;
    case 'BlockStatement': return node.body.every((statement) => isEmptied(source, statement));
    case 'ExpressionStatement': return isMicrotask(source, node.expression);
    default: return false;
  }
}

function isEmpty(node: TSESTree.Node): boolean {
  return node.type === 'BlockStatement' ? node.body.every(isEmpty) : node.type !== 'ExpressionStatement';
}

/** `await null`, `await Promise.resolve()`. */
function isMicrotask(source: Source, expression: TSESTree.Node): boolean {
  if (expression.type !== 'AwaitExpression') return false;
  const value = unwrap(expression.argument);
  if (value.type === 'Literal') return true;
  if (value.type === 'Identifier') return value.name === 'undefined';
  return value.type === 'CallExpression' && value.arguments.every((argument) => argument.type === 'Literal') && operationOf(source, value)?.operation.op === 'promise.resolved';
}

function onlyLooks(source: Source, node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'AwaitExpression': case 'YieldExpression': case 'NewExpression': case 'UpdateExpression': case 'TaggedTemplateExpression': return false;
    case 'AssignmentExpression': return node.operator === '=' && node.left.type === 'Identifier';
    case 'CallExpression': return looks.has(operationOf(source, node)?.operation.op ?? '');
    case 'MemberExpression': return !node.computed;
    default: return !isFunction(node);
  }
}

/** Something that other code changes: a call that looks, a field, or a variable that another function assigns. */
function canChange(source: Source, body: Body, node: TSESTree.Node): boolean {
  if (node.type === 'CallExpression') return true;
  if (node.type === 'MemberExpression') return node.parent.type !== 'CallExpression' || node.parent.callee !== node;
  if (node.type !== 'Identifier' || node.parent.type === 'MemberExpression') return false;
  const references = variableOf(source, node)?.references ?? [];
  const scope = source.code.scopeManager?.acquire(body, true) ?? source.code.scopeManager?.acquire(body);
  return references.some((reference) => reference.isWrite() && reference.init !== true && reference.from.variableScope !== scope);
}
