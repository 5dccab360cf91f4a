const arenaGrowth = 1.4;

/**
 * The states met so far, packed one after the other in one arena, in the order in which they were met. The table finds
 * them again: open addressing, the bits of the hash that a slot has left beside the index, so that most misses never look
 * into the arena, and a hit only where all words are equal (no state is taken for another).
 */
export class Store {
  readonly width: number;
  count = 0;
  words: Int32Array;
  /** Empty, or one more than the index of a state in the bits of the mask; above them, what its hash has there. */
  #slots = new Int32Array(1 << 10);

  constructor(width: number) {
    this.width = width;
    this.words = new Int32Array(256 * width);
  }

  get bytes(): number {
    return this.words.byteLength + this.#slots.byteLength;
  }

  /** Bytes that are needed besides while the arena or the table grows next, as what it was is still there. */
  get bytesToGrow(): number {
    return Math.max(this.words.byteLength * arenaGrowth, this.#slots.byteLength * 2);
  }

  /** The index of a state, which is the first words of `state`. It is added where it is new, with `count` as its index. */
  indexOf(state: Int32Array): number {
    const { width, words } = this;
    const hash = hashOf(state, 0, width);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      if (((entry ^ hash) & ~mask) === 0) {
        const index = (entry & mask) - 1;
        const base = index * width;
        let i = 0;
        while (i < width && words[base + i] === state[i]) i++;
        if (i === width) return index;
      }
      slot = (slot + 1) & mask;
    }
    const index = this.count++;
    slots[slot] = (hash & ~mask) | this.count;
    const base = index * width;
    for (let i = 0; i < width; i++) words[base + i] = state[i];
    if (base + 2 * width > words.length) this.#growArena();
    if (this.count * 10 > mask * 7) this.#growTable();
    return index;
  }

  #growArena(): void {
    const words = new Int32Array(Math.ceil((this.words.length / this.width) * arenaGrowth) * this.width);
    words.set(this.words);
    this.words = words;
  }

  #growTable(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      const hash = hashOf(this.words, index * this.width, this.width);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hash & ~mask) | (index + 1);
    }
    this.#slots = slots;
  }
}

function hashOf(words: Int32Array, base: number, width: number): number {
  let hash = 0;
  for (let i = base; i < base + width; i++) {
    hash = Math.imul(hash ^ words[i], 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
