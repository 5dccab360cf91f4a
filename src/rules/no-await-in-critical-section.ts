import type { TSESTree } from '@typescript-eslint/utils';
import { lineOf, unwrap, wrapped } from './support/ast.ts';
import { calleeOf, isAwaited } from './support/callees.ts';
import { concurrencyOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { meanwhileIn } from './support/meanwhile.ts';
import type { Meanwhile } from './support/meanwhile.ts';
import { nameOfCall } from './support/mention.ts';
import { operandOf, operationOf } from './support/operations.ts';
import { placeOf, samePlace } from './support/places.ts';
import type { Source } from './support/source.ts';
import { takingsOf } from './support/takings.ts';

type Wait = 'send' | 'receive' | 'signal' | 'lock' | 'io';
type Options = readonly [{ readonly waits: readonly Wait[] }];

const waits: readonly Wait[] = ['send', 'receive', 'signal', 'lock', 'io'];

/** Operations that go on only when another task does its part. */
const kinds: ReadonlyMap<string, Wait> = new Map([
  ['channel.send', 'send'], ['channel.receive', 'receive'], ['select.wait', 'receive'],
  ['event.awaitOnce', 'signal'], ['countdown.wait', 'signal'], ['resetEvent.wait', 'signal'], ['barrier.signalAndWait', 'signal'], ['latch.pass', 'signal'], ['latch.arriveAndWait', 'signal'], ['condition.wait', 'signal'], ['limiter.onIdle', 'signal'], ['limiter.onEmpty', 'signal'],
]);

export default createRule<Options, Wait>({
  name: 'no-await-in-critical-section',
  meta: {
    type: 'suggestion',
    docs: { description: 'Disallow waiting for other tasks while a lock is held', recommended: 'strict' },
    schema: [
      {
        type: 'object',
        description: 'What not to wait for.',
        additionalProperties: false,
        properties: {
          waits: { type: 'array', description: 'The kinds of waiting that are reported.', items: { type: 'string', enum: [...waits] }, uniqueItems: true },
        },
      },
    ],
    defaultOptions: [{ waits: ['send', 'receive', 'signal', 'lock'] }],
    messages: {
      send: "This waits for a receiver while '{{lock}}' is held since line {{line}}; if the receiver needs '{{lock}}' first, both wait for ever. Send after the release.",
      receive: "This waits for a sender while '{{lock}}' is held since line {{line}}; if the sender needs '{{lock}}' first, both wait for ever. Receive before the lock is taken.",
      signal: "{{callee}} waits for other tasks while '{{lock}}' is held since line {{line}}; if they need '{{lock}}' first, all wait for ever. Wait before the lock is taken, or after its release.",
      lock: "{{callee}} waits for '{{other}}' while '{{lock}}' is held since line {{line}}: everyone who needs '{{lock}}' waits along, and whoever takes both the other way round waits for ever. Take one lock at a time.",
      io: "{{callee}} is waited for while '{{lock}}' is held since line {{line}}, and so everyone who needs '{{lock}}' waits as long. Do it before the lock is taken, or after its release.",
    },
  },
  create(context) {
    const chosen = new Set(context.options[0]?.waits ?? ['send', 'receive', 'signal', 'lock']);
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const { source } = concurrency;
        const reported = new Set<TSESTree.Node>();
        for (const meanwhile of meanwhileIn(concurrency)) {
          const { holder, since, call } = meanwhile;
          if (call === holder.node || (holder.kind === 'scoped' && holder.task) || reported.has(call)) continue;
          const wait = waitOf(source, meanwhile);
          if (wait === undefined || !chosen.has(wait.kind)) continue;
          reported.add(call);
          const data = { lock: holder.lock.name, line: lineOf(since), callee: nameOfCall(source, call), other: wait.other };
          context.report({ node: call, messageId: wait.kind, data });
        }
      },
    };
  },
});

function waitOf(source: Source, { place, call, returned }: Meanwhile): { readonly kind: Wait; readonly other: string } | undefined {
  if (!isAwaited(source, call, returned)) return undefined;
  const operation = operationOf(source, call)?.operation;
  const kind = operation === undefined ? undefined : kinds.get(operation.op);
  if (operation !== undefined && kind !== undefined) {
    if (operandOf(call, operation.operands?.['signal']) !== undefined) return undefined;
    // a condition lets go of the lock that it is given
    const lock = operandOf(call, operation.operands?.['lock']);
    return lock !== undefined && samePlace(placeOf(source, lock), place) ? undefined : { kind, other: '' };
  }
  const takings = takingsOf(source, call, returned);
  const other = takings.find((taking) => !samePlace(taking.place, place));
  if (other !== undefined) return { kind: 'lock', other: other.event.lock.name };
  const isPlain = takings.length === 0 && operation === undefined && calleeOf(source, call) === undefined;
  return isPlain && wrapped(unwrap(call)).parent?.type === 'AwaitExpression' ? { kind: 'io', other: '' } : undefined;
}
