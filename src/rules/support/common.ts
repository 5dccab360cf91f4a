import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../libraries/index.ts';
import { propertyName, unwrap, wrapped } from './ast.ts';
import { common } from './source.ts';
import type { Source } from './source.ts';

/** A method of a promise or collection that is called, known by its name: where the object comes from need not be in sight. */
interface Common {
  readonly op: string;
  readonly operation: Operation;
  readonly on: TSESTree.Node;
}

export function commonAt(source: Source, call: TSESTree.CallExpression): Common | undefined {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  const operation = name === undefined ? undefined : common(source).get(name);
  return operation === undefined || callee.type !== 'MemberExpression' ? undefined : { op: operation.op, operation, on: callee.object };
}

/** The call goes on with a promise: `work().then(…)`. Its callbacks run once at most, later. */
export function chainAt(source: Source, call: TSESTree.CallExpression): Common | undefined {
  const method = commonAt(source, call);
  return method?.op.startsWith('promise.') === true ? method : undefined;
}

/** The call that goes on with the promise: `work().then(…)` of `work()`. */
export function chainedTo(source: Source, promise: TSESTree.Node): TSESTree.CallExpression | undefined {
  const member = wrapped(promise).parent;
  const call = member?.type === 'MemberExpression' ? wrapped(member).parent : undefined;
  return call?.type === 'CallExpression' && unwrap(call.callee) === member && chainAt(source, call)?.on === wrapped(promise) ? call : undefined;
}

/** The function that the call starts for each value of a collection, without waiting in between; `ops` says what becomes of what it returns. */
export function startedForEach(source: Source, call: TSESTree.CallExpression, ...ops: readonly ('collection.map' | 'collection.each')[]): TSESTree.Node | undefined {
  const method = commonAt(source, call);
  const callback = method?.operation.operands?.['callback'];
  const isMeant = callback !== undefined && 'argument' in callback && ops.some((op) => op === method?.op);
  return isMeant ? call.arguments[callback.argument] : undefined;
}
