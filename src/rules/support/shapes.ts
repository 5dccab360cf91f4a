import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../libraries/index.ts';
import { classOfThis, isClass, propertyName, unwrap } from './ast.ts';
import type { ClassNode } from './ast.ts';
import { functionOf } from './callees.ts';
import { commonAt } from './common.ts';
import { fieldParts, findField, keyName, propertySignature, propertyValue } from './members.ts';
import { returnedValues } from './nodes.ts';
import { collections, exportOf, isFoundClass, variableOf } from './source.ts';
import type { FoundClass, Source, Variable } from './source.ts';

/** What a value is, as far as declarations and initialisers in this file tell. */
export type Shape =
  | LibraryShape
  /** An instance of a class of this file, or (`this` of a static method) the class itself. */
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'object'; readonly node: TSESTree.ObjectExpression }
  | { readonly kind: 'type'; readonly node: TSESTree.TSTypeLiteral | TSESTree.TSInterfaceBody }
  /** An array, set or map, by the declared type of its values. */
  | { readonly kind: 'collection'; readonly values: TSESTree.TypeNode };

/** An object of a library's class. */
export interface LibraryShape {
  readonly kind: 'library';
  readonly found: FoundClass;
  /** The expressions that create it, where they are known. */
  readonly made: readonly (TSESTree.NewExpression | TSESTree.CallExpression)[];
  /** Waiting for it ends by itself: it was wrapped with a time limit. */
  readonly limited: boolean;
}

/** Declarations may be circular (`const a = b, b = a`): past this depth the shape is unknown. */
const maxDepth = 12;

export function shapeOf(source: Source, expression: TSESTree.Node, depth = 0): Shape | undefined {
  if (depth > maxDepth) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case 'Identifier': return shapeOfIdentifier(source, node, depth);
    case 'ThisExpression': return shapeOfThis(node);
    case 'MemberExpression': return shapeOfMember(source, node, depth);
    case 'NewExpression': return shapeOfNew(source, node);
    case 'CallExpression': return shapeOfCall(source, node, depth);
    case 'AwaitExpression': return shapeOfAwaited(source, unwrap(node.argument), depth);
    case 'ObjectExpression': return { kind: 'object', node };
    case 'LogicalExpression': return join([shapeOf(source, node.left, depth + 1), shapeOf(source, node.right, depth + 1)]);
    case 'ConditionalExpression': return join([shapeOf(source, node.consequent, depth + 1), shapeOf(source, node.alternate, depth + 1)]);
    case 'AssignmentExpression': return node.operator === '=' || node.operator === '??=' ? shapeOf(source, node.right, depth + 1) : undefined;
    default: return undefined;
  }
}

/** One shape of several sources for the same value: what is known to be created tells more than an annotation. */
function join(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  const library = known.find((shape) => shape.kind === 'library');
  if (library === undefined) return known.find((shape) => shape.kind === 'collection') ?? known[0];
  const same = known.filter((shape) => shape.kind === 'library').filter((shape) => shape.found.meaning === library.found.meaning);
  return { ...library, made: same.flatMap((shape) => shape.made), limited: same.some((shape) => shape.limited) };
}

function library(found: FoundClass, made: LibraryShape['made'] = []): LibraryShape {
  return { kind: 'library', found, made, limited: false };
}

function shapeOfThis(node: TSESTree.Node): Shape | undefined {
  const owner = classOfThis(node);
  if (owner !== undefined) return { kind: 'class', node: owner };
  const object = objectOfThis(node);
  return object === undefined ? undefined : { kind: 'object', node: object };
}

/** The object literal whose method the node is in. */
export function objectOfThis(node: TSESTree.Node): TSESTree.ObjectExpression | undefined {
  for (let at: TSESTree.Node | null | undefined = node; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration') return undefined;
    if (at.type === 'FunctionExpression') return at.parent.type === 'Property' && at.parent.parent.type === 'ObjectExpression' ? at.parent.parent : undefined;
  }
  return undefined;
}

