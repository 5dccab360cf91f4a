import { Clusters } from './clusters.ts';
import type { FiniteModel } from './finite-model.ts';
import { pathFrom, tooLong, tooMany, type Searched, type SearchOptions } from './search.ts';
import type { Effect } from './steps.ts';
import { bottomComponents } from './verdict.ts';

/**
 * A search in which the steps of one cluster of regions are taken in a state, and those of the others put off. It keeps every
 * state in which nothing can run (Godefroid 1996). That nothing is put off for ever keeps what is stuck beside tasks that go on:
 * where the search has come round in a set of states that no step leaves, what was put off in all of them is taken there
 * (Valmari, *Stubborn sets for reduced state space generation*, 1991: the ignoring problem).
 *
 * Which regions have to do with one another is known of steps that are known. So it is repeated until it meets no new ones.
 */
export function searchReduced(model: FiniteModel, options: SearchOptions): Searched {
  const deadline = options.now() + options.timeoutSeconds * 1000;
  for (let states = firstRound; ; states *= 2) {
    const { learned } = model;
    const search = new ReducedSearch(model, options, deadline);
    const searched = search.run(() => model.learned > learned && search.states > states);
    if (options.mustStop?.() === true || model.learned === learned || options.now() > deadline) return searched;
  }
}

/** A round that has met a step that was not known is over after so many states, twice as many each time. */
const firstRound = 200;

class ReducedSearch {
  readonly #model: FiniteModel;
  readonly #options: SearchOptions;
  readonly #clusters: Clusters;
  readonly #states: Int32Array[] = [];
  readonly #known = new Map<string, number>();
  readonly #parents: number[] = [];
  /** The region whose step led to a state first. */
  readonly #via: number[] = [];
  readonly #successors: number[][] = [];
  /** The regions whose steps were taken in a state. */
  readonly #taken: Set<number>[] = [];
  readonly #quiescent: number[] = [];
  readonly #ends: { state: number; effect: Effect }[] = [];
  readonly #deadline: number;
  #transitions = 0;

  constructor(model: FiniteModel, options: SearchOptions, deadline: number) {
    this.#model = model;
    this.#options = options;
    this.#deadline = deadline;
    this.#clusters = new Clusters(model);
  }

  get states(): number {
    return this.#states.length;
  }

  run(isOver: () => boolean): Searched {
    const { mustStop } = this.#options;
    this.#arrive(this.#model.first, -1, -1);
    let current = 0;
    do {
      for (; current < this.#states.length; current++) {
        const bound = mustStop?.() === true || isOver() ? 'a step that was not known' : this.#boundMet();
        if (bound !== undefined) return this.#result(bound);
        this.#expand(current);
      }
    } while (this.#catchUp());
    return this.#result(undefined);
  }

  #boundMet(): string | undefined {
    if (this.#states.length > this.#options.maxStates) return tooMany(this.#options);
    return this.#options.now() > this.#deadline ? tooLong(this.#options) : undefined;
  }

  #arrive(state: Int32Array, parent: number, via: number): number {
    const key = state.join().replace(/(?:,0)+$/, '');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const index = this.#states.push(state) - 1;
    this.#known.set(key, index);
    this.#parents.push(parent);
    this.#via.push(via);
    this.#successors.push([]);
    this.#taken.push(new Set());
    return index;
  }

  #enabled(index: number): number[] {
    const state = this.#states[index];
    const enabled: number[] = [];
    for (let region = 0; region < state.length; region++) if (this.#model.isEnabled(state, region)) enabled.push(region);
    return enabled;
  }

  #expand(index: number): void {
    const enabled = this.#enabled(index);
    if (enabled.length === 0 && this.#model.isStuck(this.#states[index])) this.#quiescent.push(index);
    this.#take(index, this.#chosen(index, enabled));
  }

  /** Of the regions that can go on, those of the cluster that went last, so that one is done with before the next. */
  #chosen(index: number, enabled: readonly number[]): readonly number[] {
    if (enabled.length < 2) return enabled;
    const clusters = this.#clusters.of(this.#states[index]);
    // of a region that was not known nothing is known
    if (enabled.some((region) => region >= clusters.length)) return enabled;
    const last = clusters[this.#via[index]];
    const first = enabled.some((region) => clusters[region] === last) ? last : clusters[enabled[0]];
    return enabled.filter((region) => clusters[region] === first);
  }

  #take(index: number, regions: readonly number[]): void {
    const state = this.#states[index];
    for (const region of regions) {
      this.#taken[index].add(region);
      for (const effect of this.#model.effects(state, region)) {
        this.#transitions++;
        if (effect.end === undefined) this.#successors[index].push(this.#arrive(this.#model.apply(state, effect), index, region));
        else this.#ends.push({ state: index, effect });
      }
    }
  }

  /** Takes what was put off in all states of a set that no step leaves; false where nothing was. */
  #catchUp(): boolean {
    let hasTaken = false;
    for (const component of bottomComponents({ states: this.#states.length, successors: (index) => this.#successors[index] })) {
      const taken = new Set(component.flatMap((index) => [...this.#taken[index]]));
      const first = Math.min(...component);
      const ignored = this.#enabled(first).filter((region) => !taken.has(region));
      if (ignored.length === 0) continue;
      const clusters = this.#clusters.of(this.#states[first]);
      this.#take(first, ignored.filter((region) => clusters[region] === clusters[ignored[0]]));
      hasTaken = true;
    }
    return hasTaken;
  }

  #result(incomplete: string | undefined): Searched {
    const pathTo = (index: number): number[] => pathFrom(this.#parents, index);
    return {
      states: this.#states.length, transitions: this.#transitions, depth: pathTo(this.#states.length - 1).length - 1, incomplete,
      bytes: this.#states.length * this.#model.space.regions.length * 4,
      quiescent: this.#quiescent, ends: this.#ends,
      stateAt: (index) => this.#states[index],
      pathTo,
      successors: (index) => Int32Array.from(this.#successors[index]),
    };
  }
}
