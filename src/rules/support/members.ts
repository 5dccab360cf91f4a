import type { TSESTree } from '@typescript-eslint/utils';
import { isClass, isWithin, memberName, propertyName } from './ast.ts';
import type { ClassNode } from './ast.ts';
import { allAssignments } from './nodes.ts';
import { variableOf } from './source.ts';
import type { Source } from './source.ts';

/** Everything in a class that says what its field holds. */
interface FieldParts {
  readonly values: readonly TSESTree.Expression[];
  readonly types: readonly TSESTree.TypeNode[];
  readonly parameters: readonly TSESTree.Node[];
}

export function fieldParts(source: Source, owner: ClassNode, name: string): FieldParts {
  const values: TSESTree.Expression[] = [];
  const types: TSESTree.TypeNode[] = [];
  for (const member of owner.body.body) {
    if (!isField(member) || memberName(member.key, member.computed) !== name) continue;
    if (member.value !== null) values.push(member.value);
    if (member.typeAnnotation) types.push(member.typeAnnotation.typeAnnotation);
  }
  for (const { left, right } of assignments(source, owner)) {
    if (left.type === 'MemberExpression' && propertyName(left) === name) values.push(right);
  }
  return { values, types, parameters: parameterProperties(owner, name) };
}

function isField(member: TSESTree.ClassElement): member is TSESTree.PropertyDefinition | TSESTree.AccessorProperty {
  return member.type === 'PropertyDefinition' || member.type === 'AccessorProperty';
}

/** `constructor(private readonly lock: Mutex)`: the parameter declares a field. */
function parameterProperties(owner: ClassNode, name: string): readonly TSESTree.Node[] {
  const constructor = methodNamed(owner, 'constructor');
  return (constructor?.value.params ?? []).flatMap((parameter) => {
    if (parameter.type !== 'TSParameterProperty') return [];
    const target = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter;
    return target.type === 'Identifier' && target.name === name ? [target] : [];
  });
}

export function methodNamed(owner: ClassNode, name: string): TSESTree.MethodDefinition | undefined {
  return owner.body.body.find((member) => member.type === 'MethodDefinition' && memberName(member.key, member.computed) === name) as TSESTree.MethodDefinition | undefined;
}

const assignmentsOf = new WeakMap<ClassNode, readonly TSESTree.AssignmentExpression[]>();

/** All assignments to fields of `this` in the class. */
function assignments(source: Source, owner: ClassNode): readonly TSESTree.AssignmentExpression[] {
  const known = assignmentsOf.get(owner);
  if (known !== undefined) return known;
  const found = allAssignments(source).filter(({ left }) => left.type === 'MemberExpression' && left.object.type === 'ThisExpression' && isWithin(left, owner.body));
  assignmentsOf.set(owner, found);
  return found;
}

/** The class and those of this file that it extends, itself first. */
export function lineage(source: Source, owner: ClassNode): readonly ClassNode[] {
  const classes: ClassNode[] = [];
  for (let at: ClassNode | undefined = owner; at !== undefined && !classes.includes(at); at = superClass(source, at)) classes.push(at);
  return classes;
}

function superClass(source: Source, owner: ClassNode): ClassNode | undefined {
  if (owner.superClass?.type !== 'Identifier') return undefined;
  const node = variableOf(source, owner.superClass)?.defs[0]?.node;
  return node !== undefined && isClass(node) ? node : undefined;
}

/** The class that declares or assigns the field: the class itself or one that it extends. */
export function findField(source: Source, owner: ClassNode, name: string): ClassNode | undefined {
  return lineage(source, owner).find((candidate) => {
    const { values, types, parameters } = fieldParts(source, candidate, name);
    return values.length + types.length + parameters.length > 0;
  });
}

export function keyName(property: TSESTree.Property): string | undefined {
  return memberName(property.key, property.computed);
}

/** The value of an object literal's property. */
export function propertyValue(object: TSESTree.ObjectExpression, name: string): TSESTree.Node | undefined {
  for (const property of object.properties) {
    if (property.type === 'Property' && keyName(property) === name) return property.value;
  }
  return undefined;
}

export function propertySignature(type: TSESTree.TSTypeLiteral | TSESTree.TSInterfaceBody, name: string): TSESTree.TSPropertySignature | undefined {
  const members: readonly TSESTree.TypeElement[] = type.type === 'TSTypeLiteral' ? type.members : type.body;
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && memberName(member.key, member.computed) === name) return member;
  }
  return undefined;
}

/** The properties that a type declares, with their types. */
export function signaturesOf(type: TSESTree.TSTypeLiteral | TSESTree.TSInterfaceBody): readonly { readonly name: string; readonly type: TSESTree.TypeNode }[] {
  const members: readonly TSESTree.TypeElement[] = type.type === 'TSTypeLiteral' ? type.members : type.body;
  return members.flatMap((member) => {
    const name = member.type === 'TSPropertySignature' ? memberName(member.key, member.computed) : undefined;
    return member.type !== 'TSPropertySignature' || name === undefined || member.typeAnnotation === undefined ? [] : [{ name, type: member.typeAnnotation.typeAnnotation }];
  });
}
