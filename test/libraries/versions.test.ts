import { expect, it } from 'vitest';
import type { Library } from '../../src/libraries/library.ts';
import { forInstalled, isWithin } from '../../src/libraries/versions.ts';

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
