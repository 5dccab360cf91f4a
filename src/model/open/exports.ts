import { constructorOf } from '../lower/classes.ts';
import type { ModuleBuilder } from '../lower/context.ts';
import type { FunctionNode } from '../lower/functions.ts';
import { commonExportsIn, wholeExport, type CommonExport } from '../lower/commonjs.ts';
import { variableOf } from '../lower/module.ts';
import { commonExports, defaultExport, isModuleScope, isNamespace, isOwnVariable, qualifiedName, type Variable } from '../lower/scope.ts';
import ts from '../typescript.ts';

/** Something that a file offers to code outside of it. */
export type Offered =
  | { readonly kind: 'function'; readonly name: string; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly name: string; readonly node: ts.ClassLikeDeclaration }
  /** An object with functions: written out, an instance, what a call gives. */
  | { readonly kind: 'value'; readonly name: string; readonly node: ts.Expression };

/** The functions, classes and objects that a file declares and exports, in source order, by their names inside the file. */
export function offeredBy(module: ModuleBuilder): Offered[] {
  const exported = new Set<string>();
  for (const found of module.scopes.exports.values()) if (found.kind === 'local') exported.add(found.variable.name);
  for (const statement of module.file.statements) if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) exported.add(statement.expression.text);
  const offered = module.file.statements.flatMap((statement) => declaredIn(module, statement)).filter(({ name }) => isSeen(module, exported, name));
  // who has the whole object has the functions in it
  const whole = offered.find(({ kind, name }) => kind === 'value' && name === commonExports);
  return whole === undefined ? offered : offered.filter(({ kind, name }) => kind !== 'function' || !isNamedIn(whole.node, name));
}

/** Whether code outside of a file sees a name: `Namespace.name` where the one exports the other, and the file the namespace. */
function isSeen(module: ModuleBuilder, exported: ReadonlySet<string>, name: string): boolean {
  const [first, ...rest] = name.split('.');
  if (exported.has(name) || rest.length === 0 || !exported.has(first)) return exported.has(name);
  let at = variableOf(module, first)?.members;
  return rest.every((part) => {
    const isExported = at?.exported?.has(part) === true;
    at = at?.variables.get(part)?.members;
    return isExported;
  });
}

function isNamedIn(object: ts.Node, name: string): boolean {
  return ts.isObjectLiteralExpression(object) && object.properties.some((member) => member.name !== undefined && ts.isIdentifier(member.name) && member.name.text === name);
}

function declaredIn(module: ModuleBuilder, statement: ts.Statement): Offered[] {
  if (ts.isExportAssignment(statement)) return offeredValue(defaultExport, statement.expression);
  if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) return [{ kind: 'function', name: statement.name?.text ?? defaultExport, node: statement }];
  if (ts.isClassDeclaration(statement)) return [{ kind: 'class', name: statement.name?.text ?? defaultExport, node: statement }];
  if (isNamespace(statement)) {
    const inside = ts.isModuleBlock(statement.body) ? [...statement.body.statements] : [statement.body];
    return inside.flatMap((inner) => declaredIn(module, inner)).map((declared) => ({ ...declared, name: `${statement.name.text}.${declared.name}` }));
  }
  if (ts.isExpressionStatement(statement)) return commonExportsIn(statement, module.scopes.references).flatMap((given) => offeredCommon(module, given));
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }): Offered[] => {
    if (!ts.isIdentifier(name) || initializer === undefined) return [];
    return offeredValue(name.text, initializer);
  });
}

/** What a CommonJS module exports that has no name in it; an object of what has names offers nothing more. */
function offeredCommon({ scopes }: ModuleBuilder, { name, value }: CommonExport): Offered[] {
  const exported = scopes.exports.get(name);
  if (value === undefined || exported?.kind !== 'local' || !isOwnVariable(exported.variable.name)) return [];
  const isList = ts.isObjectLiteralExpression(value) && value.properties.every((member) => ts.isShorthandPropertyAssignment(member) || ts.isSpreadAssignment(member) || (ts.isPropertyAssignment(member) && !ts.isFunctionLike(member.initializer)));
  return isList && name === wholeExport ? [] : offeredValue(exported.variable.name, value);
}

function offeredValue(name: string, value: ts.Expression): Offered[] {
  const made = withoutType(value);
  if (ts.isArrowFunction(made) || ts.isFunctionExpression(made)) return [{ kind: 'function', name, node: made }];
  if (ts.isClassExpression(made)) return [{ kind: 'class', name, node: made }];
  return ts.isObjectLiteralExpression(made) || ts.isNewExpression(made) || ts.isCallExpression(made) ? [{ kind: 'value', name, node: made }] : [];
}

/** The expression in `(value as Type)` and its like. */
function withoutType(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? withoutType(node.expression) : node;
}

/** A class declaration, in the module that has it. */
export interface Declared {
  readonly module: ModuleBuilder;
  readonly node: ts.ClassLikeDeclaration;
}

/** The class declaration that a name at the top of a module means, and the module that declares it. */
export function classNamed(module: ModuleBuilder, name: string): Declared | undefined {
  const variable = variableOf(module, name);
  return variable === undefined ? undefined : classOf(module, variable);
}

/** The class declaration that a variable of a module means. */
export function classOf(module: ModuleBuilder, variable: Variable): Declared | undefined {
  if (variable.imported !== undefined) {
    const found = module.resolveImport(variable.imported.specifier, variable.imported.name);
    return found?.kind === 'variable' ? classOf(found.module, found.variable) : undefined;
  }
  if (!isModuleScope(variable.scope)) return undefined;
  const name = qualifiedName(variable);
  for (const statement of module.file.statements) {
    for (const found of declaredIn(module, statement)) if (found.kind === 'class' && found.name === name) return { module, node: found.node };
  }
  return undefined;
}

/** A class and those that it extends, as far as the project declares them. */
export function withParents(module: ModuleBuilder, node: ts.ClassLikeDeclaration): Declared[] {
  const chain: Declared[] = [];
  for (let at: Declared | undefined = { module, node }; at !== undefined && chain.length < 8; at = parentOf(at)) chain.push(at);
  return chain;
}

/** What a class is constructed with: the parameters of its own constructor, or of the one that it inherits. */
export function constructionParameters(module: ModuleBuilder, node: ts.ClassLikeDeclaration): readonly ts.ParameterDeclaration[] {
  return withParents(module, node).flatMap((part) => constructorOf(part.node) ?? []).at(0)?.parameters ?? [];
}

function parentOf({ module, node }: Declared): Declared | undefined {
  const parent = node.heritageClauses?.find((h) => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  const variable = parent !== undefined && ts.isIdentifier(parent) ? module.scopes.references.get(parent) : undefined;
  return variable === undefined ? undefined : classOf(module, variable);
}

/** What a variable of a file is called in a harness: an export need not have a name of its own there. */
export function importedName(variable: string): string {
  return isOwnVariable(variable) || variable.includes('.') ? `${variable.replace(/[*.]/g, '')}$` : variable;
}
