import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { checkModel, type CheckOptions } from '../../src/checker/check.ts';
import { reductionNames } from '../../src/checker/reductions.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Model } from '../../src/model/ir/ir.ts';
import { programs, textOf } from './programs.ts';

/** How many programs: a few in each run of the tests, thousands with `npm run reductions`. */
const runs = Number(process.env['PROGRAMS'] ?? 40);

const folder = mkdtempSync(join(tmpdir(), 'coffman-generated-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const limits = { maxStates: 3000, timeoutSeconds: 20, maxMemoryMb: 500, schedule: 'any' } as const;

const ways: Readonly<Record<string, Partial<CheckOptions>>> = {
  ...Object.fromEntries(reductionNames.map((name) => [`without ${name}`, { without: [name] }])),
  naively: { isNaive: true },
};

function modelOf(text: string): Model {
  const file = join(folder, 'program.ts');
  writeFileSync(file, text);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  return model;
}

/** What is found, by kind and place; undefined where a bound was met. How sure it is may differ: a private step with a free choice goes first. */
function verdict(model: Model, options: Partial<CheckOptions>): readonly string[] | undefined {
  const result = checkModel(model, { ...limits, ...options });
  if (result.entries.some(({ reason }) => reason?.startsWith('stopped') === true && result.findings.length === 0)) return undefined;
  if (result.entries.some(({ states }) => states > limits.maxStates)) return undefined;
  return result.findings.filter(({ kind }) => kind !== 'race').map(({ kind, blocked }) => `${kind} ${[...new Set(blocked.map((b) => String(b.location.line)))].sort().join()}`).sort();
}

/** One bug can be met in several states, which differ in what else is blocked there: each finding of one has one of its kind in the other with which it shares a place. */
function areAlike(some: readonly string[], others: readonly string[]): boolean {
  const isIn = (finding: string, list: readonly string[]): boolean => {
    const [kind, places] = finding.split(' ');
    return list.some((other) => other.startsWith(`${kind} `) && other.slice(kind.length + 1).split(',').some((place) => places.split(',').includes(place)));
  };
  return some.every((finding) => isIn(finding, others)) && others.every((finding) => isIn(finding, some));
}

it(`${String(runs)} generated programs: each way to explore finds the same`, () => {
  const counts = { compared: 0, cut: 0, clean: 0, deadlock: 0, leak: 0, throws: 0, livelock: 0, starvation: 0 };
  fc.assert(fc.property(programs, (program) => {
    const model = modelOf(textOf(program));
    const fast = verdict(model, {});
    if (fast === undefined) {
      counts.cut++;
      return;
    }
    for (const [name, options] of Object.entries(ways)) {
      const other = verdict(model, options);
      if (other === undefined) counts.cut++;
      else if (!areAlike(fast, other)) expect({ name, findings: other }).toEqual({ name, findings: fast });
    }
    counts.compared++;
    if (fast.length === 0) counts.clean++;
    for (const kind of ['deadlock', 'leak', 'throws', 'livelock', 'starvation'] as const) if (fast.some((finding) => finding.startsWith(`${kind} `))) counts[kind]++;
  }), { numRuns: runs, seed: Number(process.env['SEED'] ?? 1) });
  console.log(counts);
  expect(counts.compared).toBeGreaterThan(runs / 2);
}, 3_600_000);
