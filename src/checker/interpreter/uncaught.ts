import type { Instruction, Model } from '../../model/ir/ir.ts';

/** Which errors that nothing catches the program outlives. */
export interface Outlived {
  readonly rejections: boolean;
  readonly exceptions: boolean;
}

const listens = new Set(['on', 'once', 'addListener', 'prependListener']);

/**
 * An uncaught error or an unhandled rejection ends a Node process, unless it listens for it on `process`: then all other
 * tasks go on, if the listener does not end the process itself. A rejection that nobody hears of counts as an exception.
 */
export function outlivedBy(model: Model): Outlived {
  const heard = new Set(model.procedures.flatMap(({ hidden, code }) => (hidden ? [] : code.flatMap((i) => {
    if (i.op !== 'invoke' || !isProcess(model, i.object) || !listens.has(textOf(model, i.key)) || i.args.length < 2) return [];
    const listener = procedureOf(model, code, i.args[1]);
    return listener < 0 || ends(model, listener) ? [] : [textOf(model, i.args[0])];
  }))));
  const exceptions = heard.has('uncaughtException');
  return { rejections: exceptions || heard.has('unhandledRejection'), exceptions };
}

function textOf(model: Model, operand: number): string {
  const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
  return constant?.kind === 'literal' ? String(constant.value) : '';
}

function isProcess(model: Model, operand: number): boolean {
  const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
  return constant?.kind === 'builtin' && constant.name === 'process';
}

function procedureOf(model: Model, code: readonly Instruction[], operand: number): number {
  const constant = operand < 0 ? model.constants[-1 - operand] : undefined;
  if (constant !== undefined) return constant.kind === 'function' ? constant.procedure : -1;
  const made = code.filter((i) => i.op === 'closure' && i.to === operand);
  return made.length === 1 && made[0].op === 'closure' ? made[0].procedure : -1;
}

/** Whether a listener ends the process, or throws on: it, a function written in it, or one that it calls by name. */
function ends(model: Model, procedure: number, seen = new Set<number>()): boolean {
  if (seen.has(procedure)) return false;
  seen.add(procedure);
  return model.procedures[procedure].code.some((i) => {
    switch (i.op) {
      case 'throw': return true;
      case 'closure': return ends(model, i.procedure, seen);
      case 'invoke': return isProcess(model, i.object) && ['exit', 'abort', 'kill', 'reallyExit'].includes(textOf(model, i.key));
      case 'call': {
        const callee = i.callee < 0 ? model.constants[-1 - i.callee] : undefined;
        return callee?.kind === 'function' && ends(model, callee.procedure, seen);
      }
      default: return false;
    }
  });
}
