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
