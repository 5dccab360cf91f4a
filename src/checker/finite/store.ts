/**
 * The states met so far, packed one after the other in one arena, in the order in which they were met. The table finds
 * them again: open addressing, a byte of the hash beside each slot so that most misses never look into the arena, and a
 * hit only where all words are equal (no state is taken for another).
 */
export class Store {
  readonly width: number;
  count = 0;
  words: Int32Array;
  #slots = new Int32Array(1 << 10);
  #tags = new Uint8Array(1 << 10);

  constructor(width: number) {
    this.width = width;
    this.words = new Int32Array(256 * width);
  }

  get bytes(): number {
    return this.words.byteLength + this.#slots.byteLength + this.#tags.byteLength;
  }

  /** The index of a state, which is the first words of `state`. It is added where it is new, with `count` as its index. */
  indexOf(state: Int32Array): number {
    const { width, words } = this;
    const mask = this.#tags.length - 1;
    const hash = hashOf(state, 0, width);
    const tag = (hash >>> 24) | 1;
    let slot = hash & mask;
    for (let found = this.#tags[slot]; found !== 0; found = this.#tags[slot]) {
      if (found === tag) {
        const index = this.#slots[slot];
        const base = index * width;
        let i = 0;
        while (i < width && words[base + i] === state[i]) i++;
        if (i === width) return index;
      }
      slot = (slot + 1) & mask;
    }
    this.#tags[slot] = tag;
    this.#slots[slot] = this.count;
    const base = this.count * width;
    for (let i = 0; i < width; i++) words[base + i] = state[i];
    this.count++;
    if (base + 2 * width > words.length) this.#growArena();
    if (this.count * 10 > mask * 7) this.#growTable();
    return this.count - 1;
  }

  #growArena(): void {
    const words = new Int32Array(Math.ceil((this.words.length / this.width) * 1.4) * this.width);
    words.set(this.words);
    this.words = words;
  }

  #growTable(): void {
    const size = this.#tags.length * 2;
    this.#slots = new Int32Array(size);
    this.#tags = new Uint8Array(size);
    for (let index = 0; index < this.count; index++) {
      const hash = hashOf(this.words, index * this.width, this.width);
      let slot = hash & (size - 1);
      while (this.#tags[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#tags[slot] = (hash >>> 24) | 1;
      this.#slots[slot] = index;
    }
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
