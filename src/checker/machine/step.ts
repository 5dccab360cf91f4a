import { Evidence } from '../obligations/evidence.ts';
import type { Observer } from '../observer.ts';
import { RAISED, UNDEFINED } from '../values.ts';
import { WithConstants } from './constants.ts';

/** How sure a step is: 0 the program's own choices, 1 a free choice on an unknown value, 2 an approximation. */
export type Level = 0 | 1 | 2;

/** What a step did that a finding may need. */
export interface Misuse {
  readonly message: string;
  readonly site: number;
}

/** The step that is running: what it chose, threw and touched. */
export class WithStep extends WithConstants {
  thrown = UNDEFINED;
  level: Level = 0;
  /** Choices to repeat, and those made in this step (chosen, out of how many). */
  script: readonly number[] = [];
  made: { chosen: number; of: number }[] = [];
  /** Picks one of `n` where the script says nothing; the first unless set. */
  pick: ((n: number) => number) | undefined;
  rejected: number[] = [];
  /** Procedures of the prelude that run as soon as the operation that asked for them is done, before its caller goes on. */
  following: { readonly procedure: number; readonly args: readonly number[] }[] = [];
  /** Error cells thrown by misuse of a primitive, in this step's memory. */
  misuses = new Map<number, Misuse>();
  /** Errors of the language itself about wrong values, which most programs never meet: the message of each, and the place in the program where it was first thrown, -1 before that. */
  readonly faults = new Map<string, number>();
  readonly evidence = new Evidence();
  /** Told of what happens, when a trace is made. */
  observer: Observer | undefined;

  /**
   * One of `n` ways to go on; all are explored. `level` says what choosing costs in confidence.
   */
  choose(n: number, level: Level): number {
    if (n <= 1) return 0;
    const at = this.made.length;
    const chosen = at < this.script.length ? this.script[at] : this.pick === undefined ? 0 : this.pick(n);
    this.made.push({ chosen, of: n });
    if (level > this.level) this.level = level;
    return chosen;
  }

  raise(value: number): number {
    this.thrown = value;
    return RAISED;
  }

  // footprints: whose cells a step touches

  /** Whether the step has touched nothing that another task could touch. */
  isPrivate = true;
  /** For each cell of the loaded state, the ready job that alone reaches it, or -1 where several do. */
  owners: Int32Array | undefined;
  ownerLimit = 0;
  running = -1;
  /** What a step touches, where somebody asks: cells, and variables of modules by their negatives. */
  touched: Set<number> | undefined;

  /** Notes that the step reads or writes a cell whose content others may change. */
  touch(cell: number): void {
    this.touched?.add(cell);
    if (this.owners !== undefined && cell < this.ownerLimit && this.owners[cell] !== this.running) this.isPrivate = false;
  }

  touchWorld(): void {
    this.isPrivate = false;
  }

  touchGlobal(index: number): void {
    this.isPrivate = false;
    this.touched?.add(-1 - index);
  }
}
