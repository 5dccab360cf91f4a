import type { Found } from '../../libraries/index.ts';
import type { ModuleBuilder } from './context.ts';
import { commonExportsIn, requiredBy, requiredModule, spreadExports, wholeExport } from './commonjs.ts';
import ts from '../typescript.ts';

/** A variable of the analysed program. Which form it takes at run time is decided once all its uses are known. */
export interface Variable {
  readonly name: string;
  readonly scope: Scope;
  /** Used in another function than the one that declares it, so it lives in a heap environment. */
  captured: boolean;
  /** Assigned after its declaration. */
  reassigned: boolean;
  /** Given properties after its declaration, which a function keeps only as an object of its own. */
  extended: boolean;
  /** A function declaration, hoisted with its body. */
  readonly hoisted?: ts.FunctionDeclaration;
  readonly imported?: Imported;
  /** A constant of the module that is a symbol: the text of a shared one (`Symbol.for`), otherwise empty. */
  readonly symbol?: string;
  /** What is inside, where it is a namespace. */
  members?: Scope;
  /** Slot of the frame, or index in the environment or the module. -1 until it is placed. */
  index: number;
}

export interface Imported {
  readonly specifier: string;
  /** `default`, `*` for a namespace, or the exported name. */
  readonly name: string;
}

export type ImportResolution =
  | { readonly kind: 'variable'; readonly variable: Variable; readonly module: ModuleBuilder }
  | { readonly kind: 'library'; readonly found: Found }
  | { readonly kind: 'namespace'; readonly module: number }
  | { readonly kind: 'builtin'; readonly name: string };

export interface Scope {
  readonly node: ts.Node;
  readonly parent: Scope | undefined;
  /** The function (or source file) whose frame runs this scope's code. */
  readonly owner: ts.Node;
  readonly variables: Map<string, Variable>;
  /** The names in a namespace that code outside of it sees. */
  readonly exported?: Set<string>;
}

/** Whether the variables of a scope are there once, as those of a file and of the namespaces in it are. */
export function isModuleScope({ node }: Scope): boolean {
  return ts.isSourceFile(node) || ts.isModuleBlock(node) || ts.isModuleDeclaration(node);
}

/** The name of a variable of a file or of a namespace in it, as code at the top of the file would say it. */
export function qualifiedName({ name, scope }: Variable): string {
  const names = [name];
  for (let at: ts.Node = scope.node; !ts.isSourceFile(at); at = at.parent) if (ts.isModuleDeclaration(at.parent)) names.unshift(at.parent.name.text);
  return names.join('.');
}

/** A namespace that is more than types. */
export function isNamespace(node: ts.Node): node is ts.NamespaceDeclaration {
  if (!ts.isModuleDeclaration(node) || !ts.isIdentifier(node.name) || node.body === undefined || isAmbient(node)) return false;
  return ts.isModuleBlock(node.body) ? node.body.statements.some((s) => !ts.isInterfaceDeclaration(s) && !ts.isTypeAliasDeclaration(s) && (!ts.isModuleDeclaration(s) || isNamespace(s))) : isNamespace(node.body);
}

