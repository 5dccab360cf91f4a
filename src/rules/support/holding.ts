import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isWithin, memberName, nestedFunction, propertyName, wrapped } from './ast.ts';
import type { Func } from './ast.ts';
import { bindingOf } from './bindings.ts';
import type { Binding } from './bindings.ts';
import { calleeOf } from './callees.ts';
import { addGive, callAround, newDuties } from './duties.ts';
import type { Duties, Duty } from './duties.ts';
import { allCalls, nodesIn } from './nodes.ts';
import type { Place } from './places.ts';
import { lockEventOf, memberOperation, operationOf, permitsOf, sameLock } from './operations.ts';
import type { Acquire, Lock, LockEvent, Release } from './operations.ts';
import { variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** An acquire, and what its own function does with the duty to give it back. */
export interface Holding extends Duty {
  readonly acquire: Acquire;
  /** The variable that holds what the acquire gave. */
  readonly variable: Variable | undefined;
}

/** The duty that the acquire puts on its function; undefined where it is handed on at once, or done elsewhere. */
export function holdingOf(source: Source, acquire: Acquire, events: readonly LockEvent[]): Holding | undefined {
  const binding = bindingOf(source, acquire);
  // what nothing can be taken of at first counts what others give
  if (binding.kind === 'elsewhere' || permitsOf(source, acquire.lock) === 0) return undefined;
  const body = bodyOf(acquire.node);
  const duties = newDuties(source, body);
  if (binding.kind === 'scope') return { ...duties, acquire, gives: new Set([binding.block]), variable: undefined };
  if (binding.kind === 'variable') addReleaser(duties, acquire, binding);
  addLockMethods(duties, acquire, events);
  addHelpers(duties, acquire.lock);
  if (duties.gives.size === 0 && isGivenBackElsewhere(acquire, binding, events)) return undefined;
  if (binding.kind === 'none' && [...duties.gives].every(leadsToThrow) && isReleasedOutside(acquire, duties.body, events)) return undefined;
  if (binding.kind === 'none') addEscapes(duties, acquire.lock);
  return { ...duties, acquire, variable: binding.kind === 'variable' ? binding.variable : undefined };
}

/** What the function gives back where it fails, another function gives back where it succeeds: `connect()` and `disconnect()`. */
function isReleasedOutside({ lock }: Acquire, body: Duties['body'], events: readonly LockEvent[]): boolean {
  return events.some((event) => event.kind === 'release' && sameLock(event.lock, lock) && !isWithin(event.node, body) && !isBalanced(event, events));
}

/** Whether the block around a node ends with a throw. */
function leadsToThrow(node: TSESTree.Node): boolean {
  for (let at: TSESTree.Node | undefined = node; at !== undefined; at = at.parent) {
    if (at.type === 'BlockStatement') return at.body.at(-1)?.type === 'ThrowStatement';
  }
  return false;
}

/** Another function gives the lock back by its method, or code that this file does not show can. */
function isGivenBackElsewhere(acquire: Acquire, binding: Binding, events: readonly LockEvent[]): boolean {
  const { lock } = acquire;
  if (events.some((event) => event.kind === 'release' && sameLock(event.lock, lock) && !isBalanced(event, events))) return true;
  return binding.kind === 'none' && (lock.place === undefined || lock.shape.made.length === 0 || isShared(lock.place));
}

/** The variable's lock is exported, stored or passed on; what is in a collection can be reached in many ways. */
function isShared({ root, keys }: Place): boolean {
  if (keys !== undefined && keys.length > 0) return true;
  if (typeof root === 'string' || 'type' in root) return false;
  const isExported = root.defs.some(({ node }) => node.parent?.parent?.type === 'ExportNamedDeclaration');
  return isExported || root.references.some((reference) => reference.isRead() && givesAway(reference.identifier));
}

function givesAway(use: TSESTree.Node): boolean {
  const outer = wrapped(use);
  const { parent } = outer;
  switch (parent?.type) {
    case 'CallExpression': case 'NewExpression': return parent.callee !== outer;
    case 'AssignmentExpression': return parent.right === outer;
    case 'Property': case 'ArrayExpression': case 'ReturnStatement': case 'ExportSpecifier': return true;
    default: return false;
  }
}

/** The release ends an acquire of its own function, so it is not there for another's. */
function isBalanced(release: Release, events: readonly LockEvent[]): boolean {
  const body = bodyOf(release.node);
  return events.some((event) => event.kind === 'acquire' && sameLock(event.lock, release.lock) && bodyOf(event.node) === body);
}

/** Uses of the variable that holds what the acquire gave. */
function addReleaser(duties: Duties, acquire: Acquire, binding: Binding & { readonly kind: 'variable' }): void {
  for (const reference of binding.variable.references) {
    if (!reference.isRead()) continue;
    const use = reference.identifier;
    if (nestedFunction(duties.body, use) !== undefined) addGive(duties, use);
    else if (isTested(use)) duties.tests.add(use);
    else addUse(duties, acquire, binding.holds, use);
  }
}

function isTested(use: TSESTree.Node): boolean {
  const outer = wrapped(use);
  const { parent } = outer;
  switch (parent?.type) {
    case 'IfStatement': case 'WhileStatement': case 'DoWhileStatement': case 'ConditionalExpression': return parent.test === outer;
    case 'BinaryExpression': case 'ExpressionStatement': return true;
    case 'UnaryExpression': return parent.operator === '!' || parent.operator === 'typeof';
    case 'LogicalExpression': return parent.left === outer && parent.operator !== '??';
    default: return false;
  }
}

function addUse(duties: Duties, acquire: Acquire, holds: 'function' | 'pair' | 'handle', use: TSESTree.Node): void {
  const { parent } = wrapped(use);
  if (holds === 'function' || parent?.type !== 'MemberExpression' || parent.object !== wrapped(use)) {
    duties.gives.add(callAround(use));
    return;
  }
  const name = propertyName(parent);
  if (holds === 'pair') {
    if (parent.property.type === 'Literal' && parent.property.value === 1) duties.gives.add(callAround(parent));
  } else if (name === undefined || acquire.obligation.release.includes(name)) {
    duties.gives.add(callAround(parent));
  } else if (isHeldProperty(duties.source, parent)) {
    duties.tests.add(parent);
  } else {
    for (const end of doneTests(duties.source, callAround(parent))) duties.ends.add(end);
  }
}

/** `const { done, value } = await reader.read()`: where `done` is asked for, which tells that nothing more comes. */
function doneTests(source: Source, read: TSESTree.Node): readonly TSESTree.Node[] {
  const awaited = wrapped(read).parent;
  const value = awaited?.type === 'AwaitExpression' ? wrapped(awaited) : undefined;
  const { parent } = value ?? {};
  if (parent?.type === 'VariableDeclarator') return doneIn(source, parent.id);
  if (parent?.type === 'AssignmentExpression') return [...doneIn(source, parent.left), ...doneOf(parent)];
  return value === undefined ? [] : doneOf(value);
}

/** `(result = await reader.read()).done` */
function doneOf(value: TSESTree.Node): readonly TSESTree.Node[] {
  const { parent } = wrapped(value);
  return parent?.type === 'MemberExpression' && parent.object === wrapped(value) && propertyName(parent) === 'done' ? [parent] : [];
}

function doneIn(source: Source, target: TSESTree.Node): readonly TSESTree.Node[] {
  if (target.type === 'Identifier') return usesOf(source, target).flatMap(doneOf);
  if (target.type !== 'ObjectPattern') return [];
  return target.properties.flatMap((property) => {
    const isDone = property.type === 'Property' && memberName(property.key, property.computed) === 'done' && property.value.type === 'Identifier';
    return isDone ? usesOf(source, property.value as TSESTree.Identifier) : [];
  });
}

function usesOf(source: Source, name: TSESTree.Identifier): readonly TSESTree.Node[] {
  return variableOf(source, name)?.references.filter((reference) => reference.isRead()).map((reference) => reference.identifier) ?? [];
}

/** A property of the handle that tells whether it is held. */
function isHeldProperty(source: Source, member: TSESTree.MemberExpression): boolean {
  return isTested(member) && memberOperation(source, member)?.operation.op.endsWith('.held') === true;
}

/** `lock.release()` in this function or in those inside it, and tests by `lock.isLocked()`. */
function addLockMethods(duties: Duties, acquire: Acquire, events: readonly LockEvent[]): void {
  for (const event of events) {
    if (event.kind !== 'release' || !sameLock(event.lock, acquire.lock) || !isWithin(event.node, duties.body)) continue;
    if (bodyOf(event.node) === duties.body || !isBalanced(event, events)) addGive(duties, event.node);
  }
  for (const node of nodesIn(duties.source, duties.body)) {
    if (node.type !== 'CallExpression') continue;
    const performed = operationOf(duties.source, node);
    if (performed?.lock !== undefined && performed.operation.op.endsWith('.isLocked') && sameLock(performed.lock, acquire.lock)) duties.tests.add(node);
  }
}

/** Calls of functions of this file that give the lock back. */
function addHelpers(duties: Duties, lock: Lock): void {
  for (const node of allCalls(duties.source)) {
    if (!isWithin(node, duties.body)) continue;
    const callee = calleeOf(duties.source, node);
    if (callee !== undefined && callee !== duties.body && givesBack(duties.source, callee, lock, new Set())) addGive(duties, node);
  }
}

/** Whether the function gives the lock back without having taken it itself. */
function givesBack(source: Source, callee: Func, lock: Lock, seen: Set<Func>): boolean {
  if (seen.has(callee)) return false;
  seen.add(callee);
  for (const node of nodesIn(source, callee)) {
    if (node.type !== 'CallExpression') continue;
    const event = lockEventOf(source, node);
    if (event?.kind === 'acquire' && sameLock(event.lock, lock)) return false;
    if (event?.kind === 'release' && sameLock(event.lock, lock)) return true;
    const next = calleeOf(source, node);
    if (next !== undefined && givesBack(source, next, lock, seen)) return true;
  }
  return false;
}

/** The lock itself is given to unknown code, which is then free to release it. */
function addEscapes(duties: Duties, lock: Lock): void {
  const root = lock.place?.path === '' ? lock.place.root : undefined;
  if (root === undefined || typeof root === 'string' || 'type' in root) return;
  for (const reference of root.references) {
    const { parent } = wrapped(reference.identifier);
    if (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') continue;
    if (parent.callee === reference.identifier || !isWithin(parent, duties.body) || operationOf(duties.source, parent) !== undefined) continue;
    addGive(duties, reference.identifier);
  }
}

/** Where the variable that holds what the acquire gave is assigned anew. */
export function writesTo({ variable }: Holding): readonly TSESTree.Node[] {
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const { parent } = wrapped(identifier);
    return parent?.type === 'AssignmentExpression' && parent.left === identifier ? [parent] : [];
  });
}

/** All variables that hold a release function or handle. */
export function releasersOf(source: Source, events: readonly LockEvent[]): ReadonlySet<Variable> {
  const variables = new Set<Variable>();
  for (const event of events) {
    const binding = event.kind === 'acquire' ? bindingOf(source, event) : undefined;
    if (binding?.kind === 'variable') variables.add(binding.variable);
  }
  return variables;
}
