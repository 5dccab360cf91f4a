import ts from '../typescript.ts';

/** Which imports a compiler with the project's options leaves out of what is run. */
export interface Elision {
  /** Everything stays but what says `type`. */
  readonly keepsUnused: boolean;
  /** A declaration that names nothing but types still runs its module. */
  readonly keepsEmpty: boolean;
}

/** The options that matter, those that TypeScript has given up included. */
export function elisionBy(options: ts.CompilerOptions): Elision {
  const given: Readonly<Record<string, unknown>> = options;
  const asWritten = options.verbatimModuleSyntax === true;
  // the types of decorated parameters are values there
  const keepsUnused = asWritten || given['preserveValueImports'] === true || options.emitDecoratorMetadata === true;
  // 0: remove, 1: preserve, 2: error
  return { keepsUnused, keepsEmpty: asWritten || [1, 2].includes(Number(given['importsNotUsedAsValues'])) };
}

/** How a file uses names, by their text: what is declared again inside is taken for the same. */
interface Uses {
  readonly values: ReadonlySet<string>;
  /** Named by the types of parameters, or by types that are written out in the file, of which parameters may be. */
  readonly parameters: ReadonlySet<string>;
}

const known = new WeakMap<ts.SourceFile, Uses>();

function usesIn(file: ts.SourceFile): Uses {
  let uses = known.get(file);
  if (uses === undefined) known.set(file, uses = findUses(file));
  return uses;
}

function findUses(file: ts.SourceFile): Uses {
  const values = new Set<string>();
  const parameters = new Set<string>();
  const inTypes = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) parameters.add(node.text);
    ts.forEachChild(node, inTypes);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && (node.isTypeOnly || node.moduleSpecifier !== undefined)) || (ts.isExportSpecifier(node) && node.isTypeOnly)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
      inTypes(node);
      return;
    }
    if (ts.isParameter(node) && node.type !== undefined) inTypes(node.type);
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) return;
    if (ts.isExpressionWithTypeArguments(node)) {
      visit(node.expression);
      return;
    }
    if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node)) return;
    if (ts.isIdentifier(node) && !isMemberName(node)) values.add(node.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return { values, parameters };
}

/** `a.name`, `{ name: a }`, `name() {}` name a member, and no variable. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) && parent.name === node;
}

/** Whether a name that a file exports is declared there, and is only a type. */
function isOnlyType(file: ts.SourceFile | undefined, name: string): boolean {
  const declared = file?.statements.filter((s): s is ts.DeclarationStatement => 'name' in s && ts.isIdentifier(s.name as ts.Node) && (s.name as ts.Identifier).text === name) ?? [];
  return declared.length > 0 && declared.every((s) => ts.isInterfaceDeclaration(s) || ts.isTypeAliasDeclaration(s));
}

/**
 * Whether running the file runs what it imports or re-exports from by a declaration, as TypeScript compiles it: names that
 * are used only as types are left out, and a declaration that names nothing else. JavaScript stays as it is. Where the code
 * outside makes what parameters of the file are, their classes are used by that.
 */
export function runs(statement: ts.ImportDeclaration | ts.ExportDeclaration, { keepsUnused, keepsEmpty }: Elision, target: () => ts.SourceFile | undefined, isCalledFromOutside: boolean): boolean {
  const file = statement.getSourceFile();
  if (ts.isExportDeclaration(statement)) {
    if (statement.isTypeOnly) return false;
    if (statement.exportClause === undefined || ts.isNamespaceExport(statement.exportClause) || keepsEmpty) return true;
    return statement.exportClause.elements.some((element) => !element.isTypeOnly && (keepsUnused || !isOnlyType(target(), (element.propertyName ?? element.name).text)));
  }
  const clause = statement.importClause;
  if (clause === undefined || /\.[cm]?jsx?$/.test(file.fileName)) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (keepsEmpty) return true;
  const isUsed = (local: string, name: string | undefined): boolean => {
    if (keepsUnused) return true;
    const { values, parameters } = usesIn(file);
    return values.has(local) || (isCalledFromOutside && parameters.has(local) && (name === undefined || !isOnlyType(target(), name)));
  };
  const bindings = clause.namedBindings;
  if (clause.name !== undefined && isUsed(clause.name.text, undefined)) return true;
  if (bindings === undefined) return false;
  if (ts.isNamespaceImport(bindings)) return isUsed(bindings.name.text, undefined);
  return bindings.elements.some((element) => !element.isTypeOnly && isUsed(element.name.text, (element.propertyName ?? element.name).text));
}
