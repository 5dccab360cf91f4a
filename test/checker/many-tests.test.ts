import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-many-tests-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** A test file with so many tests, each in a suite of its own. */
function fileOf(tests: number, body: (index: number) => string): string {
  const suites = Array.from({ length: tests }, (_, i) => `describe('seat ${String(i)}', () => { it('is taken', async () => { ${body(i)} }); });`);
  return `
import { describe, it, beforeEach } from 'node:test';
import { Mutex } from 'async-mutex';
let seats = new Mutex();
beforeEach(() => { seats = new Mutex(); });
${suites.join('\n')}
`;
}

const options = { maxStates: 200_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any' } as const;

it('runs each test of a long file by itself', () => {
  const file = join(folder, 'seats.test.ts');
  const giveBack = 'const back = await seats.acquire(); back();';
  writeFileSync(file, fileOf(150, (i) => (i === 140 ? 'await seats.acquire(); await seats.acquire();' : giveBack)));
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  const { entries, findings } = checkModel(model, options);
  expect(entries.filter(({ verdict }) => verdict === 'incomplete')).toEqual([]);
  expect(findings.map(({ kind, blocked }) => [kind, blocked[0].location.line])).toEqual([['deadlock', 146]]);
});

it('does not take what a test imports and nobody follows for missing', () => {
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write('prices.ts', 'export const prices = (() => ({ of: (ware: string) => ware.length }))();');
  write('till.ts', "import { Mutex } from 'async-mutex';\nexport const till = new Mutex();");
  write('shop.ts', "export { prices } from './prices';\nexport { till } from './till';");
  const file = write('shop.test.ts', `
import { it } from 'node:test';
import { prices, till } from './shop';
it('sells', async () => {
  const cost = prices.of('tea');
  await till.acquire();
  if (cost > 2) await till.acquire();
});`);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  const { findings } = checkModel(model, options);
  expect(findings.map(({ kind, blocked }) => [kind, blocked[0].location.line])).toEqual([['deadlock', 7]]);
});

it.each([['', 'certain'], ["vi.spyOn(seats, 'release');", 'possible']])('is less sure of a test that replaces parts of the code (%s)', (replaced, confidence) => {
  const file = join(folder, 'mocked.test.ts');
  writeFileSync(file, `
import { it, vi } from 'vitest';
import { Mutex } from 'async-mutex';
const seats = new Mutex();
it('is taken', async () => {
  ${replaced}
  await seats.acquire();
  await seats.acquire();
});`);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  const { findings } = checkModel(model, options);
  expect(findings.map((finding) => finding.confidence)).toEqual([confidence]);
});
