import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import type { EntryResult } from '../../src/checker/finding.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-fault-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** What is told of a function that takes a lock, in a module that begins with some code of its own. */
function check(beginning: string, isNaive: boolean): EntryResult | undefined {
  const file = join(folder, 'shop.ts');
  writeFileSync(file, `
import { Mutex } from 'async-mutex';
const till = new Mutex();
${beginning}
export async function pay(): Promise<void> {
  await till.runExclusive(() => fetch('/pay'));
}`);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  const { entries } = checkModel(model, { maxStates: 20_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any', isNaive });
  return entries.find(({ name }) => name === 'pay');
}

it.each([false, true])('does not take a program for clean that ends as it begins (naive: %s)', (isNaive) => {
  const entry = check('const prices: Record<string, string[]> = {};\nprices.apple.push("1.20");', isNaive);
  expect(entry).toMatchObject({ verdict: 'incomplete', reason: 'the program ends as it begins: cannot read push of undefined (shop.ts:5)' });
});

it('leaves it to a program to end by an error of its own', () => {
  expect(check('throw new TypeError("closed on Mondays");', false)).toMatchObject({ verdict: 'clean' });
});

it('knows no fault where only some ways end', () => {
  expect(check('const prices: Record<string, string[]> = {};\nif (process.env.SHOP) prices.apple.push("1.20");', false)).toMatchObject({ verdict: 'clean' });
});
