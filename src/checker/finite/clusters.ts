import type { FiniteModel, Tree } from './finite-model.ts';

/** What the steps of one region with one content touch, from now on or at once. */
interface Footprint {
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
}

const nothing: Footprint = { reads: new Set(), writes: new Set() };

/**
 * Which regions can have to do with one another from a state on, by all steps that are known: two are in one cluster if one can
 * come to write what the other can come to read or write. The steps of a cluster commute with all steps of the others, now and later,
 * so they are a persistent set (Godefroid, *Partial-order methods for the verification of concurrent systems*, 1996; Overman's clusters).
 * That nothing refers to a region any more is no matter of order: whoever lets go of it last empties it.
 */
export class Clusters {
  readonly #model: FiniteModel;
  readonly #steps: Footprint[][] = [];
  /** By region and content, the contents that the region can have next. */
  readonly #next: Set<number>[][];
  readonly #futures: (Footprint | undefined)[][] = [];

  constructor(model: FiniteModel) {
    this.#model = model;
    const { regions } = model.space;
    this.#next = regions.map(({ contents }) => contents.map((content) => new Set(content?.activity === 'none' || content === undefined ? [0] : [])));
    regions.forEach(({ name, contents }) => {
      this.#steps[name] = [];
      this.#futures[name] = [];
      contents.forEach((content, index) => {
        const tree = model.trees[name]?.get(index);
        if (tree === undefined || content === undefined) return;
        const step = { reads: new Set(content.awaits >= 0 ? [content.awaits] : []), writes: new Set([name]) };
        this.#take(tree, step, new Map([[name, index]]));
        this.#steps[name][index] = step;
      });
    });
  }

  /** For each region the cluster that it is in, named after one of its regions. */
  of(state: ArrayLike<number>): Int32Array {
    const count = this.#next.length;
    const parent = Int32Array.from({ length: count }, (_, i) => i);
    const find = (region: number): number => {
      let at = region;
      while (parent[at] !== at) at = parent[at] = parent[parent[at]];
      return at;
    };
    const futures = Array.from({ length: count }, (_, region) => this.#future(region, region < state.length ? state[region] : 0));
    const written = new Set(futures.flatMap(({ writes }) => [...writes]));
    futures.forEach(({ reads, writes }, region) => {
      for (const touched of [...reads, ...writes]) if (written.has(touched)) parent[find(touched)] = find(region);
    });
    return Int32Array.from({ length: count }, (_, region) => find(region));
  }

  /** What the region's steps can touch from this content on. */
  #future(region: number, content: number): Footprint {
    const known = this.#futures[region][content];
    if (known !== undefined) return known;
    const seen = new Set([content]);
    const reads = new Set<number>();
    const writes = new Set<number>();
    for (const at of seen) {
      const step = this.#steps[region][at] ?? nothing;
      step.reads.forEach((touched) => reads.add(touched));
      step.writes.forEach((touched) => writes.add(touched));
      this.#next[region][at]?.forEach((next) => seen.add(next));
    }
    return this.#futures[region][content] = { reads, writes };
  }

  /** Takes in the leaves of a tree; `decided` are the contents that lead there. */
  #take(tree: Tree, step: { readonly reads: Set<number>; readonly writes: Set<number> }, decided: ReadonlyMap<number, number>): void {
    if (tree.kind === 'choice') for (const branch of tree.branches.values()) this.#take(branch, step, decided);
    else if (tree.kind !== 'effect') {
      if (tree.kind !== 'shared') step.reads.add(tree.region);
      const isExact = (value: number): boolean => tree.kind === 'content' || (tree.kind === 'presence' && value === 0);
      for (const [value, branch] of tree.branches) this.#take(branch, step, isExact(value) ? new Map(decided).set(tree.region, value) : decided);
    } else {
      for (const { region, content } of tree.effect.writes) {
        step.writes.add(region);
        const before = decided.get(region);
        if (before === undefined) for (const next of this.#next[region]) next.add(content);
        else this.#next[region][before].add(content);
      }
      this.#release(tree.effect.released, step.writes);
    }
  }

  #release(regions: readonly number[], writes: Set<number>, released = new Set<number>()): void {
    for (const region of regions) {
      if (released.has(region)) continue;
      released.add(region);
      writes.add(region);
      for (const content of this.#model.space.region(region).contents) if (content?.activity === 'none') this.#release(content.references, writes, released);
    }
  }
}
