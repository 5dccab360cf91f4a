import ts from '../typescript.ts';
import type { Member, Value } from '../ir/ir.ts';
import { constantOperand, emit, literal, newSlot, type ClassMember, type FunctionContext } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { finishProcedure, newContext } from './functions.ts';
import { functionName } from './names.ts';

/** Where a class keeps what the decorators of a method have made of it. */
export function decoratedKey(name: string): string {
  return `@@decorated ${name}`;
}

/** The decorators of a method, outermost first. Those of a class that no module names are not followed. */
export function decoratorsOf(node: ts.ClassElement): readonly ts.Decorator[] {
  const isNamed = ts.isClassDeclaration(node.parent) && node.parent.name !== undefined && ts.isSourceFile(node.parent.parent);
  return isNamed && ts.isMethodDeclaration(node) ? ts.getDecorators(node) ?? [] : [];
}

/** Under the name of a decorated method is a procedure that calls what the decorators made, with all that it is given. */
export function lowerDecorated(outer: FunctionContext, element: ts.MethodDeclaration, name: string, member: ClassMember): number {
  const { module } = outer;
  const index = module.program.procedures.push(undefined) - 1;
  const ctx = newContext(module, element, 'function', outer.environments, member);
  const given = newSlot(ctx);
  const [self, made, result] = [newSlot(ctx), newSlot(ctx), newSlot(ctx)];
  emit(ctx, { op: 'this', to: self });
  emit(ctx, { op: 'get', to: made, object: member.load(ctx), key: literal(ctx, decoratedKey(name)) }, element);
  emit(ctx, { op: 'call', to: result, callee: made, self, args: [given], spread: true }, element);
  emit(ctx, { op: 'return', a: result });
  module.program.procedures[index] = { ...finishProcedure(ctx, { name: functionName(element), node: element, parameters: 1, rest: true, parameterNames: [''], arrow: false }), hidden: true };
  return index;
}

/** Applies the decorators, the innermost first, where the class is defined. `original` is the method's own procedure. */
export function applyDecorators(ctx: FunctionContext, element: ts.MethodDeclaration, { name, procedure }: Pick<Member, 'name' | 'procedure'>, classValue: Value): void {
  const { program } = ctx.module;
  const decorators = decoratorsOf(element).map(({ expression }) => lowerExpression(ctx, expression));
  const decorate = constantOperand(program, { kind: 'builtin', name: 'class decorate' });
  const made = decorators.reduceRight<Value>((method, decorator) => {
    const to = newSlot(ctx);
    emit(ctx, { op: 'call', to, callee: decorate, self: literal(ctx, undefined), args: [decorator, method, literal(ctx, name)], spread: false }, element);
    return to;
  }, constantOperand(program, { kind: 'function', procedure }));
  emit(ctx, { op: 'set', object: classValue, key: literal(ctx, decoratedKey(name)), a: made }, element);
}
