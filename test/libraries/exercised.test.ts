import { beforeAll, describe, expect, it } from 'vitest';
import { libraries } from '../../src/libraries/index.ts';
import { exceptions } from './exceptions.ts';
import { describedOperations, exerciseOf, fixturePrograms, type Described, type Exercise } from './exercised.ts';

type Row = Described & Exercise & { readonly reason: string | undefined };

const operations = describedOperations(libraries);

function reasonFor({ library, names, op }: Described): string | undefined {
  return exceptions.find(({ operations: excepted = [], of = {} }) => (op !== undefined && excepted.includes(op)) || (of[library] ?? []).some((name) => names.includes(name)))?.reason;
}

function rowOf(operation: Described, fixtures: ReturnType<typeof fixturePrograms>): Row {
  return { ...operation, ...exerciseOf(operation, fixtures), reason: reasonFor(operation) };
}

/** The page `docs/library-fixtures.md`. */
function fixtureTable(rows: readonly Row[]): string {
  const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  const lines = rows.map(({ library, names, right, wrong, reason }) => (
    `| ${library === '' ? '' : `\`${library}\``} | ${listed(names)} | ${reason === undefined ? `${right.join(', ')} | ${wrong.join(', ')}` : `${reason} |`} |`
  ));
  return `${[
    '# Which programs exercise which operation', '',
    'Made from the descriptions in `src/libraries/` and the models of the programs in `fixtures/`: for each operation up to two programs that use it in which nothing is found, and two in which something is. Members that mean the same are one operation. Where there is no pair, the reason is said; `test/libraries/exceptions.ts` has all of them.', '',
    '| library | operation | right | wrong |', '| --- | --- | --- | --- |', ...lines,
  ].join('\n')}\n`;
}

describe('the operations of libraries', () => {
  let rows: readonly Row[] = [];

  beforeAll(() => {
    const fixtures = fixturePrograms();
    rows = operations.map((operation) => rowOf(operation, fixtures));
  }, 600_000);

  it('docs/library-fixtures.md says which programs exercise them (vitest -u writes it)', async () => {
    await expect(fixtureTable(rows)).toMatchFileSnapshot('../../docs/library-fixtures.md');
  });

  it('each is exercised by a right and a wrong program, or is left out for a reason', () => {
    const missing = rows.filter(({ right, wrong, reason }) => reason === undefined && (right.length === 0 || wrong.length === 0));
    expect(missing.map(({ library, names, right, wrong }) => `${library} ${names.join(', ')}: ${String(right.length)} right, ${String(wrong.length)} wrong`)).toEqual([]);
  });

  it('each reason is still needed', () => {
    const named = exceptions.flatMap(({ of = {} }) => Object.entries(of).flatMap(([library, names]) => names.map((name) => ({ library, name }))));
    const stale = named.filter(({ library, name }) => {
      const row = rows.find((candidate) => candidate.library === library && candidate.names.includes(name));
      return row === undefined || (row.right.length > 0 && row.wrong.length > 0);
    });
    expect(stale).toEqual([]);
  });
});
