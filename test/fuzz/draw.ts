import fc from 'fast-check';

/** A number from 0 up to, and without, a bound. Everything that is made at random is made of these. */
export type Draw = (below: number) => number;

/** What is made with the draws of one seed; the same seed makes the same. */
export function drawn<T>(seed: number, make: (draw: Draw) => T): T {
  const [made] = fc.sample(fc.gen().map((g) => make((below) => g(fc.nat, { max: below - 1 }))), { seed, numRuns: 1 });
  return made;
}

export function pick<T>(draw: Draw, values: readonly T[]): T {
  return values[draw(values.length)];
}

export function several<T>(draw: Draw, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: least + draw(most - least + 1) }, make);
}
