import type { TSESTree } from '@typescript-eslint/utils';
import { lineOf, unwrap } from './support/ast.ts';
import { concurrencyOf } from './support/concurrency.ts';
import type { Concurrency } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { meanwhileIn } from './support/meanwhile.ts';
import type { Meanwhile } from './support/meanwhile.ts';
import { excludesOthers } from './support/operations.ts';
import { placeOf, samePlace } from './support/places.ts';
import type { Place } from './support/places.ts';
import type { Source } from './support/source.ts';
import { takingsOf } from './support/takings.ts';

/** One lock is taken while another is held. */
interface Order {
  readonly first: Place;
  readonly second: Place;
  readonly call: TSESTree.CallExpression;
  readonly since: TSESTree.CallExpression;
  readonly names: readonly [string, string];
  /** All else that is held at the call. */
  readonly gates: readonly Place[];
  readonly reads: boolean;
  /** Where a comparison of the two chose the order: whether the smaller one is first. */
  readonly isAscending: boolean | undefined;
}

export default createRule<[], 'inverted' | 'circle'>({
  name: 'consistent-lock-order',
  meta: {
    type: 'problem',
    docs: { description: 'Require that locks which are held together are always taken in the same order', recommended: true },
    schema: [],
    messages: {
      inverted: "'{{second}}' is taken here while '{{first}}' is held (line {{line}}), and line {{other}} takes them the other way round: two tasks can each hold one of them and wait for the other, for ever. Take them in the same order everywhere.",
      circle: "'{{second}}' is taken here while '{{first}}' is held (line {{line}}), and with lines {{others}} that is a circle: each task can hold one of the locks and wait for the next, for ever. Take them in the same order everywhere.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const orders = ordersIn(concurrencyOf(context));
        const from = ordersByRoot(orders);
        for (const order of orders) {
          const rest = wayBack(from, order);
          if (rest === undefined) continue;
          const [first, second] = order.names;
          const data = { first, second, line: lineOf(order.since), other: lineOf(rest[0].call), others: rest.map(({ call }) => lineOf(call)).join(', ') };
          context.report({ node: order.call, messageId: rest.length === 1 ? 'inverted' : 'circle', data });
        }
      },
    };
  },
});

function ordersIn(concurrency: Concurrency): readonly Order[] {
  const { source } = concurrency;
  const orders: Order[] = [];
  const byCall = new Map<TSESTree.CallExpression, Meanwhile[]>();
  for (const meanwhile of meanwhileIn(concurrency)) {
    const others = byCall.get(meanwhile.call);
    if (others === undefined) byCall.set(meanwhile.call, [meanwhile]);
    else others.push(meanwhile);
  }
  for (const [call, meanwhiles] of byCall) {
    const places = meanwhiles.flatMap(({ place }) => place ?? []);
    const own: Order[] = [];
    for (const { holder, place, since, returned } of meanwhiles) {
      if (place === undefined || call === holder.node || !excludesOthers(source, holder.lock) || (holder.kind === 'scoped' && holder.task)) continue;
      const gates = places.filter((other) => !samePlace(other, place));
      for (const taking of takingsOf(source, call, returned)) {
        const { event } = taking;
        if (event.kind === 'idle' || samePlace(taking.place, place) || !excludesOthers(source, event.lock)) continue;
        if (own.some((order) => samePlace(order.first, place) && samePlace(order.second, taking.place))) continue;
        const reads = holder.mode === 'read' && event.mode === 'read';
        own.push({ first: place, second: taking.place, call, since, names: [holder.lock.name, event.lock.name], gates, reads, isAscending: isAscending(source, call, place, taking.place) });
      }
    }
    orders.push(...own);
  }
  return orders;
}

/** Orders by where what is taken first lives: the only ones that can follow one that ends there. */
type ByRoot = ReadonlyMap<Place['root'], readonly Order[]>;

function ordersByRoot(orders: readonly Order[]): ByRoot {
  const byRoot = new Map<Place['root'], Order[]>();
  for (const order of orders) {
    const others = byRoot.get(order.first.root);
    if (others === undefined) byRoot.set(order.first.root, [order]);
    else others.push(order);
  }
  return byRoot;
}

/** The shortest way from the lock that is taken second back to the first one, by other orders that can happen at the same time. */
function wayBack(from: ByRoot, start: Order): readonly Order[] | undefined {
  let ways: readonly Way[] = [[start]];
  while (ways.length > 0 && ways.length <= maxWays) {
    ways = ways.flatMap((way) => (from.get(lastOf(way).second.root) ?? []).filter((next) => continues(way, next)).map((next): Way => [...way, next]));
    const circle = ways.find((way) => samePlace(lastOf(way).second, start.first) && !isByOneOrder(way));
    if (circle !== undefined) return circle.slice(1);
  }
  return undefined;
}

type Way = readonly [Order, ...Order[]];

function lastOf([first, ...rest]: Way): Order {
  return rest.at(-1) ?? first;
}

const maxWays = 200;

function continues(way: Way, next: Order): boolean {
  return samePlace(lastOf(way).second, next.first) && !way.includes(next) && way.every((order) => !(order.reads && next.reads) && !sharesGate(order, next));
}

/** `if (a.id < b.id) { … a … b … } else { … b … a … }`: all take them from the smaller to the larger, or the other way round. */
function isByOneOrder([first, ...rest]: Way): boolean {
  return first.isAscending !== undefined && rest.every((order) => order.isAscending === first.isAscending);
}

/** Whether a comparison around the call says that the first is smaller than the second, or the other way round. */
function isAscending(source: Source, call: TSESTree.Node, first: Place, second: Place): boolean | undefined {
  for (let at: TSESTree.Node = call; at.parent; at = at.parent) {
    const { parent }: TSESTree.Node = at;
    if ((parent.type !== 'IfStatement' && parent.type !== 'ConditionalExpression') || parent.test === at) continue;
    const test = unwrap(parent.test);
    if (test.type !== 'BinaryExpression' || !/^[<>]=?$/.test(test.operator)) continue;
    const [left, right] = [rootOf(source, test.left), rootOf(source, test.right)];
    if (left === undefined || right === undefined || left === right) continue;
    const isLeftSmaller = test.operator.startsWith('<') === (parent.consequent === at);
    if (left === first.root && right === second.root) return isLeftSmaller;
    if (left === second.root && right === first.root) return !isLeftSmaller;
  }
  return undefined;
}

/** The variable that `account` or `account.id` is reached from. */
function rootOf(source: Source, node: TSESTree.Node): Place['root'] | undefined {
  const inner = unwrap(node);
  return inner.type === 'MemberExpression' ? rootOf(source, inner.object) : placeOf(source, inner)?.root;
}

/** Both happen under one further lock, so never at the same time. */
function sharesGate(a: Order, b: Order): boolean {
  return a.gates.some((gate) => b.gates.some((other) => samePlace(gate, other)));
}
