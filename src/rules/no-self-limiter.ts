import { lineOf, unwrap } from './support/ast.ts';
import { concurrencyOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { meanwhileIn } from './support/meanwhile.ts';
import type { Meanwhile } from './support/meanwhile.ts';
import { nameOfCall } from './support/mention.ts';
import { operandOf, permitsOf } from './support/operations.ts';
import type { Lock } from './support/operations.ts';
import { samePlace } from './support/places.ts';
import type { Source } from './support/source.ts';
import { takingsOf } from './support/takings.ts';
import type { Taking } from './support/takings.ts';

type Kind = 'one' | 'several' | 'idle';
type MessageId = Kind | `${Kind}Through`;

export default createRule<[], MessageId>({
  name: 'no-self-limiter',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow tasks of a limiter that wait for other tasks of the same limiter', recommended: true },
    schema: [],
    messages: {
      one: "This task of '{{limiter}}' (line {{line}}) waits for another task of the same limiter, which runs one at a time, so neither ever ends. Do the inner work directly, or give it a limiter of its own.",
      oneThrough: "{{callee}} queues a task on '{{limiter}}' on line {{inner}} and this task of it (line {{line}}) waits for that one; the limiter runs one at a time, so neither ever ends. Do the inner work directly, or give it a limiter of its own.",
      several: "This task of '{{limiter}}' (line {{line}}) keeps its slot while it waits for another task of the same limiter; once such tasks have all the slots, none of them ever ends. Do the inner work directly, or give it a limiter of its own.",
      severalThrough: "{{callee}} queues a task on '{{limiter}}' on line {{inner}} and this task of it (line {{line}}) keeps its slot while it waits for that one; once such tasks have all the slots, none of them ever ends. Do the inner work directly, or give it a limiter of its own.",
      idle: "This task of '{{limiter}}' (line {{line}}) waits until no task of the limiter runs, itself included, so it never ends. Wait where the tasks are queued, not in one of them.",
      idleThrough: "{{callee}} waits on line {{inner}} until no task of '{{limiter}}' runs, and it is called by such a task (line {{line}}), so it never ends. Wait where the tasks are queued, not in one of them.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const { source } = concurrency;
        const reported = new Set<Meanwhile['call']>();
        for (const meanwhile of meanwhileIn(concurrency)) {
          const { holder, since, call } = meanwhile;
          const taking = waitsForOwn(source, meanwhile);
          const kind = taking === undefined ? undefined : kindOf(source, holder.lock, taking);
          if (taking === undefined || kind === undefined || reported.has(call)) continue;
          reported.add(call);
          const data = { limiter: holder.lock.name, line: lineOf(since), callee: nameOfCall(source, call), inner: lineOf(taking.event.node) };
          context.report({ node: call, messageId: taking.event.node === call ? kind : `${kind}Through`, data });
        }
      },
    };
  },
});

function waitsForOwn(source: Source, { holder, place, call, returned }: Meanwhile): Taking | undefined {
  if (call === holder.node || holder.kind !== 'scoped' || !holder.task) return undefined;
  return takingsOf(source, call, returned).find((taking) => samePlace(taking.place, place));
}

function kindOf(source: Source, limiter: Lock, { event }: Taking): Kind | undefined {
  if (event.kind === 'idle') return 'idle';
  if (permitsOf(source, limiter) === 1) return 'one';
  return isLimited(limiter) ? 'several' : undefined;
}

/** Whether the limiter is created with a number of slots: without, it has no limit. */
function isLimited({ shape }: Lock): boolean {
  const operand = shape.found.meaning.construct?.['concurrency'];
  const slots = shape.made.map((call) => operandOf(call, operand));
  return slots.length > 0 && slots.every((node) => node !== undefined && !isInfinity(unwrap(node)));
}

function isInfinity(node: ReturnType<typeof unwrap>): boolean {
  return (node.type === 'Identifier' && node.name === 'Infinity') || (node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'POSITIVE_INFINITY');
}
