import type { TSESTree } from '@typescript-eslint/utils';
import { nestedFunction, unwrap, wrapped } from './ast.ts';
import type { Body, Func } from './ast.ts';
import { variableOf } from './source.ts';
import type { Source } from './source.ts';

/** What a body that has taken something has to do about it: a part of what the engine in `flow.ts` follows. */
export interface Duty {
  readonly body: Body;
  /** Nodes after which it is given back, or is someone else's to give back. */
  readonly gives: ReadonlySet<TSESTree.Node>;
  /** Expressions that are true exactly while it is taken. */
  readonly tests: ReadonlySet<TSESTree.Node>;
  /** Expressions that are true only when there is nothing more to give back. */
  readonly ends: ReadonlySet<TSESTree.Node>;
}

/** A duty while the body is read. */
export interface Duties extends Duty {
  readonly source: Source;
  readonly gives: Set<TSESTree.Node>;
  readonly tests: Set<TSESTree.Node>;
  readonly ends: Set<TSESTree.Node>;
}

export function newDuties(source: Source, body: Body): Duties {
  return { source, body, gives: new Set(), tests: new Set(), ends: new Set() };
}

/** The node gives it back; inside a nested function, making that function hands the duty on, or using it, in whatever function that is. */
export function addGive(duties: Duties, node: TSESTree.Node, seen: Set<Func> = new Set()): void {
  const nested = nestedFunction(duties.body, node);
  if (nested === undefined) {
    duties.gives.add(node);
    return;
  }
  if (seen.has(nested)) return;
  seen.add(nested);
  if (nested.type !== 'FunctionDeclaration') duties.gives.add(nested);
  for (const reference of references(duties.source, nested)) addGive(duties, callAround(reference), seen);
}

/** Where the function is used by the name it is declared with. */
function references(source: Source, nested: Func): readonly TSESTree.Node[] {
  const name = nested.type === 'FunctionDeclaration' ? nested.id : constantNameOf(nested);
  const variable = name === null ? null : variableOf(source, name);
  return variable?.references.filter((reference) => reference.isRead()).map((reference) => reference.identifier) ?? [];
}

function constantNameOf(nested: Func): TSESTree.Identifier | null {
  const { parent } = wrapped(nested);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : null;
}

/** The call of which the node is the callee, else the node. */
export function callAround(node: TSESTree.Node): TSESTree.Node {
  const { parent } = wrapped(node);
  return parent?.type === 'CallExpression' && unwrap(parent.callee) === node ? parent : node;
}
