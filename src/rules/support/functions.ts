import type { TSESTree } from '@typescript-eslint/utils';
import { isClass, memberName, wrapped } from './ast.ts';
import type { ClassNode, Func } from './ast.ts';
import type { Source } from './source.ts';

/** A function that code calls by a name: declared, a constant, or a member of a class. */
export interface NamedFunction {
  readonly node: Func;
  readonly name: string;
  /** Where the name stands. */
  readonly at: TSESTree.Node;
  /** The class it is a member of. */
  readonly owner: ClassNode | undefined;
  /** Others decide on its parameters: an interface, a class that it extends, a declared type. */
  readonly prescribed: boolean;
}

/** The function's name, if it has one; a callback has none. */
export function namedFunction(node: Func): NamedFunction | undefined {
  if (node.type === 'FunctionDeclaration') return node.id === null ? undefined : { node, name: node.id.name, at: node.id, owner: undefined, prescribed: false };
  const { parent } = wrapped(node);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return { node, name: parent.id.name, at: parent.id, owner: undefined, prescribed: Boolean(parent.id.typeAnnotation) };
  }
  if (parent?.type !== 'MethodDefinition' && parent?.type !== 'PropertyDefinition') return undefined;
  const name = memberName(parent.key, parent.computed);
  const owner = parent.parent.parent;
  if (name === undefined || !isClass(owner)) return undefined;
  const isTyped = parent.type === 'PropertyDefinition' && Boolean(parent.typeAnnotation);
  const isInherited = (owner.superClass !== null || (owner.implements?.length ?? 0) > 0) && name !== 'constructor' && !isHidden(parent, name);
  return { node, name, at: parent.key, owner, prescribed: isTyped || isInherited };
}

/** Whether code outside of the file can call it: exported, or a public member of a class that is. */
export function isPublic(source: Source, { node, at, name, owner }: NamedFunction): boolean {
  if (owner === undefined) return isExported(source, name, at);
  if (isHiddenMember(node, name)) return false;
  return owner.id !== null && isExported(source, owner.id.name, owner.id);
}

/** Whether the method or function in a field is for its own class only; all others are called by whoever has the object, whenever they like. */
export function isHiddenMember(node: Func, name: string): boolean {
  const { parent } = wrapped(node);
  return (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition') && isHidden(parent, name);
}

function isHidden({ accessibility }: TSESTree.MethodDefinition | TSESTree.PropertyDefinition, name: string): boolean {
  return name.startsWith('#') || accessibility === 'private' || accessibility === 'protected';
}

/** Whether the name, declared at the top of the module, is exported: where it is declared, or by a list. */
export function isExported(source: Source, name: string, at: TSESTree.Node): boolean {
  for (let node = at.parent; node && node.type !== 'BlockStatement'; node = node.parent) {
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') return true;
    if (node.type === 'Program') break;
  }
  return source.code.ast.body.some((node) => {
    if (node.type === 'ExportDefaultDeclaration') return node.declaration.type === 'Identifier' && node.declaration.name === name;
    return node.type === 'ExportNamedDeclaration' && node.source === null && node.specifiers.some(({ local }) => local.type === 'Identifier' && local.name === name);
  });
}
