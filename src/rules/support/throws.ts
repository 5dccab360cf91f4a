import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, propertyName, unwrap } from './ast.ts';
import type { Func } from './ast.ts';
import { calleeOf, isAwaited } from './callees.ts';
import { chainAt, chainedTo } from './common.ts';
import { methodNamed } from './members.ts';
import { nodesIn } from './nodes.ts';
import { operandOf, operationOf } from './operations.ts';
import type { Performed } from './operations.ts';
import { calm, exportOf, isFoundClass, variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** Operations that neither throw nor reject, unless a signal or a time limit ends them. */
const calmOperations = new Set([
  'mutex.acquire', 'mutex.release', 'mutex.isLocked', 'mutex.value', 'mutex.setValue', 'mutex.cancel', 'mutex.waitForUnlock', 'mutex.withTimeout',
  'rwlock.read', 'rwlock.write', 'rwlock.acquire', 'rwlock.release', 'rwlock.held', 'condition.wait', 'condition.notifyOne', 'condition.notifyAll',
  'timer.set', 'timer.soon', 'timer.repeat', 'timer.clear', 'timer.sleep', 'signal.abort', 'signal.listen', 'signal.unlisten', 'signal.any', 'signal.timeout',
  'promise.resolved', 'promise.allSettled', 'promise.withResolvers', 'limiter.clear', 'limiter.pause', 'limiter.start', 'limiter.onIdle', 'limiter.onEmpty',
  'event.on', 'event.once', 'event.off', 'event.listen', 'channel.close', 'channel.tryReceive', 'countdown.count',
]);

/** Decides which nodes can leave a function by an exception. */
export interface Throws {
  readonly source: Source;
  /** Variables that hold a release function: calling one does not throw. */
  readonly releasers: ReadonlySet<Variable>;
  readonly known: Map<Func, boolean>;
}

/** Whether evaluating the node itself (not its parts) can throw. */
export function mayThrow(throws: Throws, node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'ThrowStatement': return true;
    case 'YieldExpression': return true;
    case 'TaggedTemplateExpression': return true;
    case 'AwaitExpression': return awaitMayThrow(throws, unwrap(node.argument));
    case 'ForOfStatement': return node.await;
    case 'NewExpression': return newMayThrow(throws, node);
    case 'CallExpression': return callMayThrow(throws, node);
    default: return false;
  }
}

function awaitMayThrow(throws: Throws, awaited: TSESTree.Node): boolean {
  if (awaited.type === 'Literal') return false;
  if (awaited.type === 'NewExpression') return !isPlainWait(throws.source, awaited);
  if (awaited.type !== 'CallExpression') return true;
  const callee = unwrap(awaited.callee);
  if (catchesAll(throws, awaited)) return false;
  const unknown = operationOf(throws.source, awaited) === undefined && calleeOf(throws.source, awaited) === undefined;
  // a method such as `get` may well be someone's asynchronous one if its result is awaited
  return (unknown && callee.type === 'MemberExpression') || callMayThrow(throws, awaited);
}

/** `work().catch(() => undefined)`: what goes wrong ends in the callback. */
function catchesAll(throws: Throws, call: TSESTree.CallExpression): boolean {
  const chain = chainAt(throws.source, call);
  if (chain?.op !== 'promise.catch' || unwrap(chain.on).type !== 'CallExpression') return false;
  const callback = operandOf(call, chain.operation.operands?.['rejected']);
  return callback !== undefined && isFunction(callback) && !functionMayThrow(throws, callback);
}

/** `new Promise((resolve) => …)`: nothing in it rejects. */
function isPlainWait(source: Source, node: TSESTree.NewExpression): boolean {
  const found = exportOf(source, node.callee);
  const executor = isFoundClass(found) && found.meaning.primitive === 'promise' ? operandOf(node, found.meaning.construct?.['executor']) : undefined;
  return executor !== undefined && isFunction(executor) && executor.params.length <= 1;
}

function newMayThrow(throws: Throws, node: TSESTree.NewExpression): boolean {
  const { source } = throws;
  if (isFoundClass(exportOf(source, node.callee))) return false;
  if (node.callee.type !== 'Identifier') return true;
  const definition = variableOf(source, node.callee)?.defs[0];
  if (definition === undefined) return !calm(source, 'classes').has(node.callee.name);
  if (definition.type !== 'ClassName' || definition.node.superClass !== null) return true;
  const constructor = methodNamed(definition.node, 'constructor')?.value;
  return constructor !== undefined && isFunction(constructor) && functionMayThrow(throws, constructor);
}

function callMayThrow(throws: Throws, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  if (isReleaser(throws, callee)) return false;
  const performed = operationOf(throws.source, call);
  if (performed !== undefined) return operationMayThrow(call, performed) && (performed.operation.async !== true || isAwaited(throws.source, call, false));
  const local = calleeOf(throws.source, call);
  if (local !== undefined) return functionMayThrow(throws, local) && (!local.async || isAwaited(throws.source, call, false));
  // what goes wrong in `work()` of `work().finally(…)` comes out of the chain
  return !isCalm(throws.source, callee) && chainedTo(throws.source, call) === undefined && !isCalmIteration(throws, call, callee);
}

/** `list.find((item) => item.id === id)`: throws only if the callback does. */
function isCalmIteration(throws: Throws, call: TSESTree.CallExpression, callee: TSESTree.Node): boolean {
  if (callee.type !== 'MemberExpression' || !calm(throws.source, 'iterations').has(propertyName(callee) ?? '')) return false;
  const [callback] = call.arguments;
  return callback !== undefined && isFunction(callback) && !functionMayThrow(throws, callback);
}

function isReleaser(throws: Throws, callee: TSESTree.Node): boolean {
  if (callee.type === 'MemberExpression') return isReleaser(throws, unwrap(callee.object)) && throws.releasers.size > 0;
  if (callee.type !== 'Identifier') return false;
  const variable = variableOf(throws.source, callee);
  return variable !== null && (throws.releasers.has(variable) || isOfCalmType(throws.source, variable));
}

/** `held: MutexInterface.Releaser` */
function isOfCalmType(source: Source, variable: Variable): boolean {
  return variable.identifiers.some(({ typeAnnotation }) => {
    const type = typeAnnotation?.typeAnnotation;
    return type?.type === 'TSTypeReference' && calm(source, 'types').has(source.code.getText(type.typeName));
  });
}

function operationMayThrow(call: TSESTree.CallExpression, { operation, lock }: Performed): boolean {
  if (!calmOperations.has(operation.op) || lock?.shape.limited === true) return true;
  return operandOf(call, operation.operands?.['signal']) !== undefined && operation.async === true;
}

function functionMayThrow(throws: Throws, callee: Func): boolean {
  const known = throws.known.get(callee);
  if (known !== undefined) return known;
  throws.known.set(callee, false);
  const result = nodesIn(throws.source, callee).some((node) => mayThrow(throws, node));
  throws.known.set(callee, result);
  return result;
}

function isCalm(source: Source, callee: TSESTree.Node): boolean {
  if (callee.type === 'Identifier') return calm(source, 'functions').has(callee.name) && (variableOf(source, callee)?.defs.length ?? 0) === 0;
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyName(callee);
  if (name === undefined) return false;
  if (calm(source, 'methods').has(name)) return true;
  if (callee.object.type !== 'Identifier' || (variableOf(source, callee.object)?.defs.length ?? 0) > 0) return false;
  return calm(source, 'objects').has(callee.object.name) || calm(source, 'functions').has(`${callee.object.name}.${name}`);
}
