import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { tag, UNDEFINED, world } from './values.ts';
import type { Event } from './steps.ts';

const nobody = -2;
const several = -1;

/**
 * For each cell of the loaded state, which ready job alone can reach it: its index in `events`, or -1 where several can
 * or where it hangs on the globals. A step that touches only its own cells commutes with every step of every other
 * task, now and later: the others cannot reach those cells before the owner hands them out, which is a step of its own.
 */
export function ownersOf(m: Machine, events: readonly Event[]): Int32Array {
  const { memory } = m;
  const { words } = memory;
  const owners = new Int32Array(memory.top).fill(nobody);
  const stack: number[] = [];
  const reach = (value: number, owner: number): void => {
    if ((value & 7) !== tag.reference) return;
    const cell = value >> 3;
    const known = owners[cell];
    if (known === owner || known === several) return;
    owners[cell] = known === nobody ? owner : several;
    stack.push(cell);
  };
  const drain = (): void => {
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
      const owner = owners[cell];
      const end = cell + 1 + (words[cell] >> 6);
      for (let at = cell + 1; at < end; at++) reach(words[at], owner);
    }
  };
  if (words[Memory.world + world.globals] !== UNDEFINED) reach(words[Memory.world + world.globals], several);
  reach(words[Memory.world + world.client], several);
  reach(words[Memory.world + world.services], several);
  drain();
  events.forEach((event, index) => {
    reach(memory.item(Memory.world, event.queue, event.index), index);
    drain();
  });
  return owners;
}

/**
 * Which states were expanded with all their steps. A cycle of states of which each is left by only some of its steps
 * could put off another step for ever (the ignoring problem). So a reduced step must lead to a new state, or to one that is
 * expanded in full: where that one still waits its turn, it is made to be.
 * Peled, Combining partial order reductions with on-the-fly model-checking (1994), condition C3.
 */
export class Expansion {
  readonly #reduced = new Set<number>();
  readonly #full = new Set<number>();

  mustBeFull(state: number): boolean {
    return this.#full.has(state);
  }

  /** Whether a state may be left by one step alone that leads to `state`, -1 if that is new. */
  mayLeadTo(from: number, state: number): boolean {
    if (state < 0) return true;
    // a step that changes nothing (an interval that finds nothing to do) would put off all others
    if (state === from || this.#reduced.has(state)) return false;
    this.#full.add(state);
    return true;
  }

  isReduced(state: number): void {
    this.#reduced.add(state);
  }

  isFull(state: number): void {
    this.#full.add(state);
  }
}
