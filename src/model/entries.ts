import ts from './typescript.ts';
import type { Entry, Value } from './ir/ir.ts';
import { emit, literal, newSlot, type FunctionContext } from './lower/context.ts';
import { lowerVariable } from './lower/expressions.ts';

export interface FoundEntry {
  readonly name: string;
  readonly kind: Entry['kind'];
  readonly node: ts.Node;
  /** Emits the call that the entry makes once the modules have run. */
  readonly call: ((ctx: FunctionContext) => void) | undefined;
}

/**
 * Where the exploration of a file begins: its `main`, else its top-level code if that does anything. What only sets up
 * tests, as `isSetup` tells, does nothing by itself.
 */
export function findEntries(file: ts.SourceFile, isSetup: (call: ts.Node) => boolean): FoundEntry[] {
  const callsMain = file.statements.some((s) => ts.isExpressionStatement(s) && mentionsCallOf(s.expression, 'main'));
  const main = callsMain ? undefined : findMain(file);
  if (main !== undefined) {
    return [{
      name: 'main', kind: 'main', node: main,
      call: (ctx) => {
        const variable = ctx.module.scopes.of.get(file)?.variables.get('main');
        if (variable === undefined) return;
        emitAwaitedCall(ctx, lowerVariable(ctx, variable), [], main);
      },
    }];
  }
  const acting = file.statements.find((s) => ts.isExpressionStatement(s) && acts(s.expression) && !isExport(s) && !isSetup(s.expression));
  return acting === undefined ? [] : [{ name: callsMain ? 'main' : 'module', kind: 'module', node: callsMain ? findMain(file) ?? acting : acting, call: undefined }];
}

/** What an entry does once its modules have run: a call that it waits for. */
export function emitAwaitedCall(ctx: FunctionContext, callee: Value, args: readonly Value[], node: ts.Node): void {
  const result = newSlot(ctx);
  emit(ctx, { op: 'call', to: result, callee, self: literal(ctx, undefined), args, spread: false }, node);
  emit(ctx, { op: 'await', to: newSlot(ctx), a: result }, node);
}

/** `exports.add = locked(add)`, and how a compiler marks a CommonJS module. */
function isExport({ expression }: ts.ExpressionStatement): boolean {
  const target = ts.isBinaryExpression(expression) ? expression.left : ts.isCallExpression(expression) && expression.expression.getText() === 'Object.defineProperty' ? expression.arguments[0] : undefined;
  return target !== undefined && /^(?:module\s*\.\s*)?exports\b/.test(target.getText());
}

/** A top-level statement that calls something may start tasks. */
function acts(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isCallExpression(node) || ts.isAwaitExpression(node) || ts.isNewExpression(node)) return true;
  return ts.forEachChild(node, acts) ?? false;
}

function mentionsCallOf(node: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) return true;
  return ts.forEachChild(node, (child) => mentionsCallOf(child, name)) ?? false;
}

function findMain(file: ts.SourceFile): ts.Node | undefined {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === 'main' && statement.body !== undefined) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name) && declaration.name.text === 'main' && declaration.initializer !== undefined && ts.isFunctionLike(declaration.initializer)) return declaration;
    }
  }
  return undefined;
}
