import { expect, it } from 'vitest';
import { libraries } from '../../src/libraries/index.ts';
import { exercised, fixturePrograms, fixtureTable } from './exercised.ts';

/** Operations that no program in `fixtures/` exercises, and why not. */
const unexercised: Readonly<Record<string, string>> = {
  tstl: 'the locks of tstl are those of C++ under other names; its mutexes and semaphores are exercised by the operations that they share',
};

const rows = exercised(libraries, fixturePrograms());

it('docs/library-fixtures.md is what the programs exercise (vitest -u writes it)', async () => {
  await expect(fixtureTable(rows)).toMatchFileSnapshot('../../docs/library-fixtures.md');
});

it('each operation that waits is exercised by a program, or is left out for a reason', () => {
  const missing = rows.filter(({ fixtures }) => fixtures.length === 0);
  expect(missing.filter(({ library, operation }) => unexercised[library] === undefined && unexercised[`${library} ${operation}`] === undefined)).toEqual([]);
  const reasons = Object.keys(unexercised).filter((key) => !missing.some(({ library, operation }) => key === library || key === `${library} ${operation}`));
  expect(reasons, 'are still needed').toEqual([]);
});
