import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

it('who waits behind a blockage is told by what it waits for, also inside the code of a library', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { models } = buildModels({ root, files: [`${root}/fixtures/keyed-lock/rename-files-wrong.ts`] });
  const [finding] = [...models].flatMap((model) => checkModel(model, { maxStates: 50_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any' }).findings);
  expect(finding.waiting.map(({ operation, resource, location }) => `${operation} on ${resource} at ${String(location.line)}`).sort()).toEqual([
    "acquire on the lock 'a' at 19",
    "acquire on the lock 'b' at 19",
    'acquire on uploading at 23',
    ...[11, 11, 23, 23, 27].map((line) => `await on the end of another task at ${String(line)}`),
  ]);
});
