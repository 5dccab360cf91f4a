import { noteClosed } from '../obligations/closing.ts';
import { BY_OUTSIDE, CLOSING, frame, generator, generatorState, HOLE, integer, kind, object, payload, promiseState, TRUE, UNDEFINED } from '../values.ts';
import type { Interpreter } from './interpreter.ts';
import { endAsyncGenerator } from './waiting.ts';

/** How calls end: what leaves a frame, and where it goes. */

/** Returns from the running frame: to its caller, or by the promise or iterator that its call gave. */
export function returnValue(it: Interpreter, value: number): void {
  const { words } = it.memory;
  const cell = it.fp;
  const p = it.programs.at(payload(words[cell + frame.procedure]));
  const slot = payload(words[cell + frame.callerSlot]);
  const result = words[cell + frame.result];
  if (it.closers.size > 0 && it.closers.has(payload(words[cell + frame.procedure]))) noteClosed(it, cell, value);
  it.m.observer?.left(cell, p.sites[payload(words[cell + frame.pc]) - 1], false);
  // whoever is given what settles a promise does so, which is not followed here
  if (slot === BY_OUTSIDE && handsOutSettling(it, value)) it.m.level = 2;
  const caller = it.leaveFrame();
  switch (p.kind) {
    case 'function': it.store(caller, slot, value); break;
    case 'async':
      it.m.observer?.ended(cell);
      it.m.evidence.noteEnded(payload(words[cell + frame.procedure]), it.m.level);
      it.m.resolvePromise(payload(result), value);
      break;
    case 'generator':
      it.memory.words[payload(result) + generator.state] = integer(generatorState.done);
      it.memory.words[payload(result) + generator.frame] = UNDEFINED;
      it.store(caller, slot, it.m.resultObject(value, TRUE));
      break;
    case 'async-generator': endAsyncGenerator(it, payload(result), value, false); break;
  }
}

/** Whether an object has the functions in it that settle a promise. */
function handsOutSettling({ m, memory }: Interpreter, value: number): boolean {
  if (memory.kindOf(value) !== kind.object) return false;
  const keys = m.ownKeys(payload(value));
  for (const key of keys) m.handsOutName(key);
  return keys.some((key) => memory.kindOf(m.getOwn(payload(value), key)) === kind.resolver);
}

/** Throws in the running frame and unwinds to a handler, a promise, or out of the program. */
export function throwValue(it: Interpreter, value: number): void {
  if (it.fp !== 0) {
    it.m.observer?.threw(it.fp, value);
    notePlace(it, value);
  }
  while (it.fp !== 0) {
    const { words } = it.memory;
    const cell = it.fp;
    const p = it.programs.at(payload(words[cell + frame.procedure]));
    const pc = payload(words[cell + frame.pc]) - 1;
    for (const handler of p.handlers) {
      if (pc < handler.from || pc >= handler.to || (value === CLOSING && !handler.always)) continue;
      words[cell + frame.slots + handler.slot] = value;
      words[cell + frame.pc] = integer(handler.target);
      return;
    }
    const result = words[cell + frame.result];
    const slot = payload(words[cell + frame.callerSlot]);
    it.m.observer?.left(cell, p.sites[pc], true);
    const caller = it.leaveFrame();
    if (p.kind === 'async') {
      it.m.observer?.failed(cell, p.sites[pc] ?? -1);
      it.m.observer?.ended(cell);
      it.m.settle(payload(result), promiseState.rejected, value);
      return;
    }
    if (p.kind === 'async-generator') {
      endAsyncGenerator(it, payload(result), value, value !== CLOSING);
      return;
    }
    if (p.kind === 'generator') {
      it.memory.words[payload(result) + generator.state] = integer(generatorState.done);
      it.memory.words[payload(result) + generator.frame] = UNDEFINED;
      if (value === CLOSING) {
        it.store(caller, slot, it.m.resultObject(UNDEFINED, TRUE));
        return;
      }
    }
  }
  if (!it.outlived.exceptions || isMisuse(it, value)) it.crashed = value === HOLE ? UNDEFINED : value;
}

/** What an error of the language itself says; undefined of any other. */
function faultIn({ m, memory }: Interpreter, error: number): string | undefined {
  const message = m.faults.size > 0 && memory.kindOf(error) === kind.object ? m.text(m.getOwn(payload(error), m.literal('message'))) : undefined;
  return message !== undefined && m.faults.has(message) ? message : undefined;
}

/** Notes where an error of the language itself is thrown for the first time. */
function notePlace(it: Interpreter, error: number): void {
  const message = faultIn(it, error);
  const { words } = it.memory;
  const p = it.programs.at(payload(words[it.fp + frame.procedure]));
  if (message !== undefined && it.m.faults.get(message) === -1) it.m.faults.set(message, it.site(p, payload(words[it.fp + frame.pc]) - 1, it.fp));
}

/** What the language itself says of the error that ended the program in the last step, and where it was thrown; undefined where the program's own code threw it. */
export function faultOf(it: Interpreter): string | undefined {
  const message = faultIn(it, it.crashed);
  if (message === undefined) return undefined;
  const site = it.m.faults.get(message) ?? -1;
  const place = site < 0 ? undefined : it.m.model.sites[site];
  return place === undefined ? message : `${message} (${place.file}:${String(place.line)})`;
}

/** Whether an error says that a resource was misused. */
export function isMisuse({ m, memory }: Interpreter, error: number): boolean {
  return memory.kindOf(error) === kind.object && memory.words[payload(error) + object.prototype] === m.builtin('Misuse');
}
