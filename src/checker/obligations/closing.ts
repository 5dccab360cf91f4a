import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { frame, HOLE, isReference, kind, payload, TRUE } from '../values.ts';

/**
 * Objects that have been closed. Whoever closes an object is done with it: what it still has taken, nobody will ask it to
 * give back. It is open again once somebody else calls another of its methods.
 */
const closingNames = new Set(['close', 'dispose', 'destroy', 'stop', 'end', 'shutdown', 'terminate', 'disconnect', '@@dispose', '@@asyncDispose']);

export function closedMark(m: Machine): number {
  return m.literal('@@closed');
}

/** The procedures of methods that close their object. */
export function closersOf(model: Machine['model']): ReadonlySet<number> {
  return new Set(model.classes.flatMap((c) => c.members.filter((member) => member.kind === 'method' && !member.isStatic && closingNames.has(member.name)).map((member) => member.procedure)));
}

/** A method that closes its object has run to its end. Where it gives a promise that is still open, the closing goes on. */
export function noteClosed(it: Interpreter, cell: number, given: number): void {
  if (it.memory.kindOf(given) === kind.promise && it.m.isPending(payload(given))) return;
  const self = it.memory.words[cell + frame.self];
  if (it.memory.kindOf(self) === kind.object) it.m.setOwn(payload(self), closedMark(it.m), TRUE);
}

/** A method of a closed object is called from outside: it is in use again. What it still does by itself does not count. */
export function noteReopened(it: Interpreter, procedure: number, self: number, caller: number): void {
  if (caller === 0 || it.memory.kindOf(self) !== kind.object || it.closers.has(procedure) || !it.m.methods.has(procedure)) return;
  if (it.m.getOwn(payload(self), closedMark(it.m)) === HOLE) return;
  const outer = it.memory.words[caller + frame.self];
  if (isReference(outer) && it.m.resolve(outer) === self) return;
  it.m.deleteOwn(payload(self), closedMark(it.m));
}