/** `declare const config: Config`: a variable of the page or process, which is there without this file. */
function isDeclaredElsewhere(node: ts.Node): boolean {
  return ts.isVariableStatement(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
}

export function isAmbient(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0;
}

export interface Scopes {
  readonly of: ReadonlyMap<ts.Node, Scope>;
  readonly references: ReadonlyMap<ts.Identifier, Variable>;
  readonly exports: ReadonlyMap<string, Exported>;
  /** `export * from`. */
  readonly exportAll: readonly string[];
}

export type Exported = { readonly kind: 'local'; readonly variable: Variable } | { readonly kind: 'from'; readonly specifier: string; readonly name: string };

/** The variable of what a file exports by default without a name. */
export const defaultExport = ownVariable('default');

/** The name of the variable of what a file exports under a name and has no variable for. */
function ownVariable(exported: string): string {
  return `*${exported}`;
}

export function isOwnVariable(name: string): boolean {
  return name.startsWith('*');
}

/** The object that a CommonJS module begins with. */
export const commonExports = ownVariable('module.exports');

/** What shows where a variable is declared: `const locked = Symbol('locked')` of a module is a symbol. */
function madeAs(declaration: ts.Node): Pick<Variable, 'symbol'> {
  if (!ts.isVariableDeclaration(declaration) || !ts.isVariableStatement(declaration.parent.parent) || !ts.isSourceFile(declaration.parent.parent.parent)) return {};
  const { initializer, parent } = declaration;
  if ((parent.flags & ts.NodeFlags.Const) === 0 || initializer === undefined || !ts.isCallExpression(initializer)) return {};
  const text = initializer.arguments.at(0);
  switch (initializer.expression.getText()) {
    case 'Symbol': return { symbol: '' };
    case 'Symbol.for': return text !== undefined && ts.isStringLiteral(text) ? { symbol: text.text } : {};
    default: return {};
  }
}

function isFunctionLike(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isPropertyDeclaration(node);
}

function opensScope(node: ts.Node): boolean {
  return ts.isSourceFile(node) || isFunctionLike(node) || ts.isBlock(node) || ts.isForStatement(node) || ts.isForOfStatement(node)
    || ts.isForInStatement(node) || ts.isCatchClause(node) || ts.isCaseBlock(node) || ts.isClassLike(node);
}

/** Finds all scopes and variables of a file and which variable each identifier means. */
export function bindScopes(file: ts.SourceFile): Scopes {
  const of = new Map<ts.Node, Scope>();
  const references = new Map<ts.Identifier, Variable>();
  const exports = new Map<string, Exported>();
  const exportAll: string[] = [];
  const pending: { readonly identifier: ts.Identifier; readonly scope: Scope }[] = [];
  const assigned = new Set<ts.Identifier>();
  const extended = new Set<ts.Identifier>();

  function declare(scope: Scope, name: string, extra: Pick<Variable, 'hoisted' | 'imported' | 'symbol'> = {}): Variable {
    const known = scope.variables.get(name);
    if (known !== undefined && extra.hoisted === undefined && extra.imported === undefined) return known;
    const variable: Variable = { name, scope, captured: false, reassigned: known !== undefined, extended: false, index: -1, ...extra };
    scope.variables.set(name, variable);
    return variable;
  }

  function declareName(scope: Scope, name: ts.BindingName): void {
    if (ts.isIdentifier(name)) references.set(name, declare(scope, name.text, madeAs(name.parent)));
    else for (const element of name.elements) if (ts.isBindingElement(element)) declareName(scope, element.name);
  }

  function functionScope(scope: Scope): Scope {
    let at = scope;
    while (at.parent !== undefined && !isModuleScope(at) && !ts.isFunctionLike(at.node) && !ts.isClassStaticBlockDeclaration(at.node)) at = at.parent;
    return at;
  }

  function isTypeOnly(node: ts.Node): boolean {
    return ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isTypeParameterDeclaration(node);
  }

  function visit(node: ts.Node, outer: Scope): void {
    if (isTypeOnly(node) || isDeclaredElsewhere(node)) return;
    if (ts.isModuleDeclaration(node)) {
      if (isNamespace(node)) visitNamespace(node, outer);
      return;
    }
    let scope = outer;
    if (opensScope(node)) {
      scope = { node, parent: ts.isSourceFile(node) ? undefined : outer, owner: isFunctionLike(node) || ts.isSourceFile(node) ? node : outer.owner, variables: new Map() };
      of.set(node, scope);
      hoist(node, scope);
    }
    if (ts.isVariableDeclaration(node)) {
      const isVar = (ts.getCombinedNodeFlags(node) & ts.NodeFlags.BlockScoped) === 0;
      declareName(isVar && !ts.isCatchClause(node.parent) ? functionScope(scope) : scope, node.name);
    } else if (ts.isParameter(node)) {
      declareName(scope, node.name);
    } else if ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name !== undefined) {
      references.set(node.name, declare(scope, node.name.text));
    } else if (ts.isIdentifier(node)) {
      if (isReference(node)) pending.push({ identifier: node, scope });
      return;
    } else if (ts.isExportAssignment(node)) {
      exports.set('default', { kind: 'local', variable: declare(scope, defaultExport) });
    } else if (ts.isExportDeclaration(node)) {
      exported(node, scope);
      return;
    } else if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) {
      return;
    }
    if (node.kind === ts.SyntaxKind.SuperKeyword) noteSuper(node, scope);
    noteAssignment(node);
    ts.forEachChild(node, (child) => { visit(child, scope); });
  }

  /** Several namespaces of one name are one, and see each other's variables. */
  function visitNamespace({ name, body }: ts.NamespaceDeclaration, outer: Scope): void {
    const scope = (declare(outer, name.text).members ??= { node: body, parent: outer, owner: outer.owner, variables: new Map(), exported: new Set() });
    of.set(body, scope);
    if (ts.isModuleBlock(body)) {
      hoist(body, scope);
      ts.forEachChild(body, (child) => { visit(child, scope); });
    } else if (isNamespace(body)) {
      scope.exported?.add(body.name.text);
      visitNamespace(body, scope);
    }
  }

  /** Functions, classes, enums and imports are visible in the whole scope, before their statement is reached. */
  function hoist(node: ts.Node, scope: Scope): void {
    const statements = ts.isSourceFile(node) || ts.isBlock(node) || ts.isModuleBlock(node) ? node.statements
      : ts.isCaseBlock(node) ? node.clauses.flatMap((clause) => [...clause.statements]) : [];
    for (const statement of statements) {
      if (ts.isImportDeclaration(statement)) imports(statement, scope);
      else if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference) && ts.isStringLiteralLike(statement.moduleReference.expression)) {
        declare(scope, statement.name.text, { imported: { specifier: statement.moduleReference.expression.text, name: '*' } });
      } else if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) {
        const variable = declare(scope, statement.name?.text ?? defaultExport, { hoisted: statement });
        if (statement.name !== undefined) references.set(statement.name, variable);
        noteExport(statement, variable);
      } else if (isNamespace(statement) || ((ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && !isAmbient(statement))) {
        const variable = declare(scope, statement.name?.text ?? defaultExport);
        if (statement.name !== undefined) references.set(statement.name, variable);
        noteExport(statement, variable);
      } else if (ts.isVariableStatement(statement) && !isDeclaredElsewhere(statement)) {
        const target = (statement.declarationList.flags & ts.NodeFlags.BlockScoped) === 0 ? functionScope(scope) : scope;
        for (const declaration of statement.declarationList.declarations) {
          const module = requiredModule(declaration);
          if (module === undefined) declareName(target, declaration.name);
          else required(declaration.name, module, target);
        }
        if (isModuleScope(scope) && (ts.getCombinedModifierFlags(statement.declarationList.declarations[0] ?? statement as never) & ts.ModifierFlags.Export) !== 0) {
          for (const variable of scope.variables.values()) {
            if (!statement.declarationList.declarations.some((d) => bindsName(d.name, variable.name))) continue;
            if (scope.exported === undefined) exports.set(variable.name, { kind: 'local', variable });
            else {
              scope.exported.add(variable.name);
              // code outside assigns it as a member of the namespace
              if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) variable.reassigned = true;
            }
          }
        }
      }
    }
  }

  function noteExport(statement: ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration | ts.NamespaceDeclaration, variable: Variable): void {
    const flags = ts.getCombinedModifierFlags(statement);
    if (!isModuleScope(variable.scope) || (flags & ts.ModifierFlags.Export) === 0) return;
    if (variable.scope.exported !== undefined) {
      variable.scope.exported.add(variable.name);
      return;
    }
    exports.set((flags & ts.ModifierFlags.Default) !== 0 ? 'default' : variable.name, { kind: 'local', variable });
  }

  function imports(statement: ts.ImportDeclaration, scope: Scope): void {
    const clause = statement.importClause;
    if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword || !ts.isStringLiteral(statement.moduleSpecifier)) return;
    const specifier = statement.moduleSpecifier.text;
    if (clause.name !== undefined) declare(scope, clause.name.text, { imported: { specifier, name: 'default' } });
    const bindings = clause.namedBindings;
    if (bindings === undefined) return;
    if (ts.isNamespaceImport(bindings)) declare(scope, bindings.name.text, { imported: { specifier, name: '*' } });
    else for (const element of bindings.elements) {
      if (!element.isTypeOnly) declare(scope, element.name.text, { imported: { specifier, name: (element.propertyName ?? element.name).text } });
    }
  }

  /** `const ns = require('…')` is a namespace, `const { name } = require('…')` an import of its own. */
  function required(binding: ts.BindingName, from: Imported, scope: Scope): void {
    if (ts.isIdentifier(binding)) references.set(binding, declare(scope, binding.text, { imported: from }));
    else for (const element of binding.elements) {
      if (!ts.isBindingElement(element) || !ts.isIdentifier(element.name)) continue;
      const name = element.propertyName !== undefined && ts.isIdentifier(element.propertyName) ? element.propertyName.text : element.name.text;
      references.set(element.name, declare(scope, element.name.text, { imported: { specifier: from.specifier, name } }));
    }
  }

  /** The exports of a CommonJS module. A name that is given different values has a variable of its own, as has a value that is no variable's. */
  function exportCommon(top: Scope): void {
    for (const statement of file.statements) {
      for (const given of commonExportsIn(statement, references)) {
        const before = exports.get(given.name);
        const found = given.value === undefined ? undefined : exportOf(given.value, top);
        const own: Exported = { kind: 'local', variable: declare(top, given.name === wholeExport ? commonExports : ownVariable(given.name)) };
        exports.set(given.name, found !== undefined && (before === undefined || isSame(before, found)) ? found : own);
        exportAll.push(...spreadExports(given));
        const from = given.name === wholeExport && given.value !== undefined ? requiredBy(given.value) : undefined;
        if (from?.name === wholeExport) exportAll.push(from.specifier);
        if (!exports.has(wholeExport)) exports.set(wholeExport, { kind: 'local', variable: declare(top, commonExports) });
      }
    }
  }

  /** The variable, or another module's export, that an expression is. */
  function exportOf(value: ts.Expression, top: Scope): Exported | undefined {
    const from = requiredBy(value);
    if (from !== undefined) return { kind: 'from', ...from };
    const variable = ts.isIdentifier(value) ? references.get(value) : undefined;
    return variable === undefined || variable.scope !== top || variable.reassigned ? undefined : { kind: 'local', variable };
  }

  function exported(node: ts.ExportDeclaration, scope: Scope): void {
    if (node.isTypeOnly) return;
    const from = node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
    if (node.exportClause === undefined) {
      if (from !== undefined) exportAll.push(from);
    } else if (ts.isNamespaceExport(node.exportClause)) {
      if (from !== undefined) exports.set(node.exportClause.name.text, { kind: 'from', specifier: from, name: '*' });
    } else {
      for (const element of node.exportClause.elements) {
        const name = (element.propertyName ?? element.name).text;
        if (from !== undefined) exports.set(element.name.text, { kind: 'from', specifier: from, name });
        else {
          const variable = scope.variables.get(name);
          if (variable !== undefined) exports.set(element.name.text, { kind: 'local', variable });
        }
      }
    }
  }

  function noteAssignment(node: ts.Node): void {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment) noteTarget(node.left);
    else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) noteTarget(node.operand);
    else if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer)) noteTarget(node.initializer);
  }

  /** `super` is reached by way of the class that it stands in. */
  function noteSuper(node: ts.Node, scope: Scope): void {
    const name = ts.findAncestor(node, ts.isClassLike)?.name;
    const variable = name === undefined ? undefined : references.get(name);
    if (variable !== undefined && variable.scope.owner !== scope.owner) variable.captured = true;
  }

  function noteTarget(target: ts.Node): void {
    if (ts.isIdentifier(target)) assigned.add(target);
    else if (ts.isPropertyAccessExpression(target) && ts.isIdentifier(target.expression)) extended.add(target.expression);
    else if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target) || ts.isPropertyAssignment(target) || ts.isSpreadElement(target) || ts.isShorthandPropertyAssignment(target) || ts.isParenthesizedExpression(target)) ts.forEachChild(target, noteTarget);
  }

  visit(file, { node: file, parent: undefined, owner: file, variables: new Map() });
  for (const { identifier, scope } of pending) {
    let at: Scope | undefined = scope;
    while (at !== undefined) {
      const variable = at.variables.get(identifier.text);
      if (variable !== undefined) {
        references.set(identifier, variable);
        if (at.owner !== scope.owner) variable.captured = true;
        if (assigned.has(identifier)) variable.reassigned = true;
        if (extended.has(identifier)) variable.extended = true;
        break;
      }
      at = at.parent;
    }
  }
  const top = of.get(file);
  if (top !== undefined) exportCommon(top);
  return { of, references, exports, exportAll };
}

function isSame(one: Exported, other: Exported): boolean {
  return one.kind === 'local' && other.kind === 'local' && one.variable === other.variable;
}

function bindsName(name: ts.BindingName, text: string): boolean {
  if (ts.isIdentifier(name)) return name.text === text;
  return name.elements.some((element) => ts.isBindingElement(element) && bindsName(element.name, text));
}

/** Whether an identifier reads or writes a variable (and is not a property's, label's or declaration's name). */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return false;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent) || ts.isEnumMember(parent)) return parent.initializer === node;
  if (ts.isMethodDeclaration(parent) || ts.isAccessor(parent) || ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent) || ts.isFunctionExpression(parent) || ts.isClassExpression(parent) || ts.isEnumDeclaration(parent) || ts.isModuleDeclaration(parent)) return false;
  if (ts.isJsxAttribute(parent)) return false;
  return true;
}
