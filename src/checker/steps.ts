import { FurtherWays } from './further-ways.ts';
import type { Endless } from './interpreter/endless.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { faultOf } from './interpreter/unwinding.ts';
import type { Level, Machine } from './machine.ts';
import { ENDLESS } from './machine/promises.ts';
import { Memory } from './memory.ts';
import { sortJobs } from './queue-order.ts';
import { isAtRest, isTimer } from './rest.ts';
import { combination, firstPrimitiveKind, frame, integer, isInteger, ITSELF, kind, object, payload, promise, promiseState, reaction, reactionKind, token, UNDEFINED, world } from './values.ts';
import { followWaits, type Waits } from './waking.ts';
import { nextWay } from './ways.ts';

/** One step from a state: which job ran, and which of the ways it could go was taken. */
export interface Move {
  readonly queue: number;
  readonly index: number;
  readonly script: readonly number[];
}

/** An operation that is blocked: at which place, which operation, in which way it is waited for. */
export interface BlockedSite {
  readonly site: number;
  readonly operation: number;
}

export function keyOf(b: BlockedSite): string {
  return `${String(b.site)}:${String(b.operation)}`;
}

export type Schedule = 'any' | 'fifo';

export interface Event {
  readonly queue: number;
  readonly index: number;
}

/** The jobs that may run next: any of them, but for timers that wait for ready ones; or in exact order first the ready ones, then any other. */
export function eventsOf(m: Machine, schedule: Schedule): Event[] {
  const ready = m.memory.length(Memory.world, world.ready);
  const later = m.memory.length(Memory.world, world.later);
  if (schedule === 'fifo' && ready > 0) return [{ queue: world.ready, index: 0 }];
  const events: Event[] = [];
  for (let index = 0; index < ready; index++) events.push({ queue: world.ready, index });
  const rests = isAtRest(m);
  for (let index = 0; index < later; index++) if (rests || !isTimer(m, index)) events.push({ queue: world.later, index });
  return events;
}

/** A lock that only its grant could give back: where it was taken, and the index of its class. */
export interface KeptLock {
  readonly site: number;
  readonly library: number;
  /** It must be given back only where the program does so on other paths. */
  readonly isLoose: boolean;
}

export interface Successor {
  readonly image: Int32Array | undefined;
  readonly move: Move;
  readonly level: Level;
  /** What became of the waits of the state before. */
  readonly waits: Int32Array;
  readonly lost: readonly BlockedSite[];
  /** Locks whose grant is gone. */
  readonly kept: readonly KeptLock[];
  readonly misuse: { readonly message: string; readonly site: number } | undefined;
  /** The loop that the step never leaves. */
  readonly endless: Endless | undefined;
}

/** All the ways that one job can go. */
export interface Ways {
  readonly successors: readonly Successor[];
  /** There are more ways than are explored. */
  readonly isCut: boolean;
  /** None of them touches what another task could touch. */
  readonly isPrivate: boolean;
  readonly overrun: string | undefined;
  /** The error of the language itself that ends the program, where it does so in each of them: one of them. */
  readonly fault: string | undefined;
}

/** Runs one job in all the ways it can go, or until `isOver`; `load` prepares the machine for each. */
export function waysOf(m: Machine, interpreter: Interpreter, event: Event, load: () => void, waits: Waits, isOver: () => boolean = () => false): Ways {
  const successors: Successor[] = [];
  let overrun: string | undefined;
  let isPrivate = true;
  let fault: string | undefined;
  let isFaulty = true;
  let script: readonly number[] = [];
  let further: FurtherWays | undefined;
  for (;;) {
    m.script = script;
    if (script.length === 0 || !interpreter.stepAgain(script.length - 1)) {
      load();
      interpreter.step(event.queue, event.index);
    }
    isPrivate &&= m.isPrivate;
    if (isFaulty) {
      fault = interpreter.hasCrashed ? faultOf(interpreter) : undefined;
      isFaulty = fault !== undefined;
    }
    // a step that is known never to end is seen in full
    if (interpreter.endless === undefined) overrun ??= interpreter.overrun ?? interpreter.cutCall;
    const taken = m.made.map((choice) => choice.chosen);
    const successor = successorOf(m, interpreter, { ...event, script: taken }, waits);
    if (further?.isNew(successor) !== false) successors.push(successor);
    const next = nextWay(m.made);
    const soFar = (): Ways => ({ successors, isCut: next !== undefined, isPrivate, overrun, fault });
    if (next === undefined || isOver()) return soFar();
    if (further === undefined && successors.length >= m.bounds.ways) {
      // who watches the ways wants each of them, in turn
      if (interpreter.watch !== undefined) return soFar();
      further = new FurtherWays(successors, m.bounds.ways, interpreter.executed);
    }
    if (further?.mayGoOn(interpreter.executed) === false) return soFar();
    script = next;
  }
}

/** Why an exploration that met these ways is not whole, if so. */
export function cutShort(m: Machine, { isCut, overrun }: Ways): string | undefined {
  return isCut ? `a step that can go more than ${String(m.bounds.ways)} ways` : overrun;
}

const noWaits = new Int32Array(0);

