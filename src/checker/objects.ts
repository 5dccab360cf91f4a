import type { Memory } from './memory.ts';
import { HOLE, integer, kind, object, payload, unknown } from './values.ts';

interface Shape {
  readonly keys: readonly number[];
  readonly index: ReadonlyMap<number, number>;
  /** The shapes with one key more. */
  readonly extended: Map<number, number>;
}

/**
 * The own properties of objects. A shape says which property is in which slot, so that objects made alike share it
 * (Chambers, Ungar, Lee, An efficient implementation of SELF, OOPSLA 1989, section 3.1).
 */
export class Objects {
  readonly #memory: Memory;
  readonly #shapes: Shape[] = [{ keys: [], index: new Map(), extended: new Map() }];

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Fields of shape and slots are the same for objects and unknowns, at different offsets. */
  #shapeField(cell: number): number {
    return this.#memory.kind(cell) === kind.unknown ? unknown.shape : object.shape;
  }

  /** The value of an own property, HOLE where there is none. */
  get(cell: number, key: number): number {
    const field = this.#shapeField(cell);
    const at = this.#shapes[payload(this.#memory.words[cell + field])].index.get(key);
    return at === undefined ? HOLE : this.#memory.item(cell, field + 1, at);
  }

  set(cell: number, key: number, value: number): void {
    const field = this.#shapeField(cell);
    const shape = payload(this.#memory.words[cell + field]);
    const at = this.#shapes[shape].index.get(key);
    if (at !== undefined) {
      this.#memory.setItem(cell, field + 1, at, value);
      return;
    }
    this.#memory.words[cell + field] = integer(this.#extended(shape, key));
    this.#memory.push(cell, field + 1, value);
  }

  delete(cell: number, key: number): void {
    const field = this.#shapeField(cell);
    const { keys, index } = this.#shapes[payload(this.#memory.words[cell + field])];
    const at = index.get(key);
    if (at === undefined) return;
    let shape = 0;
    for (const other of keys) if (other !== key) shape = this.#extended(shape, other);
    this.#memory.words[cell + field] = integer(shape);
    this.#memory.splice(cell, field + 1, at, 1, []);
  }

  keys(cell: number): readonly number[] {
    return this.#shapes[payload(this.#memory.words[cell + this.#shapeField(cell)])].keys;
  }

  #extended(shape: number, key: number): number {
    const before = this.#shapes[shape];
    let next = before.extended.get(key);
    if (next === undefined) {
      const keys = [...before.keys, key];
      next = this.#shapes.push({ keys, index: new Map(keys.map((k, i) => [k, i])), extended: new Map() }) - 1;
      before.extended.set(key, next);
    }
    return next;
  }
}
