import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import { closure, firstPrimitiveKind, HOLE, integer, isReference, job, jobKind, kind, payload, registration, UNDEFINED, world } from '../values.ts';
import { closedMark } from './closing.ts';
import { listeners } from '../primitives/event.ts';
import { thingsIn } from '../primitives/loan.ts';
import { isVisible, listenerOf } from '../primitives/listening.ts';
import { isInert } from './inert.ts';
import { reachOf, type Reach } from './reach.ts';
import { captured, isAwaited, openFor } from './settling.ts';
import type { UsesOf } from './uses.ts';

/** A timer or listener that is still there, or a thing that goes on, and that no code that can still run is able to give back. */
interface Abandoned {
  /** Where it was taken. */
  readonly site: number;
  /**
   * It needs no further evidence: several of the same place are there, and none of them can do anything any more; or it is
   * an interval that runs on for an object that has been closed.
   */
  readonly isClear: boolean;
  /** An unknown client decides how long it stays, or how often it is taken. */
  readonly isClients: boolean;
}

const nothing: ReadonlySet<number> = new Set();

/**
 * What is abandoned in a state, which is loaded. Asked only where no task is ready: what is about to be given back is not.
 * Leaves the state as it was.
 */
export function abandonedIn(it: Interpreter, image: Int32Array): Abandoned[] {
  const { m, uses } = it;
  const set = timersIn(m).filter((cell) => !openFor(m, uses, m.memory.words[cell + job.a]).some((open) => isAwaited(m, open)));
  const emitters = emittersIn(m);
  const things = thingsIn(m);
  if (set.length === 0 && emitters.length === 0 && things.length === 0) return [];
  const reach = reachOf(m, uses, nothing);
  // a client who calls no more has let go of the object, and the absence of a further call is no fault of the object's
  const hasGone = m.evidence.hasClient && m.memory.words[Memory.world + world.client] === UNDEFINED;
  const found = set.filter((cell) => !reach.has(cell)).map((cell): Abandoned => {
    const site = payload(m.memory.words[cell + job.site]);
    const isClear = isOfClosed(m, cell);
    return { site, isClear, isClients: m.evidence.hasClient && (m.evidence.keptTimers.has(site) || (hasGone && !isClear)) };
  });
  const named = things.length === 0 ? reach : reachOf(m, uses, nothing, new Set(things.map(({ thing }) => thing)));
  for (const { thing, site } of things) if (!named.has(thing) && !isWaitedFor(m, uses, thing)) found.push({ site, isClear: false, isClients: hasGone && m.evidence.hasSubject });
  for (const { emitter, registrations } of emitters) {
    const apart = reachOf(m, uses, new Set(registrations));
    if (!apart.has(emitter)) continue;
    const lost = registrations.filter((cell) => !isInHand(m, apart, cell));
    if (lost.length === 0) continue;
    const sites = new Map(registrations.map((cell) => [cell, payload(m.memory.words[cell + registration.site])]));
    const nameless = new Set(lost.filter((cell) => !isInHand(m, reach, cell)));
    const inert = inertAmong(it, image, emitter, lost);
    m.memory.load(image, image.length);
    for (const cell of lost) {
      const site = sites.get(cell) ?? 0;
      const isClear = [...inert].filter((other) => sites.get(other) === site).length > 1;
      if (nameless.has(cell) || inert.has(cell)) found.push({ site, isClear, isClients: hasGone || (m.evidence.hasClient && isKept(m, cell)) });
    }
  }
  return found;
}

/** Whether somebody still waits for something that the thing does: its end, for one. */
function isWaitedFor(m: Machine, uses: UsesOf, thing: number): boolean {
  const { memory } = m;
  const isOpen = (value: number): boolean => memory.kindOf(value) === kind.promise && m.isPending(payload(value));
  return memory.items(thing, listeners).some((entry) => {
    const listener = listenerOf(m, entry);
    return isOpen(listener) || openFor(m, uses, listener).length > 0 || (memory.kindOf(listener) === kind.closure && captured(m, uses, payload(listener)).some(isOpen));
  });
}

function timersIn(m: Machine): number[] {
  const { words } = m.memory;
  return m.memory.items(Memory.world, world.later).map(payload)
    .filter((cell) => words[cell + job.kind] === integer(jobKind.repeat) || (words[cell + job.kind] === integer(jobKind.call) && !isAlarm(m, words[cell + job.a])));
}

/** A timer that does nothing but throw is set to fire where what it watches has not come. */
function isAlarm(m: Machine, callback: number): boolean {
  if (!m.isFunction(callback)) return false;
  const { code } = m.model.procedures[m.procedureOf(callback)];
  return code.some((i) => i.op === 'throw') && !code.some((i) => i.op === 'branch');
}

/** Whether an interval calls a closed object, that nobody opens again. */
function isOfClosed(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  const callback = words[cell + job.a];
  if (words[cell + job.kind] !== integer(jobKind.repeat) || m.memory.kindOf(callback) !== kind.closure) return false;
  const self = m.resolve(words[payload(callback) + closure.self]);
  return m.memory.kindOf(self) === kind.object && m.getOwn(payload(self), closedMark(m)) !== HOLE;
}

/** The emitters and signals of the state, with the listeners that visible code has added. */
function emittersIn(m: Machine): { readonly emitter: number; readonly registrations: readonly number[] }[] {
  const { memory } = m;
  const found: { readonly emitter: number; readonly registrations: readonly number[] }[] = [];
  for (let cell = Memory.world; cell < memory.top; cell += memory.size(cell) + 1) {
    if (memory.kind(cell) < firstPrimitiveKind) continue;
    const registrations: number[] = [];
    for (let field = 1; field <= memory.size(cell); field++) {
      if (memory.kindOf(memory.words[cell + field]) !== kind.vector) continue;
      for (const item of memory.items(cell, field)) if (memory.kindOf(item) === kind.registration && isVisible(m, payload(item))) registrations.push(payload(item));
    }
    if (registrations.length > 0) found.push({ emitter: cell, registrations });
  }
  return found;
}

/** Whether some code can name the listener, and so remove it. A method can be named by whoever has its object. */
function isInHand(m: Machine, reach: Reach, cell: number): boolean {
  const listener = m.memory.words[cell + registration.listener];
  if (!isReference(listener)) return true;
  if (m.memory.kindOf(listener) === kind.closure && m.methods.has(payload(m.memory.words[payload(listener) + closure.procedure]))) return true;
  return reach.has(payload(listener));
}

function isKept(m: Machine, cell: number): boolean {
  const listener = m.memory.words[cell + registration.listener];
  return m.memory.kindOf(listener) === kind.closure && m.evidence.keptFunctions.has(payload(m.memory.words[payload(listener) + closure.procedure]));
}

/** The largest set of lost listeners of which each can do nothing but to what only the set can name, without those that others will remove. */
function inertAmong(it: Interpreter, image: Int32Array, emitter: number, lost: readonly number[]): ReadonlySet<number> {
  const { m } = it;
  let inert = new Set(lost);
  for (;;) {
    m.memory.load(image, image.length);
    const reach = reachOf(m, it.uses, inert);
    const remaining = new Set([...inert].filter((cell) => isInert(it, image, reach, emitter, cell)));
    if (remaining.size === inert.size) {
      m.memory.load(image, image.length);
      return new Set([...inert].filter((cell) => !isInHand(m, reach, cell)));
    }
    inert = remaining;
  }
}
