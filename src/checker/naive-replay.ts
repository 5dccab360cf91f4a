import type { Entry } from '../model/ir/ir.ts';
import type { Exploration } from './explorer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { newMachine } from './new-machine.ts';
import { abandonedIn } from './obligations/abandoned.ts';
import { sortJobs } from './queue-order.ts';
import { withChoicesOf } from './relevance.ts';
import { courseTo } from './replay/replay.ts';
import { NotReplayed } from './replayed.ts';
import { Slicing } from './slicing.ts';
import { blockedIn, misuseOf, type BlockedSite, type Move } from './steps.ts';
import type { Suspicion } from './suspicions.ts';
import { kind, payload, token, world } from './values.ts';
import { waitsIn } from './waking.ts';

/**
 * Goes the way to a suspicion again on a machine that leaves nothing out of its states: no order, no value, no name. The
 * two machines go side by side: jobs are numbered as they are made, and in each step the job of the same number runs
 * in the same of its ways; choices that decide nothing are none there either. So no reduction has a part in what is told.
 */
export function mustReplayNaively(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, suspicion: Suspicion): void {
  const naive = newMachine(m.model, m.bounds, new Slicing(true), withChoicesOf(m.model, interpreter.programs));
  const reduced = new Walker(m, interpreter, entry.procedure);
  const whole = new Walker(naive.machine, naive.interpreter, entry.procedure);
  const { path, last } = courseTo(exploration, suspicion);
  let lost: readonly number[] = [];
  for (const move of last === undefined ? path : [...path, last]) {
    const same = whole.sameMove(reduced, move);
    if (same === undefined) throw new NotReplayed(m, entry, suspicion, 'the job of a step on a machine without reductions');
    reduced.step(move);
    lost = whole.step(same);
  }
  const isThere = isMet(m, suspicion, naive, last === undefined ? [] : lost);
  naive.machine.memory.release();
  if (!isThere) throw new NotReplayed(m, entry, suspicion, 'meeting it on a machine without reductions');
}

/** A machine that goes a way. Each of its jobs has a number: how many were made before it. */
class Walker {
  readonly #m: Machine;
  readonly #interpreter: Interpreter;
  #numbers = new Map<number, number>();
  #made = 0;

  constructor(m: Machine, interpreter: Interpreter, procedure: number) {
    this.#m = m;
    this.#interpreter = interpreter;
    m.owners = undefined;
    interpreter.start(procedure);
    this.#settle();
  }

  /** What another walker's move is here. */
  sameMove(other: Walker, { queue, index, script }: Move): Move | undefined {
    const number = other.#jobs(queue)[index];
    const here = this.#jobs(queue).indexOf(number);
    return here < 0 ? undefined : { queue, index: here, script };
  }

  /** Runs a job; gives the waiting tasks and operations that it lost. */
  step({ queue, index, script }: Move): readonly number[] {
    this.#m.script = script;
    this.#interpreter.step(queue, index);
    return this.#interpreter.hasCrashed || this.#interpreter.overrun !== undefined ? [] : this.#settle();
  }

  #jobs(queue: number): (number | undefined)[] {
    return this.#m.memory.items(Memory.world, queue).map((entry) => this.#numbers.get(payload(entry)));
  }

  #settle(): readonly number[] {
    for (const entry of [world.ready, world.later].flatMap((queue) => this.#m.memory.items(Memory.world, queue))) {
      if (!this.#numbers.has(payload(entry))) this.#numbers.set(payload(entry), this.#made++);
    }
    sortJobs(this.#m);
    const lost: number[] = [];
    const moved = new Map<number, number>();
    this.#m.memory.compact((cell) => { lost.push(cell); }, (from, to) => {
      const number = this.#numbers.get(from);
      if (number !== undefined) moved.set(to, number);
    });
    this.#numbers = moved;
    return lost;
  }
}

/** Whether another machine has come to what was suspected. What nobody reads may reach there what here is out of reach: then it waits on, or is held. */
function isMet(m: Machine, { kind: suspected, blocked, misuse, taken }: Suspicion, { machine, interpreter }: ReturnType<typeof newMachine>, lost: readonly number[]): boolean {
  const previous = machine.memory.previous();
  const isGrant = (cell: number): boolean => (previous[cell] & 63) === kind.token;
  switch (suspected) {
    case 'throws': return interpreter.hasCrashed && misuseOf(machine, interpreter.crashed)?.site === misuse?.site;
    case 'endless': return interpreter.overrun !== undefined;
    case 'kept': {
      const gone = lost.filter(isGrant).map((cell) => payload(previous[cell + token.site]));
      const held = machine.memory.items(Memory.world, world.taken).map((entry) => payload(machine.memory.words[payload(entry) + token.site]));
      return [...gone, ...held, ...abandonedIn(interpreter, machine.memory.image()).map(({ site }) => site)].includes(taken ?? -1);
    }
    default: {
      const waiting = [...waitsIn(machine).cells.flatMap((cell) => blockedIn(machine, [cell])), ...lost.filter((cell) => !isGrant(cell)).flatMap((cell) => blockedIn(machine, [cell], previous))];
      const there = new Set(waiting.map((site) => siteName(machine, site)));
      return blocked.every((site) => there.has(siteName(m, site)));
    }
  }
}

/** Machines number operations in the order in which they come to them. */
function siteName(m: Machine, { site, operation }: BlockedSite): string {
  return `${m.operationNames[operation]} at ${String(site)}`;
}
