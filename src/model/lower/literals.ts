import ts from '../typescript.ts';
import type { Value } from '../ir/ir.ts';
import { containsAssignment, lowerExpression, lowerVariable, memberName, propertyKey } from './expressions.ts';
import { copy, emit, literal, newSlot, type FunctionContext } from './context.ts';
import { lowerFunctionValue } from './functions.ts';

/** A list of expressions, as operands that later ones cannot change. */
export function lowerList(ctx: FunctionContext, nodes: readonly ts.Expression[]): Value[] {
  return nodes.map((node, i) => {
    const value = lowerExpression(ctx, node);
    return value >= 0 && nodes.slice(i + 1).some(containsAssignment) ? copy(ctx, value) : value;
  });
}

/** An array literal, or a list of arguments with spread elements. */
export function lowerArray(ctx: FunctionContext, elements: readonly ts.Expression[]): Value {
  const to = newSlot(ctx);
  if (!elements.some(ts.isSpreadElement)) {
    const values = lowerList(ctx, elements.map((e) => e));
    emit(ctx, { op: 'array', to, values });
    return to;
  }
  emit(ctx, { op: 'array', to, values: [] });
  for (const element of elements) {
    if (ts.isSpreadElement(element)) emit(ctx, { op: 'extend', target: to, source: lowerExpression(ctx, element.expression) });
    else {
      const one = newSlot(ctx);
      emit(ctx, { op: 'array', to: one, values: [lowerExpression(ctx, element)] });
      emit(ctx, { op: 'extend', target: to, source: one });
    }
  }
  return to;
}

export function lowerObject(ctx: FunctionContext, node: ts.ObjectLiteralExpression): Value {
  const to = newSlot(ctx);
  const keys: string[] = [];
  const values: Value[] = [];
  const properties = [...node.properties];
  // the plain leading properties are stored when the object is made
  while (properties.length > 0) {
    const [property] = properties;
    const plain = (ts.isPropertyAssignment(property) && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))) || ts.isShorthandPropertyAssignment(property)
      || (ts.isMethodDeclaration(property) && ts.isIdentifier(property.name));
    if (!plain || ((ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) && keys.includes(property.name.text))) break;
    keys.push(ts.isIdentifier(property.name) ? memberName(ctx, property.name) : ts.isStringLiteral(property.name) ? property.name.text : '');
    const value = propertyValue(ctx, property);
    values.push(value >= 0 && properties.slice(1).some(containsAssignment) ? copy(ctx, value) : value);
    properties.shift();
  }
  emit(ctx, { op: 'object', to, keys, values });
  for (const property of properties) {
    if (ts.isSpreadAssignment(property)) emit(ctx, { op: 'assign', target: to, source: lowerExpression(ctx, property.expression), without: [] });
    else if (ts.isAccessor(property)) lowerAccessor(ctx, to, property);
    else {
      const key = propertyKey(ctx, property.name);
      emit(ctx, { op: 'set', object: to, key, a: propertyValue(ctx, property) });
    }
  }
  return to;
}

/** A getter or setter that an object has itself. */
export function lowerAccessor(ctx: FunctionContext, target: Value, node: ts.AccessorDeclaration): void {
  const closure = lowerFunctionValue(ctx, node);
  const none = literal(ctx, undefined);
  emit(ctx, { op: 'accessor', target, key: propertyKey(ctx, node.name), get: ts.isGetAccessor(node) ? closure : none, set: ts.isSetAccessor(node) ? closure : none });
}

function propertyValue(ctx: FunctionContext, property: ts.ObjectLiteralElementLike): Value {
  if (ts.isPropertyAssignment(property)) return lowerExpression(ctx, property.initializer);
  if (ts.isMethodDeclaration(property)) return lowerFunctionValue(ctx, property);
  if (ts.isShorthandPropertyAssignment(property)) {
    const variable = ctx.module.scopes.references.get(property.name);
    return variable === undefined ? lowerExpression(ctx, property.name) : lowerVariable(ctx, variable);
  }
  return literal(ctx, undefined);
}
