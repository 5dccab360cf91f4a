import ts from '../typescript.ts';
import type { Value } from '../ir/ir.ts';
import { copy, emit, literal, newSlot, opaque, type FunctionContext } from './context.ts';
import { elementKey, exitIfNullish, inChain, lowerExpression, lowerSuperMember, lowerNamed, memberName } from './expressions.ts';
import { lackingMember, namedByModule } from './named.ts';
import { emitParameterProperties } from './functions.ts';
import { lowerArray, lowerList } from './literals.ts';
import { noteLabel } from './names.ts';
import { wellKnownSymbol } from './symbols.ts';

interface Arguments {
  readonly args: readonly Value[];
  readonly spread: boolean;
}

function lowerArguments(ctx: FunctionContext, nodes: readonly ts.Expression[]): Arguments {
  if (nodes.some(ts.isSpreadElement)) return { args: [lowerArray(ctx, nodes)], spread: true };
  for (const node of nodes) noteLandmark(ctx, node);
  return { args: lowerList(ctx, nodes), spread: false };
}

/** Counts that a program passes on (capacities, lengths) stay exact when they are counted up to. */
function noteLandmark(ctx: FunctionContext, node: ts.Expression): void {
  if (ts.isNumericLiteral(node) && Number(node.text) <= 1024) ctx.module.program.landmarks.add(Number(node.text));
}

/** `$op('mutex.acquire', …)` in the prelude runs a primitive operation. */
function lowerOperate(ctx: FunctionContext, node: ts.CallExpression): Value {
  const [name, ...args] = node.arguments;
  const to = newSlot(ctx);
  emit(ctx, { op: 'operate', to, name: (name as ts.StringLiteral).text, args: lowerList(ctx, args) });
  return to;
}

export function lowerCall(ctx: FunctionContext, node: ts.CallExpression): Value {
  if (ctx.module.hidden && ts.isIdentifier(node.expression) && node.expression.text === '$op') return lowerOperate(ctx, node);
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    if (ctx.member === undefined) return opaque(ctx, 'super outside of a class', node);
    const list = lowerArguments(ctx, node.arguments);
    emit(ctx, { op: 'superCall', class: ctx.member.load(ctx), ...list }, node);
    if (ts.isConstructorDeclaration(ctx.owner)) emitParameterProperties(ctx, ctx.owner);
    return literal(ctx, undefined);
  }
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return opaque(ctx, 'import() is not followed', node);
  const required = lowerNamed(ctx, node);
  if (required !== undefined) return required;
  const symbol = wellKnownSymbol(node);
  if (symbol !== undefined) return literal(ctx, symbol);
  return inChain(ctx, node, () => {
    const callee = skipParentheses(node.expression);
    const to = newSlot(ctx);
    if (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)) {
      if (callee.expression.kind === ts.SyntaxKind.SuperKeyword) {
        const key = ts.isPropertyAccessExpression(callee) ? literal(ctx, memberName(ctx, callee.name)) : elementKey(ctx, callee.argumentExpression);
        const method = lowerSuperMember(ctx, key);
        const self = newSlot(ctx);
        emit(ctx, { op: 'this', to: self });
        emit(ctx, { op: 'call', to, callee: method, self, ...lowerArguments(ctx, node.arguments) }, node);
        return to;
      }
      if (lackingMember(ctx, callee) !== undefined) guessIfGiven(ctx, node.arguments);
      else if (namedByModule(ctx, callee) === undefined) return lowerMethodCall(ctx, node, callee, to);
    }
    const value = lowerExpression(ctx, callee);
    exitIfNullish(ctx, node, value);
    noteLabel(ctx, node);
    emit(ctx, { op: 'call', to, callee: value, self: literal(ctx, undefined), ...lowerArguments(ctx, node.arguments) }, node);
    return to;
  });
}

/** What a part of a library that is not described does with what it is given is a guess. */
function guessIfGiven(ctx: FunctionContext, nodes: readonly ts.Expression[]): void {
  if (!nodes.every((node) => ts.isLiteralExpression(node))) emit(ctx, { op: 'operate', to: newSlot(ctx), name: 'stream.guess', args: [] });
}

function lowerMethodCall(ctx: FunctionContext, node: ts.CallExpression, callee: ts.PropertyAccessExpression | ts.ElementAccessExpression, to: number): Value {
  let object = lowerExpression(ctx, callee.expression);
  exitIfNullish(ctx, callee, object);
  if (object >= 0 && node.arguments.length > 0) object = copy(ctx, object);
  const key = ts.isPropertyAccessExpression(callee) ? literal(ctx, memberName(ctx, callee.name)) : elementKey(ctx, callee.argumentExpression);
  if (node.questionDotToken !== undefined) {
    const method = newSlot(ctx);
    emit(ctx, { op: 'get', to: method, object, key }, callee);
    exitIfNullish(ctx, node, method);
    // a method of a library or builtin is not a value of its own, so the call goes by name once it is known to exist
  }
  noteLabel(ctx, node);
  emit(ctx, { op: 'invoke', to, object, key, ...lowerArguments(ctx, node.arguments) }, node);
  return to;
}

function skipParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isExpressionWithTypeArguments(node) ? skipParentheses(node.expression) : node;
}

export function lowerNew(ctx: FunctionContext, node: ts.NewExpression): Value {
  const callee = lowerExpression(ctx, node.expression);
  const list = lowerArguments(ctx, node.arguments ?? []);
  const to = newSlot(ctx);
  noteLabel(ctx, node);
  emit(ctx, { op: 'new', to, callee, ...list }, node);
  return to;
}
