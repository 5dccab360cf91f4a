import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isWithin, lineOf, unwrap } from './support/ast.ts';
import type { Body } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventsOf } from './support/events.ts';
import { nodesIn } from './support/nodes.ts';
import { operandOf } from './support/operations.ts';
import { exportOf, isFoundClass, variableOf } from './support/source.ts';
import type { Source, Variable } from './support/source.ts';

export default createRule<[], 'late'>({
  name: 'no-late-listener',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow waiting for an event of something that was started before another await', recommended: true },
    schema: [],
    messages: {
      late: "'{{emitter}}' is started on line {{start}} and nobody listens to it during the await on line {{gap}}: if the event comes then, this waits for ever. Begin to listen before that await.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, operation } of eventsOf(source, 'event.awaitOnce')) {
          if (node.type !== 'CallExpression') continue;
          const emitter = operandOf(node, operation.operands?.['emitter']);
          const variable = emitter?.type === 'Identifier' ? variableOf(source, emitter) : null;
          const start = variable === null ? undefined : startOf(source, variable, node);
          const gap = start === undefined ? undefined : gapBetween(source, bodyOf(node), start, node);
          if (emitter === undefined || start === undefined || gap === undefined) continue;
          context.report({ node, messageId: 'late', data: { emitter: source.code.getText(emitter), start: lineOf(start), gap: lineOf(gap) } });
        }
      },
    };
  },
});

/** Where the emitter is made and set to work; undefined if it is touched again before the wait, which may be what starts it, or looks at it, or listens. */
function startOf(source: Source, variable: Variable, wait: TSESTree.CallExpression): TSESTree.Node | undefined {
  const [definition] = variable.defs;
  if (definition?.type !== 'Variable' || definition.node.id !== definition.name || definition.node.init === null) return undefined;
  const init = unwrap(definition.node.init);
  if (bodyOf(init) !== bodyOf(wait) || isInLoop(wait, init) || !startsWork(source, init)) return undefined;
  const isTouched = variable.references.some(({ identifier, init: isInit }) => isInit !== true && !isWithin(identifier, wait) && identifier.range[0] < wait.range[0]);
  return isTouched ? undefined : init;
}

/** A bare emitter does nothing by itself. */
function startsWork(source: Source, init: TSESTree.Node): boolean {
  if (init.type === 'CallExpression') return true;
  const found = init.type === 'NewExpression' ? exportOf(source, init.callee) : undefined;
  return init.type === 'NewExpression' && !(isFoundClass(found) && found.meaning.primitive === 'event');
}

/** The wait is repeated while the start is not. */
function isInLoop(wait: TSESTree.Node, start: TSESTree.Node): boolean {
  for (let at = wait.parent; at !== undefined && at !== null && at.type !== 'Program' && !isWithin(start, at); at = at.parent) {
    if (/^(?:For|While|DoWhile)/.test(at.type)) return true;
  }
  return false;
}

/** An `await` of something else in between, on the way from the one to the other. */
function gapBetween(source: Source, body: Body, start: TSESTree.Node, wait: TSESTree.Node): TSESTree.Node | undefined {
  return nodesIn(source, body).find((node) =>
    (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) && start.range[1] <= node.range[0] && node.range[1] <= wait.range[0] && isOnWay(node, wait));
}

/** The blocks around the await are around the wait as well. */
function isOnWay(gap: TSESTree.Node, wait: TSESTree.Node): boolean {
  for (let at = gap.parent; at !== undefined && at !== null && !isWithin(wait, at); at = at.parent) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' || at.type === 'LogicalExpression' || at.type === 'CatchClause' || at.type === 'SwitchCase') return false;
  }
  return true;
}
