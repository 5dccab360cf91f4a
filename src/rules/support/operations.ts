import type { TSESTree } from '@typescript-eslint/utils';
import type { Library, Obligation, Operand, Operation } from '../../libraries/index.ts';
import { propertyName, unwrap } from './ast.ts';
import type { Body, Func } from './ast.ts';
import { calleeOf } from './callees.ts';
import { keyedSection } from './keyed.ts';
import { allCalls, nodesIn, returnedValues } from './nodes.ts';
import { asSeenBy, placeOf, samePlace } from './places.ts';
import type { Place } from './places.ts';
import { memberOf, shapeOf } from './shapes.ts';
import type { LibraryShape } from './shapes.ts';
import { exportOf, isFoundClass, variableOf } from './source.ts';
import type { Source } from './source.ts';

/** A lock, semaphore or limiter at the place where it is used. */
export interface Lock {
  /** As written in the source, e.g. `this.#lock`. */
  readonly name: string;
  readonly place: Place | undefined;
  readonly shape: LibraryShape;
}

/** How much an acquire excludes. */
export type Mode = 'exclusive' | 'write' | 'read';

/** A lock is taken, and someone has to give it back. */
export interface Acquire {
  readonly kind: 'acquire';
  readonly node: TSESTree.CallExpression;
  readonly lock: Lock;
  readonly mode: Mode;
  readonly operation: Operation;
  readonly obligation: Obligation;
}

/** A lock is given back by a method of the lock itself. */
export interface Release {
  readonly kind: 'release';
  readonly node: TSESTree.CallExpression;
  readonly lock: Lock;
}

/** A callback runs while the lock is held (or, of a limiter, while a slot is taken). */
export interface Scoped {
  readonly kind: 'scoped';
  readonly node: TSESTree.CallExpression;
  readonly lock: Lock;
  readonly mode: Mode;
  readonly callback: TSESTree.Node | undefined;
  /** A task of a limiter rather than a critical section. */
  readonly task: boolean;
}

/** Someone waits until no task of a limiter runs. */
export interface Idle {
  readonly kind: 'idle';
  readonly node: TSESTree.CallExpression;
  readonly lock: Lock;
}

export type LockEvent = Acquire | Release | Scoped | Idle;

/** An operation of a described library, and what it is called on. */
export interface Performed {
  readonly operation: Operation;
  readonly method: string | undefined;
  readonly lock: Lock | undefined;
}

/** The library operation that a call performs, if it is one. */
export function operationOf(source: Source, call: TSESTree.CallExpression | TSESTree.NewExpression): Performed | undefined {
  if (call.type === 'NewExpression') return undefined;
  const { operations } = source.memory;
  if (operations.has(call)) return operations.get(call);
  const performed = performedBy(source, call);
  operations.set(call, performed);
  return performed;
}

function performedBy(source: Source, call: TSESTree.CallExpression): Performed | undefined {
  const callee = unwrap(call.callee);
  const found = exportOf(source, callee);
  if (found?.meaning.kind === 'function') return { operation: found.meaning, method: undefined, lock: undefined };
  const member = callee.type === 'MemberExpression' ? memberOperation(source, callee) : undefined;
  if (member !== undefined) return member;
  const shape = shapeOf(source, callee);
  if (shape?.kind !== 'library' || shape.found.meaning.call === undefined) return undefined;
  return { operation: shape.found.meaning.call, method: undefined, lock: lockAt(source, callee, shape) };
}

/** The operation of a method or property that is reached through an object or a library's class. */
export function memberOperation(source: Source, callee: TSESTree.MemberExpression): Performed | undefined {
  const method = propertyName(callee);
  const shape = shapeOf(source, callee.object);
  if (shape?.kind === 'library') {
    const operation = memberOf(shape.found, method);
    return operation === undefined ? undefined : { operation, method, lock: lockAt(source, callee.object, shape) };
  }
  const owner = exportOf(source, callee.object);
  if (!isFoundClass(owner) || method === undefined) return undefined;
  const { statics } = owner.meaning;
  const operation = statics !== undefined && Object.hasOwn(statics, method) ? statics[method] : undefined;
  return operation === undefined ? undefined : { operation, method, lock: undefined };
}

export function lockAt(source: Source, node: TSESTree.Node, shape: LibraryShape): Lock {
  return { name: source.code.getText(unwrap(node)), place: placeOf(source, node), shape };
}

/** What the call does to a lock: takes it, gives it back, or runs a callback under it. */
export function lockEventOf(source: Source, node: TSESTree.CallExpression): LockEvent | undefined {
  const performed = operationOf(source, node);
  if (performed === undefined) return handedOut(source, node);
  if (performed.lock === undefined) return undefined;
  const { operation, method, lock } = performed;
  const mode = modeOf(operation);
  if (operation.op === 'keyed.request' || operation.op === 'keyed.acquire') return keyedSection(source, node, performed);
  if (operation.op === 'limiter.onIdle') return { kind: 'idle', node, lock };
  if (operation.op === 'limiter.run' || operation.op === 'limiter.map') return { kind: 'scoped', node, lock, mode, callback: operandOf(node, operation.operands?.['callback']), task: true };
  for (const obligation of obligationsOf(lock)) {
    // what is given back by naming it again (a listener), and an object as a whole, is no lock
    if (obligation.matching !== undefined || obligation.take === 'new') continue;
    if (obligation.take === method) return { kind: 'acquire', node, lock, mode, operation, obligation };
    if (method !== undefined && obligation.release.includes(method)) return { kind: 'release', node, lock };
    const scoped = obligation.scoped?.find((candidate) => candidate.method === method);
    if (scoped !== undefined) return { kind: 'scoped', node, lock, mode, callback: node.arguments[scoped.callback], task: false };
  }
  return undefined;
}

