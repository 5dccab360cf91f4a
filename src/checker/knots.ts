import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { FALSE, firstPrimitiveKind, payload, tag, token, world } from './values.ts';

/** Operations by which whoever has a lock ends the waits for it, without a grant. */
const withoutGrant = /\.(\w*release\w*|\w*cancel\w*|\w*unlock|setValue|seize|drain\w*)$/i;

/** How locks can be given back in a program: asked for once, as it needs a look at all its code. */
export class Knots {
  readonly #m: Machine;
  readonly #asked = new Map<number, boolean>();
  readonly #names: ReadonlySet<unknown>;

  constructor(m: Machine) {
    this.#m = m;
    const { constants, procedures } = m.model;
    const visible = procedures.filter(({ hidden }) => !hidden).flatMap(({ code }) => code);
    this.#names = new Set(visible.flatMap((i): readonly unknown[] => {
      if (i.op === 'object') return i.keys;
      const constant = (i.op === 'invoke' || i.op === 'get') && i.key < 0 ? constants[-1 - i.key] : undefined;
      return constant?.kind === 'literal' ? [constant.value] : [];
    }));
  }

  /**
   * The waits of the loaded state, by their indices in `world.pending`, that hang on locks which nobody can give back any
   * more: all that could reach their grants are tasks that wait for one of them. That is so in whatever state follows, so
   * one state is enough to know it, where the graph is not whole. The knots of Holt, Some deadlock properties of computer
   * systems (Computing Surveys 4(3), 1972), with the heap as the graph: locks whose queues are left out one after the
   * other, and put back as long as the rest of the heap still reaches one of their grants.
   */
  waits(): readonly number[] {
    const { memory } = this.#m;
    const grants = memory.items(Memory.world, world.taken).map(payload).filter((held) => memory.words[held + token.used] === FALSE);
    const locks = new Map<number, number[]>();
    for (const held of grants) {
      const lock = payload(memory.words[held + token.lock]);
      if (memory.kind(lock) >= firstPrimitiveKind) locks.set(lock, [...locks.get(lock) ?? [], held]);
    }
    for (const [lock, held] of locks) if (!this.#isAwaited(lock) || !this.#isGivenBackByGrants(lock, held)) locks.delete(lock);
    let reached: Uint8Array | undefined;
    while (locks.size > 0) {
      const seen = reached = this.#reached(locks);
      const free = [...locks].filter(([, held]) => held.some((grant) => seen[grant] === 1));
      if (free.length === 0) break;
      for (const [lock] of free) locks.delete(lock);
    }
    if (locks.size === 0 || reached === undefined) return [];
    const seen = reached;
    return memory.items(Memory.world, world.pending).map(payload).flatMap((cell, i) => (seen[cell] === 1 ? [] : [i]));
  }

  #queuesOf(lock: number): readonly number[] {
    return this.#m.primitives[this.#m.memory.kind(lock) - firstPrimitiveKind].queues?.map(({ field }) => field) ?? [];
  }

  #isAwaited(lock: number): boolean {
    return this.#queuesOf(lock).some((field) => this.#m.memory.length(lock, field) > 0);
  }

  /** Whether all that is taken of a lock is taken by these grants, and nothing in the program gives it back without one. */
  #isGivenBackByGrants(lock: number, grants: readonly number[]): boolean {
    const m = this.#m;
    if (m.primitives[m.memory.kind(lock) - firstPrimitiveKind].isExhaustedBy?.(m, lock, grants) !== true) return false;
    const library = m.memory.words[lock + 1];
    let isSo = this.#asked.get(library);
    if (isSo === undefined) {
      const members = Object.entries(m.classOf(lock)?.members ?? {});
      isSo = !this.#names.has('steal') && !members.some(([name, { op }]) => withoutGrant.test(op) && this.#names.has(name));
      this.#asked.set(library, isSo);
    }
    return isSo;
  }

  /** The cells that whatever still runs can reach, where nobody is served who waits in the queues of these locks. */
  #reached(locks: ReadonlyMap<number, unknown>): Uint8Array {
    const { memory } = this.#m;
    const { words } = memory;
    const seen = new Uint8Array(memory.top);
    const stack: number[] = [];
    const reach = (value: number): void => {
      if ((value & 7) !== tag.reference || seen[value >> 3] === 1) return;
      seen[value >> 3] = 1;
      stack.push(value >> 3);
    };
    for (const field of [world.ready, world.later, world.globals, world.client, world.services]) reach(words[Memory.world + field]);
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
      const closed = locks.has(cell) ? this.#queuesOf(cell) : [];
      const end = cell + 1 + (words[cell] >> 6);
      for (let at = cell + 1; at < end; at++) if (!closed.includes(at - cell)) reach(words[at]);
    }
    return seen;
  }
}
