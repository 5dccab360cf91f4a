import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, lineOf, nestedFunction, unwrap, wrapped } from './support/ast.ts';
import type { Body, Func } from './support/ast.ts';
import { chainAt, chainedTo } from './support/common.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Concurrency } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { deferredsOf } from './support/deferreds.ts';
import type { Deferred } from './support/deferreds.ts';
import { executorsOf } from './support/executors.ts';
import { firstExit, firstThrow } from './support/exits.ts';
import { follow } from './support/flow.ts';
import type { Outcome } from './support/flow.ts';
import { addGive, callAround, newDuties } from './support/duties.ts';
import { loopsAround } from './support/loops.ts';
import { exitName } from './support/mention.ts';
import { nodesIn } from './support/nodes.ts';
import { operationOf } from './support/operations.ts';
import { outside, variableOf } from './support/source.ts';
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
    docs: { description: 'Require that who makes a promise settles it, or hands that on, on every path', recommended: true },
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
        for (const deferred of deferredsOf(concurrency.source)) {
          const exit = handedOutUnsettled(concurrency, deferred);
          if (exit !== undefined) context.report({ node: deferred.node, messageId: 'executor', data: { exit } });
        }
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
  return follow({ source, body, gives: givesOf(source, body, uses), mayThrow: (node) => mayThrow(throws, node) });
}

function givesOf(source: Source, body: Body, uses: readonly TSESTree.Node[]): ReadonlySet<TSESTree.Node> {
  const duties = newDuties(source, body);
  for (const use of uses) for (const give of nestedFunction(body, use) === undefined ? handingOn(use) : [use]) addGive(duties, give);
  return new Set([...duties.gives].flatMap((give) => [give, ...loopsOver(give)]));
}

/** `for (const item of list) item.done.then(resolve)`: that there is something in the list is for the caller to know, as with `forEach`. */
function loopsOver(give: TSESTree.Node): readonly TSESTree.Node[] {
  for (let at: TSESTree.Node | null | undefined = give.parent; at; at = at.parent) {
    if (at.type === 'ForOfStatement') return [at.right];
    if (!isStraight(at)) return [];
  }
  return [];
}

/** What is in the node is evaluated whenever the node is. */
function isStraight({ type }: TSESTree.Node): boolean {
  return type === 'BlockStatement' || type === 'ExpressionStatement' || type === 'CallExpression' || type === 'MemberExpression' || type === 'AwaitExpression' || type === 'UnaryExpression';
}

/** Where the function returns the promise, or waits for it itself, before anyone can settle it. */
function handedOutUnsettled({ source, throws }: Concurrency, { node, body, promises, settlers }: Deferred): string | undefined {
  const ends = new Map(promises.flatMap((use) => {
    const end = endOf(source, use);
    return end === undefined || bodyOf(use) !== body ? [] : [[use, end] as const];
  }));
  if (ends.size === 0 || settlers.length === 0 || settlers.some((use) => isEarlier(body, use, node))) return undefined;
  const outcome = follow({ source, body, take: node, gives: givesOf(source, body, settlers), watched: new Set(ends.keys()), mayThrow: (other) => mayThrow(throws, other) });
  const first = [...ends].find(([use]) => outcome.met.has(use));
  return first === undefined ? undefined : `the ${first[1].type === 'ReturnStatement' ? 'return' : 'await'} on line ${lineOf(first[1])}`;
}

/** The use is in a function that may well have been handed on before the promise was made. */
function isEarlier(body: Body, use: TSESTree.Node, made: TSESTree.Node): boolean {
  const nested = nestedFunction(body, use);
  return nested !== undefined && (nested.type === 'FunctionDeclaration' || nested.range[0] < made.range[0]);
}

/** The `return` or `await` of the promise, or of what is chained to it. */
function endOf(source: Source, promise: TSESTree.Node): TSESTree.Node | undefined {
  const chain = chainedTo(source, promise);
  if (chain !== undefined) return endOf(source, chain);
  const { parent } = wrapped(promise);
  return parent?.type === 'ReturnStatement' || parent?.type === 'AwaitExpression' ? parent : undefined;
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
const single: ReadonlySet<string> = new Set(['timer.set', 'timer.soon', 'event.once', 'promise.then', 'promise.catch', 'promise.finally']);

/** Whether the callback is run once: by a described operation, or, with an error as its first parameter, by convention. */
function runsOnce(source: Source, callback: Func): boolean {
  const call = wrapped(callback).parent;
  if (call?.type !== 'CallExpression' || call.arguments.at(-1) !== wrapped(callback) || loopsAround(call).length > 0) return false;
  const op = operationOf(source, call)?.operation.op ?? chainAt(source, call)?.op;
  if (op !== undefined) return single.has(op);
  const [first] = callback.params;
  if (first?.type !== 'Identifier' || !outside(source, 'failures').has(first.name)) return false;
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
