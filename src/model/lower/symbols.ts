import ts from '../typescript.ts';
import type { FunctionContext, ModuleBuilder } from './context.ts';
import { namedByModule } from './named.ts';
import type { Variable } from './scope.ts';

/** Symbols that a constant of a module is, that the language knows or that are shared are strings in the model; all others are objects. */

/** `Symbol.iterator` and its like, and `Symbol.for('name')`. */
export function wellKnownSymbol(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return sharedSymbol(node);
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'Symbol') return undefined;
  return ['iterator', 'asyncIterator', 'dispose', 'asyncDispose', 'toStringTag'].includes(node.name.text) ? `@@${node.name.text}` : undefined;
}

/** The key of a symbol that a constant of a module is; two modules' symbols are different, unless they share one. */
export function ownSymbol({ symbol, name }: Variable, module: { readonly index: number }): string | undefined {
  if (symbol === undefined) return undefined;
  return symbol === '' ? `@@symbol ${name}@${String(module.index)}` : sharedKey(symbol);
}

function sharedSymbol(node: ts.CallExpression): string | undefined {
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression) || expression.expression.text !== 'Symbol' || expression.name.text !== 'for') return undefined;
  const name = node.arguments.at(0);
  return name !== undefined && ts.isStringLiteral(name) ? sharedKey(name.text) : undefined;
}

function sharedKey(name: string): string {
  return `@@shared ${name}`;
}

/** The key of the symbol that an expression names: a constant of this module or of one that it imports. */
export function namedSymbol(ctx: FunctionContext, node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return symbolNamed(ctx.module, node);
  const found = namedByModule(ctx, node);
  return found === undefined || found === 'unknown' || found.kind !== 'variable' ? undefined : ownSymbol(found.variable, found.module);
}

/** The same for a name. */
export function symbolNamed(module: ModuleBuilder, name: ts.Identifier): string | undefined {
  const variable = module.scopes.references.get(name);
  if (variable?.imported === undefined) return variable === undefined ? undefined : ownSymbol(variable, module);
  const found = module.resolveImport(variable.imported.specifier, variable.imported.name);
  return found?.kind === 'variable' ? ownSymbol(found.variable, found.module) : undefined;
}
