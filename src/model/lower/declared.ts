import ts from '../typescript.ts';
import type { Value } from '../ir/ir.ts';
import { emit, newSlot, type FunctionContext, type ModuleBuilder } from './context.ts';
import type { Variable } from './scope.ts';

/** What the source itself says of an expression: a type as it is written, or the class or function whose value it is. */
interface Declared {
  readonly node: ts.TypeNode | ts.SignatureDeclaration | ts.ClassLikeDeclaration | ts.InterfaceDeclaration;
  /** Where its names mean something. */
  readonly file: ts.SourceFile;
}

/** Names that mean names that mean names. */
const deepest = 8;

/** What the program's types say of a value that comes from outside: a call that does not return, a promise that can only be rejected. */
export function asDeclared(ctx: FunctionContext, node: ts.Expression, value: Value): Value {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node) && !ts.isCallExpression(node)) return value;
  const never = neverOf(ctx.module, node);
  if (never === undefined) return value;
  const to = newSlot(ctx);
  emit(ctx, { op: 'operate', to, name: never === 'value' ? 'promise.notReached' : 'promise.onlyFails', args: [value] }, node);
  return to;
}

/** A value that there will never be: that of the expression itself, or what its promise comes to. */
type Never = 'value' | 'promise';

/** Whether the types that the program writes say that an expression has no value, or is a promise of none. */
function neverOf(module: ModuleBuilder, node: ts.Expression): Never | undefined {
  if (!speaksOfNever(module)) return undefined;
  const declared = declaredType(module, node, 0);
  if (declared === undefined) return undefined;
  const { node: type, file } = resolved(module, declared, 0);
  if (type.kind === ts.SyntaxKind.NeverKeyword) return ts.isCallExpression(node) ? 'value' : undefined;
  const awaited = promised(type);
  return awaited !== undefined && resolved(module, { node: awaited, file }, 0).node.kind === ts.SyntaxKind.NeverKeyword ? 'promise' : undefined;
}

const speaking = new WeakMap<ModuleBuilder, boolean>();

/** A cheap look at whether a file, or one that it imports, can say so at all. */
function speaksOfNever(module: ModuleBuilder): boolean {
  let answer = speaking.get(module);
  if (answer === undefined) {
    const imported = module.file.statements.flatMap((statement) => ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier) ? module.sourceOf(statement.moduleSpecifier.text, module.file) ?? [] : []);
    speaking.set(module, answer = !module.hidden && [module.file, ...imported].some(({ text }) => /\bnever\b/.test(text)));
  }
  return answer;
}

/** What a promise of this type comes to. */
function promised(type: Declared['node']): ts.TypeNode | undefined {
  const isPromise = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && (type.typeName.text === 'Promise' || type.typeName.text === 'PromiseLike');
  return isPromise ? type.typeArguments?.[0] : undefined;
}

function declaredType(module: ModuleBuilder, node: ts.Expression, depth: number): Declared | undefined {
  const { file } = module;
  if (depth > deepest) return undefined;
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return declaredType(module, node.expression, depth + 1);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return { node: node.type, file };
  if (node.kind === ts.SyntaxKind.ThisKeyword) return classAround(node, file);
  if (ts.isIdentifier(node)) return typeOfName(module, node, depth);
  if (ts.isPropertyAccessExpression(node)) {
    const owner = declaredType(module, node.expression, depth + 1);
    return owner === undefined ? undefined : memberOf(module, owner, node.name.text, 0);
  }
  if (ts.isCallExpression(node)) {
    const callee = declaredType(module, node.expression, depth + 1);
    const called = callee === undefined ? undefined : resolved(module, callee, 0);
    return called !== undefined && ts.isFunctionLike(called.node) && called.node.type !== undefined ? { node: called.node.type, file: called.file } : undefined;
  }
  return undefined;
}

function classAround(node: ts.Node, file: ts.SourceFile): Declared | undefined {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isClassLike(at)) return { node: at, file };
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return undefined;
  }
  return undefined;
}

function typeOfName(module: ModuleBuilder, name: ts.Identifier, depth: number): Declared | undefined {
  const variable = module.scopes.references.get(name);
  if (variable === undefined) return ambient(module.file, name.text);
  if (variable.imported === undefined) return typeOfVariable(module, variable, depth);
  const found = module.resolveImport(variable.imported.specifier, variable.imported.name);
  return found?.kind === 'variable' ? typeOfVariable(found.module, found.variable, depth) : undefined;
}

/** A function that the file only declares: it is somewhere else. */
function ambient(file: ts.SourceFile, name: string): Declared | undefined {
  const found = file.statements.filter((s) => ts.isFunctionDeclaration(s) && s.body === undefined && s.name?.text === name);
  return found.length === 1 ? { node: found[0] as ts.FunctionDeclaration, file } : undefined;
}

function typeOfVariable(module: ModuleBuilder, variable: Variable, depth: number): Declared | undefined {
  if (variable.hoisted !== undefined) return { node: variable.hoisted, file: module.file };
  const name = declarationsIn(module).get(variable);
  return name === undefined ? undefined : typeOfDeclaration(module, name.parent, depth);
}

function typeOfDeclaration(module: ModuleBuilder, node: ts.Node, depth: number): Declared | undefined {
  const { file } = module;
  if (ts.isClassDeclaration(node)) return undefined;
  if (ts.isBindingElement(node)) {
    const owner = ts.isObjectBindingPattern(node.parent) ? typeOfDeclaration(module, node.parent.parent, depth + 1) : undefined;
    const key = node.propertyName ?? node.name;
    return owner === undefined || node.dotDotDotToken !== undefined || !ts.isIdentifier(key) ? undefined : memberOf(module, owner, key.text, 0);
  }
  if (!ts.isParameter(node) && !ts.isVariableDeclaration(node)) return undefined;
  if (node.type !== undefined) return { node: node.type, file };
  const made = node.initializer;
  if (made === undefined || ts.isParameter(node)) return undefined;
  return ts.isArrowFunction(made) || ts.isFunctionExpression(made) ? { node: made, file } : declaredType(module, made, depth + 1);
}

