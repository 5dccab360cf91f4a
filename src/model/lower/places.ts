import type { Value } from '../ir/ir.ts';
import ts from '../typescript.ts';
import { exportedName } from './commonjs.ts';
import { emit, literal, newSlot, opaque, readVariable, siteOf, writeVariable, type FunctionContext } from './context.ts';
import { elementKey, lowerExpression, memberName } from './expressions.ts';
import { namespaceVariable, writeExport } from './named.ts';

/** A place that is read and then written, evaluated once. */
interface Place {
  readonly read: () => Value;
  readonly write: (value: Value) => void;
}

export function lowerPlace(ctx: FunctionContext, node: ts.Expression): Place {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return lowerPlace(ctx, node.expression);
  if (ts.isIdentifier(node)) {
    const variable = ctx.module.scopes.references.get(node);
    if (variable === undefined || variable.imported !== undefined) return { read: () => lowerExpression(ctx, node), write: () => undefined };
    return { read: () => readVariable(ctx, variable), write: (value) => { writeVariable(ctx, variable, value); } };
  }
  const exported = exportedName(node, ctx.module.scopes.references);
  if (exported !== undefined && ctx.module.scopes.exports.has(exported)) return { read: () => lowerExpression(ctx, node), write: (value) => { writeExport(ctx, exported, value); } };
  const member = namespaceVariable(ctx, node);
  if (member?.module === ctx.module) return { read: () => readVariable(ctx, member.variable), write: (value) => { writeVariable(ctx, member.variable, value); } };
  if ((ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.expression.kind !== ts.SyntaxKind.SuperKeyword) {
    const object = lowerExpression(ctx, node.expression);
    const key = ts.isPropertyAccessExpression(node) ? literal(ctx, memberName(ctx, node.name)) : elementKey(ctx, node.argumentExpression);
    const site = siteOf(ctx.module, node);
    const at = <T>(body: () => T): T => {
      const outer = ctx.site;
      ctx.site = site;
      const result = body();
      ctx.site = outer;
      return result;
    };
    return {
      read: () => at(() => {
        const to = newSlot(ctx);
        emit(ctx, { op: 'get', to, object, key });
        return to;
      }),
      write: (a) => { at(() => { emitSet(ctx, object, key, a, node); }); },
    };
  }
  return { read: () => lowerExpression(ctx, node), write: () => { opaque(ctx, 'assignment to this target is not modelled', node); } };
}

/** Stores a property, and notes its name as one that changes unless a constructor stores it in its own object. */
export function emitSet(ctx: FunctionContext, object: Value, key: Value, a: Value, node: ts.Node): void {
  const initialises = ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword && ts.isConstructorDeclaration(ctx.owner);
  if (!initialises && key < 0) {
    const constant = ctx.module.program.constants[-1 - key];
    if (constant.kind === 'literal') ctx.module.program.mutable.add(String(constant.value));
  }
  emit(ctx, { op: 'set', object, key, a });
}
