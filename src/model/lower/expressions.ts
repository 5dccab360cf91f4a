import ts from '../typescript.ts';
import type { Slot, Value } from '../ir/ir.ts';
import {
  awaited, branch, branchNullish, constantOperand, copy, emit, globalIndex, jump, libraryOperand, literal, mark, newLabel, newSlot, opaque,
  readVariable, siteOf, type FunctionContext, type ModuleBuilder,
} from './context.ts';
import { lowerCall, lowerNew } from './calls.ts';
import { lowerClass } from './classes.ts';
import { asDeclared } from './declared.ts';
import { lowerFunction, lowerFunctionValue } from './functions.ts';
import { assignTarget } from './patterns.ts';
import { isJsx, lowerJsx } from './jsx.ts';
import { lowerPlace } from './places.ts';
import { lowerArray, lowerObject } from './literals.ts';
import { lackingMember, namedByModule, resolveImported } from './named.ts';
import { isModuleScope, type ImportResolution, type Variable } from './scope.ts';
import { ownSymbol, wellKnownSymbol } from './symbols.ts';
import { lowerYield } from './yields.ts';

const assignments: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [ts.SyntaxKind.PlusEqualsToken]: '+', [ts.SyntaxKind.MinusEqualsToken]: '-', [ts.SyntaxKind.AsteriskEqualsToken]: '*',
  [ts.SyntaxKind.SlashEqualsToken]: '/', [ts.SyntaxKind.PercentEqualsToken]: '%', [ts.SyntaxKind.AsteriskAsteriskEqualsToken]: '**',
  [ts.SyntaxKind.AmpersandEqualsToken]: '&', [ts.SyntaxKind.BarEqualsToken]: '|', [ts.SyntaxKind.CaretEqualsToken]: '^',
  [ts.SyntaxKind.LessThanLessThanEqualsToken]: '<<', [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken]: '>>',
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken]: '>>>',
};

const comparisons = new Set(['<', '>', '<=', '>=', '==', '===', '!=', '!==']);

/** Lowers an expression; its value is in the operand that is returned. */
export function lowerExpression(ctx: FunctionContext, node: ts.Expression): Value {
  const outer = ctx.site;
  ctx.site = siteOf(ctx.module, node);
  const value = asDeclared(ctx, node, lower(ctx, node));
  ctx.site = outer;
  return value;
}

function lower(ctx: FunctionContext, node: ts.Expression): Value {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node) || ts.isExpressionWithTypeArguments(node)) return lowerExpression(ctx, node.expression);
  if (ts.isIdentifier(node)) return lowerIdentifier(ctx, node);
  if (ts.isStringLiteralLike(node)) return literal(ctx, node.text);
  if (ts.isNumericLiteral(node)) return literal(ctx, Number(node.text));
  if (ts.isBigIntLiteral(node)) return literal(ctx, Number(node.text.replace(/n$/, '')));
  if (ts.isTemplateExpression(node)) return lowerTemplate(ctx, node);
  if (ts.isCallExpression(node)) return lowerCall(ctx, node);
  if (ts.isNewExpression(node)) return lowerNew(ctx, node);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return lowerAccess(ctx, node);
  if (ts.isBinaryExpression(node)) return lowerBinary(ctx, node);
  if (ts.isConditionalExpression(node)) return lowerConditional(ctx, node);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return lowerUnary(ctx, node);
  if (ts.isAwaitExpression(node)) return awaited(ctx, lowerExpression(ctx, node.expression), node.expression);
  if (ts.isYieldExpression(node)) return lowerYield(ctx, node);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return lowerFunctionValue(ctx, node);
  if (ts.isObjectLiteralExpression(node)) return lowerObject(ctx, node);
  if (ts.isArrayLiteralExpression(node)) return lowerArray(ctx, node.elements);
  if (ts.isClassExpression(node)) return lowerClass(ctx, node);
  if (ts.isTypeOfExpression(node)) return unary(ctx, 'typeof', lowerExpression(ctx, node.expression));
  if (ts.isVoidExpression(node)) {
    lowerExpression(ctx, node.expression);
    return literal(ctx, undefined);
  }
  if (ts.isDeleteExpression(node)) return lowerDelete(ctx, node);
  // a regular expression without state is a constant: its own text names it
  if (ts.isRegularExpressionLiteral(node)) return constantOperand(ctx.module.program, { kind: 'builtin', name: node.text });
  if (ts.isTaggedTemplateExpression(node)) return lowerTaggedTemplate(ctx, node);
  if (isJsx(node)) return lowerJsx(ctx, node);
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword) {
    const self = newSlot(ctx);
    const to = newSlot(ctx);
    emit(ctx, { op: 'this', to: self });
    emit(ctx, { op: 'get', to, object: self, key: literal(ctx, 'constructor') }, node);
    return to;
  }
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword: return literal(ctx, true);
    case ts.SyntaxKind.FalseKeyword: return literal(ctx, false);
    case ts.SyntaxKind.NullKeyword: return literal(ctx, null);
    case ts.SyntaxKind.ThisKeyword: {
      const to = newSlot(ctx);
      emit(ctx, { op: 'this', to });
      return to;
    }
    default:
  }
  return opaque(ctx, `${ts.SyntaxKind[node.kind]} is not modelled`, node);
}

