import { textOf } from '../../model/ir/flow.ts';
import type { Procedure } from '../../model/ir/ir.ts';
import type { Machine } from '../machine.ts';
import { frame, payload, UNDEFINED } from '../values.ts';

/** How code outside comes to run a function of the program. */
export type Cause =
  /** It calls what the program offers. */
  | { readonly kind: 'call'; readonly by: number }
  /** An event comes that the function listens to. */
  | { readonly kind: 'event'; readonly event: string }
  /** It was given the function. */
  | { readonly kind: 'callback' };

/**
 * Why code outside runs a function that `caller`, a frame, calls in a step that is its own or not; undefined where the
 * program's own code calls it. `emitted` are the events that frames of the step emit.
 */
export function causeOf(m: Machine, caller: number, isItsStep: boolean, emitted: ReadonlyMap<number, string>): Cause | undefined {
  const { words } = m.memory;
  let event: string | undefined;
  for (let at = caller; at !== 0;) {
    const procedure = payload(words[at + frame.procedure]);
    if (!m.model.procedures[procedure].hidden || isSetUp(m, procedure)) return undefined;
    event ??= emitted.get(at);
    const isHandler = procedure === m.model.derived['client.handle'];
    if (isHandler) event ??= m.text(words[at + frame.slots + 1]);
    const next = words[at + frame.caller];
    if (isHandler || (next === UNDEFINED && isItsStep)) return event === undefined ? { kind: 'callback' } : { kind: 'event', event };
    if (next === UNDEFINED || m.model.procedures[procedure].kind === 'async') return { kind: 'call', by: caller };
    at = payload(next);
  }
  return undefined;
}

/** What a test file or a harness runs to set up what is used. */
function isSetUp(m: Machine, procedure: number): boolean {
  return procedure === m.model.derived['client.test'] || m.model.procedures[procedure].name === 'drive';
}

/** Whether a procedure is `then` or its like. */
export function isReaction({ model }: Machine, procedure: number): boolean {
  return ['promise.then', 'promise.catch', 'promise.finally'].some((name) => model.derived[name] === procedure);
}

/** The name of the function that a frame calls, or of which it awaits the result. */
export function workOf(m: Machine, cell: number): string | undefined {
  const { words } = m.memory;
  const procedure = m.model.procedures[payload(words[cell + frame.procedure])];
  const { code } = procedure;
  const pc = payload(words[cell + frame.pc]) - 1;
  const at = code.at(pc);
  const made = at?.op === 'await' ? code.slice(0, pc).findLast((earlier) => 'to' in earlier && earlier.to === at.a) : at;
  if (made?.op === 'invoke') return textOf(m.model.constants, made.key);
  return made?.op === 'call' ? calleeOf(m, procedure, made.callee, pc) : undefined;
}

/** A parameter, a variable of a module, or a function of the platform. */
function calleeOf({ model }: Machine, { code, parameters, parameterNames }: Procedure, callee: number, pc: number): string | undefined {
  if (callee < 0) {
    const constant = model.constants[-1 - callee];
    return constant.kind === 'builtin' ? constant.name : undefined;
  }
  const made = code.slice(0, pc).findLast((earlier) => 'to' in earlier && earlier.to === callee);
  if (made === undefined) return callee < parameters ? parameterNames[callee] : undefined;
  return made.op === 'loadGlobal' ? model.modules[made.module].globals[made.index] : undefined;
}

/** Whether the error that comes up in a frame is that of a function that it calls. */
export function comesOfCall(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  const { code } = m.model.procedures[payload(words[cell + frame.procedure])];
  return /^(call|invoke|new)$/.test(code.at(payload(words[cell + frame.pc]) - 1)?.op ?? '');
}
