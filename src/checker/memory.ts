import type { Names } from './names.ts';
import type { Slicing } from './slicing.ts';
import { container, FALSE, frame, HOLE, integer, ITSELF, job, jobKind, kind, promise, promiseState, reference, tag, token, UNDEFINED, unknown, world } from './values.ts';

/** Words that a step can allocate before the memory has to grow: longer steps are cut off long before. */
const spare = 1 << 20;

/** Words of memories that were released: megabytes, of which each entry would take some anew many times. */
const idle: Int32Array<ArrayBuffer>[] = [];
const none = new Int32Array(0);

function newWords(): Int32Array<ArrayBuffer> {
  return idle.pop() ?? new Int32Array(spare);
}

/**
 * One state of the program, as a flat heap of cells: a header word (kind and size) and then values. A step runs on it in
 * place; afterwards `compact` copies what can still be reached to the front, in an order that depends only on the
 * graph's shape. That is Cheney's copying collector (A nonrecursive list compacting algorithm, CACM 1970), used here
 * twice: its result is the canonical form of the state, and a suspended task that it does not reach can never be woken.
 */
export class Memory {
  words = newWords();
  /** Which containers, by origin, are kept in order; the others have their items in the order that the rest of the state gives. */
  slicing: Slicing | undefined;
  names: Names | undefined;
  /** First free word. Word 0 is never used, so that no cell is at 0. */
  top = 1;
  #other = newWords();

  /** The world cell is the first of every state. */
  static readonly world = 1;

  allocate(cellKind: number, size: number): number {
    const cell = this.top;
    this.top += size + 1;
    if (this.top > this.words.length) this.#grow();
    this.words[cell] = cellKind | (size << 6);
    this.words.fill(UNDEFINED, cell + 1, this.top);
    return cell;
  }

