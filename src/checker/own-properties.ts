import type { Machine } from './machine.ts';
import { ownOfEmitter } from './primitives/event.ts';
import { closure, HOLE, kind, payload, promise, reference, tag, UNDEFINED } from './values.ts';

/**
 * The cell that has a value's own properties, 0 where it has none: objects and unknowns have them themselves, functions,
 * promises and emitters once the program gives them some (`debounced.cancel = …`).
 */
export function ownerOf(m: Machine, value: number): number {
  const k = m.memory.kindOf(value);
  return k === kind.object || k === kind.unknown ? payload(value) : givenTo(m, value);
}

/** The same for a value that is about to get a property; 0 where it cannot keep any. */
export function makeOwner(m: Machine, value: number): number {
  if (m.memory.kindOf(value) === kind.object) return payload(value);
  const field = fieldOf(m, value);
  if (field > 0 && m.memory.words[field] === UNDEFINED) {
    const made = m.newObject(UNDEFINED);
    m.memory.words[field] = reference(made);
  }
  return givenTo(m, value);
}

/** A property that the program gave to a function, promise or emitter, HOLE where it gave none of that name. */
export function givenProperty(m: Machine, value: number, key: number): number {
  const owner = givenTo(m, value);
  if (owner === 0) return HOLE;
  m.touch(owner);
  return m.getOwn(owner, key);
}

/** The object with what was given to a function, promise or emitter; 0 where nothing was. */
function givenTo(m: Machine, value: number): number {
  const field = fieldOf(m, value);
  return field === 0 ? 0 : payload(m.memory.words[field]);
}

/** Where a function, promise or emitter refers to it; 0 for all other values. */
function fieldOf(m: Machine, value: number): number {
  switch (m.memory.kindOf(value)) {
    case kind.closure: return payload(value) + closure.own;
    case kind.promise: return payload(value) + promise.own;
    default: return (value & 7) === tag.reference && m.primitiveName(payload(value)) === 'event' ? payload(value) + ownOfEmitter : 0;
  }
}
