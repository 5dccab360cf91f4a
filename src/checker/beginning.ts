import type { Ways } from './steps.ts';

/**
 * Whether there was anything to explore. A program whose every way ends in an error of the language as it begins, such as a
 * property read of what is undefined, has shown nothing: it may be wrong so, or Coffman may lack some knowledge of it.
 */
export class Beginning {
  #fault: string | undefined;
  #isPast = false;

  /** A step was taken from the first state (0) or a later one. */
  goesOn(state: number, { fault, successors }: Ways): void {
    this.#fault ??= fault;
    this.#isPast ||= state > 0 && successors.some(({ image }) => image !== undefined);
  }

  /** A state has no steps: the program came to its end, or to rest. */
  rests(): void {
    this.#isPast = true;
  }

  /** Why the exploration is not whole, if so. */
  get reason(): string | undefined {
    return this.#fault === undefined || this.#isPast ? undefined : `the program ends as it begins: ${this.#fault}`;
  }
}
