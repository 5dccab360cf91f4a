import ts from '../typescript.ts';
import type { Member, Value } from '../ir/ir.ts';
import { emit, inScope, literal, newSlot, readVariable, siteOf, writeVariable, type ClassMember, type FunctionContext } from './context.ts';
import { lowerExpression, memberName, propertyKey } from './expressions.ts';
import { emitSet } from './places.ts';
import { applyDecorators, decoratorsOf, lowerDecorated } from './decorators.ts';
import { lowerAccessor } from './literals.ts';
import { finishProcedure, lowerFunction, lowerFunctionValue, newContext } from './functions.ts';
import { lowerStatements } from './statements.ts';
import type { Scope } from './scope.ts';
import { namedSymbol, wellKnownSymbol } from './symbols.ts';

/** A class: its members become procedures, its field initialisers one procedure that runs for each instance. */
export function lowerClass(ctx: FunctionContext, node: ts.ClassLikeDeclaration): Value {
  const heritage = node.heritageClauses?.find((h) => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const parent = heritage === undefined ? literal(ctx, undefined) : lowerExpression(ctx, heritage.expression);
  const to = newSlot(ctx);
  inScope(ctx, ctx.module.scopes.of.get(node), () => {
    const member = (isStatic: boolean): ClassMember => ({ load: (inner) => loadClass(inner, node), isStatic });
    const environments = ctx.environments;
    const constructor = constructorOf(node);
    const members = lowerMembers(ctx, node, environments, member);
    const fields = node.members.filter((m): m is Field => !isStaticMember(m) && isField(ctx, m));
    const index = ctx.module.program.classes.push({
      name: node.name?.text ?? 'class',
      site: siteOf(ctx.module, node),
      constructor: constructor === undefined ? -1 : lowerFunction(ctx.module, constructor, environments, member(false)),
      fields: fields.length === 0 ? -1 : lowerFields(ctx, node, fields, environments, member(false)),
      derived: heritage !== undefined,
      members: members.flatMap(({ element, ...info }) => (isDecorated(element) ? [{ ...info, procedure: lowerDecorated(ctx, element, info.name, member(info.isStatic)) }] : [info])),
    }) - 1;
    emit(ctx, { op: 'class', to, index, parent }, node);
    bindClass(ctx, node, to);
    for (const { element, name, procedure } of members) if (isDecorated(element)) applyDecorators(ctx, element, { name, procedure }, to);
    lowerStatics(ctx, node, to, member(true));
  });
  return to;
}

/** The constructor that has a body, of all its signatures. */
export function constructorOf(node: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | undefined {
  return node.members.find((m): m is ts.ConstructorDeclaration => ts.isConstructorDeclaration(m) && m.body !== undefined);
}

export function isStaticMember(node: ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
}

/** `declare x` and abstract members exist for the type checker only. */
function isDeclared(node: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Ambient | ts.ModifierFlags.Abstract)) !== 0;
}

type Method = ts.MethodDeclaration | ts.AccessorDeclaration;

/** What is set on each instance, or on the class: fields, and methods whose names are known only when the program runs. */
type Field = ts.PropertyDeclaration | Method;

function isField(ctx: FunctionContext, node: ts.ClassElement): node is Field {
  if (ts.isPropertyDeclaration(node)) return !isDeclared(node);
  return isMethod(node) && memberKey(node.name, ctx) === undefined;
}

function isMethod(node: ts.ClassElement): node is Method {
  return (ts.isMethodDeclaration(node) || ts.isAccessor(node)) && node.body !== undefined;
}

/** The class is visible to its own static initialisers. */
function bindClass(ctx: FunctionContext, node: ts.ClassLikeDeclaration, value: Value): void {
  const variable = node.name === undefined ? undefined : ctx.module.scopes.references.get(node.name);
  if (variable !== undefined) writeVariable(ctx, variable, value);
}

/** Reaches the class from inside one of its members, for `super`. */
function loadClass(ctx: FunctionContext, node: ts.ClassLikeDeclaration): Value {
  const variable = node.name === undefined ? undefined : ctx.module.scopes.references.get(node.name);
  // a class without a name is found by the checker as the one whose member is running
  if (variable === undefined) return literal(ctx, undefined);
  return readVariable(ctx, variable);
}

