import type { TSESTree } from '@typescript-eslint/utils';
import { classOfThis, isClass, isWithin, propertyName, unwrap } from './ast.ts';
import type { Func } from './ast.ts';
import { functionOf } from './callees.ts';
import { commonAt } from './common.ts';
import { findField, keyName } from './members.ts';
import { returnedValues } from './nodes.ts';
import { lockOfWrapper, loopOver, objectOfThis, shapeOf } from './shapes.ts';
import { exportOf, variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** Where a value lives: the same place is the same object, as far as one file can tell. */
export interface Place {
  /** A variable, a class (for its fields), an object literal, or (of a key) a constant. */
  readonly root: Variable | TSESTree.Node | string;
  /** The properties from there on, e.g. `.#lock`, or `.#locks[*]` for one of a collection. */
  readonly path: string;
  /** Which ones of the collections that the path goes through: a text that is the same for the same key, and the places it depends on. */
  readonly keys?: readonly Key[];
}

/** `order-${id}` has the text `order-*` and the place of `id`. */
interface Key {
  readonly text: string;
  readonly places: readonly Place[];
}

export function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && a.root === b.root && a.path === b.path && sameList(a.keys ?? [], b.keys ?? [], sameKey);
}

function sameKey(a: Key, b: Key): boolean {
  return a.text === b.text && sameList(a.places, b.places, samePlace);
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index]));
}

/** The place with each variable replaced by what `replace` gives for it; undefined if that is undefined for one of them. */
function substitute(place: Place, replace: (root: Place['root']) => Place | undefined): Place | undefined {
  const start = replace(place.root);
  const keys = (place.keys ?? []).map(({ text, places }) => ({ text, places: places.flatMap((inner) => substitute(inner, replace) ?? []), count: places.length }));
  if (start === undefined || keys.some(({ places, count }) => places.length < count)) return undefined;
  return { root: start.root, path: `${start.path}${place.path}`, keys: [...(start.keys ?? []), ...keys] };
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
      return lock === undefined ? placeOfCall(source, node, depth) : placeOf(source, lock, depth + 1);
    }
    case 'LogicalExpression': return node.operator === '&&' ? undefined : placeOf(source, node.left, depth + 1);
    default: return undefined;
  }
}

function placeOfThis(node: TSESTree.Node): Place | undefined {
  const root = classOfThis(node) ?? objectOfThis(node);
  return root === undefined ? undefined : { root, path: '' };
}

function placeOfMember(source: Source, node: TSESTree.MemberExpression, depth: number): Place | undefined {
  const name = propertyName(node);
  if (name === undefined && node.computed) return placeOfElement(source, node.object, node.property, depth);
  const object = placeOf(source, node.object, depth + 1);
  return name === undefined || object === undefined ? undefined : memberPlace(source, object, name);
}

function memberPlace(source: Source, object: Place, name: string): Place {
  const { root, path } = object;
  if (path === '' && typeof root !== 'string' && 'type' in root && isClass(root)) return { root: findField(source, root, name) ?? root, path: `.${name}` };
  return { ...object, path: `${path}.${name}` };
}

/** `locks.get(key)`, or a function of this file that gives a lock that is kept somewhere: `lockOf(key)`. */
function placeOfCall(source: Source, node: TSESTree.CallExpression, depth: number): Place | undefined {
  const callee = unwrap(node.callee);
  const method = commonAt(source, node);
  const [key] = node.arguments;
  if (method?.op === 'collection.get' && key !== undefined) {
    const element = placeOfElement(source, method.on, key, depth);
    if (element !== undefined) return element;
  }
  const local = functionOf(source, callee);
  const returned = local === undefined || local.async || local.generator ? undefined : returnedPlace(source, local, depth);
  return local === undefined || returned === undefined ? undefined : asSeenBy(source, node, local, returned);
}

function placeOfElement(source: Source, collection: TSESTree.Node, key: TSESTree.Node, depth: number): Place | undefined {
  if (shapeOf(source, collection)?.kind !== 'collection') return undefined;
  return elementPlace(source, placeOf(source, collection, depth + 1), key, depth);
}

