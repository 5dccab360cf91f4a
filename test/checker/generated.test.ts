import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';
import type { Finding } from '../../src/checker/finding.ts';
import { areOne } from '../../src/checker/order.ts';
import type { Model } from '../../src/model/ir/ir.ts';
import { generalVerdict, otherWays, type Way } from '../oracle/verdicts.ts';
import { programs, textOf } from './programs.ts';

/** How many programs: a few in each run of the tests, thousands with `npm run reductions`. */
const runs = Number(process.env['PROGRAMS'] ?? 30);

const folder = mkdtempSync(join(tmpdir(), 'coffman-generated-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const limits = { maxStates: 3000, timeoutSeconds: 20, maxMemoryMb: 500, schedule: 'any' } as const;

function modelOf(text: string): Model {
  const file = join(folder, 'program.ts');
  writeFileSync(file, text);
  const [model] = [...buildModels({ root: folder, files: [file] }).models];
  return model;
}

/** What is told, by kind and place; undefined where a bound was met. How sure it is may differ: a private step with a free choice goes first. */
function findings(model: Model, way: Way): readonly Finding[] | undefined {
  const result = checkModel(model, { ...limits, ...way });
  if (result.entries.some(({ states, reason }) => states > limits.maxStates || (reason?.startsWith('stopped') === true && result.findings.length === 0))) return undefined;
  return result.findings.filter(({ kind }) => kind !== 'race');
}

/** One bug is told once, of the first state in which it is met, and what else is blocked there may differ. */
function areAlike(some: readonly Finding[], others: readonly Finding[]): boolean {
  const isIn = (finding: Finding, list: readonly Finding[]): boolean => list.some((other) => (other.kind === finding.kind || isKept(finding) || isKept(other)) && areOne(finding, other));
  return some.every((finding) => isIn(finding, others)) && others.every((finding) => isIn(finding, some));
}

/** A lock that is kept is a leak where it was taken, and may be a deadlock where somebody waits for it. */
function isKept({ isResource }: Finding): boolean {
  return isResource === true;
}

function inWords({ kind, blocked }: Finding): string {
  return `${kind} ${[...new Set(blocked.map(({ location }) => String(location.line)))].sort().join()}`;
}

it(`${String(runs)} generated programs: each way to explore finds the same`, () => {
  const counts = { compared: 0, cut: 0, clean: 0, deadlock: 0, leak: 0, throws: 0, livelock: 0, starvation: 0 };
  fc.assert(fc.property(programs, (program) => {
    const model = modelOf(textOf(program));
    const [entry] = model.entries;
    const verdict = generalVerdict(model, entry, limits);
    const told = findings(model, {});
    if (verdict === undefined || told === undefined) {
      counts.cut++;
      return;
    }
    for (const [name, way] of Object.entries(otherWays)) {
      const other = generalVerdict(model, entry, limits, way);
      if (other === undefined) counts.cut++;
      else expect({ name, verdict: other }).toEqual({ name, verdict });
    }
    const toldNaively = findings(model, { isNaive: true });
    if (toldNaively === undefined) counts.cut++;
    else if (!areAlike(told, toldNaively)) expect(toldNaively.map(inWords)).toEqual(told.map(inWords));
    counts.compared++;
    if (told.length === 0) counts.clean++;
    for (const kind of ['deadlock', 'leak', 'throws', 'livelock', 'starvation'] as const) if (told.some((finding) => finding.kind === kind)) counts[kind]++;
  }), { numRuns: runs, seed: Number(process.env['SEED'] ?? 1) });
  console.log(counts);
  expect(counts.compared).toBeGreaterThan(runs / 2);
}, 7_200_000);