function memberKey(name: ts.PropertyName, ctx: FunctionContext): string | undefined {
  if (ts.isComputedPropertyName(name)) {
    const symbol = wellKnownSymbol(name.expression) ?? namedSymbol(ctx, name.expression);
    return symbol ?? (ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined);
  }
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return memberName(ctx, name);
  return name.text;
}

function lowerMembers(ctx: FunctionContext, node: ts.ClassLikeDeclaration, environments: readonly Scope[], member: (isStatic: boolean) => ClassMember): (Member & { readonly element: ts.ClassElement })[] {
  const members: (Member & { readonly element: ts.ClassElement })[] = [];
  for (const element of node.members) {
    const name = isMethod(element) ? memberKey(element.name, ctx) : undefined;
    if (!isMethod(element) || name === undefined) continue;
    const isStatic = isStaticMember(element);
    members.push({
      element,
      name,
      kind: ts.isMethodDeclaration(element) ? 'method' : ts.isGetAccessor(element) ? 'get' : 'set',
      isStatic,
      isInner: !isPublic(element),
      procedure: lowerFunction(ctx.module, element, environments, member(isStatic)),
    });
  }
  return members;
}

/** What convention or the language keeps to the class itself is not called from outside. */
export function isPublic(node: ts.ClassElement): boolean {
  if ((ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0) return false;
  return node.name !== undefined && !ts.isPrivateIdentifier(node.name) && !(ts.isIdentifier(node.name) && node.name.text.startsWith('_'));
}

function isDecorated(element: ts.ClassElement): element is ts.MethodDeclaration {
  return decoratorsOf(element).length > 0;
}

function lowerFields(outer: FunctionContext, node: ts.ClassLikeDeclaration, fields: readonly Field[], environments: readonly Scope[], member: ClassMember): number {
  const { module } = outer;
  const index = module.program.procedures.push(undefined) - 1;
  const ctx = newContext(module, node, 'function', environments, member);
  const self = newSlot(ctx);
  emit(ctx, { op: 'this', to: self });
  for (const field of fields) lowerField(ctx, self, field, (key, a) => { emit(ctx, { op: 'set', object: self, key, a }, field); });
  emit(ctx, { op: 'return', a: literal(ctx, undefined) });
  module.program.procedures[index] = finishProcedure(ctx, { name: `fields of ${node.name?.text ?? 'class'}`, node, parameters: 0, rest: false, parameterNames: [], arrow: false });
  return index;
}

function lowerField(ctx: FunctionContext, self: Value, field: Field, set: (key: Value, value: Value) => void): void {
  if (ts.isAccessor(field)) {
    lowerAccessor(ctx, self, field);
    return;
  }
  const value = ts.isMethodDeclaration(field) ? lowerFunctionValue(ctx, field) : field.initializer === undefined ? literal(ctx, undefined) : lowerExpression(ctx, field.initializer);
  set(propertyKey(ctx, field.name), value);
}

/** Static fields and blocks run once, where the class is defined, with the class as `this`. */
function lowerStatics(outer: FunctionContext, node: ts.ClassLikeDeclaration, value: Value, member: ClassMember): void {
  const statics = node.members.filter((m) => ts.isClassStaticBlockDeclaration(m) || (isStaticMember(m) && isField(outer, m)));
  if (statics.length === 0) return;
  const { module } = outer;
  const index = module.program.procedures.push(undefined) - 1;
  const ctx = newContext(module, node, 'function', outer.environments, member);
  const self = newSlot(ctx);
  emit(ctx, { op: 'this', to: self });
  for (const element of statics) {
    if (ts.isPropertyDeclaration(element) || isMethod(element)) lowerField(ctx, self, element, (key, a) => { emitSet(ctx, self, key, a, element); });
    else if (ts.isClassStaticBlockDeclaration(element)) {
      inScope(ctx, module.scopes.of.get(element), () => {
        inScope(ctx, module.scopes.of.get(element.body), () => { lowerStatements(ctx, element.body.statements); });
      });
    }
  }
  emit(ctx, { op: 'return', a: literal(ctx, undefined) });
  module.program.procedures[index] = finishProcedure(ctx, { name: `static part of ${node.name?.text ?? 'class'}`, node, parameters: 0, rest: false, parameterNames: [], arrow: false });
  const callee = newSlot(outer);
  emit(outer, { op: 'closure', to: callee, procedure: index });
  emit(outer, { op: 'call', to: newSlot(outer), callee, self: value, args: [], spread: false }, node);
}
