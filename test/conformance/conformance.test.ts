import { expect, it } from 'vitest';
import { conform } from './conformance.ts';

/** The ten that are used most; `npm run conformance` runs all, and longer. */
const mostUsed = ['p-limit', 'rxjs', 'p-queue', 'fastq', 'bottleneck', 'effect', 'async-mutex', 'async-lock', 'async-sema', 'es-toolkit'];

it('what the most used libraries do is what their descriptions allow', async () => {
  const results = await conform(mostUsed, 20);
  expect(new Set(results.map((result) => result.library))).toEqual(new Set(mostUsed));
  expect(results.filter((result) => result.outside.length > 0)).toEqual([]);
}, 120_000);
