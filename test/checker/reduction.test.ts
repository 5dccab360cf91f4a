import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';
import { otherWays, type Way } from '../oracle/verdicts.ts';

const limits = { maxStates: 4_000, timeoutSeconds: 3, maxMemoryMb: 1000, schedule: 'any' } as const;

/** Small programs, whose full exploration is quick; `FILES` names others. */
const files = globSync([process.env['FILES'] ?? 'fixtures/{classic,rwlock,condition,promise,select}/*.ts'], { absolute: true }).sort();

it.each(files)('%s: each way to explore finds the same', (file) => {
  const [model] = [...buildModels({ root: process.cwd(), files: [file] }).models];
  const verdict = (way: Way) => {
    const result = checkModel(model, { ...limits, ...way });
    return {
      isWhole: result.entries.every((e) => e.reason === null),
      findings: result.findings.map((f) => [f.kind, f.confidence, [...new Set(f.blocked.map((b) => b.location.line))].sort()]),
    };
  };
  const fast = verdict({});
  for (const [name, way] of Object.entries(otherWays)) {
    const other = verdict(way);
    if (fast.isWhole && other.isWhole) expect({ name, findings: other.findings }).toEqual({ name, findings: fast.findings });
  }
});