const declarations = new WeakMap<ModuleBuilder, ReadonlyMap<Variable, ts.Identifier>>();

/** Where the variables of a file are declared that are declared once. */
function declarationsIn(module: ModuleBuilder): ReadonlyMap<Variable, ts.Identifier> {
  let found = declarations.get(module);
  if (found === undefined) {
    const names = new Map<Variable, ts.Identifier>();
    for (const [name, variable] of module.scopes.references) {
      const { parent } = name;
      if ((ts.isParameter(parent) || ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && parent.name === name && !names.has(variable)) names.set(variable, name);
    }
    declarations.set(module, found = names);
  }
  return found;
}

/** What a name of a type stands for, so far as the project says. */
function resolved(module: ModuleBuilder, declared: Declared, depth: number): Declared {
  const { node, file } = declared;
  if (depth > deepest) return declared;
  if (ts.isParenthesizedTypeNode(node)) return resolved(module, { node: node.type, file }, depth + 1);
  if (ts.isUnionTypeNode(node)) {
    const options = node.types.filter((t) => t.kind !== ts.SyntaxKind.UndefinedKeyword && !(ts.isLiteralTypeNode(t) && t.literal.kind === ts.SyntaxKind.NullKeyword));
    return options.length === 1 ? resolved(module, { node: options[0], file }, depth + 1) : declared;
  }
  if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName) || promised(node) !== undefined) return declared;
  if (node.typeName.text === 'Readonly' && node.typeArguments !== undefined) return resolved(module, { node: node.typeArguments[0], file }, depth + 1);
  const meant = typeNamed(module, file, node.typeName.text, depth);
  if (meant === undefined) return declared;
  return ts.isTypeAliasDeclaration(meant.node) ? resolved(module, { node: meant.node.type, file: meant.file }, depth + 1) : { node: meant.node, file: meant.file };
}

interface NamedType {
  readonly node: ts.TypeAliasDeclaration | ts.InterfaceDeclaration | ts.ClassDeclaration;
  readonly file: ts.SourceFile;
}

/** The declaration of a type at the top of a file, or in the one that it has it from. */
function typeNamed(module: ModuleBuilder, file: ts.SourceFile, name: string, depth: number): NamedType | undefined {
  if (depth > deepest) return undefined;
  const own = file.statements.filter((s) => (ts.isTypeAliasDeclaration(s) || ts.isInterfaceDeclaration(s) || ts.isClassDeclaration(s)) && s.name?.text === name) as NamedType['node'][];
  // what is declared in parts, or has parameters, is not looked into
  if (own.length > 0) return own.length === 1 && own[0].typeParameters === undefined ? { node: own[0], file } : undefined;
  for (const statement of file.statements) {
    const from = (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && statement.moduleSpecifier !== undefined && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : undefined;
    const names = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    if (from === undefined || names === undefined || !(ts.isNamedImports(names) || ts.isNamedExports(names))) continue;
    const named = names.elements.find((element) => element.name.text === name);
    const source = named === undefined ? undefined : module.sourceOf(from, file);
    if (named !== undefined && source !== undefined) return typeNamed(module, source, (named.propertyName ?? named.name).text, depth + 1);
  }
  return undefined;
}

/** What is written of a member of a type. */
function memberOf(module: ModuleBuilder, owner: Declared, name: string, depth: number): Declared | undefined {
  const { node, file } = resolved(module, owner, 0);
  const members: readonly ts.Node[] = ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node) ? node.members : ts.isClassLike(node) ? [...node.members, ...propertiesOf(node)] : [];
  const found = members.filter((member) => 'name' in member && member.name !== undefined && (ts.isIdentifier(member.name as ts.Node) || ts.isPrivateIdentifier(member.name as ts.Node)) && (member.name as ts.Identifier).text === name);
  if (found.length > 1) return undefined;
  const [member] = found as (ts.Node | undefined)[];
  if (member !== undefined) return typeOfMember(member, file);
  const parents = ts.isInterfaceDeclaration(node) && depth < deepest ? node.heritageClauses?.flatMap(({ types }) => [...types]) ?? [] : [];
  for (const { expression } of parents) {
    const parent = ts.isIdentifier(expression) ? typeNamed(module, file, expression.text, 0) : undefined;
    const inherited = parent === undefined || ts.isTypeAliasDeclaration(parent.node) ? undefined : memberOf(module, { node: parent.node, file: parent.file }, name, depth + 1);
    if (inherited !== undefined) return inherited;
  }
  return undefined;
}

/** Parameters of the constructor that are properties. */
function propertiesOf(node: ts.ClassLikeDeclaration): readonly ts.ParameterDeclaration[] {
  return node.members.flatMap((member) => (ts.isConstructorDeclaration(member) && member.body !== undefined ? member.parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, member)) : []));
}

function typeOfMember(member: ts.Node, file: ts.SourceFile): Declared | undefined {
  if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) return { node: member, file };
  const written = ts.isPropertySignature(member) || ts.isPropertyDeclaration(member) || ts.isParameter(member) || ts.isGetAccessor(member) ? member.type : undefined;
  return written === undefined ? undefined : { node: written, file };
}