function shapeOfIdentifier(source: Source, node: TSESTree.Identifier, depth: number): Shape | undefined {
  const variable = variableOf(source, node);
  return variable === null ? undefined : remembered(source, variable, '', () => shapeOfVariable(source, variable, depth + 1));
}

/** Found out once for each variable and field; one that depends on itself tells nothing more about itself. */
function remembered(source: Source, root: Variable | TSESTree.Node, field: string, find: () => Shape | undefined): Shape | undefined {
  const fields = source.memory.shapes.get(root) ?? new Map<string, Shape | undefined>();
  source.memory.shapes.set(root, fields);
  if (fields.has(field)) return fields.get(field);
  fields.set(field, undefined);
  const shape = find();
  fields.set(field, shape);
  return shape;
}

function shapeOfVariable(source: Source, variable: Variable, depth: number): Shape | undefined {
  const definition = variable.defs[0];
  if (definition === undefined) return undefined;
  if (definition.type === 'ClassName') return { kind: 'class', node: definition.node };
  if (definition.type === 'Parameter') return shapeOfTarget(source, definition.name, depth);
  if (definition.type !== 'Variable') return undefined;
  const written = variable.references.flatMap((reference) => (reference.writeExpr && !reference.init ? [shapeOf(source, reference.writeExpr, depth + 1)] : []));
  return join([shapeOfTarget(source, definition.name, depth), ...written]);
}

/** What a name bound by a declarator, parameter or pattern holds: from its annotation, initialiser or default. */
function shapeOfTarget(source: Source, target: TSESTree.Node, depth: number): Shape | undefined {
  if (depth > maxDepth) return undefined;
  const typed = 'typeAnnotation' in target && target.typeAnnotation?.type === 'TSTypeAnnotation' ? shapeOfType(source, target.typeAnnotation.typeAnnotation, depth) : undefined;
  return join([shapeFromParent(source, target, depth), typed]);
}

function shapeFromParent(source: Source, target: TSESTree.Node, depth: number): Shape | undefined {
  const { parent } = target;
  const loop = loopOver(target);
  if (loop !== undefined) return elementShape(source, shapeOf(source, loop.right, depth + 1), depth);
  if (parent?.type === 'VariableDeclarator' && parent.id === target) return parent.init === null ? undefined : shapeOf(source, parent.init, depth + 1);
  if (parent?.type === 'AssignmentPattern' && parent.left === target) {
    const isEmpty = parent.right.type === 'ObjectExpression' && parent.right.properties.length === 0;
    return join([isEmpty ? undefined : shapeOf(source, parent.right, depth + 1), shapeFromParent(source, parent, depth)]);
  }
  if (parent?.type !== 'Property' || parent.parent.type !== 'ObjectPattern') return undefined;
  const whole = shapeOfTarget(source, parent.parent, depth + 1);
  const name = keyName(parent);
  return whole === undefined || name === undefined ? undefined : memberShape(source, whole, name, depth + 1);
}

/** The `for (const target of …)` that binds the name. */
export function loopOver(target: TSESTree.Node): TSESTree.ForOfStatement | undefined {
  const declarator = target.parent;
  const loop = declarator?.type === 'VariableDeclarator' && declarator.id === target ? declarator.parent.parent : undefined;
  return loop?.type === 'ForOfStatement' && loop.left === declarator?.parent ? loop : undefined;
}

function elementShape(source: Source, collection: Shape | undefined, depth: number): Shape | undefined {
  return collection?.kind === 'collection' ? shapeOfType(source, collection.values, depth + 1) : undefined;
}

function shapeOfMember(source: Source, node: TSESTree.MemberExpression, depth: number): Shape | undefined {
  const name = propertyName(node);
  const object = shapeOf(source, node.object, depth + 1);
  if (name === undefined) return elementShape(source, object, depth);
  if (object === undefined) return shapeOfStaticProperty(source, node.object, name);
  return memberShape(source, object, name, depth + 1);
}

