import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isClass, isFunction, isWithin, wrapped } from './ast.ts';
import type { Body, Func } from './ast.ts';
import { calleeOf, functionOf, isAwaited } from './callees.ts';
import { startedForEach } from './common.ts';
import type { Concurrency } from './concurrency.ts';
import { isExported, isHiddenMember, namedFunction } from './functions.ts';
import { loopsAround } from './loops.ts';
import { allCalls } from './nodes.ts';
import { lockEventOf, operationOf } from './operations.ts';
import { outside, variableOf } from './source.ts';

/** Operations that call back again while an earlier call may still wait. */
const repeating = new Set(['timer.repeat', 'event.on', 'event.listen', 'signal.listen']);

/** Whether a second task can run the body while a first one waits in it; `home` is where what they share is kept. */
export function overlaps(concurrency: Concurrency, body: Body, home: TSESTree.Node, seen: ReadonlySet<Body> = new Set()): boolean {
  if (!isFunction(body) || seen.has(body) || body === home) return false;
  const among = new Set([...seen, body]);
  const named = namedFunction(body);
  if (named === undefined) return callbackOverlaps(concurrency, body, home, among);
  const { name, owner, node } = named;
  if (name === 'constructor' || outside(concurrency.source, 'programs').has(name)) return false;
  const isOpen = owner === undefined ? isExported(concurrency.source, name, named.at) : !isHiddenMember(node, name);
  return isOpen || isUsedAsValue(concurrency, body) || sitesOverlap(concurrency, body, home, among);
}

/** Handed to code that the file does not show, or returned: how often it is called, and when, is for others to say. */
function isUsedAsValue({ source }: Concurrency, body: Func): boolean {
  const named = namedFunction(body);
  const variable = named?.at.type === 'Identifier' && named.owner === undefined ? variableOf(source, named.at) : null;
  return variable?.references.some(({ identifier }) => {
    const { parent } = wrapped(identifier);
    return parent?.type === 'ReturnStatement' || (parent?.type === 'Property' && parent.value === wrapped(identifier)) || isRepeatedCallback(source, identifier);
  }) ?? false;
}

function sitesOverlap(concurrency: Concurrency, body: Func, home: TSESTree.Node, seen: ReadonlySet<Body>): boolean {
  const { source } = concurrency;
  const sites = allCalls(source).filter((call) => calleeOf(source, call) === body);
  const loose = sites.filter((call) => !isAwaited(source, call, true) && !isSerial(concurrency, call));
  if (loose.length > 1 || loose.some((call) => loopsAround(call).length > 0)) return true;
  return sites.some((call) => !isSerial(concurrency, call) && overlaps(concurrency, bodyOf(call), home, seen));
}

function callbackOverlaps(concurrency: Concurrency, body: Func, home: TSESTree.Node, seen: ReadonlySet<Body>): boolean {
  const { source } = concurrency;
  const { parent } = wrapped(body);
  if (parent?.type === 'ReturnStatement' || (parent?.type === 'Property' && !isWithin(parent, home)) || (parent?.type === 'ArrowFunctionExpression' && parent.body === wrapped(body))) return true;
  if (parent?.type === 'Property') return isReturned(parent.parent);
  if (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') return false;
  if (parent.type === 'CallExpression' && isSerial(concurrency, body.body)) return false;
  return isRepeatedCallback(source, body) || overlaps(concurrency, bodyOf(parent), home, seen);
}

function isReturned(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  return parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression';
}

/** An argument of a call that runs it several times at once. */
function isRepeatedCallback(source: Concurrency['source'], callback: TSESTree.Node): boolean {
  const call = wrapped(callback).parent;
  if (call?.type !== 'CallExpression' || !call.arguments.some((argument) => argument === wrapped(callback))) return false;
  const op = operationOf(source, call)?.operation.op;
  return op === undefined ? startedForEach(source, call, 'collection.map', 'collection.each') === wrapped(callback) : repeating.has(op);
}

/** Under a lock, or a task of a limiter: one at a time, as far as can be told. */
export function isSerial({ source, held }: Concurrency, node: TSESTree.Node): boolean {
  if (node.type === 'CallExpression' && held.some(({ outcome }) => outcome.calls.has(node))) return true;
  if (held.some(({ outcome }) => outcome.met.has(node))) return true;
  for (let at: TSESTree.Node | null | undefined = node; at; at = at.parent) {
    const call: TSESTree.Node | null | undefined = isFunction(at) ? wrapped(at).parent : undefined;
    const event = call?.type === 'CallExpression' ? lockEventOf(source, call) : undefined;
    if (event?.kind === 'scoped' && event.callback !== undefined && functionOf(source, event.callback) === at) return true;
    if (isClass(at)) return false;
  }
  return false;
}
