import type { Happening, Resource } from './happening.ts';

const sends = new Set(['channel.send', 'channel.trySend']);
const receives = new Set(['channel.receive', 'channel.tryReceive']);

/** Finds out which earlier happenings each happening meets: those whose wait it ends, and the send whose value it takes out of a buffer. */
export class Meetings {
  #waiting = new Map<number, Happening>();
  readonly #met = new Map<Happening, readonly Happening[]>();
  readonly #buffered = new Map<Resource, Happening[]>();
  /** What a select sends or takes is not told apart, so after one the order of a buffer is no longer known. */
  readonly #mixed = new Set<Resource>();
  #woken: Happening[] = [];

  /** What a step wakes, it wakes by what it does: nothing is carried over from one step to the next. */
  beginStep(): void {
    this.#woken = [];
  }

  settled(promiseCell: number): void {
    const woken = this.#waiting.get(promiseCell);
    if (woken !== undefined) this.#woken.push(woken);
    this.#waiting.delete(promiseCell);
  }

  operated(happening: Happening, promiseCell: number): void {
    const woken = this.#woken;
    this.#woken = [];
    if (happening.blocked) {
      this.#waiting.set(promiseCell, happening);
      return;
    }
    const takenFrom = this.#takenFrom(happening, woken);
    this.#met.set(happening, [...takenFrom, ...woken]);
    if (sends.has(happening.operation) && woken.length === 0) this.#bufferOf(happening)?.push(happening);
  }

  metBy(happening: Happening): readonly Happening[] {
    return this.#met.get(happening) ?? [];
  }

  moved(move: (cell: number) => number): void {
    this.#waiting = new Map([...this.#waiting].map(([cell, happening]) => [move(cell), happening]));
  }

  #takenFrom(happening: Happening, woken: Happening[]): Happening[] {
    const { operation, about } = happening;
    if (operation.startsWith('select.')) for (const mixed of about) if (mixed !== undefined) this.#mixed.add(mixed);
    const buffer = receives.has(operation) ? this.#bufferOf(happening) : undefined;
    if (buffer === undefined || buffer.length === 0) return [];
    // the value of a sender that is woken goes into the room that this makes
    buffer.push(...woken.splice(0));
    return buffer.splice(0, 1);
  }

  #bufferOf({ resource }: Happening): Happening[] | undefined {
    if (resource === undefined || this.#mixed.has(resource)) return undefined;
    const buffer = this.#buffered.get(resource) ?? [];
    this.#buffered.set(resource, buffer);
    return buffer;
  }
}
