import type { TSESTree } from '@typescript-eslint/utils';
import { lineOf } from './support/ast.ts';
import { functionOf } from './support/callees.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Concurrency } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { nameOfCall } from './support/mention.ts';
import { permitsOf } from './support/operations.ts';
import type { Acquire, Scoped } from './support/operations.ts';
import { samePlace } from './support/places.ts';
import type { Source } from './support/source.ts';
import { callbackCalls, inlineCalls, takingsOf } from './support/takings.ts';
import type { Taking } from './support/takings.ts';

type Kind = 'nested' | 'readAgain' | 'task';
type MessageId = Kind | `${Kind}Through`;

/** A lock that is held, and a call that is made meanwhile. */
interface Meanwhile {
  readonly holder: Acquire | Scoped;
  readonly call: TSESTree.CallExpression;
  /** The call is in a callback, so that to return its promise is to wait for it. */
  readonly returned: boolean;
}

export default createRule<[], MessageId>({
  name: 'no-nested-acquire',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow taking a lock again by code that holds it already', recommended: true },
    schema: [],
    messages: {
      nested: "'{{lock}}' is held here since line {{line}} and does not let its own holder in again, so this waits for ever. Take it once, and let the inner code rely on that.",
      nestedThrough: "{{callee}} takes '{{lock}}' again on line {{inner}} while it is held here since line {{line}}, so this waits for ever. Split off the part of {{callee}} that expects the lock to be held, and call that.",
      readAgain: "'{{lock}}' is read-locked here since line {{line}}; as soon as a writer waits in between, this second read lock waits for the writer and the writer for the first, for ever. Use the lock that is held already.",
      readAgainThrough: "{{callee}} read-locks '{{lock}}' again on line {{inner}} while it is read-locked here since line {{line}}; as soon as a writer waits in between, both wait for ever. Split off the part of {{callee}} that expects the lock to be held, and call that.",
      task: "This task of '{{lock}}' (line {{line}}) waits for another task of the same limiter, which runs one at a time, so neither ever ends. Do the inner work directly, or give it a limiter of its own.",
      taskThrough: "{{callee}} queues a task on '{{lock}}' on line {{inner}} and this task of it (line {{line}}) waits for that one; the limiter runs one at a time, so neither ever ends. Do the inner work directly, or give it a limiter of its own.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const reported = new Set<TSESTree.Node>();
        for (const meanwhile of allMeanwhile(concurrency)) {
          const taking = takenAgain(concurrency.source, meanwhile);
          if (taking === undefined || reported.has(meanwhile.call)) continue;
          reported.add(meanwhile.call);
          context.report({ node: meanwhile.call, messageId: messageFor(meanwhile, taking), data: dataOf(concurrency.source, meanwhile, taking) });
        }
      },
    };
  },
});

/** Every call that is made while a lock is held, innermost holder last. */
function allMeanwhile({ source, events, held }: Concurrency): readonly Meanwhile[] {
  const acquired = held.flatMap(({ acquire, outcome }) =>
    [...outcome.calls].flatMap((call) => [
      { holder: acquire, call, returned: false },
      ...callbackCalls(source, call, false).map((inner) => ({ holder: acquire, call: inner, returned: true })),
    ]));
  const scoped = events.flatMap((event) => (event.kind === 'scoped' ? meanwhileOf(source, event) : []));
  return [...acquired, ...scoped];
}

function meanwhileOf(source: Source, holder: Scoped): readonly Meanwhile[] {
  const callback = holder.callback === undefined ? undefined : functionOf(source, holder.callback);
  if (callback === undefined) return [];
  return inlineCalls(source, callback, true).map((call) => ({ holder, call, returned: true }));
}

function takenAgain(source: Source, { holder, call, returned }: Meanwhile): Taking | undefined {
  if (call === holder.node || !admitsOne(source, holder)) return undefined;
  return takingsOf(source, call, returned).find((taking) => samePlace(taking.place, holder.lock.place));
}

/** Whether who holds it keeps the same code out: always, of a lock for readers and writers. */
function admitsOne(source: Source, { lock }: Acquire | Scoped): boolean {
  return lock.shape.found.meaning.primitive === 'rwlock' || permitsOf(source, lock) === 1;
}

function messageFor({ holder, call }: Meanwhile, { event }: Taking): MessageId {
  const kind = kindOf(holder, event);
  return event.node === call ? kind : `${kind}Through`;
}

function kindOf(holder: Acquire | Scoped, inner: Acquire | Scoped): Kind {
  if (holder.kind === 'scoped' && holder.task) return 'task';
  return holder.mode === 'read' && inner.mode === 'read' ? 'readAgain' : 'nested';
}

function dataOf(source: Source, { holder, call }: Meanwhile, { event }: Taking): Readonly<Record<string, string | number>> {
  return { lock: holder.lock.name, line: lineOf(holder.node), callee: nameOfCall(source, call), inner: lineOf(event.node) };
}
