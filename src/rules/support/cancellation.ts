import type { TSESTree } from '@typescript-eslint/utils';
import { findCancellable } from '../../libraries/index.ts';
import type { Cancellable, Operand } from '../../libraries/index.ts';
import { propertyName, unwrap } from './ast.ts';
import { calleeOf } from './callees.ts';
import { operandOf, operationOf } from './operations.ts';
import { signalsOf } from './signals.ts';
import { originOf, variableOf } from './source.ts';
import type { Source } from './source.ts';

/** A place in a call's arguments for a signal that ends its wait. */
export interface SignalSlot {
  readonly operand: { readonly argument: number } | { readonly option: string; readonly of: number };
  /** Whether the call has something there; undefined if the source does not tell. */
  readonly given: boolean | undefined;
}

/** Operations that take a signal and do not wait: it ends a registration. */
const registrations = new Set(['event.listen', 'signal.listen']);

/** Where the call takes a signal; undefined if it is not known to take one. */
export function signalSlotOf(source: Source, call: TSESTree.CallExpression): SignalSlot | undefined {
  const operand = signalOperandOf(source, call);
  return operand === undefined || !('argument' in operand || 'option' in operand) ? undefined : { operand, given: isGiven(call, operand) };
}

function signalOperandOf(source: Source, call: TSESTree.CallExpression): Operand | undefined {
  const operation = operationOf(source, call)?.operation;
  if (operation !== undefined) return registrations.has(operation.op) ? undefined : operation.operands?.['signal'];
  const cancellable = cancellableOf(source, call);
  if (cancellable !== undefined) return isCarried(source, call, cancellable) ? undefined : cancellable.signal;
  const callee = calleeOf(source, call);
  const [signal] = callee === undefined ? [] : signalsOf(source, callee);
  if (signal === undefined) return undefined;
  return signal.option === undefined ? { argument: signal.index } : { option: signal.option, of: signal.index };
}

function cancellableOf(source: Source, call: TSESTree.CallExpression): Cancellable | undefined {
  const origin = originOf(source, call.callee);
  return origin === undefined ? undefined : findCancellable(source.known, origin.specifier, origin.name);
}

type Carrier = NonNullable<Cancellable['carrier']>;

/** The request that is given may have a signal of its own. */
function isCarried(source: Source, call: TSESTree.CallExpression, { carrier }: Cancellable): boolean {
  const argument = carrier === undefined ? undefined : call.arguments[carrier.argument];
  return argument !== undefined && carrier !== undefined && mayBe(source, unwrap(argument), carrier);
}

/** Whether the value may be such an object: it is not text, an address or a call that says otherwise. */
function mayBe(source: Source, node: TSESTree.Node, carrier: Carrier): boolean {
  if (node.type === 'NewExpression') return node.callee.type === 'Identifier' && node.callee.name === carrier.class;
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee);
    return callee.type === 'MemberExpression' && carrier.copy !== undefined && propertyName(callee) === carrier.copy;
  }
  if (node.type !== 'Identifier') return false;
  const definition = variableOf(source, node)?.defs[0];
  if (definition === undefined) return false;
  if (definition.type === 'Variable' && definition.node.init !== null && definition.node.id === definition.name) return mayBe(source, unwrap(definition.node.init), carrier);
  return definition.type === 'Parameter' && 'typeAnnotation' in definition.name && mentionsType(source, definition.name.typeAnnotation, carrier);
}

function mentionsType(source: Source, annotation: TSESTree.TSTypeAnnotation | undefined, { class: name, types = [name] }: Carrier): boolean {
  return Boolean(annotation) && types.some((type) => new RegExp(`\\b${type}\\b`).test(source.code.getText(annotation)));
}

/** Whether the call has something at the place; undefined if the source does not tell. */
export function isGiven(call: TSESTree.CallExpression, operand: SignalSlot['operand']): boolean | undefined {
  const index = 'argument' in operand ? operand.argument : operand.of;
  if (call.arguments.slice(0, index + 1).some((argument) => argument.type === 'SpreadElement')) return undefined;
  const argument = call.arguments[index];
  if (argument === undefined) return false;
  if ('argument' in operand) return true;
  const options = unwrap(argument);
  if (options.type !== 'ObjectExpression' || options.properties.some((property) => property.type === 'SpreadElement')) return undefined;
  return operandOf(call, operand) !== undefined;
}