  /** Leaves the words to the next memory; this one is not used any more. */
  release(): void {
    for (const words of [this.words, this.#other]) if (words.length === spare) idle.push(words);
    this.words = none;
    this.#other = none;
  }

  #grow(): void {
    let length = this.words.length;
    while (length < this.top) length *= 2;
    const grown = new Int32Array(length);
    grown.set(this.words);
    this.words = grown;
  }

  kind(cell: number): number {
    return this.words[cell] & 63;
  }

  size(cell: number): number {
    return this.words[cell] >> 6;
  }

  /** The kind of the cell that a value refers to, 0 for other values. */
  kindOf(value: number): number {
    return (value & 7) === tag.reference ? this.words[value >> 3] & 63 : 0;
  }

  load(state: Int32Array, length: number): void {
    if (this.words.length < length + spare) this.words = new Int32Array(length * 2 + spare);
    this.words.set(state.subarray(0, length), 1);
    this.top = length + 1;
  }

  /** The words from before the last `compact`: the fields of cells that it did not keep can still be read there. */
  previous(): Int32Array {
    return this.#other;
  }

  /** The state, without word 0. */
  image(): Int32Array {
    return this.words.subarray(1, this.top);
  }

  // Vectors: cells of values that are replaced by a copy when their length changes.

  vector(values: readonly number[]): number {
    const cell = this.allocate(kind.vector, values.length);
    for (let i = 0; i < values.length; i++) this.words[cell + 1 + i] = values[i];
    return reference(cell);
  }

  /** Length of the vector in a field, 0 where there is none. */
  length(cell: number, field: number): number {
    const vector = this.words[cell + field];
    return vector === UNDEFINED ? 0 : this.size(vector >> 3);
  }

  item(cell: number, field: number, index: number): number {
    return this.words[(this.words[cell + field] >> 3) + 1 + index];
  }

  setItem(cell: number, field: number, index: number, value: number): void {
    this.words[(this.words[cell + field] >> 3) + 1 + index] = value;
  }

  /** Replaces `removed` items at `start` by `inserted`. An empty vector is no vector, so that equal states look equal. */
  splice(cell: number, field: number, start: number, removed: number, inserted: readonly number[]): void {
    const length = this.length(cell, field);
    const size = length - removed + inserted.length;
    if (size === 0) {
      this.words[cell + field] = UNDEFINED;
      return;
    }
    const fresh = this.allocate(kind.vector, size);
    const old = (this.words[cell + field] >> 3) + 1;
    const { words } = this;
    for (let i = 0; i < start; i++) words[fresh + 1 + i] = words[old + i];
    for (let i = 0; i < inserted.length; i++) words[fresh + 1 + start + i] = inserted[i];
    for (let i = start + removed; i < length; i++) words[fresh + 1 + i - removed + inserted.length] = words[old + i];
    words[cell + field] = reference(fresh);
  }

  push(cell: number, field: number, value: number): void {
    this.splice(cell, field, this.length(cell, field), 0, [value]);
  }

  shift(cell: number, field: number): number {
    const first = this.item(cell, field, 0);
    this.splice(cell, field, 0, 1, []);
    return first;
  }

  /** Removes the first occurrence; tells whether there was one. */
  remove(cell: number, field: number, value: number): boolean {
    const length = this.length(cell, field);
    for (let i = 0; i < length; i++) {
      if (this.item(cell, field, i) === value) {
        this.splice(cell, field, i, 1, []);
        return true;
      }
    }
    return false;
  }

  items(cell: number, field: number): number[] {
    const length = this.length(cell, field);
    const values: number[] = [];
    for (let i = 0; i < length; i++) values.push(this.item(cell, field, i));
    return values;
  }

  /**
   * Keeps only what the world reaches, in canonical order. `lost` is told of each task or operation that was still
   * waiting and that nothing reaches any more, and of each grant of a lock that is still held and that nobody can give
   * back any more, though the lock itself is still reached (or is what had to be ended); their cells can be read during the call. `moved` is told of each copy.
   */
  compact(lost: (cell: number) => void, moved?: (from: number, to: number) => void): void {
    const pending = new Set(this.items(Memory.world, world.pending));
    this.words[Memory.world + world.pending] = UNDEFINED;
    const later = this.items(Memory.world, world.later);
    this.words[Memory.world + world.later] = UNDEFINED;
    const taken = new Set(this.items(Memory.world, world.taken));
    this.words[Memory.world + world.taken] = UNDEFINED;
    if (this.#other.length < this.words.length) this.#other = new Int32Array(this.words.length);
    const from = this.words;
    const to = this.#other;
    const { names } = this;
    names?.begin();
    let top = 1;

    const copy = (cell: number): number => {
      const header = from[cell];
      if (header < 0) return -header;
      const size = (header >> 6) + 1;
      const target = top;
      for (let i = 0; i < size; i++) to[target + i] = from[cell + i];
      top += size;
      from[cell] = -target;
      moved?.(cell, target);
      return target;
    };

    // an unknown that turned out to be some value is that value from now on
    const resolved = (given: number): number => {
      let value = given;
      while ((value & 7) === tag.reference) {
        const cell = value >> 3;
        if (from[cell] < 0 || (from[cell] & 63) !== kind.unknown || from[cell + unknown.value] === HOLE) break;
        value = from[cell + unknown.value];
      }
      return value;
    };

    let scan = 1;
    const unordered: number[] = [];
    const scanCells = (): void => {
      while (scan < top) {
        const header = to[scan];
        const end = scan + 1 + (header >> 6);
        let at = scan + 1;
        if (this.#isUnordered(to, scan)) {
          unordered.push(scan);
          at = end;
        }
        for (; at < end; at++) {
          const value = resolved(to[at]);
          to[at] = (value & 7) === tag.reference ? reference(copy(value >> 3)) : names !== undefined && (value & 7) === tag.constant ? (names.canonical(value >> 3) << 3) | tag.constant : value;
        }
        scan = end;
      }
    };
    // items whose order nobody reads come last: what else refers to them gives them their places, the same in each state
    // that differs only in which of several equal tasks is which
    const scanAll = (): void => {
      scanCells();
      for (let next = unordered.shift(); next !== undefined; next = unordered.shift()) {
        const field = next + container.items;
        const vector = to[field] >> 3;
        const items = Array.from(from.subarray(vector + 1, vector + 1 + (from[vector] >> 6)), resolved);
        const stride = (to[next] & 63) === kind.map ? 2 : 1;
        if (items.length > stride) this.slicing?.shuffles(to[next + container.origin] >> 3);
        const sorted = sortedBy(items, stride, (value) => placeOf(from, value, 3, names));
        to[field] = reference(top);
        to[top] = kind.vector | (items.length << 6);
        sorted.forEach((value, i) => { to[top + 1 + i] = value; });
        top += items.length + 1;
        scanCells();
      }
    };

    copy(Memory.world);
    scanAll();
    const timers = later.filter((timer) => !this.#isIdle(from, timer >> 3)).map((timer) => reference(copy(timer >> 3)));
    scanAll();
    for (const timer of later) {
      if (from[timer >> 3] > 0 && from[from[(timer >> 3) + job.a] >> 3] < 0) timers.push(reference(copy(timer >> 3)));
    }
    scanAll();

    const kept: number[] = [];
    for (const entry of pending) {
      const cell = entry >> 3;
      if (from[cell] < 0) {
        const copied = -from[cell];
        if (this.#isWaiting(to, copied)) kept.push(reference(copied));
      } else if (this.#isWaiting(from, cell)) lost(cell);
    }
    kept.sort((a, b) => a - b);
    const held: number[] = [];
    for (const entry of taken) {
      const cell = entry >> 3;
      if (from[cell] < 0) {
        if (to[-from[cell] + token.used] === FALSE) held.push(reference(-from[cell]));
      } else if (from[cell + token.used] === FALSE && (from[cell + token.mode] === ITSELF || from[from[cell + token.lock] >> 3] < 0)) lost(cell);
    }
    held.sort((a, b) => a - b);
    this.words = to;
    this.#other = from;
    this.top = top;
    if (timers.length > 0) {
      const queue = this.vector(timers);
      this.words[Memory.world + world.later] = queue;
    }
    this.words[Memory.world + world.pending] = kept.length === 0 ? UNDEFINED : this.vector(kept);
    if (held.length > 0) {
      const grants = this.vector(held);
      this.words[Memory.world + world.taken] = grants;
    }
  }

  /**
   * A timer whose promise nobody waits for. Where nobody can come to wait for it either (nothing but the timer reaches
   * the promise), its firing means nothing, and it is left out of the state.
   */
  #isIdle(words: Int32Array, timer: number): boolean {
    if (words[timer + job.kind] !== integer(jobKind.settle)) return false;
    const target = words[timer + job.a] >> 3;
    return words[target] > 0 && words[target + promise.reactions] === UNDEFINED;
  }

  /** A list, map or set of several items whose order nobody has read. */
  #isUnordered(words: Int32Array, cell: number): boolean {
    const header = words[cell] & 63;
    if (header !== kind.array && header !== kind.map && header !== kind.set) return false;
    return words[cell + container.items] !== UNDEFINED && this.slicing?.keepsOrder(words[cell + container.origin] >> 3) === false;
  }

  #isWaiting(words: Int32Array, cell: number): boolean {
    const cellKind = words[cell] & 63;
    if (cellKind === kind.frame) return words[cell + frame.awaiting] !== UNDEFINED;
    return cellKind === kind.promise && words[cell + promise.state] === integer(promiseState.pending);
  }
}

/** Groups of `stride` values, in the order of a key of the first of each; equal ones stay as they are. */
function sortedBy(values: readonly number[], stride: number, key: (value: number) => number): readonly number[] {
  if (values.length <= stride) return values;
  const groups: { readonly key: number; readonly group: readonly number[] }[] = [];
  for (let i = 0; i < values.length; i += stride) groups.push({ key: key(values[i]), group: values.slice(i, i + stride) });
  return groups.sort((a, b) => a.key - b.key).flatMap(({ group }) => group);
}

/** Where a value has its place already, that; else a hash of what it holds, a few references deep. */
function placeOf(from: Int32Array, value: number, depth: number, names: Names | undefined): number {
  if (names !== undefined && (value & 7) === tag.constant) return names.shape(value >> 3);
  if ((value & 7) !== tag.reference) return value;
  const cell = value >> 3;
  const header = from[cell];
  if (header < 0) return reference(-header);
  let hash = header;
  const end = cell + 1 + (header >> 6);
  for (let at = cell + 1; at < end; at++) {
    const part = depth > 0 ? placeOf(from, from[at], depth - 1, names) : from[at] & 7;
    hash = Math.imul(hash ^ part, 0x01000193);
    hash ^= hash >>> 15;
  }
  // after all that have a place
  return 2 ** 31 + (hash >>> 0);
}
