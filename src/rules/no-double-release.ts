import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, lineOf } from './support/ast.ts';
import { calleeOf } from './support/callees.ts';
import { concurrencyOf, followed } from './support/concurrency.ts';
import type { Concurrency, Held } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { heldPart } from './support/flow-state.ts';
import { writesTo } from './support/holding.ts';
import { lockEventOf, permitsOf, sameLock } from './support/operations.ts';

type MessageId = 'othersLock' | 'extraPermit' | 'throws';

export default createRule<[], MessageId>({
  name: 'no-double-release',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow giving a lock or permit back twice', recommended: true },
    schema: [],
    messages: {
      othersLock: "'{{lock}}' has been released on line {{line}} already, so this releases it for whoever holds it by now, and two tasks are inside at once. Release it in one place, best in a finally block.",
      extraPermit: "'{{lock}}' has been released on line {{line}} already, so this adds a permit that was never taken, and one task too many gets in. Release it in one place, best in a finally block.",
      throws: "'{{lock}}' has been released on line {{line}} already, and a second release of it throws. Release it in one place, best in a finally block.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const concurrency = concurrencyOf(context);
        const reported = new Set<TSESTree.Node>();
        for (const held of [...concurrency.held, ...concurrency.lent]) {
          for (const { first, second, messageId } of releasedTwice(concurrency, held)) {
            if (reported.has(second)) continue;
            reported.add(second);
            context.report({ node: second, messageId, data: { lock: held.acquire.lock.name, line: lineOf(first) } });
          }
        }
      },
    };
  },
});

interface Twice {
  readonly first: TSESTree.Node;
  readonly second: TSESTree.CallExpression;
  readonly messageId: MessageId;
}

function releasedTwice(concurrency: Concurrency, held: Held): readonly Twice[] {
  const { source, events } = concurrency;
  const { acquire, body, gives } = held;
  const takes = events.filter((event) => event.kind === 'acquire' && sameLock(event.lock, acquire.lock) && bodyOf(event.node) === body);
  // who takes several permits gives back as many
  if (takes.length > 1 && permitsOf(source, acquire.lock) !== 1 && acquire.operation.gives === 'nothing') return [];
  const releases = [...gives].filter((node) => node.type === 'CallExpression').filter((node) => bodyOf(node) === body && calleeOf(source, node) === undefined);
  const harmful = releases.flatMap((node) => {
    const messageId = effectOf(concurrency, held, node);
    return messageId === undefined ? [] : [{ node, messageId }];
  });
  if (harmful.length === 0) return [];
  const renewed = new Set<TSESTree.Node>([...takes.map(({ node }) => node), ...writesTo(held)]);
  return releases.flatMap((first) => {
    const after = followed(concurrency, { ...held, gives: renewed, tests: new Set() }, first);
    const again = harmful.filter(({ node }) => (node === first ? heldPart(after.retaken).length > 0 : after.calls.has(node)));
    return again.map(({ node, messageId }) => ({ first, second: node, messageId }));
  });
}

/** What a second release by this call does; undefined where it does nothing. */
function effectOf({ source }: Concurrency, { acquire }: Held, call: TSESTree.CallExpression): MessageId | undefined {
  const { policy } = acquire.lock.shape.found.meaning;
  if (lockEventOf(source, call)?.kind === 'release') return policy?.['releaseFree'] === 'grow' ? 'extraPermit' : 'othersLock';
  return acquire.operation.gives === 'handle' && policy?.['releaseTwice'] === 'throw' ? 'throws' : undefined;
}
