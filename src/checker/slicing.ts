/** More properties than this that are written by a computed name are not told apart: each begins the exploration again. */
const mostWritten = 8;

/**
 * What the states need not hold, as it shows during the exploration: a list, map or set that is only ever added to and
 * never read; the order of one whose order nobody reads; what is assigned to properties that no instruction reads.
 * A property that no instruction names when it writes is taken for one that is not written.
 * Names that nobody looks into are exchanged (`names.ts`). Containers are known by the site that makes them, their origin (-1: always kept). Where something turns out to be read
 * that was not kept, the exploration begins again, with it kept.
 */
export class Slicing {
  /** Nothing is left out. */
  readonly keepsAll: boolean;
  /** How long timers are set for may matter: the program may be run by the clock. */
  readonly readsDelays: boolean;
  readonly #read = new Set<number>();
  readonly #leftOut = new Set<number>();
  readonly #ordered = new Set<number>();
  readonly #shuffled = new Set<number>();
  readonly #names = new Set<string>();
  readonly #written = new Set<string>();
  #writesAny = false;
  #namesMatter: boolean;
  #mustRestart = false;

  constructor(keepsAll = false, namesMatter = keepsAll, readsDelays = true) {
    this.keepsAll = keepsAll;
    this.readsDelays = readsDelays;
    this.#namesMatter = namesMatter;
  }

  /** Whether texts that only tell things apart are kept as they are. */
  get namesMatter(): boolean {
    return this.#namesMatter;
  }

  looksIntoNames(): void {
    this.#namesMatter = true;
    this.#mustRestart = true;
  }

  /** Properties that are read by a computed name. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Properties that are written by a computed name, undefined where that may be any. Reads of what is never written race with nothing. */
  get written(): ReadonlySet<string> | undefined {
    return this.#writesAny ? undefined : this.#written;
  }

  /** Notes such a property; undefined for one of which the name says nothing. */
  writesName(name: string | undefined): void {
    if (name !== undefined) this.#written.add(name);
    this.#writesAny ||= name === undefined || this.#written.size > mostWritten;
    this.#mustRestart = true;
  }

  get mustRestart(): boolean {
    return this.#mustRestart;
  }

  /** Another exploration begins: it keeps what was read in those before. */
  begin(): void {
    this.#leftOut.clear();
    this.#shuffled.clear();
    this.#mustRestart = false;
  }

  /** Whether the content of a container is kept; where it is not, that is noted. */
  keeps(origin: number): boolean {
    if (this.keepsAll || origin < 0 || this.#read.has(origin)) return true;
    this.#leftOut.add(origin);
    return false;
  }

  reads(origin: number, inOrder: boolean): void {
    if (origin < 0) return;
    if (!this.#read.has(origin)) {
      this.#read.add(origin);
      if (this.#leftOut.has(origin)) this.#mustRestart = true;
    }
    if (inOrder && !this.#ordered.has(origin)) {
      this.#ordered.add(origin);
      if (this.#shuffled.has(origin)) this.#mustRestart = true;
    }
  }

  readsName(name: string): void {
    if (this.keepsAll) return;
    this.#names.add(name);
    this.#mustRestart = true;
  }

  keepsOrder(origin: number): boolean {
    return this.keepsAll || origin < 0 || this.#ordered.has(origin);
  }

  /** The items of a container have changed places. */
  shuffles(origin: number): void {
    this.#shuffled.add(origin);
  }
}
