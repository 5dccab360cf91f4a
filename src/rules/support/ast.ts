import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** A function with a body of its own. */
export type Func = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** What code runs in: a function, or the module itself. */
export type Body = Func | TSESTree.Program;

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

type SourceCode = Readonly<TSESLint.SourceCode>;

export function isFunction(node: TSESTree.Node): node is Func {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

export function isClass(node: TSESTree.Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/** The expression itself, without the type-only and optional-chain wrappers around it. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  let inner = node;
  while (
    inner.type === 'TSAsExpression' || inner.type === 'TSSatisfiesExpression' || inner.type === 'TSNonNullExpression' ||
    inner.type === 'TSTypeAssertion' || inner.type === 'ChainExpression'
  ) inner = inner.expression;
  return inner;
}

/** The outermost wrapper around the expression: the opposite of `unwrap`. */
export function wrapped(node: TSESTree.Node): TSESTree.Node {
  let outer = node;
  while (outer.parent !== undefined && outer.parent !== null && unwrap(outer.parent) !== outer.parent) outer = outer.parent;
  return outer;
}

/** The child nodes in source order. */
export function children(code: SourceCode, node: TSESTree.Node): readonly TSESTree.Node[] {
  const found: TSESTree.Node[] = [];
  for (const key of code.visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) found.push(child);
  }
  return found;
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The node and all below it; `enter` says whether to look inside a node. */
export function* within(code: SourceCode, node: TSESTree.Node, enter: (node: TSESTree.Node) => boolean = () => true): Generator<TSESTree.Node> {
  yield node;
  if (!enter(node)) return;
  for (const child of children(code, node)) yield* within(code, child, enter);
}

/** The function or module in which the node runs. */
export function bodyOf(node: TSESTree.Node): Body {
  let at = node;
  while (at.parent !== undefined && at.parent !== null) {
    at = at.parent;
    if (isFunction(at) || at.type === 'Program') return at;
  }
  throw new TypeError('A node outside of a program has no body.');
}

/** The function directly inside `body` on the way to `node`, or undefined if `node` runs in `body` itself. */
export function nestedFunction(body: Body, node: TSESTree.Node): Func | undefined {
  let nested: Func | undefined;
  for (let at = bodyOf(node); at !== body; at = bodyOf(at)) {
    if (at.type === 'Program') return nested;
    nested = at;
  }
  return nested;
}

/** The class whose instance (or constructor) `this` is at the node; undefined where it is something else. */
export function classOfThis(node: TSESTree.Node): ClassNode | undefined {
  for (let at: TSESTree.Node | null | undefined = node; at; at = at.parent) {
    if ((isFunction(at) && at.type !== 'ArrowFunctionExpression') || at.type === 'PropertyDefinition' || at.type === 'StaticBlock') {
      const member = at.type === 'PropertyDefinition' || at.type === 'StaticBlock' ? at : at.parent;
      if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition' && member.type !== 'StaticBlock') return undefined;
      return member.parent.parent;
    }
  }
  return undefined;
}

/** The name of a member or key, private names with their `#`; undefined if it is computed. */
export function memberName(key: TSESTree.Node, computed: boolean): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

export function propertyName(node: TSESTree.MemberExpression): string | undefined {
  return memberName(node.property, node.computed);
}

/** Whether the node is (in) the outer one. */
export function isWithin(node: TSESTree.Node, outer: TSESTree.Node): boolean {
  return outer.range[0] <= node.range[0] && node.range[1] <= outer.range[1];
}

/** The line on which the node starts. */
export function lineOf(node: TSESTree.Node): number {
  return node.loc.start.line;
}
