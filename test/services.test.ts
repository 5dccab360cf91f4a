import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { checkModel, type CheckResult } from '../src/checker/check.ts';
import { buildModels } from '../src/model/build.ts';

interface Mutant {
  readonly name: string;
  readonly find: string;
  readonly replace: string;
  readonly bug: 'blocks' | 'throws' | null;
}

/** The whole table is what `npm run mutants` prints; these are a few of each. That the services themselves are clean is shown with the fixtures. */
const some: Readonly<Record<string, readonly string[]>> = {
  'job-queue': ['close: never enter the last phase', 'mailer: room for nothing'],
  'connection-pool': ['use: release only when all went well', 'open: keep the lock', 'release: do not notice that all are back', 'release: the last in line first'],
  'room-hub': ['move: lock the first room twice', 'move: a room moved to itself'],
};

const services = fileURLToPath(new URL('../fixtures/services/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'coffman-services-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** With the default number of states, and no limit in time that a busy machine could meet. */
function check(file: string): CheckResult {
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  return checkModel({ ...model, entries: model.entries.filter((e) => e.name === 'main') }, { maxStates: 200_000, timeoutSeconds: 240, maxMemoryMb: 2048, schedule: 'any' });
}

describe.each(Object.entries(some))('%s', (service, names) => {
  const text = readFileSync(join(services, `${service}.ts`), 'utf8');
  const mutants = JSON.parse(readFileSync(join(services, `${service}.mutants.json`), 'utf8')) as Mutant[];

  it('has at least fifteen mutants, each of which changes one place', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(15);
    for (const { name, find } of mutants) expect(text.split(find), name).toHaveLength(2);
  });

  it.each(names)('%s', (name) => {
    const mutant = mutants.find((m) => m.name === name);
    if (mutant === undefined) throw new Error(`no mutant ${name}`);
    const file = join(folder, `${service}.ts`);
    writeFileSync(file, text.replace(mutant.find, () => mutant.replace));
    const { findings } = check(file);
    expect(findings.some((f) => f.confidence !== 'possible')).toBe(mutant.bug !== null);
  }, 300_000);
});
