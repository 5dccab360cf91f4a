import type { Slot } from '../ir/ir.ts';
import { awaited, branch, emit, jump, literal, mark, newLabel, newSlot, type Control, type FunctionContext, type Label } from './context.ts';
import { binary } from './expressions.ts';

/** The ways out of statements (`return`, `break`, `continue`, errors), and what runs on them. */

/** Leaves the control structures above `depth`, innermost first, and then does `finish`. */
export function leave(ctx: FunctionContext, depth: number, finish: () => void): void {
  const unwind = (from: number): void => {
    for (let i = from; i >= depth; i--) {
      const control: Control = ctx.control[i];
      if (control.kind === 'iterator') closeIterator(ctx, control.slot, control.async);
      else if (control.kind === 'finally') {
        const exit = control.exits.push(() => { unwind(i - 1); }) - 1;
        emit(ctx, { op: 'move', to: control.completion, a: literal(ctx, exit + 2) });
        jump(ctx, control.start);
        return;
      }
    }
    finish();
  };
  unwind(ctx.control.length - 1);
}

export function closeIterator(ctx: FunctionContext, iterator: Slot, isAsync: boolean): void {
  const closed = newSlot(ctx);
  emit(ctx, { op: 'close', to: closed, iterator });
  if (isAsync) awaited(ctx, closed);
}

/**
 * Runs `cleanup` on every way out of `body`. The way is kept in a slot (0 normal, 1 thrown, then one number for each
 * `return`, `break` or `continue`), and taken up again after `cleanup`.
 */
export function withFinally(ctx: FunctionContext, body: () => void, cleanup: () => void): void {
  const start = newLabel(ctx);
  const from = newLabel(ctx);
  const to = newLabel(ctx);
  const thrown = newLabel(ctx);
  const completion = newSlot(ctx);
  const value = newSlot(ctx);
  const environment = newSlot(ctx);
  const exits: (() => void)[] = [];
  emit(ctx, { op: 'saveEnv', to: environment });
  ctx.control.push({ kind: 'finally', start, completion, value, exits });
  mark(ctx, from);
  body();
  mark(ctx, to);
  ctx.control.pop();
  emit(ctx, { op: 'move', to: completion, a: literal(ctx, 0) });
  jump(ctx, start);
  ctx.handlers.push({ from, to, target: thrown, slot: value, always: true });
  mark(ctx, thrown);
  emit(ctx, { op: 'move', to: completion, a: literal(ctx, 1) });
  mark(ctx, start);
  emit(ctx, { op: 'restoreEnv', a: environment });
  cleanup();
  const end = newLabel(ctx);
  dispatch(ctx, completion, 0, () => { jump(ctx, end); });
  exits.forEach((exit, i) => { dispatch(ctx, completion, i + 2, exit); });
  emit(ctx, { op: 'throw', a: value });
  mark(ctx, end);
}

function dispatch(ctx: FunctionContext, completion: Slot, way: number, body: () => void): void {
  const yes = newLabel(ctx);
  const no = newLabel(ctx);
  branch(ctx, binary(ctx, '===', completion, literal(ctx, way)), yes, no);
  mark(ctx, yes);
  body();
  mark(ctx, no);
}

interface Protected {
  readonly from: Label;
  readonly to: Label;
  readonly environment: Slot;
  /** How many handlers there were before the protected code. */
  readonly at: number;
}

/** A handler that does something and throws on. */
export function rethrowAfter(ctx: FunctionContext, region: Protected, body: () => void): void {
  const target = newLabel(ctx);
  const slot = newSlot(ctx);
  ctx.handlers.push({ from: region.from, to: region.to, target, slot, always: true });
  mark(ctx, target);
  emit(ctx, { op: 'restoreEnv', a: region.environment });
  body();
  emit(ctx, { op: 'throw', a: slot });
}