/** `navigator.locks`: a property of a class itself. */
function shapeOfStaticProperty(source: Source, owner: TSESTree.Node, name: string): Shape | undefined {
  const found = exportOf(source, owner);
  if (!isFoundClass(found) || found.meaning.statics === undefined || !Object.hasOwn(found.meaning.statics, name)) return undefined;
  return handleOf(found, found.meaning.statics[name], (operation) => operation.property === true);
}

function memberShape(source: Source, object: Shape, name: string, depth: number): Shape | undefined {
  if (depth > maxDepth) return undefined;
  switch (object.kind) {
    case 'library': return handleOf(object.found, memberOf(object.found, name), (operation) => operation.property === true);
    case 'collection': return undefined;
    case 'class': return remembered(source, object.node, name, () => fieldShape(source, object.node, name, depth));
    case 'object': {
      const value = propertyValue(object.node, name);
      return value === undefined ? undefined : shapeOf(source, value, depth + 1);
    }
    case 'type': {
      const type = propertySignature(object.node, name)?.typeAnnotation;
      return type ? shapeOfType(source, type.typeAnnotation, depth + 1) : undefined;
    }
  }
}

function fieldShape(source: Source, owner: ClassNode, name: string, depth: number): Shape | undefined {
  const declaring = findField(source, owner, name) ?? owner;
  const { values, types, parameters } = fieldParts(source, declaring, name);
  return join([
    ...values.map((value) => shapeOf(source, value, depth + 1)),
    ...parameters.map((parameter) => shapeOfTarget(source, parameter, depth + 1)),
    ...types.map((type) => shapeOfType(source, type, depth + 1)),
  ]);
}

function shapeOfNew(source: Source, node: TSESTree.NewExpression): Shape | undefined {
  const found = exportOf(source, node.callee);
  if (isFoundClass(found)) return library(found, [node]);
  return collectionOf(source, node.callee, node.typeArguments) ?? classNamed(source, node.callee);
}

/** `Map<string, Mutex>` and the like: the last type argument is that of the values. */
function collectionOf(source: Source, name: TSESTree.Node, types: TSESTree.TSTypeParameterInstantiation | undefined): Shape | undefined {
  const values = types?.params.at(-1);
  return values !== undefined && name.type === 'Identifier' && collections(source, 'types').has(name.name) ? { kind: 'collection', values } : undefined;
}

function classNamed(source: Source, name: TSESTree.Node): Shape | undefined {
  if (name.type !== 'Identifier') return undefined;
  const definition = variableOf(source, name)?.defs[0];
  if (definition?.type === 'ClassName') return { kind: 'class', node: definition.node };
  if (definition?.type !== 'Variable' || definition.node.init === null) return undefined;
  return isClass(definition.node.init) ? { kind: 'class', node: definition.node.init } : undefined;
}

function shapeOfCall(source: Source, node: TSESTree.CallExpression, depth: number): Shape | undefined {
  const found = exportOf(source, node.callee);
  if (isFoundClass(found) && found.meaning.factory === true) return library(found, [node]);
  const inner = lockOfWrapper(source, node);
  if (inner === undefined) return shapeOfStatic(source, node) ?? shapeOfElement(source, node, depth) ?? shapeOfReturned(source, node, depth);
  const shape = shapeOf(source, inner, depth + 1);
  return shape?.kind === 'library' ? { ...shape, limited: true } : undefined;
}

/** What a function of this file returns, by its declared type or its return statements. */
function shapeOfReturned(source: Source, node: TSESTree.CallExpression, depth: number): Shape | undefined {
  const callee = functionOf(source, node.callee);
  if (callee === undefined || callee.async || callee.generator) return undefined;
  return remembered(source, callee, '', () => (callee.returnType
    ? shapeOfType(source, callee.returnType.typeAnnotation, depth + 1)
    : join(returnedValues(source, callee).map((value) => shapeOf(source, value, depth + 1)))));
}

/** `map.get(key)`, `list.at(0)`. */
function shapeOfElement(source: Source, node: TSESTree.CallExpression, depth: number): Shape | undefined {
  const method = commonAt(source, node);
  return method?.op === 'collection.get' || method?.op === 'collection.take' ? elementShape(source, shapeOf(source, method.on, depth + 1), depth) : undefined;
}

