import type { TSESTree } from '@typescript-eslint/utils';
import { classOfThis, isFunction, propertyName, unwrap } from './ast.ts';
import type { Body, ClassNode } from './ast.ts';
import { variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** Where a value is kept that may change: a variable, a field, or a property of one of these. A place (see `places.ts`) is an object; a cell holds one. */
export interface Cell {
  readonly root: Variable | ClassNode;
  readonly path: string;
  /** Of an entry of a collection: its key, as written. */
  readonly key?: string;
}

export function sameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  return a !== undefined && b !== undefined && a.root === b.root && a.path === b.path && a.key === b.key;
}

/** The cell that an expression reads or writes; undefined where it is computed. */
export function cellOf(source: Source, expression: TSESTree.Node): Cell | undefined {
  const node = unwrap(expression);
  if (node.type === 'ThisExpression') {
    const root = classOfThis(node);
    return root === undefined ? undefined : { root, path: '' };
  }
  if (node.type === 'Identifier') {
    const root = variableOf(source, node);
    return root === null ? undefined : { root, path: '' };
  }
  if (node.type !== 'MemberExpression') return undefined;
  const name = propertyName(node);
  const object = name === undefined ? undefined : cellOf(source, node.object);
  return object === undefined || name === undefined ? undefined : { root: object.root, path: `${object.path}.${name}` };
}

/** Whether other calls of the body see the cell as well: a field, or a variable of the module or of a function around. */
export function isShared(source: Source, { root, path }: Cell, body: Body): boolean {
  if (!('defs' in root)) return path !== '';
  const [definition] = root.defs;
  if (definition === undefined || !['Variable', 'Parameter'].includes(definition.type) || !isFunction(body)) return false;
  // what a parameter refers to is its caller's
  if (definition.type === 'Parameter' && path !== '') return false;
  const home = root.scope.variableScope.block;
  return home !== body && !(home.range[0] >= body.range[0] && home.range[1] <= body.range[1]);
}
