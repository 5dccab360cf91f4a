import type { Successor } from './steps.ts';
import { newVisitedStates } from './states.ts';

/** Instructions that the ways of one step beyond the bound may take together. */
const mostInstructions = 100_000;

/**
 * The ways of a step beyond as many as it may go: a constructor looks at ten options, or a module fills a table from what is not
 * known, and most of what they decide makes no difference to the state. As long as no more states than the bound come of them,
 * they are all taken; one that leads where another did is left out.
 */
export class FurtherWays {
  readonly #bound: number;
  readonly #end: number;
  readonly #different = newVisitedStates();
  readonly #levels: number[] = [];

  constructor(known: readonly Successor[], bound: number, executed: number) {
    this.#bound = bound;
    this.#end = executed + mostInstructions;
    for (const successor of known) this.isNew(successor);
  }

  /** Whether there may be more ways after so many instructions. */
  mayGoOn(executed: number): boolean {
    return this.#different.count < this.#bound && executed < this.#end;
  }

  /** Whether a way leads where none before it did, or more surely, or to something that has to be told. */
  isNew({ image, level, lost, kept, misuse, endless }: Successor): boolean {
    if (image === undefined) return misuse !== undefined || endless !== undefined;
    const index = this.#different.add(image);
    const known = index < 0 ? this.#levels[-1 - index] : undefined;
    if (known === undefined || level < known) this.#levels[index < 0 ? -1 - index : index] = level;
    return known === undefined || level < known || lost.length > 0 || kept.length > 0;
  }
}
