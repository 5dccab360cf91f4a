import ts from '../typescript.ts';
import { siteOf, type FunctionContext } from './context.ts';

/** A name for the function: its own, or that of what it is assigned to or passed to. */
export function functionName(node: ts.Node): string {
  if (ts.isConstructorDeclaration(node)) return `new ${ts.isClassLike(node.parent) ? node.parent.name?.text ?? 'class' : 'class'}`;
  if ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node)) && node.name !== undefined) return nameText(node.name);
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return nameText(parent.name);
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) return parent.left.name.text;
  if (isGenerator(node)) return bodyName(node) ?? `body of ${ts.isCallExpression(parent) ? calleeText(parent.expression) : 'a generator'}`;
  if (ts.isCallExpression(parent) && parent.expression !== node) return `callback of ${calleeText(parent.expression)}`;
  if (ts.isNewExpression(parent)) return `callback of ${calleeText(parent.expression)}`;
  if (ts.isParenthesizedExpression(parent)) return functionName(parent);
  const outer = ts.findAncestor(parent, ts.isFunctionLike);
  if (outer === undefined) return 'anonymous function';
  const name = functionName(outer);
  return name.startsWith('function in ') ? name : `function in ${name}`;
}

function isGenerator(node: ts.Node): boolean {
  return ts.isFunctionExpression(node) && node.asteriskToken !== undefined;
}

/** A generator that is passed to a call is the body of what the call makes: it goes by the name of that, or of the function that returns it. */
function bodyName(node: ts.Node): string | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent)) return bodyName(parent.parent);
  if (ts.isCallExpression(parent) && parent.expression !== node) return bodyName(parent);
  const maker = ts.isReturnStatement(parent) ? ts.findAncestor(parent, ts.isFunctionLike) : undefined;
  return maker === undefined ? labelOf(node) : functionName(maker);
}

function nameText(name: ts.PropertyName): string {
  return ts.isComputedPropertyName(name) ? name.getText() : name.text;
}

function calleeText(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return 'call';
}

/** What the source calls the object that an expression makes: the variable, field or property that it is stored in. */
function labelOf(node: ts.Node): string | undefined {
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyDeclaration(parent)) return `${ts.isClassLike(parent.parent) ? parent.parent.name?.text ?? 'class' : 'class'}.${parent.name.getText()}`;
  if (ts.isPropertyAssignment(parent)) return parent.name.getText();
  if (ts.isBinaryExpression(parent) && parent.right === node && ts.isPropertyAccessExpression(parent.left)) {
    const owner = ts.findAncestor(parent, ts.isClassLike);
    return parent.left.expression.kind === ts.SyntaxKind.ThisKeyword ? `${owner?.name?.text ?? 'class'}.${parent.left.name.text}` : parent.left.getText();
  }
  if (ts.isBinaryExpression(parent) && parent.right === node && ts.isIdentifier(parent.left)) return parent.left.text;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isArrowFunction(parent) || ts.isArrayLiteralExpression(parent) || ts.isAwaitExpression(parent) || ts.isYieldExpression(parent)) return labelOf(parent);
  if (ts.isCallExpression(parent) && parent.expression !== node) {
    const called = calledFunction(parent);
    return called === undefined ? labelOf(parent) : called.parameters[parent.arguments.indexOf(node as ts.Expression)]?.name.getText();
  }
  return undefined;
}

/** The function that a call goes by its name to, where the same file declares it. */
function calledFunction({ expression }: ts.CallExpression): ts.FunctionDeclaration | undefined {
  if (!ts.isIdentifier(expression)) return undefined;
  return expression.getSourceFile().statements.find((statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === expression.text) as ts.FunctionDeclaration | undefined;
}

/** Notes what the source calls an object that is made at an expression. */
export function noteLabel(ctx: FunctionContext, node: ts.Node): void {
  const label = labelOf(node);
  // names that no program has are the client's
  if (label !== undefined && !/\$(shared)?$/.test(label)) ctx.module.program.labels.set(siteOf(ctx.module, node), label);
}
