import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../libraries/index.ts';
import { bodyOf, lineOf, unwrap } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { calleeOf } from './support/callees.ts';
import { signalSlotOf } from './support/cancellation.ts';
import { chainAt } from './support/common.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventAt, eventsOf } from './support/events.ts';
import { executorsOf } from './support/executors.ts';
import { isInTest } from './support/in-test.ts';
import { nameOfCall } from './support/mention.ts';
import { operandOf } from './support/operations.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';
import { isDropped, leftOpen, takesOf } from './support/takes.ts';

type MessageId = 'losesRace' | 'sleepLosesRace' | 'intervalOfWait' | 'intervalStays';

export default createRule<[], MessageId>({
  name: 'clear-timer',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a timer is cleared when what it was set for is over', recommended: true },
    schema: [],
    messages: {
      losesRace: "If another promise wins the race on line {{line}}, this timer runs on: it keeps the process alive and all that it refers to, once for each call. Keep what {{call}} returns outside the promise, and clear it in a finally block after the race.",
      sleepLosesRace: "If another promise wins the race on line {{line}}, {{call}} runs on: it keeps the process alive and all that it refers to, once for each call. Pass it a signal, and abort that in a finally block after the race.",
      intervalOfWait: "This interval is set for a promise and nothing ever clears it, so it fires for ever after the promise is settled, one more with each call. Keep what {{call}} returns, and clear it where the promise is settled.",
      intervalStays: "{{exit}} skips the call that clears this interval, so it fires for ever. Clear it in a finally block.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const reported = new Set<TSESTree.Node>();
        const report = (node: TSESTree.CallExpression, messageId: MessageId, line: number): void => {
          if (reported.has(node)) return;
          reported.add(node);
          context.report({ node, messageId, data: { call: nameOfCall(source, node), line } });
        };
        for (const { node, operation } of eventsOf(source, 'promise.race')) {
          const items = node.type === 'CallExpression' && !isInTest(source, node) ? operandOf(node, operation.operands?.['items']) : undefined;
          const list = items === undefined ? undefined : unwrap(items);
          if (list?.type !== 'ArrayExpression') continue;
          for (const element of list.elements) {
            for (const found of element === null ? [] : racedTimers(source, element, 0)) report(found.node, found.messageId, lineOf(node));
          }
        }
        const intervals = takesOf(source, 'timer.repeat').filter(({ node }) => !isInTest(source, node));
        if (intervals.length === 0) return;
        const executors = new Set<TSESTree.Node>(executorsOf(source).map(({ body }) => body));
        for (const interval of intervals) {
          const exit = leftOpen(source, interval);
          if (exit !== undefined) context.report({ node: interval.node, messageId: 'intervalStays', data: { exit } });
          if (executors.has(bodyOf(interval.node)) && isDropped(source, interval)) report(interval.node, 'intervalOfWait', lineOf(interval.node));
        }
      },
    };
  },
});

interface RacedTimer {
  readonly node: TSESTree.CallExpression;
  readonly messageId: MessageId;
}

const maxDepth = 4;

/** The timers behind a promise of the race that nobody can clear. */
function racedTimers(source: Source, element: TSESTree.Node, depth: number): readonly RacedTimer[] {
  const node = unwrap(element);
  if (depth > maxDepth) return [];
  if (node.type === 'NewExpression') return timersOfExecutor(source, node);
  if (node.type === 'Identifier') {
    const init = constantValue(source, node);
    return init === undefined ? [] : racedTimers(source, init, depth + 1);
  }
  if (node.type !== 'CallExpression') return [];
  const chained = chainAt(source, node)?.on;
  if (chained !== undefined) return racedTimers(source, chained, depth + 1);
  const event = eventAt(source, node);
  if (event?.op === 'timer.sleep') {
    const isLeft = signalSlotOf(source, node)?.given === false && lasts(node, event.operation);
    return isLeft && keepsAlive(node, event.operation) ? [{ node, messageId: 'sleepLosesRace' }] : [];
  }
  const callee = calleeOf(source, node);
  return callee === undefined ? [] : timersOfHelper(source, callee, node, depth);
}

function constantValue(source: Source, name: TSESTree.Identifier): TSESTree.Node | undefined {
  const variable = variableOf(source, name);
  const definition = variable?.defs[0];
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const' || definition.node.id !== definition.name) return undefined;
  return definition.node.init ?? undefined;
}

/** `new Promise((_, reject) => setTimeout(reject, 100))`, where the timer stays inside. */
function timersOfExecutor(source: Source, node: TSESTree.NewExpression): readonly RacedTimer[] {
  const body = executorsOf(source).find(({ promise }) => promise === node)?.body;
  if (body === undefined) return [];
  const timers = takesOf(source, 'timer.set', 'timer.repeat').filter((timer) => bodyOf(timer.node) === body && lasts(timer.node, timer.operation));
  return timers.flatMap((timer) => (isDropped(source, timer) ? [{ node: timer.node, messageId: 'losesRace' }] : []));
}

/** A timer that fires in the next turn of the event loop is over before it could be cleared. */
function lasts(call: TSESTree.CallExpression, { operands }: Operation): boolean {
  const delay = operands?.['delay'];
  const given = operandOf(call, delay);
  return delay !== undefined && !('constant' in delay) && !(given?.type === 'Literal' && given.value === 0);
}

/** Not told by an option to let the process end. */
function keepsAlive(call: TSESTree.CallExpression, { operands }: Operation): boolean {
  const ref = operandOf(call, operands?.['ref']);
  return ref === undefined || (ref.type === 'Literal' && ref.value === true);
}

/** `timeout(100)`: a function of this file that returns such a promise and takes nothing that could end it. */
function timersOfHelper(source: Source, callee: Func, call: TSESTree.CallExpression, depth: number): readonly RacedTimer[] {
  const result = resultOf(callee);
  if (result === undefined || signalSlotOf(source, call)?.given === true) return [];
  return racedTimers(source, result, depth + 1);
}

/** The expression that a function consists of, or that its only statement returns. */
function resultOf(callee: Func): TSESTree.Node | undefined {
  if (callee.body.type !== 'BlockStatement') return callee.body;
  const [only, ...others] = callee.body.body;
  return only?.type === 'ReturnStatement' && others.length === 0 ? (only.argument ?? undefined) : undefined;
}
