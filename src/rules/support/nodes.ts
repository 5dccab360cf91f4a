import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction } from './ast.ts';
import type { Body, Func } from './ast.ts';
import type { Source } from './source.ts';

/** The nodes that run as part of `body` itself, in source order: nested functions are given, but not looked into. */
export function nodesIn(source: Source, body: Body): readonly TSESTree.Node[] {
  return nodesOf(source).get(body) ?? [];
}

/** All calls of the file, in source order. */
export function allCalls(source: Source): readonly TSESTree.CallExpression[] {
  nodesOf(source);
  return source.memory.calls;
}

/** All `new` expressions of the file, in source order. */
export function allNews(source: Source): readonly TSESTree.NewExpression[] {
  nodesOf(source);
  return source.memory.news;
}

/** All assignments of the file, in source order. */
export function allAssignments(source: Source): readonly TSESTree.AssignmentExpression[] {
  nodesOf(source);
  return source.memory.assignments;
}

/** The functions of the file, and the module itself. */
export function bodiesOf(source: Source): readonly Body[] {
  return [...nodesOf(source).keys()];
}

/** What the function returns where it returns. */
export function returnedValues(source: Source, body: Func): readonly TSESTree.Node[] {
  if (body.body.type !== 'BlockStatement') return [body.body];
  return nodesIn(source, body).flatMap((node) => (node.type === 'ReturnStatement' && node.argument !== null ? [node.argument] : []));
}

/** One walk of the file, for all rules and all questions. */
function nodesOf({ code, memory }: Source): ReadonlyMap<Body, readonly TSESTree.Node[]> {
  const { nodes, calls, news, assignments } = memory;
  if (nodes.size > 0) return nodes;
  const visit = (node: TSESTree.Node, list: TSESTree.Node[]): void => {
    list.push(node);
    if (node.type === 'CallExpression') calls.push(node);
    else if (node.type === 'NewExpression') news.push(node);
    else if (node.type === 'AssignmentExpression') assignments.push(node);
    let inner = list;
    if (isFunction(node)) nodes.set(node, inner = []);
    visitChildren(node, inner);
  };
  const visitChildren = (node: TSESTree.Node, list: TSESTree.Node[]): void => {
    for (const key of code.visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Readonly<Record<string, TSESTree.Node | readonly (TSESTree.Node | null)[] | null | undefined>>)[key];
      if (Array.isArray(value)) for (const child of value as readonly (TSESTree.Node | null)[]) { if (child !== null) visit(child, list); }
      else if (typeof value === 'object' && value !== null) visit(value as TSESTree.Node, list);
    }
  };
  const top: TSESTree.Node[] = [];
  nodes.set(code.ast, top);
  visitChildren(code.ast, top);
  return nodes;
}
