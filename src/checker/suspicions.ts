import { abandonedIn } from './obligations/abandoned.ts';
import type { Endless } from './interpreter/endless.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Level, Machine } from './machine.ts';
import { keyOf, type BlockedSite, type KeptLock, type Move, type Successor } from './steps.ts';

/** Something that the exploration met. Its place is the state `state`, or the step `move` out of it. */
export interface Suspicion {
  readonly kind: 'quiescent' | 'stuck' | 'lost' | 'throws' | 'kept' | 'endless';
  readonly state: number;
  /** For `stuck`: which of the state's waits no path from it ends, by their indices in `world.pending`. */
  readonly waits?: readonly number[];
  readonly move: Move | undefined;
  readonly level: Level;
  readonly blocked: readonly BlockedSite[];
  /** For `throws`: what was misused, and where. */
  readonly misuse?: { readonly message: string; readonly site: number };
  /** For `endless`: the loop that the step `move` never leaves. */
  readonly endless?: Endless;
  /** For `kept`: where the resource was taken that nobody can give back any more. */
  readonly taken?: number;
}

const most = 200;

/** Collects what an exploration meets: one thing once, by the way that is surest, and of those by the first. */
export class Suspicions {
  readonly #m: Machine;
  readonly #list: Suspicion[] = [];
  readonly #known = new Map<string, number>();
  readonly #abandoned = new Map<number, Suspicion>();
  readonly #keptLocks = new Map<number, Suspicion & KeptLock>();

  constructor(m: Machine) {
    this.#m = m;
  }

  /** Resources that nobody can give back any more in a state where nothing is under way; the state is loaded. */
  rests(interpreter: Interpreter, image: Int32Array, state: number, level: Level): void {
    for (const { site, isClear, isClients } of abandonedIn(interpreter, image)) {
      const suspicion: Suspicion = { kind: 'kept', state, move: undefined, level: isClients ? 2 : Math.max(level, 1) as Level, blocked: [], taken: site };
      if (isClear) this.#add(suspicion);
      else if ((this.#abandoned.get(site)?.level ?? 3) > suspicion.level) this.#abandoned.set(site, suspicion);
    }
  }

  /** A state that no step leads out of. */
  ends(state: number, level: Level, blocked: readonly BlockedSite[]): void {
    if (blocked.length > 0) this.#add({ kind: 'quiescent', state, move: undefined, level, blocked });
  }

  /** A step out of `state`; `level` is how sure the way is that ends with it. */
  steps(state: number, { move, misuse, kept, lost, endless }: Successor, level: Level): void {
    if (misuse !== undefined) this.#add({ kind: 'throws', state, move, level, blocked: [], misuse });
    if (endless !== undefined) this.#add({ kind: 'endless', state, move, level, blocked: [], endless });
    for (const lock of kept) {
      if (!this.#keptLocks.has(lock.site)) this.#keptLocks.set(lock.site, { ...lock, kind: 'kept', state, move, level: lock.isLoose ? Math.max(level, 1) as Level : level, blocked: [], taken: lock.site });
    }
    if (lost.length > 0) this.#add({ kind: 'lost', state, move, level, blocked: lost });
  }

  /** All that was met, once the exploration is over: what was taken counts by what was seen on other paths. */
  all(): readonly Suspicion[] {
    const { evidence } = this.#m;
    // a lock that the program gives back by a method needs no grant for it
    for (const [site, suspicion] of this.#keptLocks) if (suspicion.isLoose ? evidence.givenBack.has(site) : !evidence.releasedByMethod.has(suspicion.library)) this.#add(suspicion);
    // what is given back on another path was this path's to give back
    for (const [site, suspicion] of this.#abandoned) if (evidence.givenBack.has(site)) this.#add(suspicion);
    return this.#list;
  }

  #add(suspicion: Suspicion): void {
    const key = nameOf(suspicion);
    const before = this.#known.get(key);
    if (before !== undefined) {
      // what a step loses is met before the states that it leads to: a later way there may be surer
      if (this.#list[before].level > suspicion.level) this.#list[before] = suspicion;
      return;
    }
    if (this.#list.length >= most) return;
    this.#known.set(key, this.#list.push(suspicion) - 1);
  }
}

/** Two suspicions of one name are the same thing, met twice. */
function nameOf({ kind, taken, endless, misuse, blocked }: Suspicion): string {
  switch (kind) {
    case 'kept': return `kept ${String(taken)}`;
    case 'endless': return `endless ${String(endless?.site)}`;
    case 'throws': return `throws ${String(misuse?.site)}`;
    default: return `blocked ${blocked.map(keyOf).sort().join()}`;
  }
}
