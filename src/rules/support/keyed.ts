import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../libraries/index.ts';
import { isFunction, memberName, unwrap } from './ast.ts';
import { functionOf } from './callees.ts';
import { operandOf } from './operations.ts';
import type { Lock, Performed, Scoped } from './operations.ts';
import { elementPlace } from './places.ts';
import type { Source } from './source.ts';

/**
 * A callback that runs under the lock of a name: `locks.request('sync', work)`. Undefined where it may do without the lock,
 * stops waiting by itself, or says by a call of its own when it is done.
 */
export function keyedSection(source: Source, node: TSESTree.CallExpression, { operation, lock }: Performed): Scoped | undefined {
  const key = operandOf(node, operation.operands?.['name'] ?? operation.operands?.['key']);
  const callback = node.arguments.slice(1).find((argument) => isFunction(argument) || functionOf(source, argument) !== undefined);
  if (lock === undefined || key === undefined || callback === undefined || key.type === 'ArrayExpression') return undefined;
  const body = functionOf(source, callback);
  const isGivenDone = operation.op === 'keyed.acquire' && body !== undefined && body.params.length > 0;
  if (isGivenDone || isLimited(lock)) return undefined;
  const options = node.arguments.slice(1).find((argument) => argument.type === 'ObjectExpression');
  const mode = options === undefined ? 'exclusive' : modeIn(options, operation);
  if (mode === undefined) return undefined;
  const name = `${lock.name} ${source.code.getText(key).replace(/^['"`]|['"`]$/g, '')}`;
  return { kind: 'scoped', node, lock: { ...lock, name, place: elementPlace(source, lock.place, key) }, mode, callback, task: false };
}

/** Created with a time limit. */
function isLimited({ shape }: Lock): boolean {
  const limit = shape.found.meaning.construct?.['timeout'];
  return shape.made.some((made) => operandOf(made, limit) !== undefined);
}

/** What the options say: shared, exclusive, or (undefined) something that ends the wait. */
function modeIn({ properties }: TSESTree.ObjectExpression, { operands }: Operation): 'read' | 'exclusive' | undefined {
  const [operand, shared] = [operands?.['mode'], operands?.['shared']];
  const key = operand !== undefined && 'option' in operand ? operand.option : undefined;
  const values = properties.map((property) => (property.type === 'Property' && key !== undefined && memberName(property.key, property.computed) === key ? unwrap(property.value) : undefined));
  if (!values.every((value) => value?.type === 'Literal')) return undefined;
  const isShared = shared !== undefined && 'constant' in shared && values.some(({ value }) => value === shared.constant);
  return isShared ? 'read' : 'exclusive';
}
