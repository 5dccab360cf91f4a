import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isFunction, isWithin, lineOf, unwrap } from './support/ast.ts';
import type { Body, Func } from './support/ast.ts';
import { chainAt } from './support/common.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventAt, eventsOf } from './support/events.ts';
import { nodesIn } from './support/nodes.ts';
import { operandOf, sameLock } from './support/operations.ts';
import type { Lock } from './support/operations.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'late'>({
  name: 'count-before-start',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a task is counted before it is started, not by the task itself', recommended: true },
    schema: [],
    messages: {
      late: "This task counts itself in '{{countdown}}' after it has been started, so the wait on line {{line}} can pass before it does, and goes on while the task still runs. Count it where it is started, before the start.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const waits = eventsOf(source, 'countdown.wait');
        for (const { node, on } of waits.length === 0 ? [] : eventsOf(source, 'countdown.add')) {
          const task = bodyOf(node);
          if (on === undefined || task.type === 'Program' || node.type !== 'CallExpression' || !runsLater(source, task, node)) continue;
          const wait = waits.find((event) => event.on !== undefined && sameLock(event.on, on) && isAround(bodyOf(event.node), task));
          if (wait === undefined || isCountedBefore(source, on, bodyOf(wait.node), task)) continue;
          context.report({ node, messageId: 'late', data: { countdown: on.name, line: lineOf(wait.node) } });
        }
      },
    };
  },
});

function isAround(body: Body, task: Func): boolean {
  return body !== task && isWithin(task, body);
}

/** An asynchronous function runs up to its first `await` as soon as it is called; only what comes after runs later. */
function runsLater(source: Source, task: Func, node: TSESTree.Node): boolean {
  const { parent } = task;
  if (parent.type === 'CallExpression' && parent.arguments.some((argument) => argument === task) && (eventAt(source, parent) !== undefined || chainAt(source, parent) !== undefined)) return true;
  return nodesIn(source, task).some((other) => other.type === 'AwaitExpression' && other.range[1] <= node.range[0]);
}

/** The waiting function counts as well before it waits, or starts from a number. */
function isCountedBefore(source: Source, countdown: Lock, waiting: Body, task: Func): boolean {
  const counts = eventsOf(source, 'countdown.add', 'countdown.reset').some(({ node, on }) => on !== undefined && sameLock(on, countdown) && isWithin(node, waiting) && !isWithin(node, task));
  return counts || countdown.shape.made.length === 0 || countdown.shape.made.some((made) => !startsAtZero(countdown, made));
}

function startsAtZero({ shape }: Lock, made: TSESTree.NewExpression | TSESTree.CallExpression): boolean {
  const count = operandOf(made, shape.found.meaning.construct?.['count']);
  const value = count === undefined || isFunction(count) ? undefined : unwrap(count);
  return value === undefined || (value.type === 'Literal' && value.value === 0);
}
