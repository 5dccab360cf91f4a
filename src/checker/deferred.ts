import { ENDLESS, type Machine } from './machine.ts';
import { integer, promise } from './values.ts';

/** A promise that is given properties mostly has the functions with it that settle it: who calls them, and whether, is not followed. */
export function noteDeferred(m: Machine, cell: number): void {
  if (m.isPending(cell)) m.memory.words[cell + promise.operation] = integer(m.operationIndex(ENDLESS));
}
