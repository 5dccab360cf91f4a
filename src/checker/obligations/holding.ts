import type { Interpreter } from '../interpreter/interpreter.ts';
import { Memory } from '../memory.ts';
import { variableIn } from './uses.ts';
import { boundTo, isHeld as isTokenHeld } from '../primitives/token.ts';
import { closure, combination, container, FALSE, firstPrimitiveKind, frame, job, integer, jobKind, kind, object, payload, promise, reaction, reactionKind, registration, token, UNDEFINED } from '../values.ts';

const deepest = 4;

/**
 * Whether a frame, or one that waits for it, has something in its variables that it will give back later: a grant of a
 * lock, a timer, a listener, or a function or plain object that has one of these. Where it has, an unknown wait that fails
 * may skip the giving back. `pc` is where the frame waits.
 */
export function isHolding(it: Interpreter, cell: number, pc: number): boolean {
  return holdsOfOne(it, cell, pc, (at, where) => hasInHand(it, at, where));
}

function hasInHand(it: Interpreter, cell: number, pc: number): boolean {
  const { words } = it.memory;
  const procedure = payload(words[cell + frame.procedure]);
  const p = it.programs.at(procedure);
  if (p.hidden && !isReaction(it, procedure)) return false;
  const dead = p.dead.get(pc);
  for (let slot = 0; slot < p.slots; slot++) if (dead?.has(slot) !== true && isHeld(it, words[cell + frame.slots + slot], 0)) return true;
  const used = it.uses.frame(procedure, pc);
  return used.variables.some(({ level, index }) => level > 0 && level <= used.level && isHeld(it, variableIn(it.m, words[cell + frame.environment], used.level - level, index), 0));
}

/** What `then` and its like run is the user's: the functions that it was given are what goes on. */
function isReaction({ m }: Interpreter, procedure: number): boolean {
  return ['promise.then', 'promise.catch', 'promise.finally'].some((name) => m.model.derived[name] === procedure);
}

/** Whether a frame is one of `then` or `catch` that was given a function for the failure. */
function hasRejectionHandler(it: Interpreter, cell: number): boolean {
  const { m, memory } = it;
  const procedure = payload(memory.words[cell + frame.procedure]);
  const at = procedure === m.model.derived['promise.then'] ? 2 : procedure === m.model.derived['promise.catch'] ? 1 : -1;
  return at >= 0 && m.isCallable(memory.words[cell + frame.slots + at]);
}

/** Whether a frame's end is one of several that `allSettled` or `any` waits for, which take an error for an answer. */
function isSettledWithOthers(it: Interpreter, cell: number): boolean {
  const { m, memory } = it;
  const result = memory.words[cell + frame.result];
  return memory.kindOf(result) === kind.promise && memory.items(payload(result), promise.reactions).some((added) => {
    if (memory.words[payload(added) + reaction.kind] !== integer(reactionKind.combine)) return false;
    const mode = m.text(memory.words[payload(memory.words[payload(added) + reaction.a]) + combination.mode]);
    return mode === 'allSettled' || mode === 'any';
  });
}

/** Whether an error in a frame is caught by the frame or by one that waits for it: a program that catches expects to fail. */
export function isCaught(it: Interpreter, cell: number, pc: number): boolean {
  return holdsOfOne(it, cell, pc, (at, where) => {
    const p = it.programs.at(payload(it.memory.words[at + frame.procedure]));
    return hasRejectionHandler(it, at) || isSettledWithOthers(it, at) || !p.hidden && p.handlers.some((handler) => !handler.always && where >= handler.from && where < handler.to);
  });
}

/** Whether something holds of a frame at `pc`, or of one that waits for it, and so on. */
function holdsOfOne(it: Interpreter, cell: number, pc: number, holds: (cell: number, pc: number) => boolean, depth = 0): boolean {
  if (holds(cell, pc)) return true;
  // the fields of a class have not begun to be set while its parent's constructor runs
  return depth < deepest && waitingFor(it, cell).some((outer) => holdsOfOne(it, outer, Math.max(0, payload(it.memory.words[outer + frame.pc]) - 1), holds, depth + 1));
}

/** The frames that go on when a frame ends: the one that called it and has not gone on yet, and those that await it. */
export function waitingFor(it: Interpreter, cell: number): number[] {
  const { memory } = it;
  const found: number[] = [];
  const caller = memory.words[cell + frame.caller];
  if (memory.kindOf(caller) === kind.frame) found.push(payload(caller));
  const result = memory.words[cell + frame.result];
  return memory.kindOf(result) === kind.promise ? [...found, ...waitersFor(it, payload(result))] : found;
}

/** The frames that await a promise, or several of which it is one. */
function waitersFor(it: Interpreter, cell: number): number[] {
  const { memory } = it;
  return memory.items(cell, promise.reactions).flatMap((added) => {
    const waiter = memory.words[payload(added) + reaction.a];
    switch (payload(memory.words[payload(added) + reaction.kind])) {
      case reactionKind.resume: return memory.kindOf(waiter) === kind.frame ? [payload(waiter)] : [];
      case reactionKind.combine: return waitersFor(it, payload(memory.words[payload(waiter) + combination.promise]));
      default: return [];
    }
  });
}

function isHeld(it: Interpreter, value: number, depth: number): boolean {
  const { memory, m } = it;
  value = m.resolve(value);
  if (isTokenHeld(m, boundTo(m, value))) return true;
  const cell = payload(value);
  const { words } = memory;
  switch (memory.kindOf(value)) {
    case kind.token: return words[cell + token.used] === FALSE;
    case kind.job: return words[cell + job.kind] === integer(jobKind.call) || words[cell + job.kind] === integer(jobKind.repeat);
    case kind.array: return depth < 2 && memory.items(cell, container.items).slice(0, 2).some((item) => memory.kindOf(item) === kind.token && isHeld(it, item, depth + 1));
    case kind.object: return depth < 2 && words[cell + object.prototype] === UNDEFINED && memory.items(cell, object.slots).some((item) => isHeld(it, item, depth + 1));
    case kind.closure: {
      if (isListening(it, value)) return true;
      if (depth >= 2) return false;
      const environment = words[cell + closure.environment];
      return it.uses.closure(payload(words[cell + closure.procedure])).variables.some(({ level, index }) => level <= 0 && isHeld(it, variableIn(it.m, environment, -level, index), depth + 1));
    }
    // a reader or writer of a stream has its grant in its record
    default: return memory.kindOf(value) >= firstPrimitiveKind && memory.size(cell) >= 3 && memory.kindOf(words[cell + 3]) === kind.object
      && memory.items(payload(words[cell + 3]), object.slots).some((item) => memory.kindOf(item) === kind.token && words[payload(item) + token.used] === FALSE);
  }
}

/** Whether a function is in a list of listeners. */
function isListening(it: Interpreter, listener: number): boolean {
  const { memory } = it;
  // others may remove it, so what follows is not this task's alone
  it.m.touchWorld();
  for (let cell = Memory.world; cell < memory.top; cell += memory.size(cell) + 1) {
    if (memory.kind(cell) === kind.registration && memory.words[cell + registration.listener] === listener) return true;
  }
  return false;
}
