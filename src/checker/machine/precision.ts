import type { Bounds, StepBounds } from '../bounds.ts';

/** Which values are kept exactly. */
export class Precision {
  readonly #bounds: Bounds;
  /** Integers that the program compares with, and their neighbours. */
  readonly #landmarks: ReadonlySet<number>;
  readonly #landmark: number;
  /** The prelude's own counting is always exact: its loops run over what is there. */
  countsExactly = false;
  /** Whether the first step runs. */
  isSetup = false;
  /** Whether a value has gone beyond the watched bounds. */
  hasOutgrown = false;

  constructor(bounds: Bounds, landmarks: readonly number[]) {
    this.#bounds = bounds;
    this.#landmarks = new Set(landmarks.flatMap((n) => [n - 1, n, n + 1]));
    // loops that count to a small number are run as they are
    this.#landmark = Math.max(0, ...landmarks.filter((n) => n <= 64));
  }

  get #step(): StepBounds {
    return this.isSetup ? this.#bounds.setup ?? this.#bounds : this.#bounds;
  }

  /** Up to this number all are kept exactly. */
  get largest(): number {
    return Math.max(this.#step.integer, this.#landmark);
  }

  /** Whether an integer is too large to be kept exactly. */
  isLarge(n: number): boolean {
    if (this.countsExactly || Math.abs(n) <= this.#landmark || this.#landmarks.has(n)) return false;
    const { watched } = this.#bounds;
    if (watched !== undefined && Math.abs(n) > watched.integer) this.hasOutgrown = true;
    return Math.abs(n) > this.#step.integer;
  }

  /** Whether a list is too long to be kept exactly. */
  isLong(items: number): boolean {
    const { watched } = this.#bounds;
    if (watched !== undefined && items > watched.items) this.hasOutgrown = true;
    return items > this.#step.items;
  }
}