/** `enter()`, where a function of this file takes the lock and returns what gives it back: who calls it takes the lock. */
function handedOut(source: Source, node: TSESTree.CallExpression): Acquire | undefined {
  const callee = calleeOf(source, node);
  if (callee === undefined || callee.generator) return undefined;
  const inner = acquireReturnedBy(source, callee);
  const place = inner?.lock.place === undefined ? undefined : asSeenBy(source, node, callee, inner.lock.place);
  return inner === undefined || place === undefined ? undefined : { ...inner, node, lock: { ...inner.lock, place } };
}

function acquireReturnedBy(source: Source, callee: Func): Acquire | undefined {
  const { acquirers } = source.memory;
  if (acquirers.has(callee)) return acquirers.get(callee);
  acquirers.set(callee, undefined);
  const [value, ...others] = returnedValues(source, callee).map(withoutAwait);
  const event = value?.type === 'CallExpression' && others.length === 0 ? lockEventOf(source, value) : undefined;
  const found = event?.kind === 'acquire' && event.operation.async === true && event.operation.gives !== 'nothing' ? event : undefined;
  acquirers.set(callee, found);
  return found;
}

function withoutAwait(value: TSESTree.Node): TSESTree.Node {
  const node = unwrap(value);
  return node.type === 'AwaitExpression' ? unwrap(node.argument) : node;
}

/** What the object's description says that its methods take, and what gives it back. */
export function obligationsOf({ shape: { found: { library, name } } }: Lock): readonly Obligation[] {
  return (library.obligations ?? []).filter((obligation) => obligation.class === name);
}

function modeOf(operation: Operation): Mode {
  if (operation.op.endsWith('.read')) return 'read';
  return operation.op.endsWith('.write') ? 'write' : 'exclusive';
}

/** The argument (or option of an object argument) that an operand is given by. */
export function operandOf(call: TSESTree.CallExpression | TSESTree.NewExpression, operand: Operand | undefined): TSESTree.Node | undefined {
  if (operand === undefined) return undefined;
  if ('argument' in operand) return call.arguments[operand.argument];
  if (!('option' in operand)) return undefined;
  const options = call.arguments[operand.of];
  if (options?.type !== 'ObjectExpression') return undefined;
  for (const property of options.properties) {
    if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === operand.option) return property.value;
  }
  return undefined;
}

/** How many can hold the lock at once, where the source says so. */
export function permitsOf(source: Source, lock: Lock): number | undefined {
  const { made, found } = lock.shape;
  const operand = found.meaning.construct?.['permits'] ?? found.meaning.construct?.['concurrency'];
  if (operand === undefined) return undefined;
  if ('constant' in operand) return typeof operand.constant === 'number' ? operand.constant : undefined;
  const counts = new Set(made.map((call) => literalNumber(source, operandOf(call, operand))));
  const [count] = counts;
  return counts.size === 1 ? count : undefined;
}

/** The number that an expression is in the source, also by way of a constant. */
export function literalNumber(source: Source, node: TSESTree.Node | undefined): number | undefined {
  if (node === undefined) return undefined;
  const inner = unwrap(node);
  if (inner.type === 'Literal') return typeof inner.value === 'number' ? inner.value : undefined;
  if (inner.type !== 'Identifier') return undefined;
  const definition = variableOf(source, inner)?.defs[0];
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const' || definition.node.init?.type !== 'Literal') return undefined;
  return typeof definition.node.init.value === 'number' ? definition.node.init.value : undefined;
}

/** Whether it keeps others out of what its holder does; a stream or a pool only lends something. */
export function isLock({ shape }: Lock): boolean {
  return shape.found.meaning.primitive !== 'stream' && shape.found.meaning.primitive !== 'pool';
}

/** Whether one holder is enough to keep others out. */
export function excludesOthers(source: Source, lock: Lock): boolean {
  const { primitive } = lock.shape.found.meaning;
  return primitive === 'rwlock' || primitive === 'keyed' || permitsOf(source, lock) === 1;
}

export function sameLock(a: Lock, b: Lock): boolean {
  return samePlace(a.place, b.place);
}

/** The calls that run as part of `body` itself, in source order. */
export function callsIn(source: Source, body: Body): readonly TSESTree.CallExpression[] {
  return nodesIn(source, body).filter((node) => node.type === 'CallExpression');
}

function hasLocks(library: Library): boolean {
  return library.obligations !== undefined || Object.values(library.exports).some((found) => found.kind === 'class' && (found.primitive === 'limiter' || found.primitive === 'keyed'));
}

/** All that happens to locks in the file, in source order. */
export function lockEvents(source: Source): readonly LockEvent[] {
  if (!source.known.some(hasLocks)) return [];
  return allCalls(source).flatMap((call) => lockEventOf(source, call) ?? []);
}
