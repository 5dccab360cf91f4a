import { lineOf } from './support/ast.ts';
import { concurrencyOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { meanwhileIn } from './support/meanwhile.ts';
import type { Meanwhile } from './support/meanwhile.ts';
import { nameOfCall } from './support/mention.ts';
import { excludesOthers } from './support/operations.ts';
import type { Acquire, Scoped } from './support/operations.ts';
import { samePlace } from './support/places.ts';
import type { Source } from './support/source.ts';
import { takingsOf } from './support/takings.ts';
import type { Taking } from './support/takings.ts';

type Kind = 'nested' | 'readAgain';
type MessageId = Kind | `${Kind}Through`;

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
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const reported = new Set<Meanwhile['call']>();
        for (const meanwhile of meanwhileIn(concurrency)) {
          const taking = takenAgain(concurrency.source, meanwhile);
          if (taking === undefined || reported.has(meanwhile.call)) continue;
          reported.add(meanwhile.call);
          context.report({ node: meanwhile.call, messageId: messageFor(meanwhile, taking), data: dataOf(concurrency.source, meanwhile, taking) });
        }
      },
    };
  },
});

function takenAgain(source: Source, { holder, place, call, returned }: Meanwhile): Taking | undefined {
  if (call === holder.node || !admitsOne(source, holder)) return undefined;
  return takingsOf(source, call, returned).find((taking) => samePlace(taking.place, place));
}

/** Whether who holds it keeps the same code out: always, of a lock for readers and writers. */
function admitsOne(source: Source, holder: Acquire | Scoped): boolean {
  if (holder.kind === 'scoped' && holder.task) return false;
  return excludesOthers(source, holder.lock);
}

function messageFor({ holder, call }: Meanwhile, { event }: Taking): MessageId {
  const kind = holder.mode === 'read' && event.kind !== 'idle' && event.mode === 'read' ? 'readAgain' : 'nested';
  return event.node === call ? kind : `${kind}Through`;
}

function dataOf(source: Source, { holder, since, call }: Meanwhile, { event }: Taking): Readonly<Record<string, string | number>> {
  return { lock: holder.lock.name, line: lineOf(since), callee: nameOfCall(source, call), inner: lineOf(event.node) };
}
