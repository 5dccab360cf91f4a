import ts from '../typescript.ts';
import type { Value } from '../ir/ir.ts';
import { emit, literal, newSlot, writeVariable, type FunctionContext } from './context.ts';
import { lowerExpression } from './expressions.ts';

/** The value of an enum member's initialiser: literals, other members, and operators on them. */
function enumConstant(node: ts.Expression, owner: string, known: ReadonlyMap<string, string | number | undefined>): string | number | undefined {
  if (ts.isParenthesizedExpression(node)) return enumConstant(node.expression, owner, known);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isIdentifier(node)) return known.get(node.text);
  if (ts.isPropertyAccessExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === owner ? known.get(node.name.text) : undefined;
  if (ts.isPrefixUnaryExpression(node)) {
    const value = enumConstant(node.operand, owner, known);
    if (typeof value !== 'number') return undefined;
    return node.operator === ts.SyntaxKind.MinusToken ? -value : node.operator === ts.SyntaxKind.TildeToken ? ~value : undefined;
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const left = enumConstant(node.left, owner, known);
  const right = enumConstant(node.right, owner, known);
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.BarToken: return left | right;
    case ts.SyntaxKind.AmpersandToken: return left & right;
    case ts.SyntaxKind.LessThanLessThanToken: return left << right;
    case ts.SyntaxKind.PlusToken: return left + right;
    case ts.SyntaxKind.MinusToken: return left - right;
    case ts.SyntaxKind.AsteriskToken: return left * right;
    default: return undefined;
  }
}

export function lowerEnum(ctx: FunctionContext, node: ts.EnumDeclaration): void {
  if ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0) return;
  const keys: string[] = [];
  const values: Value[] = [];
  const known = new Map<string, string | number | undefined>();
  let next: number | undefined = 0;
  for (const member of node.members) {
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteral(member.name)) continue;
    const value: string | number | undefined = member.initializer === undefined ? next : enumConstant(member.initializer, node.name.text, known);
    known.set(member.name.text, value);
    keys.push(member.name.text);
    values.push(value === undefined && member.initializer !== undefined ? lowerExpression(ctx, member.initializer) : literal(ctx, value));
    next = typeof value === 'number' ? value + 1 : undefined;
  }
  // a number leads back to the name of its member
  for (const [name, value] of known) {
    if (typeof value !== 'number') continue;
    keys.push(String(value));
    values.push(literal(ctx, name));
  }
  const to = newSlot(ctx);
  emit(ctx, { op: 'object', to, keys, values }, node);
  const variable = ctx.module.scopes.references.get(node.name);
  if (variable !== undefined) writeVariable(ctx, variable, to);
}