export function successorOf(m: Machine, interpreter: Interpreter, move: Move, before?: Waits): Successor {
  const { level } = m;
  if (interpreter.hasCrashed || interpreter.overrun !== undefined) {
    return { image: undefined, move, level, waits: noWaits, lost: [], kept: [], misuse: interpreter.hasCrashed ? misuseOf(m, interpreter.crashed) : undefined, endless: interpreter.endless };
  }
  sortJobs(m);
  const lost: number[] = [];
  m.memory.compact((cell) => { lost.push(cell); });
  // what nothing reaches any more can still be read: compacting leaves the old cells as they were
  const previous = m.memory.previous();
  const isGrant = (cell: number): boolean => (previous[cell] & 63) === kind.token;
  const gone = blockedIn(m, lost.filter((cell) => !isGrant(cell)), previous);
  // what a lost task holds is kept by that task
  const kept = gone.length > 0 ? [] : lost.filter(isGrant).flatMap((cell) => keptLock(m, previous, cell));
  const waits = before === undefined || before.cells.length === 0 ? noWaits : followWaits(m, before);
  return { image: m.memory.image().slice(), move, level, waits, lost: gone, kept, misuse: undefined, endless: undefined };
}

/** The lock of a grant that nothing reaches any more. The lock was kept: its old cell says where it is now. */
function keptLock(m: Machine, words: Int32Array, grant: number): KeptLock[] {
  const site = payload(words[grant + token.site]);
  const lock = -words[payload(words[grant + token.lock])];
  if (words[grant + token.mode] === ITSELF || m.memory.kind(lock) < firstPrimitiveKind) return [{ site, library: -1, isLoose: true }];
  const { needsGivingBack } = m.primitives[m.memory.kind(lock) - firstPrimitiveKind];
  if (needsGivingBack?.(m, lock) === false) return [];
  const library = m.memory.words[lock + 1];
  return [{ site, library: isInteger(library) ? payload(library) : -1, isLoose: needsGivingBack !== undefined }];
}

/** The misuse of a primitive that an uncaught error tells of. */
export function misuseOf(m: Machine, error: number): { readonly message: string; readonly site: number } | undefined {
  if (m.memory.kindOf(error) !== kind.object || m.memory.words[payload(error) + object.prototype] !== m.builtin('Misuse')) return undefined;
  const site = m.getOwn(payload(error), m.literal('misuse'));
  return isInteger(site) ? { message: m.text(m.getOwn(payload(error), m.literal('message'))) ?? '', site: payload(site) } : undefined;
}

/** Operations that are blocked: those of waiting tasks that wait for no other task, and those that nobody awaits. */
export function blockedIn(m: Machine, cells: readonly number[], words: Int32Array = m.memory.words): BlockedSite[] {
  const blocked: BlockedSite[] = [];
  const joins: BlockedSite[] = [];
  let isEndless = false;
  for (const cell of cells) {
    if ((words[cell] & 63) === kind.promise) {
      blocked.push({ site: payload(words[cell + promise.site]), operation: payload(words[cell + promise.operation]) });
      continue;
    }
    const awaited = words[cell + frame.awaiting];
    if (awaited === UNDEFINED || isBystander(m, cell, words)) continue;
    const operation = payload(words[payload(awaited) + promise.operation]);
    const site = { site: awaitSite(m, cell, words), operation };
    const name = m.operationNames[operation];
    if (name === ENDLESS) {
      isEndless = true;
      continue;
    }
    // an operation that only counts where somebody waits for it; one that counts by itself is among the cells
    const isOperation = name === 'promise.new' || !(/^(call|promise)/.test(name) || cells.includes(payload(awaited)));
    (isOperation ? blocked : joins).push(site);
  }
  // tasks that wait for one another to end are blocked as well, but only by themselves
  return blocked.length > 0 || isEndless ? blocked : joins;
}

/**
 * Somebody who would only tidy up after a promise (`catch`, `finally`), and for whom nobody waits, or who follows on it (`then`)
 * only to be one of several of which the first is awaited, which has come or may come by another: to go on for ever without it is no loss.
 */
function isBystander(m: Machine, cell: number, words: Int32Array): boolean {
  const procedure = payload(words[cell + frame.procedure]);
  const { derived } = m.model;
  const tidies = procedure === derived['promise.catch'] || procedure === derived['promise.finally'];
  if (!tidies && procedure !== derived['promise.then']) return false;
  const added = reactionsIn(m, payload(words[cell + frame.result]), words);
  return added.length === 0 ? tidies : added.every((one) => isOver(m, one, words));
}

/** The reactions to a promise, of which some may have gone to another place. */
function reactionsIn(m: Machine, cell: number, words: Int32Array): number[] {
  const list = words[cell + promise.reactions];
  if (list === UNDEFINED) return [];
  const header = words[payload(list)];
  const size = (header < 0 ? m.memory.words[-header] : header) >> 6;
  return Array.from({ length: size }, (_, i) => payload(words[payload(list) + 1 + i]));
}

/** Whether a reaction is one of a combination that has been settled by another, or that is still reached where this one is not: of several of which the first is awaited, another may come. */
function isOver(m: Machine, added: number, words: Int32Array): boolean {
  if (words[added + reaction.kind] !== integer(reactionKind.combine)) return false;
  const combined = payload(words[added + reaction.a]);
  const target = payload(words[combined + combination.promise]);
  const mode = m.text(words[combined + combination.mode]);
  const isOneOfSeveral = (mode === 'race' || mode === 'any') && payload(words[combined + combination.left]) > 1;
  return words[target + promise.state] !== integer(promiseState.pending) || (isOneOfSeveral && words[target] < 0);
}

/** Where a suspended task awaits, in visible code. */
export function awaitSite(m: Machine, cell: number, words: Int32Array): number {
  const procedure = m.model.procedures[payload(words[cell + frame.procedure])];
  return procedure.hidden ? payload(words[cell + frame.callSite]) : procedure.sites[payload(words[cell + frame.pc]) - 1];
}
