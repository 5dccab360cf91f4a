import ts from '../typescript.ts';
import type { FunctionContext } from './context.ts';
import { namedByModule } from './named.ts';
import type { Variable } from './scope.ts';

/** Symbols are string keys in the model. */

/** `Symbol.iterator` and its like. */
export function wellKnownSymbol(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'Symbol') return undefined;
  return ['iterator', 'asyncIterator', 'dispose', 'asyncDispose', 'toStringTag'].includes(node.name.text) ? `@@${node.name.text}` : undefined;
}

/** The key of a symbol that a constant of a module is; two modules' symbols are different, unless they share one. */
export function ownSymbol({ symbol, name }: Variable, module: { readonly index: number }): string | undefined {
  if (symbol === undefined) return undefined;
  return symbol === '' ? `@@symbol ${name}@${String(module.index)}` : `@@shared ${symbol}`;
}

/** The key of the symbol that an expression names: a constant of this module or of one that it imports. */
export function namedSymbol(ctx: FunctionContext, node: ts.Expression): string | undefined {
  const variable = ts.isIdentifier(node) ? ctx.module.scopes.references.get(node) : undefined;
  const found = variable?.imported === undefined ? namedByModule(ctx, node) : ctx.module.resolveImport(variable.imported.specifier, variable.imported.name);
  if (found !== undefined && found !== 'unknown') return found.kind === 'variable' ? ownSymbol(found.variable, found.module) : undefined;
  return variable === undefined ? undefined : ownSymbol(variable, ctx.module);
}
