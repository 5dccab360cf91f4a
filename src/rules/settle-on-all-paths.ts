import type { TSESTree } from '@typescript-eslint/utils';
import { callbackNames } from '../libraries/index.ts';
import { bodyOf, lineOf, nestedFunction, unwrap, wrapped } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Concurrency } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { executorsOf } from './support/executors.ts';
import { firstExit, firstThrow } from './support/exits.ts';
import { follow } from './support/flow.ts';
import type { Outcome } from './support/flow.ts';
import { addGive, callAround } from './support/holding.ts';
import { exitName } from './support/mention.ts';
import { nodesIn } from './support/nodes.ts';
import { operationOf } from './support/operations.ts';
import { isChain } from './support/promises.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';
import { mayThrow } from './support/throws.ts';

type MessageId = 'executor' | 'callback' | 'throws' | 'twice';

interface Finding {
  readonly messageId: MessageId;
  readonly exit: string;
  readonly line: number;
}

export default createRule<[], MessageId>({
  name: 'settle-on-all-paths',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a promise executor settles its promise, or hands that on, on every path', recommended: true },
    schema: [],
    messages: {
      executor: 'At {{exit}} this promise is neither resolved nor rejected, and nobody else can do so any more: whoever awaits it waits for ever. Resolve or reject it there too.',
      callback: 'Only the callback on line {{line}} can settle this promise, and at {{exit}} it has not: whoever awaits the promise waits for ever. Resolve or reject it there too.',
      twice: 'Line {{line}} has settled this promise already on this path, so this has no effect. Return after the first, or settle it in the other branch.',
      throws: 'Only the callback on line {{line}} can settle this promise; what {{exit}} throws reaches nobody who awaits it. Reject the promise instead.',
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        for (const { promise: node, body: executor } of executorsOf(concurrency.source)) {
          const uses = usesOfSettlers(concurrency.source, executor);
          if (uses === undefined) continue;
          const finding = findingOf(concurrency, executor, uses);
          if (finding !== undefined) context.report({ node, messageId: finding.messageId, data: { exit: finding.exit, line: finding.line } });
          for (const { first, second } of settledTwice(concurrency.source, uses)) context.report({ node: second, messageId: 'twice', data: { line: lineOf(first) } });
        }
      },
    };
  },
});

function findingOf(concurrency: Concurrency, executor: Func, uses: readonly TSESTree.Node[]): Finding | undefined {
  const { source } = concurrency;
  const exit = unsettledAt(outcomeOf(concurrency, executor, uses), executor);
  if (exit !== undefined) return { messageId: 'executor', exit, line: lineOf(executor) };
  const callback = onlyCallback(executor, uses);
  if (callback === undefined || !runsOnce(source, callback)) return undefined;
  const outcome = outcomeOf(concurrency, callback, uses);
  const line = lineOf(callback);
  const inner = unsettledAt(outcome, callback);
  if (inner !== undefined) return { messageId: 'callback', exit: inner, line };
  const thrown = firstThrow(outcome, true);
  return thrown === undefined ? undefined : { messageId: 'throws', exit: `line ${lineOf(thrown)}`, line };
}

/** Where `resolve` and `reject` are used; undefined if that cannot be seen, or if it is never to be resolved: the losing side of a race. */
function usesOfSettlers(source: Source, executor: Func): readonly TSESTree.Node[] | undefined {
  const uses: TSESTree.Node[] = [];
  for (const parameter of executor.params) {
    const variable = parameter.type === 'Identifier' ? variableOf(source, parameter) : null;
    if (variable === null || (uses.length === 0 && variable.references.length === 0)) return undefined;
    uses.push(...variable.references.map((reference) => reference.identifier));
  }
  return uses.length === 0 ? undefined : uses;
}