function unary(ctx: FunctionContext, operator: string, a: Value): Value {
  const to = newSlot(ctx);
  emit(ctx, { op: 'unary', to, operator, a });
  return to;
}

export function binary(ctx: FunctionContext, operator: string, a: Value, b: Value): Value {
  const to = newSlot(ctx);
  emit(ctx, { op: 'binary', to, operator, a, b });
  return to;
}

function lowerIdentifier(ctx: FunctionContext, node: ts.Identifier): Value {
  const variable = ctx.module.scopes.references.get(node);
  if (variable !== undefined) return lowerVariable(ctx, variable);
  const named = lowerNamed(ctx, node);
  if (named !== undefined) return named;
  if (node.text === 'undefined') return literal(ctx, undefined);
  if (node.text === 'NaN' || node.text === 'Infinity') return literal(ctx, Number(node.text));
  if (node.text === 'arguments') return opaque(ctx, 'arguments is not modelled', node);
  const found = ctx.module.resolveGlobal(node.text);
  if (found !== undefined) return libraryOperand(ctx.module.program, found);
  return constantOperand(ctx.module.program, { kind: 'builtin', name: node.text });
}

export function lowerVariable(ctx: FunctionContext, variable: Variable): Value {
  if (variable.imported !== undefined) return lowerImport(ctx, resolveImported(ctx, variable.imported));
  const symbol = ownSymbol(variable, ctx.module);
  if (symbol !== undefined) return literal(ctx, symbol);
  return constantFunction(ctx.module, variable) ?? readVariable(ctx, variable);
}

/** A function declaration at the top level is a constant: it captures nothing. */
function constantFunction(module: ModuleBuilder, variable: Variable): Value | undefined {
  if (variable.hoisted === undefined || variable.reassigned || variable.extended || !isModuleScope(variable.scope)) return undefined;
  return constantOperand(module.program, { kind: 'function', procedure: lowerFunction(module, variable.hoisted, [], undefined) });
}

/** The value of what an expression names that is a module's, if it does. */
export function lowerNamed(ctx: FunctionContext, node: ts.Expression): Value | undefined {
  const named = namedByModule(ctx, node);
  return named === undefined ? undefined : lowerImport(ctx, named === 'unknown' ? undefined : named);
}

function lowerImport(ctx: FunctionContext, resolution: ImportResolution | undefined): Value {
  if (resolution === undefined) return constantOperand(ctx.module.program, { kind: 'unknown' });
  switch (resolution.kind) {
    case 'library': return libraryOperand(ctx.module.program, resolution.found);
    case 'builtin': return constantOperand(ctx.module.program, { kind: 'builtin', name: resolution.name });
    case 'namespace': return constantOperand(ctx.module.program, { kind: 'unknown' });
    case 'variable': {
      const symbol = ownSymbol(resolution.variable, resolution.module);
      if (symbol !== undefined) return literal(ctx, symbol);
      const constant = constantFunction(resolution.module, resolution.variable);
      if (constant !== undefined) return constant;
      const to = newSlot(ctx);
      const { variable, module } = resolution;
      emit(ctx, { op: 'loadGlobal', to, module: module.index, index: globalIndex(module, variable), constant: !variable.reassigned });
      return to;
    }
  }
}

function lowerTemplate(ctx: FunctionContext, node: ts.TemplateExpression): Value {
  let value = literal(ctx, node.head.text);
  for (const span of node.templateSpans) {
    value = binary(ctx, 'concat', value, lowerExpression(ctx, span.expression));
    if (span.literal.text !== '') value = binary(ctx, 'concat', value, literal(ctx, span.literal.text));
  }
  return value;
}

function lowerTaggedTemplate(ctx: FunctionContext, node: ts.TaggedTemplateExpression): Value {
  const { template } = node;
  const texts = ts.isNoSubstitutionTemplateLiteral(template) ? [template.text] : [template.head.text, ...template.templateSpans.map((span) => span.literal.text)];
  const callee = copy(ctx, lowerExpression(ctx, node.tag));
  const strings = newSlot(ctx);
  emit(ctx, { op: 'array', to: strings, values: texts.map((text) => literal(ctx, text)) });
  const operands = ts.isNoSubstitutionTemplateLiteral(template) ? [] : template.templateSpans.map((span) => copy(ctx, lowerExpression(ctx, span.expression)));
  const to = newSlot(ctx);
  emit(ctx, { op: 'call', to, callee, self: literal(ctx, undefined), args: [strings, ...operands], spread: false }, node);
  return to;
}

