import type { TSESTree } from '@typescript-eslint/utils';
import type { Constant } from '../../libraries/index.ts';
import { bodyOf, isWithin, unwrap } from './ast.ts';
import type { Body } from './ast.ts';
import { eventsOf } from './events.ts';
import type { OperationEvent } from './events.ts';
import { follow } from './flow.ts';
import { isHeld } from './flow-state.ts';
import { nodesIn } from './nodes.ts';
import { placeOf, samePlace } from './places.ts';
import type { Place } from './places.ts';
import type { Source } from './source.ts';
import { mayThrow } from './throws.ts';

/** Operations that put a value in, and those that take one out. */
export const sending = ['channel.send', 'channel.trySend', 'select.sendCase'] as const;
export const receiving = ['channel.receive', 'channel.tryReceive', 'select.receiveCase'] as const;

/** What is done to one channel. */
export interface ChannelEvent {
  readonly event: OperationEvent;
  readonly place: Place | undefined;
  /** As written in the source. */
  readonly name: string;
}

/** The file's operations of these kinds with the channel that each is about: its object, or (of a select's case) its argument. */
export function channelEvents(source: Source, ops: readonly string[]): readonly ChannelEvent[] {
  return eventsOf(source, ...ops).map((event) => {
    const operand = event.operation.operands?.['channel'];
    const given = event.on === undefined && event.node.type === 'CallExpression' && operand !== undefined && 'argument' in operand ? event.node.arguments[operand.argument] : undefined;
    if (given !== undefined) return { event, place: placeOf(source, given), name: source.code.getText(unwrap(given)) };
    return { event, place: event.on?.place, name: event.on?.name ?? '' };
  });
}

/** How a channel's library settles a question that libraries settle differently. */
export function policyOf({ event: { on } }: ChannelEvent, question: string): Constant | undefined {
  return on?.shape.found.meaning.policy?.[question];
}

/** What the function can still do to a channel once it has closed it. */
interface AfterClose {
  readonly calls: ReadonlySet<TSESTree.CallExpression>;
  /** A loop comes back to the same call. */
  readonly again: boolean;
}

/** Follows the channel from where it is closed, along every path, to where the variable (or field) gets another. */
export function afterClose(source: Source, { event, place }: ChannelEvent): AfterClose {
  const body = bodyOf(event.node);
  const { calls, retaken } = follow({
    source, body, take: event.node, gives: place === undefined ? new Set() : writesTo(source, body, place),
    mayThrow: throwing(source),
  });
  return { calls, again: isHeld(retaken) };
}

/** Whether a node can leave the function by an exception. */
export function throwing(source: Source): (node: TSESTree.Node) => boolean {
  const throws = { source, releasers: new Set<never>(), known: new Map() };
  return (node) => mayThrow(throws, node);
}

/** The nodes after which the place holds another value: assignments, and what a declaration or the head of a loop gives it in each round. */
export function writesTo(source: Source, body: Body, place: Place): ReadonlySet<TSESTree.Node> {
  const writes = new Set<TSESTree.Node>();
  for (const node of nodesIn(source, body)) {
    if (node.type === 'AssignmentExpression' && samePlace(placeOf(source, node.left), place)) writes.add(node);
    if ((node.type === 'ForOfStatement' || node.type === 'ForInStatement') && declares(node.left, place)) writes.add(node.left);
    if (node.type === 'VariableDeclarator' && node.init !== null && node.id.type === 'Identifier' && samePlace(placeOf(source, node.id), place)) writes.add(unwrap(node.init));
  }
  return writes;
}

function declares(left: TSESTree.Node, { root }: Place): boolean {
  return typeof root === 'object' && 'defs' in root && root.defs.some(({ name }) => isWithin(name, left));
}
