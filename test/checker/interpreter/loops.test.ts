import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loopExits } from '../../../src/checker/interpreter/loops.ts';
import { buildModels } from '../../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-loops-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** The answers that leave the loop of `main`, in the order of its conditions. */
function exitsIn(loop: string): readonly boolean[] {
  const file = join(folder, 'loop.ts');
  writeFileSync(file, `
declare function next(): { readonly more: boolean; readonly late: boolean } | undefined;
declare function log(text: string): void;
export async function main(): Promise<void> {
  ${loop}
  await Promise.resolve();
}`);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  const main = model.procedures.find(({ name }) => name === 'main');
  return main === undefined ? [] : [...loopExits(main.code)].sort(([a], [b]) => a - b).map(([, exit]) => exit);
}

it('leaves a loop by its own condition', () => {
  expect(exitsIn('while (next()) log("on");')).toEqual([false]);
  expect(exitsIn('do log("on"); while (next());')).toEqual([false]);
});

it('leaves a loop by a break or return, with what is done before it', () => {
  expect(exitsIn('while (true) { if (next()) break; log("on"); }')).toContain(true);
  expect(exitsIn('while (true) { const it = next(); if (it) log("on"); else break; }')).toContain(false);
  expect(exitsIn('while (true) { if (next()) { log("done"); return; } }')).toContain(true);
});

it('does not take a continue, or a condition that only skips something, for a way out', () => {
  expect(exitsIn('while (true) { if (next()) continue; log("on"); break; }').at(-1)).toBe(false);
  expect(exitsIn('for (let i = 0; i < 3; i++) { if (next()) log("on"); log("turn"); }')).toEqual([false]);
});
