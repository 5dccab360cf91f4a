import ts from '../typescript.ts';
import type { Value } from '../ir/ir.ts';
import { constantOperand, emit, literal, newSlot, type FunctionContext } from './context.ts';
import { isLiteral } from '../ir/flow.ts';
import { lowerExpression } from './expressions.ts';

type Jsx = ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment;

export function isJsx(node: ts.Node): node is Jsx {
  return ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node);
}

/** What a page is to look like. Code outside renders it, and calls the handlers that it is handed with that. */
export function lowerJsx(ctx: FunctionContext, node: Jsx): Value {
  const opening = ts.isJsxElement(node) ? node.openingElement : node;
  const attributes = ts.isJsxFragment(opening) ? [] : [...opening.attributes.properties];
  const keys: string[] = [];
  const values: Value[] = [];
  const spread: Value[] = [];
  const hand = (key: string, expression: ts.Expression): void => {
    const value = lowerExpression(ctx, expression);
    if (isLiteral(ctx.module.program.constants, value)) return;
    keys.push(key);
    values.push(value);
  };
  for (const attribute of attributes) {
    if (ts.isJsxSpreadAttribute(attribute)) spread.push(lowerExpression(ctx, attribute.expression));
    else if (attribute.initializer !== undefined && ts.isJsxExpression(attribute.initializer) && attribute.initializer.expression !== undefined) hand(attribute.name.getText(), attribute.initializer.expression);
  }
  const children = ts.isJsxSelfClosingElement(node) ? [] : [...node.children];
  for (const [i, child] of children.entries()) {
    if (isJsx(child)) lowerJsx(ctx, child);
    else if (ts.isJsxExpression(child) && child.expression !== undefined) hand(`child ${String(i)}`, child.expression);
  }
  const unknown = constantOperand(ctx.module.program, { kind: 'unknown' });
  if (keys.length === 0 && spread.length === 0) return unknown;
  const [properties, to] = [newSlot(ctx), newSlot(ctx)];
  emit(ctx, { op: 'object', to: properties, keys, values });
  for (const source of spread) emit(ctx, { op: 'assign', target: properties, source, without: [] });
  emit(ctx, { op: 'call', to, callee: unknown, self: literal(ctx, undefined), args: [properties], spread: false }, node);
  return to;
}
