import { builtinNew, fillError } from '../builtins.ts';
import { classCell, HOLE, kind, object, payload, RAISED, reference, tag, UNDEFINED } from '../values.ts';
import { callUnknown, derivedBuiltin } from './calls.ts';
import type { Interpreter } from './interpreter.ts';
import { createPrimitive, newLibrary, setUp } from './operations.ts';
import { throwValue } from './unwinding.ts';

/** `new`: constructors and field initialisers in order. */

export function instantiate(it: Interpreter, callee: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { m } = it;
  if ((callee & 7) === tag.library) {
    newLibrary(it, payload(callee), args, cell, to, site);
    return;
  }
  if ((callee & 7) === tag.builtin) {
    const derived = derivedBuiltin(it, `new ${m.builtins[payload(callee)]}`, args[0] ?? UNDEFINED);
    if (derived !== undefined) {
      it.enter(derived, UNDEFINED, UNDEFINED, args, cell, to, site);
      return;
    }
    const made = builtinNew(m, m.builtins[payload(callee)], args, site);
    if (made === undefined) callUnknown(it, HOLE, args, cell, to, site);
    else it.finish(cell, to, made);
    return;
  }
  if (it.memory.kindOf(callee) !== kind.class) {
    if (m.isUnknown(callee)) callUnknown(it, HOLE, args, cell, to, site);
    else it.store(cell, to, m.newUnknown(2));
    return;
  }
  const self = reference(m.newObject(callee));
  it.store(cell, to, self);
  construct(it, callee, self, args, cell, site);
}

/** Runs constructors and field initialisers of a class and its parents on `self`, before `caller` goes on. */
export function construct(it: Interpreter, constructor: number, self: number, args: readonly number[], caller: number, site: number): void {
  const { m } = it;
  const memory = it.memory;
  if ((constructor & 7) === tag.library) {
    const made = createPrimitive(it, payload(constructor), args, site);
    if (made === RAISED) {
      throwValue(it, m.thrown);
      return;
    }
    memory.words[payload(self) + object.primitive] = made;
    setUp(it, payload(constructor), made, self, args, caller, site);
    return;
  }
  if ((constructor & 7) === tag.builtin && m.builtins[payload(constructor)].endsWith('Error')) {
    fillError(m, payload(self), m.builtins[payload(constructor)], args);
    return;
  }
  if (memory.kindOf(constructor) !== kind.class) return;
  const cell = payload(constructor);
  const info = m.model.classes[payload(memory.words[cell + classCell.index])];
  if (info.constructor >= 0) {
    it.enter(info.constructor, memory.words[cell + classCell.environment], self, args, caller, -1, site, constructor);
    if (!info.derived) runFields(it, cell, self, it.fp, site);
    return;
  }
  runFields(it, cell, self, caller, site);
  if (info.derived) construct(it, memory.words[cell + classCell.parent], self, args, it.fp, site);
}

export function runFields(it: Interpreter, cell: number, self: number, caller: number, site: number): void {
  const { fields } = it.m.model.classes[payload(it.memory.words[cell + classCell.index])];
  if (fields >= 0) it.enter(fields, it.memory.words[cell + classCell.environment], self, [], caller, -1, site, reference(cell));
  else it.fp = caller;
}
