import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

const options = { maxStates: 30_000, timeoutSeconds: 30, maxMemoryMb: 1000, schedule: 'any' } as const;

/** The small programs: those whose full exploration is quick. */
const files = globSync(['fixtures/{classic,mutex,semaphore,rwlock,condition,countdown,promise,signal,timers,events,limiter,generators,select}/*.ts'], { absolute: true }).sort();

it.each(files)('%s: the reduced exploration finds what the full one finds', (file) => {
  const [model] = [...buildModels({ root: process.cwd(), files: [file] }).models];
  const verdict = (reduce: boolean): unknown => {
    const result = checkModel(model, { ...options, reduce });
    return { complete: result.entries.map((e) => e.reason === null), findings: result.findings.map((f) => [f.kind, f.confidence, [...new Set(f.blocked.map((b) => b.location.line))].sort()]) };
  };
  const full = verdict(false) as { readonly complete: readonly boolean[] };
  if (full.complete.every(Boolean)) expect(verdict(true)).toEqual(full);
});
