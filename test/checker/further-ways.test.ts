import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkModel, type CheckResult } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffman-further-ways-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** A class whose constructor asks of nine options whether they are given, and notes it in fields, which decide what its method does. */
function check(noted: (flag: string) => string): CheckResult {
  const file = join(folder, 'lamp.ts');
  const flags = Array.from('abcdefghi');
  writeFileSync(file, `
import { Mutex } from 'async-mutex';
export class Lamp {
  readonly #lock = new Mutex();
  ${flags.map((flag) => `${flag} = false;`).join(' ')}
  constructor(flags: Record<string, string>) {
    ${flags.map((flag) => `if (flags.${flag}) this.${noted(flag)} = true;`).join('\n    ')}
  }
  async light(): Promise<void> {
    const release = await this.#lock.acquire();
    try {
      ${flags.map((flag) => `if (this.${flag}) await fetch('/lamp/${flag}');`).join('\n      ')}
    } finally {
      release();
    }
  }
}`);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  return checkModel(model, { maxStates: 200_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any' });
}

it('takes all ways of a step where they lead to few states', () => {
  const { entries } = check(() => 'a');
  expect(entries.map(({ verdict }) => verdict)).toEqual(['clean']);
});

it('says so where they lead to many', () => {
  const { entries } = check((flag) => flag);
  expect(entries.map(({ reason }) => reason)).toEqual(['a step that can go more than 64 ways']);
});
