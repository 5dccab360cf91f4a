import { describe, expect, it } from 'vitest';
import { newVisitedStates } from '../../src/checker/states.ts';

describe('newVisitedStates', () => {
  it('numbers new states and knows them again', () => {
    const visited = newVisitedStates();
    expect(visited.add(Int32Array.of(1, 2, 3))).toBe(0);
    expect(visited.add(Int32Array.of(1, 2, 4))).toBe(1);
    expect(visited.add(Int32Array.of(1, 2, 3))).toBe(-1);
    expect(visited.find(Int32Array.of(1, 2, 4))).toBe(1);
    expect(visited.find(Int32Array.of(1, 2))).toBe(-1);
    expect([...visited.get(0)]).toEqual([1, 2, 3]);
  });

  it('keeps every state apart while its tables grow', () => {
    const visited = newVisitedStates();
    for (let i = 0; i < 50_000; i++) expect(visited.add(Int32Array.of(i & 7, i, i >> 5))).toBe(i);
    for (let i = 0; i < 50_000; i += 97) expect(visited.find(Int32Array.of(i & 7, i, i >> 5))).toBe(i);
    expect(visited.count).toBe(50_000);
  });

  it('takes a state that is longer than a chunk', () => {
    const visited = newVisitedStates();
    const long = new Int32Array(3_000_000).fill(7);
    expect(visited.add(long)).toBe(0);
    expect(visited.add(Int32Array.of(1))).toBe(1);
    expect(visited.find(long)).toBe(0);
    expect([...visited.get(1)]).toEqual([1]);
  });
});