/** The lock inside a call that gives the same lock with a limit on the wait, such as a time limit. */
export function lockOfWrapper(source: Source, call: TSESTree.CallExpression): TSESTree.Node | undefined {
  const found = exportOf(source, call.callee);
  const operand = found?.meaning.kind === 'function' && found.meaning.op.endsWith('.withTimeout') ? found.meaning.operands?.['lock'] : undefined;
  return operand !== undefined && 'argument' in operand ? call.arguments[operand.argument] : undefined;
}

/** What a finished acquire handed out: a handle. */
function shapeOfAwaited(source: Source, node: TSESTree.Node, depth: number): Shape | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const receiver = shapeOf(source, callee.object, depth + 1);
  if (receiver?.kind !== 'library') return undefined;
  return handleOf(receiver.found, memberOf(receiver.found, propertyName(callee)), () => true);
}

/** What the operation hands out, if that is an object of a class of the same library. */
function handleOf(owner: FoundClass, operation: Operation | undefined, where: (operation: Operation) => boolean): Shape | undefined {
  if (operation?.handle === undefined || !where(operation)) return undefined;
  const meaning = owner.library.exports[operation.handle];
  return meaning?.kind === 'class' ? library({ library: owner.library, name: operation.handle, meaning }) : undefined;
}

/** `AbortSignal.any([…])`: what a static operation gives on the spot. */
function shapeOfStatic(source: Source, node: TSESTree.CallExpression): Shape | undefined {
  const callee = unwrap(node.callee);
  const owner = callee.type === 'MemberExpression' ? exportOf(source, callee.object) : undefined;
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  if (!isFoundClass(owner) || name === undefined || owner.meaning.statics === undefined) return undefined;
  return handleOf(owner, Object.hasOwn(owner.meaning.statics, name) ? owner.meaning.statics[name] : undefined, (operation) => operation.async !== true);
}

export function memberOf(found: FoundClass, name: string | undefined): Operation | undefined {
  return name !== undefined && Object.hasOwn(found.meaning.members, name) ? found.meaning.members[name] : undefined;
}

/** What a declared type says that a value is. */
export function shapeOfType(source: Source, type: TSESTree.TypeNode, depth = 0): Shape | undefined {
  if (depth > maxDepth) return undefined;
  if (type.type === 'TSArrayType') return { kind: 'collection', values: type.elementType };
  if (type.type === 'TSTypeOperator') return type.typeAnnotation ? shapeOfType(source, type.typeAnnotation, depth + 1) : undefined;
  if (type.type === 'TSTypeLiteral') return { kind: 'type', node: type };
  if (type.type === 'TSUnionType') return join(type.types.map((member) => shapeOfType(source, member, depth + 1)));
  if (type.type !== 'TSTypeReference') return undefined;
  const found = exportOf(source, type.typeName);
  if (isFoundClass(found)) return library(found);
  if (type.typeName.type !== 'Identifier') return undefined;
  if (collections(source, 'views').has(type.typeName.name)) return shapeOfTypeArgument(source, type, depth);
  return collectionOf(source, type.typeName, type.typeArguments) ?? shapeOfNamedType(source, type.typeName, depth);
}

function shapeOfTypeArgument(source: Source, type: TSESTree.TSTypeReference, depth: number): Shape | undefined {
  const [argument] = type.typeArguments?.params ?? [];
  return argument === undefined ? undefined : shapeOfType(source, argument, depth + 1);
}

function shapeOfNamedType(source: Source, name: TSESTree.Identifier, depth: number): Shape | undefined {
  const node = variableOf(source, name)?.defs[0]?.node;
  if (node === undefined) return undefined;
  if (isClass(node)) return { kind: 'class', node };
  if (node.type === 'TSInterfaceDeclaration') return { kind: 'type', node: node.body };
  return node.type === 'TSTypeAliasDeclaration' ? shapeOfType(source, node.typeAnnotation, depth + 1) : undefined;
}
