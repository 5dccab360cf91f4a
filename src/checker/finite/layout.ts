import type { Space } from './space.ts';

/** Where in a packed state each region's content is: some bits of one word. */
export interface Field {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

export interface Layout {
  /** Words of a state. */
  readonly width: number;
  readonly fields: readonly Field[];
}

/** As many bits for each region as its contents need; no field crosses a word. */
export function layoutOf(space: Space): Layout {
  const fields: Field[] = [];
  const used: number[] = [0];
  for (const { contents } of space.regions) {
    const bits = 32 - Math.clz32(contents.length - 1);
    let word = used.findIndex((taken) => taken + bits <= 32);
    if (word < 0) word = used.push(0) - 1;
    fields.push({ word, shift: used[word], mask: bits === 32 ? -1 : (1 << bits) - 1 });
    used[word] += bits;
  }
  return { width: used.length, fields };
}

/** Whether all contents of the space fit their fields. */
export function fits(layout: Layout, space: Space): boolean {
  return space.regions.length === layout.fields.length && space.regions.every(({ name, contents }) => contents.length - 1 <= layout.fields[name].mask);
}

export function pack(layout: Layout, state: ArrayLike<number>, into: Int32Array): void {
  into.fill(0);
  const { fields } = layout;
  for (let region = 0; region < state.length; region++) into[fields[region].word] |= state[region] << fields[region].shift;
}

export function unpack(layout: Layout, words: Int32Array, base: number): Int32Array {
  const { fields } = layout;
  const state = new Int32Array(fields.length);
  for (let region = 0; region < fields.length; region++) {
    const { word, shift, mask } = fields[region];
    state[region] = (words[base + word] >>> shift) & mask;
  }
  return state;
}
