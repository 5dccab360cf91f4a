import type { Machine } from './machine.ts';
import { closure, HOLE, kind, payload, promise, reference, UNDEFINED } from './values.ts';

/**
 * The cell that has a value's own properties, 0 where it has none: objects and unknowns have them themselves, functions and
 * promises once the program gives them some (`debounced.cancel = …`).
 */
export function ownerOf(m: Machine, value: number): number {
  switch (m.memory.kindOf(value)) {
    case kind.object: case kind.unknown: return payload(value);
    case kind.closure: return payload(m.memory.words[payload(value) + closure.own]);
    case kind.promise: return payload(m.memory.words[payload(value) + promise.own]);
    default: return 0;
  }
}

/** The same for a value that is about to get a property; 0 where it cannot have any. */
export function makeOwner(m: Machine, value: number): number {
  const k = m.memory.kindOf(value);
  if (k !== kind.closure && k !== kind.promise) return ownerOf(m, value);
  const field = payload(value) + (k === kind.closure ? closure.own : promise.own);
  if (m.memory.words[field] === UNDEFINED) {
    const made = m.newObject(UNDEFINED);
    m.memory.words[field] = reference(made);
  }
  return payload(m.memory.words[field]);
}

/** A property that the program gave to a function or promise, HOLE where it gave none of that name. */
export function givenProperty(m: Machine, value: number, key: number): number {
  const k = m.memory.kindOf(value);
  const owner = k === kind.closure || k === kind.promise ? ownerOf(m, value) : 0;
  if (owner === 0) return HOLE;
  m.touch(owner);
  return m.getOwn(owner, key);
}