/** `#name` of the class that declares it: two classes' private names are different. */
export function memberName(ctx: FunctionContext, name: ts.MemberName): string {
  if (!ts.isPrivateIdentifier(name)) return name.text;
  for (let at: ts.Node | undefined = name.parent; at !== undefined; at = at.parent) {
    if (ts.isClassLike(at) && at.members.some((m) => m.name !== undefined && ts.isPrivateIdentifier(m.name) && m.name.text === name.text)) {
      let index = ctx.module.privateNames.get(at);
      if (index === undefined) {
        index = ctx.module.privateNames.size;
        ctx.module.privateNames.set(at, index);
      }
      return `${name.text}@${ctx.module.index}.${index}`;
    }
  }
  return name.text;
}

export function propertyKey(ctx: FunctionContext, name: ts.PropertyName): Value {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return literal(ctx, memberName(ctx, name));
  if (ts.isComputedPropertyName(name)) return elementKey(ctx, name.expression);
  if (ts.isNumericLiteral(name)) return literal(ctx, String(Number(name.text)));
  if (ts.isBigIntLiteral(name)) return literal(ctx, name.text);
  return literal(ctx, name.text);
}

export function elementKey(ctx: FunctionContext, node: ts.Expression): Value {
  const symbol = wellKnownSymbol(node);
  return symbol === undefined ? lowerExpression(ctx, node) : literal(ctx, symbol);
}

function lowerAccess(ctx: FunctionContext, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Value {
  const named = lowerNamed(ctx, node);
  if (named !== undefined) return named;
  const lacking = lackingMember(ctx, node);
  if (lacking !== undefined) return opaque(ctx, lacking, node);
  const symbol = wellKnownSymbol(node);
  if (symbol !== undefined) return literal(ctx, symbol);
  return inChain(ctx, node, () => {
    if (node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const key = ts.isPropertyAccessExpression(node) ? literal(ctx, memberName(ctx, node.name)) : elementKey(ctx, node.argumentExpression);
      return lowerSuperMember(ctx, key);
    }
    const object = lowerExpression(ctx, node.expression);
    exitIfNullish(ctx, node, object);
    const key = ts.isPropertyAccessExpression(node) ? literal(ctx, memberName(ctx, node.name)) : elementKey(ctx, node.argumentExpression);
    const to = newSlot(ctx);
    emit(ctx, { op: 'get', to, object, key });
    return to;
  });
}

export function lowerSuperMember(ctx: FunctionContext, key: Value): Value {
  const to = newSlot(ctx);
  if (ctx.member === undefined) return opaque(ctx, 'super outside of a class', ctx.owner);
  emit(ctx, { op: 'getSuper', to, class: ctx.member.load(ctx), key, isStatic: ctx.member.isStatic });
  return to;
}

/** Optional chaining: the outermost link of a chain owns the place where the chain ends early. */
export function inChain(ctx: FunctionContext, node: ts.Expression, body: () => Value): Value {
  if (!ts.isOptionalChain(node)) {
    const outer = ctx.chainExit;
    ctx.chainExit = undefined;
    const value = body();
    ctx.chainExit = outer;
    return value;
  }
  const isInner = (ts.isPropertyAccessExpression(node.parent) || ts.isElementAccessExpression(node.parent) || ts.isCallExpression(node.parent)) && ts.isOptionalChain(node.parent) && node.parent.expression === node;
  if (isInner && ctx.chainExit !== undefined) return body();
  const outer = ctx.chainExit;
  const to = newSlot(ctx);
  const label = newLabel(ctx);
  emit(ctx, { op: 'move', to, a: literal(ctx, undefined) });
  ctx.chainExit = { label, to };
  const value = body();
  emit(ctx, { op: 'move', to, a: value });
  mark(ctx, label);
  ctx.chainExit = outer;
  return to;
}

export function exitIfNullish(ctx: FunctionContext, node: ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression, value: Value): void {
  if (node.questionDotToken === undefined || ctx.chainExit === undefined) return;
  const go = newLabel(ctx);
  branchNullish(ctx, value, ctx.chainExit.label, go);
  mark(ctx, go);
}

function lowerBinary(ctx: FunctionContext, node: ts.BinaryExpression): Value {
  const operator = node.operatorToken.kind;
  switch (operator) {
    case ts.SyntaxKind.CommaToken:
      lowerExpression(ctx, node.left);
      return lowerExpression(ctx, node.right);
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      return shortCircuit(ctx, operator, copy(ctx, lowerExpression(ctx, node.left)), (to) => {
        emit(ctx, { op: 'move', to, a: lowerExpression(ctx, node.right) });
      });
    case ts.SyntaxKind.EqualsToken: {
      if (ts.isArrayLiteralExpression(node.left) || ts.isObjectLiteralExpression(node.left) || ts.isIdentifier(node.left)) {
        const value = lowerExpression(ctx, node.right);
        assignTarget(ctx, node.left, value);
        return value;
      }
      const place = lowerPlace(ctx, node.left);
      const value = lowerExpression(ctx, node.right);
      place.write(value);
      return value;
    }
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken: {
      const place = lowerPlace(ctx, node.left);
      const kind = operator === ts.SyntaxKind.AmpersandAmpersandEqualsToken ? ts.SyntaxKind.AmpersandAmpersandToken : operator === ts.SyntaxKind.BarBarEqualsToken ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.QuestionQuestionToken;
      return shortCircuit(ctx, kind, copy(ctx, place.read()), (to) => {
        const value = lowerExpression(ctx, node.right);
        place.write(value);
        emit(ctx, { op: 'move', to, a: value });
      });
    }
    default:
  }
  const compound = assignments[operator];
  if (compound !== undefined) {
    const place = lowerPlace(ctx, node.left);
    const before = copy(ctx, place.read());
    const value = binary(ctx, compound, before, lowerExpression(ctx, node.right));
    place.write(value);
    return value;
  }
  const text = ts.tokenToString(operator) ?? '?';
  if (comparisons.has(text)) for (const side of [node.left, node.right]) if (ts.isNumericLiteral(side)) ctx.module.program.landmarks.add(Number(side.text));
  const left = ts.isPrivateIdentifier(node.left) ? literal(ctx, memberName(ctx, node.left)) : lowerExpression(ctx, node.left);
  return binary(ctx, text, containsAssignment(node.right) ? copy(ctx, left) : left, lowerExpression(ctx, node.right));
}

/** Whether evaluating an expression may change a variable that an operand to its left has read. */
export function containsAssignment(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment) return true;
  if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) return true;
  return ts.forEachChild(node, containsAssignment) ?? false;
}

