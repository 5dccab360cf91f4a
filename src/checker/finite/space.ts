/**
 * The finite model of one entry: named regions of the heap, each with the contents that it can have. A state is the
 * vector of the contents' indices. Index 0 is no content: the region is not there.
 */

/** What runs by itself in a region: nothing, a call that is ready, a timer or other call that comes at some time, a suspended task. */
export type Activity = 'none' | 'ready' | 'later' | 'task';

/** A suspended task that awaits a promise of its own: settled, it goes on; pending, it never does. */
export const OWN_SETTLED = -1;
export const OWN_PENDING = -2;

export interface Content {
  /** Cells as in memory; a reference inside is the offset from the region's first word, one to another region is `-1 - name`. */
  readonly words: Int32Array;
  readonly activity: Activity;
  /** A pending operation that counts as blocked though no task awaits it. */
  readonly isOffer: boolean;
  /** For a task, the region of the promise that it awaits, or one of the two above. */
  readonly awaits: number;
  readonly isSettled: boolean;
  /** The regions it refers to, ascending. */
  readonly references: readonly number[];
}

export interface Region {
  readonly name: number;
  /** Who makes it and what it is; regions with the same key are instances of one pool. */
  readonly key: string;
  readonly instance: number;
  /** What it is to a person: a task's procedure, a primitive's name. */
  readonly title: string;
  /** Where it is made, 0 where that is not known. */
  readonly site: number;
  /** By index; the first is undefined. */
  readonly contents: (Content | undefined)[];
  /** The regions that refer to it, and with which of their contents. */
  readonly referrers: Map<number, Set<number>>;
}

/** Why an entry has no finite model, and where that shows. */
export class NotFinite extends Error {
  readonly site: number;

  constructor(reason: string, site = 0) {
    super(reason);
    this.site = site;
  }
}

/** More instances of one thing at once than this are taken for any number. */
const mostInstances = 64;
const mostRegions = 4000;
const mostContents = 20_000;

export class Space {
  readonly regions: Region[] = [];
  readonly #byKey = new Map<string, number[]>();
  readonly #indices: Map<string, number>[] = [];

  region(name: number): Region {
    return this.regions[name];
  }

  content(name: number, index: number): Content | undefined {
    return this.regions[name].contents[index];
  }

  /** The regions of one pool, in order. */
  pool(key: string): readonly number[] {
    return this.#byKey.get(key) ?? [];
  }

  /** One more region of a pool. */
  add(key: string, title: string, site: number): number {
    const pool = this.#byKey.get(key) ?? [];
    this.#byKey.set(key, pool);
    if (pool.length >= mostInstances || this.regions.length >= mostRegions) throw new NotFinite(`${title} is made again and again while earlier ones are still in use`, site);
    const name = this.regions.length;
    this.regions.push({ name, key, instance: pool.length, title, site, contents: [undefined], referrers: new Map() });
    this.#indices.push(new Map());
    pool.push(name);
    return name;
  }

  /** The index of a content, which is new where it has not been met. */
  intern(name: number, content: Content): number {
    const index = this.#indices[name];
    const text = `${content.activity}${content.isOffer ? '!' : ''}${content.words.join()}`;
    const known = index.get(text);
    if (known !== undefined) return known;
    const { contents } = this.regions[name];
    if (contents.length > mostContents) throw new NotFinite('a value grows without a bound');
    const fresh = contents.push(content) - 1;
    index.set(text, fresh);
    for (const target of content.references) {
      const { referrers } = this.regions[target];
      const from = referrers.get(name) ?? new Set();
      from.add(fresh);
      referrers.set(name, from);
    }
    return fresh;
  }

  /** Whether a region of a state is there for nobody: nothing runs in it and nothing refers to it. */
  isGarbage(state: ArrayLike<number>, name: number): boolean {
    const content = this.content(name, state[name]);
    if (content === undefined || content.activity !== 'none' || content.isOffer || name === 0) return false;
    return !this.isReferred(state, name, name);
  }

  /** Whether a region other than itself and `except` refers to it. */
  isReferred(state: ArrayLike<number>, name: number, except: number): boolean {
    for (const [from, contents] of this.regions[name].referrers) if (from !== name && from !== except && contents.has(state[from])) return true;
    return false;
  }

  /** Empties the given regions where nothing refers to them any more, and then those that they referred to. */
  collect(state: Int32Array, candidates: readonly number[]): void {
    for (const name of candidates) {
      if (!this.isGarbage(state, name)) continue;
      const { references } = this.content(name, state[name]) ?? { references: [] };
      state[name] = 0;
      this.collect(state, references);
    }
  }
}
