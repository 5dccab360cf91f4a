import type { Resource, Taking } from './happening.ts';
import type { Task } from './task.ts';

/** In the place of a cell that went in an earlier step than the last. */
export const GONE = Number.NEGATIVE_INFINITY;

/** A task that waits to take something. */
interface Waiting {
  readonly task: Task;
  readonly site: number;
  readonly operation: string;
  readonly resource: Resource;
}

/** What is known of cells of the heap. It moves with them. */
export class Facts {
  /** The task whose outermost frame a cell is. */
  taskAt = new Map<number, Task>();
  resourceAt = new Map<number, Resource>();
  /** The task whose end settles a promise. */
  producerAt = new Map<number, Task>();
  /** The task that started a pending operation. */
  starterAt = new Map<number, Task>();
  waitingAt = new Map<number, Waiting>();
  /** What the code of a frame took. */
  takingsOf = new Map<number, readonly Taking[]>();
  /** Frames that wait for work of code outside. */
  outsideAt = new Map<number, true>();
  /** The promises that a promise settles with. */
  followed = new Map<number, readonly number[]>();

  /** Cells have moved; those that are gone keep their facts under the negative of their old place, for the report on what was lost. */
  move(placeOf: (cell: number) => number): void {
    const moved = <T>(map: ReadonlyMap<number, T>): Map<number, T> => new Map([...map].map(([cell, fact]) => [placeOf(cell), fact]));
    this.taskAt = moved(this.taskAt);
    this.resourceAt = moved(this.resourceAt);
    this.producerAt = moved(this.producerAt);
    this.starterAt = moved(this.starterAt);
    this.waitingAt = moved(this.waitingAt);
    this.takingsOf = moved(this.takingsOf);
    this.outsideAt = moved(this.outsideAt);
    this.followed = new Map([...moved(this.followed)].map(([cell, others]) => [cell, others.map((other) => (other < 0 ? GONE : placeOf(other)))]));
  }

  /** Facts about cells that went in earlier steps are of no use any more. */
  forgetGone(): void {
    for (const map of [this.taskAt, this.resourceAt, this.producerAt, this.starterAt, this.waitingAt, this.followed, this.takingsOf, this.outsideAt] as const) {
      for (const cell of [...map.keys()]) if (cell < 0) map.delete(cell);
    }
  }
}
