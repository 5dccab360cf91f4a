import type { TSESTree } from '@typescript-eslint/utils';
import { classOfThis, isFunction, memberName, propertyName, unwrap, wrapped } from './ast.ts';
import type { ClassNode, Func } from './ast.ts';
import { chainedTo, startedForEach } from './common.ts';
import { lineage } from './members.ts';
import { operationOf } from './operations.ts';
import { variableOf } from './source.ts';
import type { Source } from './source.ts';

/** The function of this file that a call runs, with `this` unchanged; undefined for all others. */
export function calleeOf(source: Source, call: TSESTree.CallExpression): Func | undefined {
  return functionOf(source, call.callee);
}

/** The function of this file that an expression denotes. */
export function functionOf(source: Source, expression: TSESTree.Node): Func | undefined {
  const node = unwrap(expression);
  if (isFunction(node)) return node;
  if (node.type === 'Identifier') return functionNamed(source, node);
  if (node.type !== 'MemberExpression') return undefined;
  const name = propertyName(node);
  const owner = name === undefined ? undefined : ownerOf(source, node.object);
  return owner === undefined || name === undefined ? undefined : methodOf(source, owner, name, node.object.type === 'Super');
}

function functionNamed(source: Source, name: TSESTree.Identifier): Func | undefined {
  const variable = variableOf(source, name);
  const definition = variable?.defs[0];
  if (definition?.type === 'FunctionName') return isFunction(definition.node) ? definition.node : undefined;
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const' || definition.node.init === null) return undefined;
  const init = unwrap(definition.node.init);
  return isFunction(init) ? init : undefined;
}

/** The class whose method is called: by `this`, `super` or (a static one) the class's name. */
function ownerOf(source: Source, object: TSESTree.Node): ClassNode | undefined {
  if (object.type === 'ThisExpression' || object.type === 'Super') return classOfThis(object);
  if (object.type !== 'Identifier') return undefined;
  const definition = variableOf(source, object)?.defs[0];
  return definition?.type === 'ClassName' ? definition.node : undefined;
}

function methodOf(source: Source, owner: ClassNode, name: string, fromSuper: boolean): Func | undefined {
  for (const candidate of lineage(source, owner).slice(fromSuper ? 1 : 0)) {
    for (const member of candidate.body.body) {
      if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') continue;
      if (memberName(member.key, member.computed) !== name || member.value === null) continue;
      return isFunction(member.value) ? member.value : undefined;
    }
  }
  return undefined;
}

/** Operations that wait for all the promises in their argument. */
const waitsForAll = new Set(['promise.all', 'promise.allSettled']);

/**
 * Whether the code around a promise waits for it before it goes on: by `await`, also through `Promise.all`, `.then` and the like.
 * `returned` says that a function that returns the promise counts as waiting for it.
 */
export function isAwaited(source: Source, node: TSESTree.Node, returned: boolean): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  switch (parent?.type) {
    case 'AwaitExpression': return true;
    case 'ReturnStatement': return returned;
    case 'ArrowFunctionExpression': return returned && parent.body === outer;
    case 'ConditionalExpression': return parent.test !== outer && isAwaited(source, parent, returned);
    case 'LogicalExpression': return parent.right === outer && isAwaited(source, parent, returned);
    case 'ArrayExpression': return isWaitedArgument(source, parent, returned);
    case 'MemberExpression': return isAwaitedChain(source, node, returned);
    default: return false;
  }
}

function isWaitedArgument(source: Source, list: TSESTree.Node, returned: boolean): boolean {
  const call = list.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== list) return false;
  const op = operationOf(source, call)?.operation.op;
  return op !== undefined && waitsForAll.has(op) && isAwaited(source, call, returned);
}

/** `promise.then(…)`: who waits for the chain waits for its start. */
function isAwaitedChain(source: Source, promise: TSESTree.Node, returned: boolean): boolean {
  const chain = chainedTo(source, promise);
  return chain !== undefined && isAwaited(source, chain, returned);
}

/** The callback of `Promise.all(items.map(callback))` that is waited for. */
export function waitedMapCallback(source: Source, call: TSESTree.CallExpression, returned: boolean): Func | undefined {
  const callback = startedForEach(source, call, 'collection.map');
  return callback !== undefined && isFunction(callback) && isWaitedArgument(source, wrapped(call), returned) ? callback : undefined;
}

/** The call to which the callback is given has run it when it is waited for, and it is. */
export function isWaitedCallback(source: Source, callback: TSESTree.Node): boolean {
  const { parent } = wrapped(callback);
  return parent?.type === 'CallExpression' && (isAwaited(source, parent, true) || waitedMapCallback(source, parent, true) !== undefined);
}

/** `save(true)`: which way the callee goes is for its parameter to say, so nothing is claimed. */
export function passesFlag(call: TSESTree.CallExpression): boolean {
  return call.arguments.some((argument) => argument.type === 'Literal' && typeof argument.value === 'boolean');
}
