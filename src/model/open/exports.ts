import type { ModuleBuilder } from '../lower/context.ts';
import type { FunctionNode } from '../lower/functions.ts';
import { defaultExport } from '../lower/scope.ts';
import ts from '../typescript.ts';

/** Something that a file offers to code outside of it. */
export type Offered =
  | { readonly kind: 'function'; readonly name: string; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly name: string; readonly node: ts.ClassDeclaration }
  /** An object with functions: written out, an instance, what a call gives. */
  | { readonly kind: 'value'; readonly name: string; readonly node: ts.Expression };

/** The functions, classes and objects that a file declares and exports, in source order, by their names inside the file. */
export function offeredBy(module: ModuleBuilder): Offered[] {
  const exported = new Set<string>();
  for (const found of module.scopes.exports.values()) if (found.kind === 'local') exported.add(found.variable.name);
  for (const statement of module.file.statements) if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) exported.add(statement.expression.text);
  return module.file.statements.flatMap((statement) => declaredIn(statement)).filter(({ name }) => exported.has(name));
}

function declaredIn(statement: ts.Statement): Offered[] {
  if (ts.isExportAssignment(statement)) return offeredValue(defaultExport, statement.expression);
  if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) return [{ kind: 'function', name: statement.name?.text ?? defaultExport, node: statement }];
  if (ts.isClassDeclaration(statement) && statement.name !== undefined) return [{ kind: 'class', name: statement.name.text, node: statement }];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }): Offered[] => {
    if (!ts.isIdentifier(name) || initializer === undefined) return [];
    return offeredValue(name.text, initializer);
  });
}

function offeredValue(name: string, value: ts.Expression): Offered[] {
  const made = withoutType(value);
  if (ts.isArrowFunction(made) || ts.isFunctionExpression(made)) return [{ kind: 'function', name, node: made }];
  return ts.isObjectLiteralExpression(made) || ts.isNewExpression(made) || ts.isCallExpression(made) ? [{ kind: 'value', name, node: made }] : [];
}

/** The expression in `(value as Type)` and its like. */
export function withoutType(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? withoutType(node.expression) : node;
}

/** A class declaration, in the module that has it. */
export interface Declared {
  readonly module: ModuleBuilder;
  readonly node: ts.ClassDeclaration;
}

/** The class declaration that a name in a module means, and the module that declares it. */
export function classNamed(module: ModuleBuilder, name: string): Declared | undefined {
  const variable = module.scopes.of.get(module.file)?.variables.get(name);
  if (variable === undefined) return undefined;
  if (variable.imported !== undefined) {
    const found = module.resolveImport(variable.imported.specifier, variable.imported.name);
    return found?.kind === 'variable' ? classNamed(found.module, found.variable.name) : undefined;
  }
  const node = module.file.statements.find((s): s is ts.ClassDeclaration => ts.isClassDeclaration(s) && s.name?.text === name);
  return node === undefined ? undefined : { module, node };
}

/** A class and those that it extends, as far as the project declares them. */
export function withParents(module: ModuleBuilder, node: ts.ClassDeclaration): Declared[] {
  const chain: Declared[] = [];
  for (let at: Declared | undefined = { module, node }; at !== undefined && chain.length < 8; at = parentOf(at)) chain.push(at);
  return chain;
}

function parentOf({ module, node }: Declared): Declared | undefined {
  const parent = node.heritageClauses?.find((h) => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  return parent !== undefined && ts.isIdentifier(parent) ? classNamed(module, parent.text) : undefined;
}
