import type { TSESTree } from '@typescript-eslint/utils';
import { propertyName, unwrap } from './ast.ts';
import { functionOf } from './callees.ts';
import { chainAt } from './common.ts';
import { propertySignature } from './members.ts';
import { operationOf } from './operations.ts';
import { shapeOf } from './shapes.ts';
import { exportOf, isFoundClass, variableOf } from './source.ts';
import type { Source } from './source.ts';

/** Whether the file shows that the expression is a promise. */
export function isPromise(source: Source, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case 'ImportExpression': return true;
    case 'ConditionalExpression': return isPromise(source, node.consequent) && isPromise(source, node.alternate);
    case 'CallExpression': return givesPromise(source, node);
    default: return false;
  }
}

function givesPromise(source: Source, call: TSESTree.CallExpression): boolean {
  const operation = operationOf(source, call)?.operation;
  if (operation !== undefined) return operation.async === true;
  const callee = unwrap(call.callee);
  const local = functionOf(source, callee);
  if (local !== undefined) return !local.generator && (local.async || isPromiseType(source, local.returnType?.typeAnnotation));
  if (callee.type === 'MemberExpression') return chainAt(source, call) !== undefined || isPromiseType(source, methodType(source, callee));
  return callee.type === 'Identifier' && isPromiseType(source, functionTypeOf(source, callee));
}

/** The declared type of what the function in a variable or parameter returns. */
function functionTypeOf(source: Source, name: TSESTree.Identifier): TSESTree.TypeNode | undefined {
  const definition = variableOf(source, name)?.defs[0];
  if (definition?.type === 'FunctionName') return definition.node.returnType?.typeAnnotation;
  if (definition?.name.type !== 'Identifier') return undefined;
  return returnTypeOf(source, definition.name.typeAnnotation?.typeAnnotation);
}

function methodType(source: Source, callee: TSESTree.MemberExpression): TSESTree.TypeNode | undefined {
  const name = propertyName(callee);
  const object = name === undefined ? undefined : shapeOf(source, callee.object);
  if (object?.kind !== 'type' || name === undefined) return undefined;
  const members: readonly TSESTree.TypeElement[] = object.node.type === 'TSTypeLiteral' ? object.node.members : object.node.body;
  const method = members.find((member) => member.type === 'TSMethodSignature' && member.key.type === 'Identifier' && member.key.name === name);
  if (method?.type === 'TSMethodSignature') return method.returnType?.typeAnnotation;
  return returnTypeOf(source, propertySignature(object.node, name)?.typeAnnotation?.typeAnnotation);
}

function returnTypeOf(source: Source, type: TSESTree.TypeNode | undefined): TSESTree.TypeNode | undefined {
  if (type?.type === 'TSFunctionType') return type.returnType?.typeAnnotation;
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const alias = variableOf(source, type.typeName)?.defs[0]?.node;
  return alias?.type === 'TSTypeAliasDeclaration' && alias.typeAnnotation.type === 'TSFunctionType' ? alias.typeAnnotation.returnType?.typeAnnotation : undefined;
}

function isPromiseType(source: Source, type: TSESTree.TypeNode | undefined): boolean {
  const found = type?.type === 'TSTypeReference' ? exportOf(source, type.typeName) : undefined;
  return isFoundClass(found) && found.meaning.primitive === 'promise';
}
