import type { Machine } from '../machine.ts';
import { closure, integer, kind, payload, reference, registration, UNDEFINED } from '../values.ts';

/** A list of listeners holds registrations: a listener, and the site that added it. Those who merely wait are in it as promises. */
export function newRegistration(m: Machine, listener: number, site: number): number {
  const cell = m.memory.allocate(kind.registration, 2);
  m.memory.words[cell + registration.listener] = listener;
  m.memory.words[cell + registration.site] = integer(site);
  return reference(cell);
}

/** The listener of an entry of such a list. */
export function listenerOf(m: Machine, entry: number): number {
  return m.memory.kindOf(entry) === kind.registration ? m.resolve(m.memory.words[payload(entry) + registration.listener]) : entry;
}

/** Whether an entry is the listener that is to be removed. A method is one value, however often it is taken from its class. */
export function isListener(m: Machine, entry: number, listener: number): boolean {
  const own = listenerOf(m, entry);
  if (own === listener) return true;
  if (m.memory.kindOf(own) !== kind.closure || m.memory.kindOf(listener) !== kind.closure) return false;
  const { words } = m.memory;
  const [a, b] = [payload(own), payload(listener)];
  return words[a + closure.self] === UNDEFINED && isMethod(m, words[a + closure.procedure])
    && words[a + closure.procedure] === words[b + closure.procedure] && words[a + closure.environment] === words[b + closure.environment];
}

function isMethod(m: Machine, procedure: number): boolean {
  return m.methods.has(payload(procedure));
}

/** Whether a registration is of the program's own, rather than of the code of a library. */
export function isVisible(m: Machine, cell: number): boolean {
  const listener = m.memory.words[cell + registration.listener];
  if (m.memory.kindOf(listener) !== kind.closure) return m.memory.kindOf(listener) === kind.resolver;
  const procedure = payload(m.memory.words[payload(listener) + closure.procedure]);
  return !m.model.procedures[procedure].hidden || m.bound.has(procedure);
}

/** Notes that a listener is removed: whoever adds one at that place has a way to give it back. */
export function removed(m: Machine, entry: number): void {
  if (m.memory.kindOf(entry) === kind.registration && isVisible(m, payload(entry))) m.evidence.noteGivenBack(payload(m.memory.words[payload(entry) + registration.site]));
}
