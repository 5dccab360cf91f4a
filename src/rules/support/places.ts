import type { TSESTree } from '@typescript-eslint/utils';
import { classOfThis, isClass, propertyName, unwrap } from './ast.ts';
import { findField, keyName } from './members.ts';
import { lockOfWrapper, loopOver, objectOfThis } from './shapes.ts';
import { variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** Where a value lives: the same place is the same object, as far as one file can tell. */
export interface Place {
  /** A variable, a class (for its fields) or an object literal. */
  readonly root: Variable | TSESTree.Node;
  /** The properties from there on, e.g. `.#lock`. */
  readonly path: string;
}

export function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && a.root === b.root && a.path === b.path;
}

const maxDepth = 12;

/** The place that an expression denotes; undefined where it is computed or made on the spot. */
export function placeOf(source: Source, expression: TSESTree.Node, depth = 0): Place | undefined {
  const node = unwrap(expression);
  if (depth > maxDepth) return undefined;
  switch (node.type) {
    case 'Identifier': return placeOfIdentifier(source, node, depth);
    case 'ThisExpression': return placeOfThis(node);
    case 'MemberExpression': return placeOfMember(source, node, depth);
    case 'CallExpression': {
      const lock = lockOfWrapper(source, node);
      return lock === undefined ? undefined : placeOf(source, lock, depth + 1);
    }
    default: return undefined;
  }
}

function placeOfThis(node: TSESTree.Node): Place | undefined {
  const root = classOfThis(node) ?? objectOfThis(node);
  return root === undefined ? undefined : { root, path: '' };
}

function placeOfMember(source: Source, node: TSESTree.MemberExpression, depth: number): Place | undefined {
  const name = propertyName(node);
  const object = placeOf(source, node.object, depth + 1);
  return name === undefined || object === undefined ? undefined : memberPlace(source, object, name);
}

function memberPlace(source: Source, object: Place, name: string): Place {
  const { root, path } = object;
  if (path === '' && 'type' in root && isClass(root)) return { root: findField(source, root, name) ?? root, path: `.${name}` };
  return { root, path: `${path}.${name}` };
}

function placeOfIdentifier(source: Source, node: TSESTree.Identifier, depth: number): Place | undefined {
  const variable = variableOf(source, node);
  const definition = variable?.defs[0];
  if (variable === null || definition === undefined) return undefined;
  if (definition.type === 'ClassName') return { root: definition.node, path: '' };
  if (loopOver(definition.name) !== undefined) return undefined;
  if (definition.type === 'Variable' && isConstant(variable)) return placeOfConstant(source, variable, definition.name, definition.node, depth);
  return { root: variable, path: '' };
}

function isConstant(variable: Variable): boolean {
  return variable.references.every((reference) => !reference.isWrite() || reference.init === true);
}

/** A constant is another name for the place it is initialised with. */
function placeOfConstant(source: Source, variable: Variable, name: TSESTree.Node, declarator: TSESTree.VariableDeclarator, depth: number): Place {
  const here = { root: variable, path: '' };
  if (declarator.init === null) return here;
  const init = unwrap(declarator.init);
  if (declarator.id === name) {
    if (init.type === 'ObjectExpression') return { root: init, path: '' };
    return placeOf(source, init, depth + 1) ?? here;
  }
  const property = name.parent;
  if (property?.type !== 'Property' || property.parent !== declarator.id) return here;
  const whole = placeOf(source, init, depth + 1);
  const key = keyName(property);
  return whole === undefined || key === undefined ? here : memberPlace(source, whole, key);
}