/** The element of a collection (or the lock of a name) under the key. */
export function elementPlace(source: Source, whole: Place | undefined, key: TSESTree.Node, depth = 0): Place | undefined {
  const which = keyOf(source, key, depth);
  return whole === undefined || which === undefined ? undefined : { root: whole.root, path: `${whole.path}[*]`, keys: [...(whole.keys ?? []), which] };
}

/** What tells one element of a collection from another; undefined if it may change. */
function keyOf(source: Source, expression: TSESTree.Node, depth: number): Key | undefined {
  const node = unwrap(expression);
  if (node.type === 'TemplateLiteral') {
    const places = node.expressions.map((part) => keyPlace(source, part, depth));
    return places.every((place) => place !== undefined) ? { text: node.quasis.map(({ value }) => value.raw).join('*'), places } : undefined;
  }
  const place = keyPlace(source, node, depth);
  return place === undefined ? undefined : { text: '*', places: [place] };
}

function keyPlace(source: Source, expression: TSESTree.Node, depth: number): Place | undefined {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') {
    const object = keyPlace(source, node.object, depth);
    const name = propertyName(node);
    return object === undefined || name === undefined ? undefined : memberPlace(source, object, name);
  }
  if (node.type === 'Literal') return { root: String(node.value), path: '' };
  if (node.type !== 'Identifier') return node.type === 'ThisExpression' ? placeOfThis(node) : undefined;
  const variable = variableOf(source, node);
  if (variable === null || !isConstant(variable)) return undefined;
  const definition = variable.defs[0];
  if (definition?.type === 'Variable' && definition.node.id === definition.name && definition.node.init?.type === 'Literal') return { root: String(definition.node.init.value), path: '' };
  return placeOf(source, node, depth + 1) ?? { root: variable, path: '' };
}

/** The place whose value the function returns, in its own terms. */
function returnedPlace(source: Source, callee: Func, depth: number): Place | undefined {
  if (depth > maxDepth) return undefined;
  const places = returnedValues(source, callee).map((value) => placeOf(source, value, depth + 1));
  const [first] = places;
  return places.every((place) => samePlace(place, first)) ? first : undefined;
}

/** The place in the caller's terms: a parameter is what is passed for it, and the callee's own variables are out of reach. */
export function asSeenBy(source: Source, call: TSESTree.CallExpression, callee: Func, place: Place): Place | undefined {
  return substitute(place, (root) => {
    if (typeof root === 'string' || !('defs' in root)) return { root, path: '' };
    const definition = root.defs[0];
    if (definition === undefined || !isInside(callee, definition.name)) return { root, path: '' };
    const index = callee.params.findIndex((parameter) => parameter === definition.name);
    const argument = call.arguments[index];
    return argument === undefined ? undefined : argumentPlace(source, argument);
  });
}

function argumentPlace(source: Source, argument: TSESTree.Node): Place | undefined {
  return placeOf(source, argument) ?? keyPlace(source, argument, 0);
}

function isInside(body: Func, node: TSESTree.Node): boolean {
  return isWithin(node, body) && body.id !== node;
}

function placeOfIdentifier(source: Source, node: TSESTree.Identifier, depth: number): Place | undefined {
  const variable = variableOf(source, node);
  const definition = variable?.defs[0];
  if (variable === null || definition === undefined) return exportOf(source, node) === undefined ? undefined : { root: node.name, path: '' };
  if (definition.type === 'ClassName') return { root: definition.node, path: '' };
  if (loopOver(definition.name) !== undefined) return undefined;
  if (definition.type === 'Variable' && (isConstant(variable) || isMadeWhereMissing(source, variable))) return placeOfConstant(source, variable, definition.name, definition.node, depth);
  return { root: variable, path: '' };
}

function isConstant(variable: Variable): boolean {
  return variable.references.every((reference) => !reference.isWrite() || reference.init === true);
}

/** `let lock = locks.get(key); if (!lock) locks.set(key, lock = new Mutex());`: it is what the collection holds, by then. */
function isMadeWhereMissing(source: Source, variable: Variable): boolean {
  const writes = variable.references.filter((reference) => reference.isWrite());
  const [first, ...others] = writes.map((reference) => (reference.writeExpr ? unwrap(reference.writeExpr) : undefined));
  const isElement = first?.type === 'CallExpression' || first?.type === 'MemberExpression';
  return isElement && others.length > 0 && others.every((value) => value?.type === 'NewExpression') && placeOf(source, first)?.keys !== undefined;
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
