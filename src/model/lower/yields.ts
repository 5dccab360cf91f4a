import type ts from '../typescript.ts';
import type { Slot, Value } from '../ir/ir.ts';
import { awaited, branch, emit, jump, literal, mark, newLabel, newSlot, type FunctionContext, type Label } from './context.ts';
import { lowerExpression, nextResult, property } from './expressions.ts';
import { noteLabel } from './names.ts';

/** `yield` and `yield*`. */
export function lowerYield(ctx: FunctionContext, node: ts.YieldExpression): Value {
  let a = node.expression === undefined ? literal(ctx, undefined) : lowerExpression(ctx, node.expression);
  const isAsync = ctx.kind === 'async-generator';
  if (node.asteriskToken !== undefined) {
    noteLabel(ctx, node);
    return lowerDelegation(ctx, a, isAsync);
  }
  if (isAsync) a = awaited(ctx, a);
  const to = newSlot(ctx);
  emit(ctx, { op: 'yield', to, a });
  return to;
}

/** `yield*`: what the generator is sent goes to the one it delegates to, unless that is an asynchronous one. */
function lowerDelegation(ctx: FunctionContext, source: Value, isAsync: boolean): Value {
  const iterator = newSlot(ctx);
  emit(ctx, { op: 'iterate', to: iterator, a: source, async: isAsync });
  const result = newSlot(ctx);
  emit(ctx, { op: 'move', to: result, a: nextResult(ctx, iterator, isAsync) });
  const ending = newSlot(ctx);
  emit(ctx, { op: 'move', to: ending, a: literal(ctx, undefined) });
  const [loop, body, after, end] = [newLabel(ctx), newLabel(ctx), newLabel(ctx), newLabel(ctx)];
  mark(ctx, loop);
  branch(ctx, property(ctx, result, 'done'), end, body);
  mark(ctx, body);
  const sent = newSlot(ctx);
  emit(ctx, { op: 'yield', to: sent, a: property(ctx, result, 'value') });
  mark(ctx, after);
  if (isAsync) emit(ctx, { op: 'move', to: result, a: nextResult(ctx, iterator, true) });
  else emit(ctx, { op: 'invoke', to: result, object: iterator, key: literal(ctx, 'next'), args: [sent], spread: false });
  jump(ctx, loop);
  if (!isAsync) handOnEnd(ctx, { iterator, result, ending, from: body, to: after, loop });
  mark(ctx, end);
  if (!isAsync) throwIfEnding(ctx, ending);
  return property(ctx, result, 'value');
}

interface Delegation {
  readonly iterator: Slot;
  readonly result: Slot;
  /** Set where the generator was told to return: it does, once the one that it delegates to has. */
  readonly ending: Slot;
  readonly from: Label;
  readonly to: Label;
  readonly loop: Label;
}

/** An error that a generator is sent, or that it is told to return, goes to the one it delegates to, whose `finally` may yield again. */
function handOnEnd(ctx: FunctionContext, { iterator, result, ending, from, to, loop }: Delegation): void {
  const [caught, thrown, returned, inner, rethrown] = [newLabel(ctx), newLabel(ctx), newLabel(ctx), newLabel(ctx), newLabel(ctx)];
  const error = newSlot(ctx);
  ctx.handlers.push({ from, to, target: caught, slot: error, always: true });
  mark(ctx, caught);
  branch(ctx, operate(ctx, 'client.isSequence', iterator), inner, rethrown);
  mark(ctx, rethrown);
  emit(ctx, { op: 'throw', a: error });
  mark(ctx, inner);
  branch(ctx, operate(ctx, 'function.isReturn', error), returned, thrown);
  mark(ctx, returned);
  emit(ctx, { op: 'move', to: ending, a: error });
  emit(ctx, { op: 'close', to: result, iterator });
  jump(ctx, loop);
  mark(ctx, thrown);
  emit(ctx, { op: 'invoke', to: result, object: iterator, key: literal(ctx, 'throw'), args: [error], spread: false });
  jump(ctx, loop);
}

function throwIfEnding(ctx: FunctionContext, ending: Slot): void {
  const [isOver, goesOn] = [newLabel(ctx), newLabel(ctx)];
  branch(ctx, operate(ctx, 'function.isReturn', ending), isOver, goesOn);
  mark(ctx, isOver);
  emit(ctx, { op: 'throw', a: ending });
  mark(ctx, goesOn);
}

function operate(ctx: FunctionContext, name: string, operand: Value): Slot {
  const to = newSlot(ctx);
  emit(ctx, { op: 'operate', to, name, args: [operand] });
  return to;
}
