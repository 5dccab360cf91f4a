import ts from '../typescript.ts';
import type { Value } from '../ir/ir.ts';
import { branch, copy, emit, literal, mark, newLabel, newSlot, writeVariable, type FunctionContext } from './context.ts';
import { binary, lowerExpression, propertyKey } from './expressions.ts';
import { lowerPlace } from './places.ts';

/** Binds a declared name or pattern to a value. */
export function bindPattern(ctx: FunctionContext, name: ts.BindingName, value: Value): void {
  if (ts.isIdentifier(name)) {
    const variable = ctx.module.scopes.references.get(name);
    if (variable !== undefined) writeVariable(ctx, variable, value);
  } else if (ts.isObjectBindingPattern(name)) {
    const taken: string[] = [];
    for (const element of name.elements) {
      if (element.dotDotDotToken !== undefined) bindPattern(ctx, element.name, restOfObject(ctx, value, taken));
      else {
        const key = element.propertyName ?? element.name;
        if (ts.isIdentifier(key) || ts.isStringLiteral(key)) taken.push(key.text);
        const part = newSlot(ctx);
        emit(ctx, { op: 'get', to: part, object: value, key: propertyKey(ctx, key as ts.PropertyName) }, element);
        bindPattern(ctx, element.name, withDefault(ctx, part, element.initializer));
      }
    }
  } else {
    const iterator = newSlot(ctx);
    emit(ctx, { op: 'iterate', to: iterator, a: value, async: false });
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) nextValue(ctx, iterator);
      else if (element.dotDotDotToken !== undefined) bindPattern(ctx, element.name, restOfIterator(ctx, iterator));
      else bindPattern(ctx, element.name, withDefault(ctx, nextValue(ctx, iterator), element.initializer));
    }
  }
}

function restOfObject(ctx: FunctionContext, source: Value, without: readonly string[]): Value {
  const rest = newSlot(ctx);
  emit(ctx, { op: 'object', to: rest, keys: [], values: [] });
  emit(ctx, { op: 'assign', target: rest, source, without });
  return rest;
}

function restOfIterator(ctx: FunctionContext, iterator: Value): Value {
  const rest = newSlot(ctx);
  emit(ctx, { op: 'array', to: rest, values: [] });
  emit(ctx, { op: 'extend', target: rest, source: iterator });
  return rest;
}

function nextValue(ctx: FunctionContext, iterator: Value): Value {
  const result = newSlot(ctx);
  emit(ctx, { op: 'next', to: result, iterator, async: false });
  const value = newSlot(ctx);
  emit(ctx, { op: 'get', to: value, object: result, key: literal(ctx, 'value') });
  return value;
}

/** The value, or the default where it is undefined. */
function withDefault(ctx: FunctionContext, value: Value, initializer: ts.Expression | undefined): Value {
  if (initializer === undefined) return value;
  const to = copy(ctx, value);
  const evaluate = newLabel(ctx);
  const end = newLabel(ctx);
  branch(ctx, binary(ctx, '===', to, literal(ctx, undefined)), evaluate, end);
  mark(ctx, evaluate);
  emit(ctx, { op: 'move', to, a: lowerExpression(ctx, initializer) });
  mark(ctx, end);
  return to;
}

/** Assigns to an expression: a variable, a member, or a pattern of them. */
export function assignTarget(ctx: FunctionContext, target: ts.Expression, value: Value): void {
  if (ts.isParenthesizedExpression(target)) {
    assignTarget(ctx, target.expression, value);
  } else if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    assignTarget(ctx, target.left, withDefault(ctx, value, target.right));
  } else if (ts.isArrayLiteralExpression(target)) {
    const iterator = newSlot(ctx);
    emit(ctx, { op: 'iterate', to: iterator, a: value, async: false });
    for (const element of target.elements) {
      if (ts.isOmittedExpression(element)) nextValue(ctx, iterator);
      else if (ts.isSpreadElement(element)) assignTarget(ctx, element.expression, restOfIterator(ctx, iterator));
      else assignTarget(ctx, element, nextValue(ctx, iterator));
    }
  } else if (ts.isObjectLiteralExpression(target)) {
    const taken: string[] = [];
    for (const property of target.properties) {
      if (ts.isSpreadAssignment(property)) assignTarget(ctx, property.expression, restOfObject(ctx, value, taken));
      else if (ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)) {
        if (ts.isIdentifier(property.name)) taken.push(property.name.text);
        const part = newSlot(ctx);
        emit(ctx, { op: 'get', to: part, object: value, key: propertyKey(ctx, property.name) });
        if (ts.isPropertyAssignment(property)) assignTarget(ctx, property.initializer, part);
        else assignTarget(ctx, property.name, withDefault(ctx, part, property.objectAssignmentInitializer));
      }
    }
  } else lowerPlace(ctx, target).write(value);
}
