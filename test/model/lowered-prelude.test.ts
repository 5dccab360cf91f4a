import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Library } from '../../src/libraries/index.ts';
import { buildModels } from '../../src/model/build.ts';
import { printModel } from '../../src/model/print.ts';
import { textProject } from '../../src/model/project.ts';

function modelText(path: string, libraries: readonly Library[] = []): string {
  const [model] = buildModels({ root: '/', files: ['/a.ts'], libraries, project: textProject('/a.ts', readFileSync(path, 'utf8')) }).models;
  return printModel(model);
}

test.each([
  'fixtures/mutex/cancel-waiters-wrong.ts', 'fixtures/open/transfer-wrong.ts', 'fixtures/settle/greeting-before-close-wrong.ts',
])('the model of %s is the same whether the prelude is lowered for it or taken from a model before', (path) => {
  modelText(path, [{ modules: ['another'], exports: {} }]);
  const lowered = modelText(path);
  modelText('fixtures/open/public-fields-right.ts');
  expect(modelText(path)).toBe(lowered);
});