function shortCircuit(ctx: FunctionContext, operator: ts.SyntaxKind, to: number, right: (to: number) => void): Value {
  const evaluate = newLabel(ctx);
  const end = newLabel(ctx);
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) branch(ctx, to, evaluate, end);
  else if (operator === ts.SyntaxKind.BarBarToken) branch(ctx, to, end, evaluate);
  else branchNullish(ctx, to, evaluate, end);
  mark(ctx, evaluate);
  right(to);
  mark(ctx, end);
  return to;
}

function lowerConditional(ctx: FunctionContext, node: ts.ConditionalExpression): Value {
  const to = newSlot(ctx);
  const yes = newLabel(ctx);
  const no = newLabel(ctx);
  const end = newLabel(ctx);
  branch(ctx, lowerExpression(ctx, node.condition), yes, no, node.condition);
  mark(ctx, yes);
  emit(ctx, { op: 'move', to, a: lowerExpression(ctx, node.whenTrue) });
  jump(ctx, end);
  mark(ctx, no);
  emit(ctx, { op: 'move', to, a: lowerExpression(ctx, node.whenFalse) });
  mark(ctx, end);
  return to;
}

function lowerUnary(ctx: FunctionContext, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Value {
  if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) {
    const place = lowerPlace(ctx, node.operand);
    const before = copy(ctx, unary(ctx, '+', place.read()));
    const after = binary(ctx, node.operator === ts.SyntaxKind.PlusPlusToken ? '+' : '-', before, literal(ctx, 1));
    place.write(after);
    return ts.isPrefixUnaryExpression(node) ? after : before;
  }
  if (node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) return literal(ctx, -Number(node.operand.text));
  return unary(ctx, ts.tokenToString(node.operator) ?? '?', lowerExpression(ctx, node.operand));
}

export function property(ctx: FunctionContext, object: Slot, name: string): Slot {
  const to = newSlot(ctx);
  emit(ctx, { op: 'get', to, object, key: literal(ctx, name) });
  return to;
}

/** The next result of an iterator, awaited where it is an asynchronous one. */
export function nextResult(ctx: FunctionContext, iterator: number, isAsync: boolean): number {
  const result = newSlot(ctx);
  emit(ctx, { op: 'next', to: result, iterator, async: isAsync });
  return isAsync ? awaited(ctx, result) : result;
}

function lowerDelete(ctx: FunctionContext, node: ts.DeleteExpression): Value {
  const target = node.expression;
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    const object = lowerExpression(ctx, target.expression);
    const key = ts.isPropertyAccessExpression(target) ? literal(ctx, memberName(ctx, target.name)) : elementKey(ctx, target.argumentExpression);
    emit(ctx, { op: 'delete', object, key });
  }
  return literal(ctx, true);
}