/** Calls that settle the promise after another one has, in the same function. */
function settledTwice(source: Source, uses: readonly TSESTree.Node[]): readonly { readonly first: TSESTree.Node; readonly second: TSESTree.Node }[] {
  const calls = uses.map(callAround).filter((node) => node.type === 'CallExpression');
  const reported = new Set<TSESTree.Node>();
  return calls.flatMap((first) => {
    const body = bodyOf(first);
    const others = calls.filter((call) => call !== first && bodyOf(call) === body && !reported.has(call));
    if (others.length === 0) return [];
    const after = follow({ source, body, take: first, gives: new Set(), mayThrow: (node) => node.type === 'ThrowStatement' });
    return others.filter((second) => after.calls.has(second)).map((second) => {
      reported.add(second);
      return { first, second };
    });
  });
}

/** Follows the body until the promise is settled or its functions are handed on. */
function outcomeOf({ source, throws }: Concurrency, body: Func, uses: readonly TSESTree.Node[]): Outcome {
  const duties = { source, body, gives: new Set<TSESTree.Node>(), tests: new Set<TSESTree.Node>(), ends: new Set<TSESTree.Node>() };
  for (const use of uses) for (const give of nestedFunction(body, use) === undefined ? handingOn(use) : [use]) addGive(duties, give);
  return follow({ source, body, gives: duties.gives, tests: duties.tests, mayThrow: (node) => mayThrow(throws, node) });
}

/** `{ handler: isFree ? null : resolve }` is handed on either way: who stores it so asks later which of the two it was. */
function handingOn(use: TSESTree.Node): readonly TSESTree.Node[] {
  const outer = wrapped(use);
  const { parent } = outer;
  return parent?.type === 'ConditionalExpression' && parent.test !== outer ? [unwrap(parent.consequent), unwrap(parent.alternate)] : [callAround(use)];
}

function unsettledAt(outcome: Outcome, body: Func): string | undefined {
  const exit = firstExit(outcome);
  if (exit === undefined || hasOpenSwitch(body)) return undefined;
  return exitName(exit.origin, body);
}

/** A `switch` without a default may well have all the cases there are. */
function hasOpenSwitch(body: Func): boolean {
  return body.body.type === 'BlockStatement' && body.body.body.some((node) => node.type === 'SwitchStatement' && node.cases.every((option) => option.test !== null));
}

/** The one function inside the executor, given to a call, that has all that can settle the promise. */
function onlyCallback(executor: Func, uses: readonly TSESTree.Node[]): Func | undefined {
  const callbacks = new Set(uses.map((use) => nestedFunction(executor, use)));
  const [callback] = callbacks;
  return callbacks.size === 1 && callback !== undefined && wrapped(callback).parent?.type === 'CallExpression' ? callback : undefined;
}

/** Operations that run their callback at most once. */
const single: ReadonlySet<string> = new Set(['timer.set', 'event.once', 'promise.then', 'promise.catch', 'promise.finally']);

/** Whether the callback is run once: by a described operation, or, with an error as its first parameter, by convention. */
function runsOnce(source: Source, callback: Func): boolean {
  const call = wrapped(callback).parent;
  if (call?.type !== 'CallExpression' || call.arguments.at(-1) !== wrapped(callback)) return false;
  const op = operationOf(source, call)?.operation.op;
  if (op !== undefined || isChain(call)) return op === undefined || single.has(op);
  const [first] = callback.params;
  if (first?.type !== 'Identifier' || !callbackNames(source.libraries, 'failures').has(first.name)) return false;
  return testsFirst(source, callback, first.name) && !isListener(call);
}

/** `if (err) …`: what a listener for errors has no need to ask. */
function testsFirst(source: Source, callback: Func, name: string): boolean {
  const isFirst = (node: TSESTree.Node): boolean => node.type === 'Identifier' && node.name === name;
  return nodesIn(source, callback).some((node) => {
    const test = node.type === 'IfStatement' ? unwrap(node.test) : undefined;
    if (test?.type === 'UnaryExpression') return isFirst(unwrap(test.argument));
    return test !== undefined && (isFirst(test) || (test.type === 'BinaryExpression' && isFirst(unwrap(test.left))));
  });
}

/** Called in a chain, as only registrations are: `child.on('a', …).on('b', …)`. */
function isListener(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && unwrap(callee.object).type === 'CallExpression';
}
