import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isFunction, isWithin, lineOf, unwrap, wrapped } from './support/ast.ts';
import type { Body } from './support/ast.ts';
import { functionOf } from './support/callees.ts';
import { startedForEach } from './support/common.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Concurrency, Held } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { nameOfCall } from './support/mention.ts';
import { nodesIn } from './support/nodes.ts';
import { isPromise } from './support/promises.ts';
import type { Source } from './support/source.ts';

type MessageId = 'floating' | 'forEach' | 'returned' | 'addAwait';

interface Finding {
  readonly node: TSESTree.CallExpression;
  readonly messageId: Exclude<MessageId, 'addAwait'>;
  readonly lock: string;
  readonly since: TSESTree.Node;
}

/** Work that outlives the lock. */
type Left = Pick<Finding, 'node' | 'messageId'>;

export default createRule<[], MessageId>({
  name: 'no-floating-exclusive',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow work that is started under a lock and goes on after its release', recommended: true },
    hasSuggestions: true,
    schema: [],
    messages: {
      floating: "{{callee}} is started while '{{lock}}' is held (line {{line}}) and not waited for, so it goes on after the release, next to whoever holds '{{lock}}' then. Await it, or start it after the release.",
      forEach: "'forEach' does not wait for its asynchronous callback, so the work goes on after '{{lock}}' (line {{line}}) is released. Use a 'for … of' loop with await, or await Promise.all() of a map.",
      returned: "The finally block releases '{{lock}}' before the promise of {{callee}} is settled, so its work goes on without the lock. Return what an await of it gives.",
      addAwait: 'Await it.',
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const reported = new Set<TSESTree.Node>();
        for (const { node, messageId, lock, since } of findingsIn(concurrency)) {
          if (reported.has(node)) continue;
          reported.add(node);
          const data = { callee: nameOfCall(concurrency.source, node), lock, line: lineOf(since) };
          context.report({ node, messageId, data, suggest: messageId === 'forEach' ? [] : suggestionsFor(node) });
        }
      },
    };
  },
});

function suggestionsFor(node: TSESTree.CallExpression): TSESLint.SuggestionReportDescriptor<MessageId>[] {
  const body = bodyOf(node);
  if (body.type !== 'Program' && !body.async) return [];
  return [{ messageId: 'addAwait', fix: (fixer) => fixer.insertTextBefore(wrapped(node), 'await ') }];
}

function findingsIn({ source, events, held }: Concurrency): readonly Finding[] {
  const scoped = events.flatMap((event) => {
    const callback = event.kind === 'scoped' && event.callback !== undefined ? functionOf(source, event.callback) : undefined;
    return callback === undefined ? [] : leftBehind(source, callback).map((found) => ({ ...found, lock: event.lock.name, since: event.node }));
  });
  const acquired = held.flatMap((holding) => {
    const here = { lock: holding.acquire.lock.name, since: holding.acquire.node };
    const left = leftBehind(source, holding.body).filter(({ node }) => holding.outcome.calls.has(node));
    return [...left, ...returnedTooSoon(source, holding)].map((found) => ({ ...found, ...here }));
  });
  return [...scoped, ...acquired];
}

/** Asynchronous calls of the body whose promise nobody looks at. */
function leftBehind(source: Source, body: Body): readonly Left[] {
  return nodesIn(source, body).flatMap((node): readonly Left[] => {
    const call = node.type === 'ExpressionStatement' ? unwrap(node.expression) : undefined;
    if (call?.type !== 'CallExpression') return [];
    if (isAsyncForEach(source, call)) return [{ node: call, messageId: 'forEach' }];
    return isPromise(source, call) ? [{ node: call, messageId: 'floating' }] : [];
  });
}

function isAsyncForEach(source: Source, call: TSESTree.CallExpression): boolean {
  const callback = startedForEach(source, call, 'collection.each');
  return callback !== undefined && isFunction(callback) && callback.async;
}

/** `try { return work(); } finally { release(); }` */
function returnedTooSoon(source: Source, { body, gives, outcome }: Held): readonly Left[] {
  return nodesIn(source, body).flatMap((node): readonly Left[] => {
    const call = node.type === 'ReturnStatement' && node.argument !== null ? unwrap(node.argument) : undefined;
    if (call?.type !== 'CallExpression' || !outcome.calls.has(call) || !isPromise(source, call)) return [];
    return isReleasedAfter(node, gives) && ![...gives].some((give) => isWithin(give, node)) ? [{ node: call, messageId: 'returned' }] : [];
  });
}

/** A finally block around the node gives back. */
function isReleasedAfter(node: TSESTree.Node, gives: ReadonlySet<TSESTree.Node>): boolean {
  for (let at = node; at.parent !== undefined && at.parent !== null; at = at.parent) {
    const { parent } = at;
    if (isFunction(parent)) return false;
    const finalizer = parent.type === 'TryStatement' && parent.finalizer !== at ? parent.finalizer : null;
    if (finalizer !== null && [...gives].some((give) => isWithin(give, finalizer))) return true;
  }
  return false;
}
