import type { Instruction } from '../model/ir/ir.ts';
import type { Region } from '../model/ir/regions.ts';

/**
 * Control dependence (Ferrante, Ottenstein, Warren, The program dependence graph, 1987): which branches decide whether an
 * instruction runs. Only branches whose ways meet again are among them; the others always matter.
 */
export interface Control {
  /** The regions of the branches that may turn out to decide nothing, by branch. */
  readonly regions: ReadonlyMap<number, Region>;
  /** For each instruction the branches whose region it is in. */
  readonly deciding: readonly (readonly number[])[];
}

export function controlOf(code: readonly Instruction[], regions: readonly Region[]): Control {
  const deciding: number[][] = code.map(() => []);
  for (const { branch, inside } of regions) for (const pc of inside) deciding[pc].push(branch);
  return { regions: new Map(regions.map((region) => [region.branch, region])), deciding };
}
