import { expect, it } from 'vitest';
import { libraries } from '../../src/libraries/index.ts';
import { exercised, exercisedStandIns, fixturePrograms, fixtureTable } from './exercised.ts';

/** Operations that no program in `fixtures/` exercises, and why not. */
const unexercised: Readonly<Record<string, string>> = {
  tstl: 'the locks of tstl are those of C++ under other names; its mutexes and semaphores are exercised by the operations that they share',
};

const rows = exercised(libraries, fixturePrograms());
const standIns = exercisedStandIns(libraries, fixturePrograms());

it('docs/library-fixtures.md is what the programs exercise (vitest -u writes it)', async () => {
  await expect(fixtureTable([...rows, ...standIns])).toMatchFileSnapshot('../../docs/library-fixtures.md');
});

it('each operation that waits is exercised by a program, or is left out for a reason', () => {
  const missing = rows.filter(({ fixtures }) => fixtures.length === 0);
  expect(missing.filter(({ library, operation }) => unexercised[library] === undefined && unexercised[`${library} ${operation}`] === undefined)).toEqual([]);
  const reasons = Object.keys(unexercised).filter((key) => !missing.some(({ library, operation }) => key === library || key === `${library} ${operation}`));
  expect(reasons, 'are still needed').toEqual([]);
});

it.each(libraries.flatMap(({ modules, standIn }) => (standIn !== undefined && /^export (?:default |async )*(?:function|class|const) /m.test(standIn) ? [modules[0]] : [])))('what stands in for %s is exercised by a right and a wrong program', (name) => {
  const programs = standIns.filter(({ library }) => library === name).flatMap(({ fixtures }) => fixtures);
  expect(programs.some((program) => program.endsWith('-right'))).toBe(true);
  expect(programs.some((program) => program.endsWith('-wrong'))).toBe(true);
});
