import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildModels } from '../../src/model/build.ts';
import { packed, unpacked } from '../../src/model/packed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('a model that was sent to another thread is the same there', () => {
  const [model] = buildModels({ root, files: [`${root}/fixtures/classic/ab-ba-wrong.ts`] }).models;
  expect(new Set(model.sites.map(({ file }) => file)).size).toBeGreaterThan(1);
  expect(unpacked(structuredClone(packed(model)))).toEqual(model);
});
