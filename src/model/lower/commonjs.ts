import ts from '../typescript.ts';
import type { Imported, Variable } from './scope.ts';

type References = ReadonlyMap<ts.Identifier, Variable>;

/** The name under which `module.exports` itself is exported: it is what `require` gives. */
export const wholeExport = '*';

/** What a file's statement exports under a name: the value, or undefined for a member of an object that is exported as a whole. */
export interface CommonExport {
  readonly name: string;
  readonly value: ts.Expression | undefined;
}

function isUnbound(node: ts.Node, name: string, references: References): boolean {
  return ts.isIdentifier(node) && node.text === name && !references.has(node);
}

function isWhole(node: ts.Node, references: References): boolean {
  if (isUnbound(node, 'exports', references)) return true;
  return ts.isPropertyAccessExpression(node) && node.name.text === 'exports' && isUnbound(node.expression, 'module', references);
}

/** The exported name that `exports.name`, `module.exports.name` or `module.exports` means in a CommonJS module. */
export function exportedName(node: ts.Node, references: References): string | undefined {
  if (isWhole(node, references)) return wholeExport;
  return ts.isPropertyAccessExpression(node) && isWhole(node.expression, references) ? node.name.text : undefined;
}

/** What a top-level statement exports by assigning it: `exports.a = exports.b = value` exports one value twice. */
export function commonExportsIn(statement: ts.Statement, references: References): CommonExport[] {
  const names: string[] = [];
  let value: ts.Expression | undefined = ts.isExpressionStatement(statement) ? statement.expression : undefined;
  for (; value !== undefined && isAssignment(value); value = value.right) {
    const name = exportedName(value.left, references);
    if (name !== undefined) names.push(name);
  }
  // compilers announce the names of all exports in this way
  if (value === undefined || ts.isVoidExpression(value)) return [];
  const given = value;
  return [...names.map((name) => ({ name, value: given })), ...(names.includes(wholeExport) && ts.isObjectLiteralExpression(given) ? given.properties.flatMap(memberExport) : [])];
}

function isAssignment(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function memberExport(member: ts.ObjectLiteralElementLike): CommonExport[] {
  if (member.name === undefined || !(ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))) return [];
  const value = ts.isShorthandPropertyAssignment(member) ? member.name : ts.isPropertyAssignment(member) && ts.isIdentifier(member.initializer) ? member.initializer : undefined;
  return [{ name: member.name.text, value }];
}

/** The modules whose exports `module.exports = { ...require('./a') }` takes over. */
export function spreadExports({ value }: CommonExport): string[] {
  if (value === undefined || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((member) => (ts.isSpreadAssignment(member) ? requiredBy(member.expression) ?? [] : [])).map(({ specifier }) => specifier);
}

/** What compilers put around `require` for the sake of default imports. */
const wrappers = /^__import(?:Default|Star)$/;

/** What `require('…')` or `require('…').name` takes. */
export function requiredBy(node: ts.Expression): Imported | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const from = requiredBy(node.expression);
    return from?.name === wholeExport ? { specifier: from.specifier, name: node.name.text } : undefined;
  }
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const [first] = node.arguments;
  if (wrappers.test(node.expression.text)) return first === undefined ? undefined : requiredBy(first);
  return node.expression.text === 'require' && first !== undefined && ts.isStringLiteralLike(first) ? { specifier: first.text, name: wholeExport } : undefined;
}

/** What a declaration takes from a module: `const x = require('…')`, `const { x } = require('…')`, `const X = require('…').X`. */
export function requiredModule({ initializer, name, parent }: ts.VariableDeclaration): Imported | undefined {
  if (!ts.isVariableStatement(parent.parent) || initializer === undefined) return undefined;
  const required = requiredBy(initializer);
  return required === undefined || ts.isIdentifier(name) || required.name === wholeExport ? required : undefined;
}

/** The modules that a file requires, wherever it does. */
export function requiresIn(file: ts.SourceFile): string[] {
  if (!/\brequire\s*\(/.test(file.text)) return [];
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const required = ts.isCallExpression(node) ? requiredBy(node) : undefined;
    if (required !== undefined) found.add(required.specifier);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found];
}
