import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isFunction, isWithin, lineOf, wrapped } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { calleeOf } from './support/callees.ts';
import { startedForEach } from './support/common.ts';
import { channelEvents, receiving, sending } from './support/channels.ts';
import type { ChannelEvent } from './support/channels.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { loopsAround } from './support/loops.ts';
import { allCalls } from './support/nodes.ts';
import { placeOf, samePlace } from './support/places.ts';
import type { Place } from './support/places.ts';
import { targetOf } from './support/signals.ts';
import type { Source, Variable } from './support/source.ts';

type MessageId = 'closedByConsumer' | 'closedByOneWriter';

export default createRule<[], MessageId>({
  name: 'channel-owner-closes',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a channel is closed by its owner: not by who receives from it, and not by one of several writers', recommended: true },
    schema: [],
    messages: {
      closedByConsumer: "This function receives from '{{channel}}' (line {{line}}), which others write to, and closes it: their next send throws, and so does their own close. Let the writer close it, and tell the writer to stop by a signal or a done channel.",
      closedByOneWriter: "Several tasks run this and each closes '{{channel}}' when it is done ({{where}}), so the first one makes the sends of the others throw. Let who starts them wait for all of them, and close it then.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const closes = channelEvents(source, ['channel.close']);
        if (closes.length === 0) return;
        const receives = channelEvents(source, receiving);
        const sends = channelEvents(source, sending);
        for (const close of closes) {
          const { place, name, event: { node } } = close;
          const body = place === undefined ? undefined : userOf(place, node);
          if (place === undefined || body === undefined) continue;
          const isHere = (other: ChannelEvent): boolean => samePlace(other.place, place) && isWithin(other.event.node, body);
          const receive = receives.find(isHere);
          const isWriter = sends.some(isHere);
          if (receive !== undefined && !isWriter) {
            context.report({ node, messageId: 'closedByConsumer', data: { channel: name, line: lineOf(receive.event.node) } });
          } else if (isWriter && !isGuarded(node)) {
            const where = runSeveralTimes(source, body, place);
            if (where !== undefined) context.report({ node, messageId: 'closedByOneWriter', data: { channel: name, where } });
          }
        }
      },
    };
  },
});

/** The outermost function around the node that is given the channel, or reaches out for it: not the one that has it made. */
function userOf(place: Place, node: TSESTree.Node): Func | undefined {
  const { root } = place;
  if (typeof root !== 'object' || !('defs' in root)) return undefined;
  const [definition] = root.defs;
  if (definition === undefined) return undefined;
  const owner = bodyOf(definition.name);
  if (definition.type === 'Parameter') return isFunction(owner) ? owner : undefined;
  let user: Func | undefined;
  for (let at = bodyOf(node); at !== owner && isFunction(at); at = bodyOf(at)) user = at;
  return user;
}

/** `if (--left === 0) channel.close()`: the last one closes it. */
function isGuarded(node: TSESTree.Node): boolean {
  for (let at = node; at.parent && !isFunction(at); at = at.parent) {
    if ((at.parent.type === 'IfStatement' || at.parent.type === 'ConditionalExpression') && at.parent.test !== at) return true;
    if (at.parent.type === 'LogicalExpression' && at.parent.right === at) return true;
  }
  return false;
}

/** Where the function is run more than once with the same channel, in words. */
function runSeveralTimes(source: Source, body: Func, place: Place): string | undefined {
  const { root } = place;
  if (typeof root !== 'object' || !('defs' in root)) return undefined;
  const isParameter = root.defs[0]?.type === 'Parameter' && bodyOf(root.defs[0].name) === body;
  if (!isParameter) return repeated(source, body, root) ? `started in the loop on line ${lineOf(body)}` : undefined;
  const index = body.params.findIndex((parameter) => targetOf(parameter) === root.defs[0]?.name);
  const runs = allCalls(source).flatMap((call) => {
    const argument = calleeOf(source, call) === body ? call.arguments[index] : undefined;
    const given = argument === undefined ? undefined : placeOf(source, argument);
    return given === undefined ? [] : [{ call, given }];
  });
  const inLoop = runs.find(({ call, given }) => typeof given.root === 'object' && 'defs' in given.root && repeated(source, call, given.root));
  if (inLoop !== undefined) return `started again and again on line ${lineOf(inLoop.call)}`;
  const twins = runs.find(({ given, call }) => runs.some((other) => other.call !== call && bodyOf(other.call) === bodyOf(call) && samePlace(other.given, given)));
  return twins === undefined ? undefined : `started on line ${lineOf(twins.call)} and again after it`;
}

/** The node is in a loop, or in a callback for each of several, and the variable comes from outside of that. */
function repeated(source: Source, node: TSESTree.Node, { defs }: Variable): boolean {
  const isOutside = (part: TSESTree.Node): boolean => defs.every(({ name }) => !isWithin(name, part));
  for (let at: TSESTree.Node | undefined | null = node; at; at = at.parent) {
    if (loopsAround(at).some(isOutside)) return true;
    const { parent } = wrapped(at);
    if (isFunction(at) && isOutside(at) && parent?.type === 'CallExpression' && startedForEach(source, parent, 'collection.map', 'collection.each') === wrapped(at)) return true;
    if (isFunction(at) && !isOutside(at)) return false;
  }
  return false;
}
