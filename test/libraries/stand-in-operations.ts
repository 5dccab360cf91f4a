import ts from '../../src/model/typescript.ts';

/** What a program that stands in for a package has for those who use it, and what says what it does. */
export interface StandInOperation {
  /** `Class.member`, or the name of an export. */
  readonly name: string;
  /** The same for members that do the same. */
  readonly does: string;
}

/** Functions, methods of classes, and methods of objects that are exported or that exported functions give. */
export function standInOperations(text: string): readonly StandInOperation[] {
  const file = ts.createSourceFile('stand-in.js', text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  return file.statements.flatMap((statement) => [...named(statement), ...given(statement)]);
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function named(statement: ts.Statement): StandInOperation[] {
  if (ts.isClassDeclaration(statement)) return methodsOf(statement, statement.name?.text ?? 'default');
  if (!isExported(statement)) return [];
  if (ts.isFunctionDeclaration(statement)) {
    const name = statement.name?.text ?? 'default';
    return [{ name, does: name }];
  }
  return ts.isVariableStatement(statement) ? statement.declarationList.declarations.flatMap(declared) : [];
}

/** An object by its methods; another name for something as that. */
function declared({ name, initializer }: ts.VariableDeclaration): StandInOperation[] {
  const own = name.getText();
  const methods = initializer !== undefined && ts.isObjectLiteralExpression(initializer) ? methodsOf(initializer, own) : [];
  return methods.length > 0 ? methods : [{ name: own, does: initializer !== undefined && ts.isIdentifier(initializer) ? initializer.text : own }];
}

/** The methods of objects that an exported function gives. */
function given(statement: ts.Statement): StandInOperation[] {
  if (!ts.isFunctionDeclaration(statement) || !isExported(statement)) return [];
  const found: StandInOperation[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined && ts.isObjectLiteralExpression(node.expression)) found.push(...methodsOf(node.expression, statement.name?.text ?? 'default'));
    if (node === statement || ts.isStatement(node)) ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

function methodsOf({ members, properties }: { readonly members?: readonly ts.ClassElement[]; readonly properties?: readonly ts.ObjectLiteralElementLike[] }, owner: string): StandInOperation[] {
  return [...members ?? [], ...properties ?? []].flatMap((member) => {
    const body = ts.isMethodDeclaration(member) || ts.isGetAccessor(member) ? member.body : ts.isPropertyAssignment(member) && isFunction(member.initializer) ? member.initializer : undefined;
    return body === undefined || member.name === undefined ? [] : [{ name: `${owner}.${memberName(member.name)}`, does: `${owner} ${body.getText()}` }];
  });
}

function isFunction(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function memberName(name: ts.PropertyName): string {
  return name.getText().replace(/^\[Symbol\.(\w+)\]$/, '[$1]');
}
