import type { TSESTree } from '@typescript-eslint/utils';
import { unwrap } from './support/ast.ts';
import { signalSlotOf } from './support/cancellation.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventAt, eventsOf } from './support/events.ts';
import { nameOfCall } from './support/mention.ts';
import { lockEventOf, operandOf } from './support/operations.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';

type MessageId = 'lostGrant' | 'lostValue';

/** Operations that take something out when they complete, whoever still waits for them. */
const takingOut = new Set(['channel.receive', 'select.wait']);

export default createRule<[], MessageId>({
  name: 'no-uncancelled-race',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow racing a wait that goes on, and takes something, after it has lost', recommended: true },
    schema: [],
    messages: {
      lostGrant: "If another promise wins this race, {{call}} stays in the queue, is granted the {{what}} later, and nobody gives it back, so whoever needs it then waits for ever. Use the lock's own time limit or signal, or give it back with .then() if it comes too late.",
      lostValue: "If another promise wins this race, {{call}} goes on waiting and takes the next value, which nobody then reads. Pass it a signal and abort it after the race, or make it a case of a select.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, operation } of eventsOf(source, 'promise.race', 'promise.any')) {
          const items = node.type === 'CallExpression' ? operandOf(node, operation.operands?.['items']) : undefined;
          const list = items === undefined ? undefined : unwrap(items);
          if (list?.type !== 'ArrayExpression' || list.elements.length < 2) continue;
          for (const element of list.elements) {
            const call = element === null ? undefined : racedCall(source, element);
            const found = call === undefined ? undefined : lossOf(source, call);
            if (element !== null && found !== undefined) context.report({ node: element, ...found });
          }
        }
      },
    };
  },
});

/** The call whose promise races: written in the list, or kept in a constant for nothing else. */
function racedCall(source: Source, element: TSESTree.Node): TSESTree.CallExpression | undefined {
  const node = unwrap(element);
  if (node.type === 'CallExpression') return node;
  const variable = node.type === 'Identifier' ? variableOf(source, node) : null;
  const definition = variable?.defs[0];
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const' || definition.node.init === null) return undefined;
  const init = unwrap(definition.node.init);
  const isUsedElsewhere = (variable?.references.filter((reference) => reference.isRead()).length ?? 0) > 1;
  return init.type === 'CallExpression' && !isUsedElsewhere ? init : undefined;
}

function lossOf(source: Source, call: TSESTree.CallExpression): { readonly messageId: MessageId; readonly data: Readonly<Record<string, string>> } | undefined {
  const slot = signalSlotOf(source, call);
  if (slot !== undefined && slot.given !== false) return undefined;
  const lock = lockEventOf(source, call);
  if (lock?.kind === 'acquire' && !lock.lock.shape.limited) return { messageId: 'lostGrant', data: { call: nameOfCall(source, call), what: lock.obligation.what } };
  const op = eventAt(source, call)?.op;
  return op !== undefined && takingOut.has(op) ? { messageId: 'lostValue', data: { call: nameOfCall(source, call) } } : undefined;
}
