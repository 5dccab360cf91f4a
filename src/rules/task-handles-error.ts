import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isFunction, lineOf, unwrap } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { calleeOf } from './support/callees.ts';
import { chainAt, chainedTo, startedForEach } from './support/common.ts';
import { concurrencyOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventsOf, isLeftAlone } from './support/events.ts';
import { failureOf } from './support/failures.ts';
import { mention, nameOfCall } from './support/mention.ts';
import { allCalls } from './support/nodes.ts';
import { operandOf, operationOf } from './support/operations.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'task' | 'callback'>({
  name: 'task-handles-error',
  meta: {
    type: 'problem',
    docs: { description: 'Require that the failure of a started task goes somewhere', recommended: 'strict' },
    schema: [],
    messages: {
      task: '{{callee}} is started and left alone, and what {{cause}} on line {{line}} throws reaches nobody but the process, which ends by default. Catch it in the task, or chain a catch().',
      callback: 'Nobody waits for this asynchronous callback, and what {{cause}} on line {{line}} throws reaches nobody but the process, which ends by default. Catch it in the callback.',
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const { source } = concurrency;
        for (const node of allCalls(source)) {
          // a module's own call is its main program, which may well end the process
          if (!isLeftAlone(source, node) || isHandled(source, node) || bodyOf(node).type === 'Program') continue;
          const task = calleeOf(source, node);
          const cause = task?.async === true && !task.generator ? failureOf(concurrency, task) : undefined;
          if (cause === undefined) continue;
          context.report({ node, messageId: 'task', data: { callee: nameOfTask(node), cause: causeOf(cause), line: lineOf(cause) } });
        }
        for (const { node, operation } of eventsOf(source, 'timer.set', 'timer.soon', 'timer.repeat', 'event.on', 'event.once', 'event.listen', 'signal.listen')) {
          if (node.type !== 'CallExpression') continue;
          const callback = operandOf(node, operation.operands?.['callback'] ?? operation.operands?.['listener']);
          const cause = callback !== undefined && isFunction(callback) && callback.async ? failureOf(concurrency, callback) : undefined;
          if (callback === undefined || cause === undefined) continue;
          context.report({ node: callback, messageId: 'callback', data: { cause: causeOf(cause), line: lineOf(cause) } });
        }

        for (const node of allCalls(source)) {
          const callback = forEachCallback(source, node);
          const cause = callback?.async === true ? failureOf(concurrency, callback) : undefined;
          if (callback !== undefined && cause !== undefined) context.report({ node: callback, messageId: 'callback', data: { cause: causeOf(cause), line: lineOf(cause) } });
        }

        function causeOf(node: TSESTree.Node): string {
          return node.type === 'ThrowStatement' ? 'the statement' : mention(source, unwrap(node));
        }

        function nameOfTask(node: TSESTree.CallExpression): string {
          return isFunction(unwrap(node.callee)) ? 'This task' : nameOfCall(source, node);
        }
      },
    };
  },
});

/** `list.forEach(async (item) => …)`: what the callback returns is dropped. */
function forEachCallback(source: Source, call: TSESTree.CallExpression): Func | undefined {
  const callback = operationOf(source, call) === undefined ? startedForEach(source, call, 'collection.each') : undefined;
  return callback !== undefined && isFunction(callback) ? callback : undefined;
}

/** `work().catch(report)`, `work().then(show, report)`, also after `finally`. */
function isHandled(source: Source, call: TSESTree.Node): boolean {
  const chain = chainedTo(source, call);
  if (chain === undefined) return false;
  const rejected = chainAt(source, chain)?.operation.operands?.['rejected'];
  return operandOf(chain, rejected) !== undefined || isHandled(source, chain);
}
