import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import { classCell, closure, frame, HOLE, isReference, ITSELF, job, jobKind, kind, object, payload, reference, registration, token, UNDEFINED, world } from '../values.ts';
import { closedMark } from './closing.ts';
import { recordOf } from '../primitives/stream.ts';
import { proceduresOf, type UsesOf } from './uses.ts';

const nothing: ReadonlySet<number> = new Set();

/** What code that can still run is able to name, in one state. */
export interface Reach {
  /** Whether some code has the cell in hand. The queue of timers does not hand out its timers, nor a list of listeners its listeners. */
  has(cell: number): boolean;
}

/**
 * Follows the state from its jobs and globals. What a timer or listener refers to is followed, as it may run; the timer or
 * listener itself is in hand only where something else names it. A closed object is followed no further, as nobody uses it
 * any more. Listeners in `without` are not followed: what only they could do depends on what is asked about. Code of the
 * prelude names none of the `things`: it is what runs them, and only leads to those who listen to them.
 */
export function reachOf(m: Machine, uses: UsesOf, without: ReadonlySet<number>, things: ReadonlySet<number> = nothing): Reach {
  const { memory } = m;
  const { words } = memory;
  const marked = new Uint8Array(memory.top);
  const entered = new Set<string>();
  const run = new Set<number>();
  const records = new Set([...things].map((thing) => recordOf(m, thing)));
  const stack: number[] = [];
  let isPrelude = false;

  function visit(value: number): void {
    if (!isReference(value)) return;
    const cell = value >> 3;
    if (marked[cell] === 1) return;
    if (isPrelude && things.has(cell)) {
      runs(cell);
      return;
    }
    marked[cell] = 1;
    // a list belongs to what has it
    if (memory.kind(cell) === kind.vector) each(cell, 1);
    else stack.push(cell);
  }

  /** A thing that goes on calls those who listen to it. */
  function runs(thing: number): void {
    if (run.has(thing)) return;
    run.add(thing);
    each(thing, 1);
  }

  function each(cell: number, from: number): void {
    const end = cell + 1 + memory.size(cell);
    for (let at = cell + from; at < end; at++) visit(words[at]);
  }

  /** The variable that code sees `up` environments above `environment`. */
  function variable(environment: number, up: number, index: number): void {
    let at = environment;
    for (let i = 0; i < up && memory.kindOf(at) === kind.environment; i++) at = words[payload(at) + 1];
    if (memory.kindOf(at) !== kind.environment) return;
    marked[payload(at)] = 1;
    visit(words[payload(at) + 2 + index]);
  }

  function code(procedure: number, environment: number, self: number): void {
    const outer = isPrelude;
    isPrelude = m.model.procedures[procedure].hidden;
    usedBy(procedure, environment, self);
    isPrelude = outer;
  }

  function usedBy(procedure: number, environment: number, self: number): void {
    const key = `${String(procedure)} ${String(environment)} ${String(self)}`;
    if (entered.has(key)) return;
    entered.add(key);
    const used = uses.closure(procedure);
    for (const { level, index } of used.variables) if (level <= 0) variable(environment, -level, index);
    if (used.self) visit(self);
  }

  /** What a function can do when it is called. */
  function content(value: number): void {
    const cell = payload(value);
    switch (memory.kindOf(value)) {
      case kind.closure: code(payload(words[cell + closure.procedure]), words[cell + closure.environment], words[cell + closure.self]); break;
      case kind.object: case kind.unknown: case kind.resolver: each(cell, 1); break;
      default:
    }
  }

  function suspended(cell: number): void {
    const used = uses.frame(payload(words[cell + frame.procedure]), payload(words[cell + frame.pc]));
    for (const { level, index } of used.variables) if (level <= used.level) variable(words[cell + frame.environment], used.level - level, index);
    if (used.self) visit(words[cell + frame.self]);
    for (const field of [frame.caller, frame.result, frame.home]) visit(words[cell + field]);
    const end = cell + 1 + memory.size(cell);
    for (let at = cell + frame.slots; at < end; at++) if (memory.kindOf(words[at]) !== kind.environment) visit(words[at]);
  }

  function enter(cell: number): void {
    isPrelude = false;
    switch (memory.kind(cell)) {
      case kind.closure:
        content(reference(cell));
        visit(words[cell + closure.own]);
        break;
      case kind.frame:
        isPrelude = m.model.procedures[payload(words[cell + frame.procedure])].hidden;
        suspended(cell);
        break;
      case kind.class:
        for (const procedure of proceduresOf(m.model.classes[payload(words[cell + classCell.index])])) code(procedure, words[cell + classCell.environment], UNDEFINED);
        visit(words[cell + classCell.parent]);
        visit(words[cell + classCell.statics]);
        break;
      case kind.object:
        isPrelude = records.has(cell);
        if (m.getOwn(cell, closedMark(m)) === HOLE) each(cell, 1);
        else visit(words[cell + object.prototype]);
        break;
      case kind.registration: if (!without.has(cell)) content(words[cell + registration.listener]); break;
      // the token of a thing that goes on belongs to the thing, not the thing to it
      case kind.token: if (words[cell + token.mode] !== ITSELF) each(cell, 1); break;
      // a timer in hand can be cleared; what it does, it does from the queue
      case kind.job: if (words[cell + job.kind] >> 3 === jobKind.resume) each(cell, 1); break;
      default: each(cell, 1);
    }
  }

  function drain(): void {
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) enter(cell);
  }

  visit(words[Memory.world + world.globals]);
  visit(words[Memory.world + world.client]);
  visit(words[Memory.world + world.services]);
  for (const entry of memory.items(Memory.world, world.ready)) each(payload(entry), 1);
  for (const entry of memory.items(Memory.world, world.later)) {
    content(words[payload(entry) + job.a]);
    if (memory.kindOf(words[payload(entry) + job.a]) !== kind.closure) visit(words[payload(entry) + job.a]);
    visit(words[payload(entry) + job.b]);
  }
  drain();
  return { has: (cell) => marked[cell] === 1 };
}
