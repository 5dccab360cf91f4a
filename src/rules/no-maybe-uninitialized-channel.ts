import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, unwrap, wrapped } from './support/ast.ts';
import { channelEvents, receiving, sending, throwing, writesTo } from './support/channels.ts';
import type { ChannelEvent } from './support/channels.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { follow } from './support/flow.ts';
import type { Source, Variable } from './support/source.ts';

type MessageId = 'asserted' | 'skipped' | 'unassigned';

export default createRule<[], MessageId>({
  name: 'no-maybe-uninitialized-channel',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow operations on a channel that may not have been made yet', recommended: 'strict' },
    schema: [],
    messages: {
      asserted: "'{{channel}}' may be undefined here, and then this throws a TypeError; the '!' only hides that. Make the channel where it is declared, or check for it first.",
      skipped: "If '{{channel}}' is undefined, the '?.' skips this and the code goes on as if it had been done: a value is lost, or nothing was waited for. Make the channel where it is declared, or say what is to happen without it.",
      unassigned: "'{{channel}}' has no channel yet on some path to here, and then this throws a TypeError. Make the channel where it is declared.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const events = channelEvents(source, [...sending, ...receiving, 'channel.close']);
        const reported = new Set<TSESTree.Node>();
        const report = ({ event: { node }, name }: ChannelEvent, messageId: MessageId): void => {
          if (reported.has(node)) return;
          reported.add(node);
          const place = node.type === 'ForOfStatement' ? node.right : node;
          context.report({ node: place, messageId, data: { channel: name } });
        };
        for (const event of events) {
          if (isAsserted(event)) report(event, 'asserted');
          else if (isSkipped(event)) report(event, 'skipped');
        }
        for (const event of unassigned(source, events)) report(event, 'unassigned');
      },
    };
  },
});

/** `channel!.send(value)`, `recv(channel!)`, `for await (… of channel!)`. */
function isAsserted({ event: { node, operation, on } }: ChannelEvent): boolean {
  if (node.type === 'ForOfStatement') return node.right.type === 'TSNonNullExpression';
  const operand = operation.operands?.['channel'];
  const given = on === undefined && operand !== undefined && 'argument' in operand ? node.arguments[operand.argument] : calleeObject(node);
  return given?.type === 'TSNonNullExpression';
}

function calleeObject({ callee }: TSESTree.CallExpression): TSESTree.Node | undefined {
  const member = unwrap(callee);
  return member.type === 'MemberExpression' ? member.object : undefined;
}

/** `await channel?.send(value)`: without the channel there is nothing to wait for. To close what is not there is no mistake. */
function isSkipped({ event: { node, operation } }: ChannelEvent): boolean {
  if (node.type !== 'CallExpression' || operation.async !== true) return false;
  const callee = unwrap(node.callee);
  return callee.type === 'MemberExpression' && callee.optional && wrapped(node).parent?.type === 'AwaitExpression';
}

/** Operations that the variable's own function can come to before it has assigned a channel. */
function unassigned(source: Source, events: readonly ChannelEvent[]): readonly ChannelEvent[] {
  const variables = new Set(events.flatMap((event) => declaredEmpty(event) ?? []));
  return [...variables].flatMap((variable) => {
    const place = { root: variable, path: '' };
    const [{ name }] = variable.defs;
    const body = bodyOf(name);
    const { calls } = follow({ source, body, gives: writesTo(source, body, place), mayThrow: throwing(source) });
    return events.filter(({ event: { node }, place: at }) => at?.root === variable && at.path === '' && node.type === 'CallExpression' && calls.has(node));
  });
}

/** `let channel;` in a function or module that uses it itself. */
function declaredEmpty({ event: { node }, place }: ChannelEvent): Variable | undefined {
  if (place === undefined || place.path !== '' || typeof place.root !== 'object' || !('defs' in place.root)) return undefined;
  const [definition] = place.root.defs;
  if (definition?.type !== 'Variable' || definition.node.init !== null || definition.node.id !== definition.name) return undefined;
  const { parent } = definition.node.parent;
  const isLoopVariable = parent.type === 'ForOfStatement' || parent.type === 'ForInStatement';
  return isLoopVariable || bodyOf(definition.name) !== bodyOf(node) ? undefined : place.root;
}
