import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isFunction, isWithin, lineOf } from './support/ast.ts';
import { signalSlotOf } from './support/cancellation.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventsOf } from './support/events.ts';
import { isLoop, loopsAround } from './support/loops.ts';
import type { Loop } from './support/loops.ts';
import { nameOfCall } from './support/mention.ts';
import { nodesIn } from './support/nodes.ts';
import type { Place } from './support/places.ts';
import type { Source } from './support/source.ts';

type MessageId = 'endlessSelect' | 'endlessReceive' | 'endlessSend' | 'stuckSend';

export default createRule<[], MessageId>({
  name: 'select-handles-done',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require that a task that selects, receives or sends in a loop can be told to stop', recommended: 'strict' },
    schema: [],
    messages: {
      endlessSelect: "The loop on line {{line}} never ends, and {{call}} has no signal: no case tells this task to stop, so it stays for ever. Add a case for a done channel that leaves the loop, or pass a signal.",
      endlessReceive: "The loop on line {{line}} never ends, and {{call}} has no signal: when nobody sends any more, this task waits for ever. Leave the loop when the channel is closed, use 'for await', or pass a signal.",
      endlessSend: "The loop on line {{line}} never ends, and {{call}} has no signal: when nobody receives any more, this task waits for ever. Pass a signal, or send in a select with a case for a done channel.",
      stuckSend: "If the receiver leaves before the last value, {{call}} waits for ever in the loop on line {{line}}. Pass a signal, or send in a select with a case for a done channel.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, op, on } of eventsOf(source, 'select.wait', 'channel.receive', 'channel.send')) {
          if (node.type !== 'CallExpression' || signalSlotOf(source, node)?.given !== false) continue;
          const loops = loopsAround(node);
          const endless = loops.find((loop) => !canLeave(source, loop));
          const loop = endless ?? (op === 'channel.send' && !isMadeBeside(on?.place, node) ? loops[0] : undefined);
          if (loop === undefined) continue;
          context.report({ node, messageId: endless === undefined ? 'stuckSend' : messageFor(op), data: { call: nameOfCall(source, node), line: lineOf(loop) } });
        }
      },
    };
  },
});

/** The function has made the channel itself, so it knows who receives from it. */
function isMadeBeside(place: Place | undefined, node: TSESTree.Node): boolean {
  const root = place?.root;
  return typeof root === 'object' && 'defs' in root && root.defs.some((definition) => definition.type === 'Variable' && bodyOf(definition.name) === bodyOf(node));
}

function messageFor(op: string): MessageId {
  if (op === 'select.wait') return 'endlessSelect';
  return op === 'channel.send' ? 'endlessSend' : 'endlessReceive';
}

/** Whether the loop comes to an end: by its test or its list, by a return or a throw, or by a break out of it. */
function canLeave(source: Source, loop: Loop): boolean {
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return true;
  if (loop.test !== null && !(loop.test.type === 'Literal' && Boolean(loop.test.value))) return true;
  return nodesIn(source, bodyOf(loop)).some((node) => isWithin(node, loop.body) && leaves(node, loop));
}

function leaves(node: TSESTree.Node, loop: Loop): boolean {
  if (node.type === 'ReturnStatement') return true;
  if (node.type === 'ThrowStatement') return !isCaught(node, loop);
  if (node.type !== 'BreakStatement' && node.type !== 'ContinueStatement') return false;
  const target = node.label === null ? innermost(node) : labelled(node, node.label.name);
  return target !== undefined && (node.type === 'BreakStatement' ? isWithin(loop, target) : target !== loop && isWithin(loop, target));
}

/** The loop or switch that a plain `break` leaves. */
function innermost(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): TSESTree.Node | undefined {
  for (let at: TSESTree.Node | undefined = node.parent; at !== undefined && !isFunction(at); at = at.parent) {
    if (isLoop(at) || (at.type === 'SwitchStatement' && node.type === 'BreakStatement')) return at;
  }
  return undefined;
}

function labelled(node: TSESTree.Node, label: string): TSESTree.Node | undefined {
  for (let at = node.parent; at !== undefined && at !== null; at = at.parent) if (at.type === 'LabeledStatement' && at.label.name === label) return at;
  return undefined;
}

function isCaught(node: TSESTree.Node, loop: Loop): boolean {
  for (let at = node; at !== loop && at.parent; at = at.parent) if (at.parent.type === 'TryStatement' && at.parent.block === at && at.parent.handler !== null) return true;
  return false;
}
