import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation, PrimitiveName } from '../../libraries/index.ts';
import { wrapped } from './ast.ts';
import { chainedTo } from './common.ts';
import { bodiesOf, allCalls, allNews, nodesIn } from './nodes.ts';
import { lockAt, operationOf } from './operations.ts';
import type { Lock } from './operations.ts';
import { shapeOf } from './shapes.ts';
import { exportOf, isFoundClass } from './source.ts';
import type { FoundClass, Source } from './source.ts';

/** An operation of a described library, where the code performs it. */
export interface OperationEvent {
  /** `<primitive>.<operation>`, as in the descriptions. */
  readonly op: string;
  readonly node: TSESTree.CallExpression | TSESTree.ForOfStatement;
  readonly operation: Operation;
  /** What it is performed on; undefined for a function. */
  readonly on: Lock | undefined;
}

/** A channel, lock, signal … comes into being. */
export interface Creation {
  readonly node: TSESTree.NewExpression | TSESTree.CallExpression;
  readonly found: FoundClass;
}

const indexes = new WeakMap<Source, ReadonlyMap<string, readonly OperationEvent[]>>();

/** The file's operations of these kinds, in source order. */
export function eventsOf(source: Source, ...ops: readonly string[]): readonly OperationEvent[] {
  const index = indexes.get(source) ?? indexOf(source);
  indexes.set(source, index);
  const found = ops.flatMap((op) => index.get(op) ?? []);
  return ops.length === 1 ? found : found.sort((a, b) => a.node.range[0] - b.node.range[0]);
}

function indexOf(source: Source): ReadonlyMap<string, readonly OperationEvent[]> {
  const index = new Map<string, OperationEvent[]>();
  if (source.known.length === 0) return index;
  for (const event of [...allCalls(source).flatMap((call) => eventAt(source, call) ?? []), ...iterations(source)]) {
    const group = index.get(event.op);
    if (group === undefined) index.set(event.op, [event]);
    else group.push(event);
  }
  return index;
}

/** The operation that a call performs. */
export function eventAt(source: Source, node: TSESTree.CallExpression): OperationEvent | undefined {
  const performed = operationOf(source, node);
  return performed === undefined ? undefined : { op: performed.operation.op, node, operation: performed.operation, on: performed.lock };
}

/** `for await (… of channel)`. */
function iterations(source: Source): readonly OperationEvent[] {
  if (!source.known.some(({ exports }) => Object.values(exports).some((meaning) => meaning.kind === 'class' && meaning.iterate !== undefined))) return [];
  return bodiesOf(source).flatMap((body) => nodesIn(source, body)).flatMap((node) => {
    if (node.type !== 'ForOfStatement' || !node.await) return [];
    const shape = shapeOf(source, node.right);
    const operation = shape?.kind === 'library' ? shape.found.meaning.iterate : undefined;
    return shape?.kind !== 'library' || operation === undefined ? [] : [{ op: operation.op, node, operation, on: lockAt(source, node.right, shape) }];
  });
}

/** Where the file makes objects of a primitive. */
export function creationsOf(source: Source, primitive: PrimitiveName): readonly Creation[] {
  const classes = source.known.flatMap(({ exports }) => Object.values(exports)).filter((meaning) => meaning.kind === 'class' && meaning.primitive === primitive);
  if (classes.length === 0) return [];
  const isFactory = classes.some((meaning) => meaning.kind === 'class' && meaning.factory === true);
  return [...allNews(source), ...(isFactory ? allCalls(source) : [])].flatMap((node) => {
    const found = exportOf(source, node.callee);
    if (!isFoundClass(found) || found.meaning.primitive !== primitive || found.meaning.construct === undefined) return [];
    return (found.meaning.factory === true) === (node.type === 'CallExpression') ? [{ node, found }] : [];
  });
}

/** Whether nobody waits for the call where it stands, nor for what is chained to it: a task of its own from here on. */
export function isLeftAlone(source: Source, call: TSESTree.Node): boolean {
  const chain = chainedTo(source, call);
  if (chain !== undefined) return isLeftAlone(source, chain);
  const { parent } = wrapped(call);
  return parent?.type === 'ExpressionStatement' || (parent?.type === 'UnaryExpression' && parent.operator === 'void');
}
