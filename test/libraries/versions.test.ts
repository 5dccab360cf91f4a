import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import type { Library } from '../../src/libraries/library.ts';
import { forInstalled, isWithin } from '../../src/libraries/versions.ts';
import { buildModels } from '../../src/model/build.ts';

it.each([
  ['9.3.5', '>=6 <10', true],
  ['10.0.0', '>=6 <10', false],
  ['10.0.0', '>=10', true],
  ['0.6.0', '0.6', true],
  ['0.7.1', '0.6', false],
  ['4.0.0-beta.3', '>=4 <5', true],
])('%s in %s: %s', (version, range, expected) => {
  expect(isWithin(version, range)).toBe(expected);
});

const of = (versions: string): Library => ({ modules: ['tidewater'], versions, exports: {} });
const [older, newer] = [of('>=1 <2'), of('>=2 <3')];
const unrelated: Library = { modules: ['tidewater'], exports: {}, cancellable: {} };

it('the description for the installed version is taken, the newest where that is not known', () => {
  const known = [older, newer, unrelated];
  expect(forInstalled(known, () => '1.4.0')).toEqual([older, unrelated]);
  expect(forInstalled(known, () => '2.0.1')).toEqual([newer, unrelated]);
  expect(forInstalled(known, () => '3.0.0')).toEqual([newer, unrelated]);
  expect(forInstalled(known, () => undefined)).toEqual([newer, unrelated]);
});

describe('the version of a package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffman-'));
  afterAll(() => { rmSync(folder, { recursive: true }); });

  const forked = (name: string): string => `import { Deferred, Effect as Fx } from 'effect';
export const started = (ready: Deferred.Deferred<void>) => Fx.${name}(Deferred.await(ready));
`;
  const main = `import { Deferred, Effect } from 'effect';
import { started } from './started';
const program = Effect.gen(function* () {
  const ready = yield* Deferred.make<void>();
  yield* started(ready);
  yield* Deferred.await(ready);
});
export const main = (): Promise<void> => Effect.runPromise(program);
`;

  function check(texts: Readonly<Record<string, string>>): string[] {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    const { models, diagnostics } = buildModels({ root: folder, files: [join(folder, 'main.ts')] });
    const findings = [...models].flatMap((model) => checkModel(model, { maxStates: 10_000, timeoutSeconds: 10, maxMemoryMb: 500, schedule: 'any' }).findings);
    return [...findings.map(({ kind, confidence, blocked }) => `${confidence} ${kind} of ${String(blocked.length)}`), ...diagnostics.map(({ message }) => message)];
  }

  it('is seen from what the program uses where nothing else tells it', () => {
    expect(check({ 'main.ts': main, 'started.ts': forked('fork') })).toEqual(['certain deadlock of 2']);
    expect(check({ 'main.ts': main, 'started.ts': forked('forkChild') })).toEqual(['certain deadlock of 2']);
  });

  it('is the one that package.json asks for where nothing is installed, and what its description lacks is said', () => {
    const manifest = JSON.stringify({ dependencies: { effect: '^4.1.0' } });
    expect(check({ 'package.json': manifest, 'main.ts': main, 'started.ts': forked('fork') })).toEqual(['possible deadlock of 1', 'Effect.fork of effect (>=4 <5) is not described']);
    expect(check({ 'package.json': manifest.replace('4.1.0', '3.10.0'), 'main.ts': main, 'started.ts': forked('fork') })).toEqual(['certain deadlock of 2']);
  });
});
