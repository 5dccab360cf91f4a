/**
 * The states that have been seen, each once: packed one after the other in an arena, found through an open-addressing
 * table that compares the words themselves, so that no two states are ever taken for one.
 */
interface VisitedStates {
  /** Index of the state if it is new, `-1 - index` if it was known. */
  add(state: Int32Array): number;
  /** Index of a state, -1 if it is new. */
  find(state: Int32Array): number;
  get(index: number): Int32Array;
  readonly count: number;
  /** Bytes in use. */
  readonly bytes: number;
}

function hashWords(state: Int32Array): number {
  let hash = 0x811c9dc5 ^ state.length;
  for (let i = 0; i < state.length; i++) {
    hash = Math.imul(hash ^ state[i], 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 13);
}

export function newVisitedStates(): VisitedStates {
  const chunkWords = 1 << 16;
  const chunks: Int32Array[] = [];
  let used = chunkWords;
  let starts = new Float64Array(1 << 12);
  let lengths = new Int32Array(1 << 12);
  let hashes = new Int32Array(1 << 12);
  let table = new Int32Array(1 << 13);
  let count = 0;

  function view(index: number): Int32Array {
    const start = starts[index];
    const chunk = Math.floor(start / chunkWords);
    const offset = start - chunk * chunkWords;
    return chunks[chunk].subarray(offset, offset + lengths[index]);
  }

  function isEqual(index: number, state: Int32Array): boolean {
    if (lengths[index] !== state.length) return false;
    const known = view(index);
    for (let i = 0; i < state.length; i++) if (known[i] !== state[i]) return false;
    return true;
  }

  /** The table's place of a state: its own, or the empty one where it would go. */
  function place(state: Int32Array, hash: number): number {
    const mask = table.length - 1;
    let at = hash & mask;
    while (table[at] !== 0) {
      const index = table[at] - 1;
      if (hashes[index] === hash && isEqual(index, state)) return at;
      at = (at + 1) & mask;
    }
    return at;
  }

  function growTable(): void {
    table = new Int32Array(table.length * 2);
    const mask = table.length - 1;
    for (let index = 0; index < count; index++) {
      let at = hashes[index] & mask;
      while (table[at] !== 0) at = (at + 1) & mask;
      table[at] = index + 1;
    }
  }

  function growLists(): void {
    const wider = new Float64Array(starts.length * 2);
    wider.set(starts);
    starts = wider;
    const longer = new Int32Array(lengths.length * 2);
    longer.set(lengths);
    lengths = longer;
    const more = new Int32Array(hashes.length * 2);
    more.set(hashes);
    hashes = more;
  }

  function store(state: Int32Array): number {
    if (used + state.length > chunkWords) {
      // a state longer than a chunk gets as many chunks' worth of numbers as it needs, in one array
      const span = Math.ceil(state.length / chunkWords);
      chunks.push(new Int32Array(Math.max(chunkWords, state.length)));
      for (let i = 1; i < span; i++) chunks.push(new Int32Array(0));
      used = 0;
      const start = (chunks.length - span) * chunkWords;
      chunks[chunks.length - span].set(state, 0);
      used = span > 1 ? chunkWords : state.length;
      return start;
    }
    const start = (chunks.length - 1) * chunkWords + used;
    chunks[chunks.length - 1].set(state, used);
    used += state.length;
    return start;
  }

  return {
    get count() { return count; },
    get bytes() { return chunks.length * chunkWords * 4 + table.length * 4 + starts.length * 16; },
    get: view,
    find: (state) => table[place(state, hashWords(state))] - 1,
    add(state) {
      const hash = hashWords(state);
      const at = place(state, hash);
      if (table[at] !== 0) return -table[at];
      if (count === starts.length) growLists();
      starts[count] = store(state);
      lengths[count] = state.length;
      hashes[count] = hash;
      table[at] = ++count;
      if (count * 2 > table.length) growTable();
      return count - 1;
    },
  };
}
