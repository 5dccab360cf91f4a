import type { Instruction, Procedure } from '../model/ir/ir.ts';

/** What remains of a property that is read or written to no use: its object must be there. */
export type Residue =
  /** Throws where `object` is null or undefined. */
  | { readonly op: 'demand'; readonly object: number; readonly key: number }
  /** The same; and the object has the property from then on. `races`: others have read it and will write it. */
  | { readonly op: 'occupy'; readonly object: number; readonly key: number; readonly races: boolean }
  /** A variable is written that others have read and will write. */
  | { readonly op: 'touch' };

export type Step = Instruction | Residue;

/** A procedure as it is run: without what cannot bear on a verdict. */
export interface Program extends Omit<Procedure, 'code'> {
  readonly code: readonly Step[];
  /**
   * The slots that are dead once the task has suspended at each `await` and `yield`, by position: they are emptied, so that
   * states which differ only in values that nobody will read are one state.
   */
  readonly dead: ReadonlyMap<number, ReadonlySet<number>>;
}

/** What the procedures read of objects. */
export interface Reading {
  /** Whether what is assigned to a property of this name is kept. */
  isRead(name: string): boolean;
  /** Names of properties that an object may lack because nobody reads them. */
  readonly missing: ReadonlySet<string>;
  /** Whether a property of this name may hold more than plain values. */
  mayHold(name: string): boolean;
}

/** Nothing is left out. */
export const readsAll: Reading = { isRead: () => true, missing: new Set(), mayHold: () => true };
