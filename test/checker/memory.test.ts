import { describe, expect, it } from 'vitest';
import { Memory } from '../../src/checker/memory.ts';
import { integer, kind, reference, UNDEFINED, world } from '../../src/checker/values.ts';

function withWorld(): Memory {
  const memory = new Memory();
  memory.allocate(kind.world, 5);
  return memory;
}

describe('Memory', () => {
  it('drops what the world does not reach and gives equal graphs equal images', () => {
    const build = (garbage: number): number[] => {
      const memory = withWorld();
      for (let i = 0; i < garbage; i++) memory.allocate(kind.array, 2);
      const cell = memory.allocate(kind.set, 2);
      memory.push(cell, 1, integer(5));
      memory.push(cell, 1, integer(6));
      const globals = memory.vector([reference(cell), reference(cell)]);
      memory.words[Memory.world + world.globals] = globals;
      memory.compact(() => undefined);
      return [...memory.image()];
    };
    expect(build(0)).toEqual(build(17));
  });

  it('tells of a task that still waits and that nothing reaches', () => {
    const memory = withWorld();
    const waiting = memory.allocate(kind.promise, 8);
    memory.words[waiting + 1] = integer(0);
    memory.push(Memory.world, world.pending, reference(waiting));
    const lost: number[] = [];
    memory.compact((cell) => { lost.push(cell); });
    expect(lost).toEqual([waiting]);
    expect(memory.words[Memory.world + world.pending]).toBe(UNDEFINED);
  });

  it('splices vectors, and an empty one is none', () => {
    const memory = withWorld();
    const cell = memory.allocate(kind.array, 2);
    memory.splice(cell, 1, 0, 0, [1, 2, 3].map(integer));
    memory.splice(cell, 1, 1, 1, [7, 8].map(integer));
    expect(memory.items(cell, 1)).toEqual([1, 7, 8, 3].map(integer));
    expect(memory.remove(cell, 1, integer(8))).toBe(true);
    memory.splice(cell, 1, 0, 3, []);
    expect(memory.words[cell + 1]).toBe(UNDEFINED);
  });
});
