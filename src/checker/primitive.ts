import type { Operation } from '../model/ir/ir.ts';
import type { Machine } from './machine.ts';

/** What an operation is told besides its operands. */
export interface CallInfo {
  /** Where visible code called it. */
  readonly site: number;
  /** Index of the library export whose operation this is, -1 for a call from the prelude. */
  readonly library: number;
  readonly operation: Operation | undefined;
  /** The frame that calls it. */
  readonly frame?: number;
}

/** A primitive operation: operands in the order of its declaration; returns a value, or RAISED. */
export interface PrimitiveOperation {
  readonly operands: readonly string[];
  /** It looks at nothing of its operands that others may change, or says itself what it touches. */
  readonly touchesItself?: true;
  readonly run: (m: Machine, operands: readonly number[], call: CallInfo) => number;
}

export interface Primitive {
  readonly name: string;
  /** Number of fields of its cell after the library index; creation fills them. 0 where it has no cell. */
  readonly fields: number;
  readonly create?: PrimitiveOperation;
  readonly operations: Readonly<Record<string, PrimitiveOperation>>;
  /** Fields that hold queues of waiters, how many words an entry has, and which of them is the waiter (the first): who gives up leaves them. */
  readonly queues?: readonly { readonly field: number; readonly stride: number; readonly waiter?: number }[];
  /** What happens when a waiter has left a queue: those behind it may go on. */
  readonly withdrawn?: (m: Machine, cell: number) => void;
  /** Whether what was taken of it and is lost still has to be given back: a lock always, a stream only while it goes on. */
  readonly needsGivingBack?: (m: Machine, cell: number) => boolean;
  /** Whether these grants are all that is taken of it, and nobody who waits can be served until one of them is given back. */
  readonly isExhaustedBy?: (m: Machine, cell: number, grants: readonly number[]) => boolean;
  /** How a wait in it is told to a person, by the name that the waiting promise has (`send`, as in `channel.send`). */
  readonly blocked?: Readonly<Record<string, BlockedWords>>;
}

/** `acquire` waits for `a release`; `mends` is a sentence or two on what would fix it; `nobody` says why it never ends. */
export interface BlockedWords {
  readonly verb: string;
  readonly waitsFor: string;
  readonly mends: string;
  readonly nobody?: string;
}
