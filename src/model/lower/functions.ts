import ts from '../typescript.ts';
import type { Procedure, Value } from '../ir/ir.ts';
import {
  branch, constantOperand, emit, finishCode, inScope, literal, mark, newLabel, newSlot, siteOf, type ClassMember, type FunctionContext, type ModuleBuilder,
} from './context.ts';
import { lowerExpression, memberName } from './expressions.ts';
import { functionName } from './names.ts';
import { bindPattern } from './patterns.ts';
import type { Scope } from './scope.ts';
import { lowerStatements } from './statements.ts';

export type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration | ts.ConstructorDeclaration | ts.AccessorDeclaration;

export function newContext(module: ModuleBuilder, owner: ts.Node, kind: Procedure['kind'], environments: readonly Scope[], member: ClassMember | undefined): FunctionContext {
  return {
    module, owner, kind, environments, member,
    code: [], sites: [], handlers: [], labels: [], control: [], slots: 0, site: siteOf(module, owner), chainExit: undefined,
  };
}

function kindOf(node: FunctionNode): Procedure['kind'] {
  const isAsync = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0 || (node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword) ?? false);
  const isGenerator = !ts.isArrowFunction(node) && !ts.isConstructorDeclaration(node) && !ts.isAccessor(node) && node.asteriskToken !== undefined;
  if (isGenerator) return isAsync ? 'async-generator' : 'generator';
  return isAsync ? 'async' : 'function';
}

/** The procedure of a function; each function has one, made when it is first met. */
export function lowerFunction(module: ModuleBuilder, node: FunctionNode, environments: readonly Scope[], member: ClassMember | undefined): number {
  const known = module.lowered.get(node);
  if (known !== undefined) return known;
  const { program } = module;
  const index = program.procedures.push(undefined) - 1;
  module.lowered.set(node, index);
  const ctx = newContext(module, node, kindOf(node), environments, member);
  const parameters = node.parameters.filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'));
  ctx.slots = parameters.length;
  inScope(ctx, module.scopes.of.get(node), () => {
    if (ts.isFunctionExpression(node) && node.name !== undefined) bindSelf(ctx, node.name, index);
    parameters.forEach((parameter, i) => { lowerParameter(ctx, parameter, i); });
    if (ts.isConstructorDeclaration(node)) storeParameterProperties(ctx, node);
    lowerBody(ctx, node);
  });
  emit(ctx, { op: 'return', a: literal(ctx, undefined) });
  program.procedures[index] = finishProcedure(ctx, {
    name: functionName(node),
    node,
    parameters: parameters.length,
    rest: parameters.at(-1)?.dotDotDotToken !== undefined,
    parameterNames: parameters.map((p) => (ts.isIdentifier(p.name) ? p.name.text : '')),
    arrow: ts.isArrowFunction(node),
  });
  return index;
}

interface Shape {
  readonly name: string;
  readonly node: ts.Node;
  readonly parameters: number;
  readonly rest: boolean;
  readonly parameterNames: readonly string[];
  readonly arrow: boolean;
}

export function finishProcedure(ctx: FunctionContext, shape: Shape): Procedure {
  return {
    name: shape.name,
    site: siteOf(ctx.module, shape.node),
    module: ctx.module.index,
    parameters: shape.parameters,
    rest: shape.rest,
    parameterNames: shape.parameterNames,
    slots: ctx.slots,
    kind: ctx.kind,
    arrow: shape.arrow,
    hidden: ctx.module.hidden,
    code: finishCode(ctx),
    sites: ctx.sites,
    handlers: ctx.handlers.map((handler) => ({ ...handler, from: ctx.labels[handler.from], to: ctx.labels[handler.to], target: ctx.labels[handler.target] })),
  };
}

function bindSelf(ctx: FunctionContext, name: ts.Identifier, procedure: number): void {
  const variable = ctx.module.scopes.references.get(name);
  if (variable === undefined) return;
  const to = newSlot(ctx);
  emit(ctx, { op: 'closure', to, procedure });
  bindPattern(ctx, name, to);
}

function lowerParameter(ctx: FunctionContext, parameter: ts.ParameterDeclaration, slot: number): void {
  const variable = ts.isIdentifier(parameter.name) ? ctx.module.scopes.references.get(parameter.name) : undefined;
  // a parameter that is neither captured nor a pattern lives where its argument arrives
  if (variable !== undefined && !variable.captured) variable.index = slot;
  if (parameter.initializer !== undefined) {
    const given = newLabel(ctx);
    const missing = newLabel(ctx);
    const test = newSlot(ctx);
    emit(ctx, { op: 'binary', to: test, operator: '===', a: slot, b: literal(ctx, undefined) }, parameter);
    branch(ctx, test, missing, given);
    mark(ctx, missing);
    emit(ctx, { op: 'move', to: slot, a: lowerExpression(ctx, parameter.initializer) }, parameter);
    mark(ctx, given);
  }
  if (variable === undefined || variable.captured) bindPattern(ctx, parameter.name, slot);
}

function storeParameterProperties(ctx: FunctionContext, node: ts.ConstructorDeclaration): void {
  // in a derived class the properties exist only after super(); there they are stored by the statement that calls it
  if (ts.isClassLike(node.parent) && node.parent.heritageClauses?.some((h) => h.token === ts.SyntaxKind.ExtendsKeyword) === true) return;
  emitParameterProperties(ctx, node);
}

export function emitParameterProperties(ctx: FunctionContext, node: ts.ConstructorDeclaration): void {
  const properties = node.parameters.filter((p) => ts.isParameterPropertyDeclaration(p, node));
  if (properties.length === 0) return;
  const self = newSlot(ctx);
  emit(ctx, { op: 'this', to: self });
  for (const parameter of properties) {
    if (!ts.isIdentifier(parameter.name)) continue;
    const variable = ctx.module.scopes.references.get(parameter.name);
    if (variable === undefined) continue;
    const slot = node.parameters.indexOf(parameter);
    emit(ctx, { op: 'set', object: self, key: literal(ctx, memberName(ctx, parameter.name)), a: slot }, parameter);
  }
}

function lowerBody(ctx: FunctionContext, node: FunctionNode): void {
  const body = node.body;
  if (body === undefined) return;
  if (!ts.isBlock(body)) {
    const value = lowerExpression(ctx, body);
    emit(ctx, { op: 'return', a: value }, body);
    return;
  }
  inScope(ctx, ctx.module.scopes.of.get(body), () => { lowerStatements(ctx, body.statements); });
}

/** A function as a value: a constant where it captures nothing, else a closure. */
export function lowerFunctionValue(ctx: FunctionContext, node: FunctionNode): Value {
  const procedure = lowerFunction(ctx.module, node, ctx.environments, ts.isArrowFunction(node) || !ts.isFunctionDeclaration(node) ? ctx.member : undefined);
  const needsThis = ts.isArrowFunction(node) && mentionsThis(node);
  if (ctx.environments.length === 0 && !needsThis && !isExtended(ctx, node)) return constantOperand(ctx.module.program, { kind: 'function', procedure });
  const to = newSlot(ctx);
  emit(ctx, { op: 'closure', to, procedure }, node);
  return to;
}

function isExtended(ctx: FunctionContext, node: FunctionNode): boolean {
  const name = ts.isFunctionDeclaration(node) ? node.name : ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined;
  return name !== undefined && ts.isIdentifier(name) && ctx.module.scopes.references.get(name)?.extended === true;
}

function mentionsThis(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) return true;
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isClassLike(node) || ts.isMethodDeclaration(node)) return false;
  return ts.forEachChild(node, mentionsThis) ?? false;
}
