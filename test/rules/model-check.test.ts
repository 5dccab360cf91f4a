import { readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { checkText } from '../../src/checker/check-text.ts';
import { modelCheck } from '../../src/rules/model-check.ts';
import type { CheckText } from '../../src/rules/model-check.ts';
import { named, testRule } from './tester.ts';
import type { Invalid, Valid } from './tester.ts';

const rule = modelCheck(checkText);

function program(fixture: string): string {
  return readFileSync(new URL(`../../fixtures/${fixture}.ts`, import.meta.url), 'utf8');
}

const pairs = [
  ['channel/rendezvous', 19, 9],
  ['channel/double-close', 26, 5],
  ['channel/send-after-close', 11, 13],
  ['channel/range-never-closed', 17, 33],
  ['mutex/nested-run-exclusive', 10, 12],
  ['mutex/release-skipped-by-continue', 16, 13],
  ['promise/all-with-blocked-member', 6, 33],
  ['limiter/nested-limit', 10, 12],
  ['events/failure-not-listened', 20, 9],
] as const;

const transfers = (steps: string): string => `import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function main(): Promise<void> {
  const release = await lock.acquire();
${steps}
}`;

const nested = transfers('  await lock.runExclusive(() => undefined);\n  release();');

const told = {
  message: 'Deadlock: main waits for a release (acquire on lock, line 5), which main holds since line 4. It waits for what only it could give back, so it can never go on.',
  steps: '\n1. line 4: main acquires lock\n2. line 5: main asks for lock and waits',
  suggestion: 'The lock is not re-entrant: release it before calling code that takes it, or split off a helper that expects the lock to be held.',
};

/** Two philosophers: the schedule is longer than what a message holds. */
const crossed = `import { Mutex } from 'async-mutex';
const left = new Mutex();
const right = new Mutex();
async function dine(first: Mutex, second: Mutex): Promise<void> {
  const releaseFirst = await first.acquire();
  const releaseSecond = await second.acquire();
  releaseSecond();
  releaseFirst();
}
export async function main(): Promise<void> {
  const ready = await left.acquire();
  ready();
  await Promise.all([dine(left, right), dine(right, left)]);
}`;

testRule('model-check', rule, {
  valid: [
    ...pairs.map(([fixture]): Valid => named(fixture, program(`${fixture}-right`))),
    named('released before it is taken again', transfers('  release();\n  await lock.runExclusive(() => undefined);')),
    named('no concurrency', 'export const sum = (a: number, b: number): number => a + b;'),
    named('what another module does is not known', "import { drain } from './drain.ts';\nexport async function main(): Promise<void> { await drain(); }"),
  ],
  invalid: [
    ...pairs.map(([fixture, line, column]): Invalid<'found'> => ({ name: fixture, code: program(`${fixture}-wrong`), errors: [{ messageId: 'found', line, column }] })),
    { name: 'taken again while it is held', code: nested, errors: [{ messageId: 'found', line: 5, column: 9, data: told }] },
    { name: 'in opposite orders', code: crossed, errors: [{ messageId: 'found', line: 6, column: 31 }] },
    { name: 'a budget of its own', code: nested, options: [{ maxStates: 100, timeout: 5 }], errors: [{ messageId: 'found', line: 5, column: 9 }] },
  ],
});

const asked = { fileName: '/project/post.ts', text: nested, libraries: [], maxStates: 1000, timeoutSeconds: 5 };

it('checks a text once', () => {
  expect(checkText({ ...asked })).toBe(checkText({ ...asked }));
  expect(checkText({ ...asked, text: `${nested}\n` })).not.toBe(checkText(asked));
});

it('leaves a text that does not parse to those who parse it', () => {
  expect(checkText({ ...asked, text: 'export async function main( {' })).toEqual([]);
});

function lintWith(check: CheckText, options: readonly unknown[] = [], settings: Linter.Config['settings'] = {}): readonly string[] {
  const plugin = { rules: { 'model-check': modelCheck(check) } } as object;
  return new Linter().verify('await work();', [{ plugins: { coffman: plugin }, rules: { 'coffman/model-check': ['error', ...options] }, settings }], 'work.js').map(({ message }) => message);
}

it('hands the checker the text, the budget and the libraries of the settings', () => {
  const given: Parameters<CheckText>[0][] = [];
  const note: CheckText = (file) => {
    given.push(file);
    return [];
  };
  const library = { modules: ['#gate'], exports: {} };
  lintWith(note);
  lintWith(note, [{ maxStates: 70, timeout: 0.5 }], { coffman: { libraries: [library] } });
  expect(given).toMatchObject([
    { text: 'await work();', libraries: [], maxStates: 5000, timeoutSeconds: 2 },
    { text: 'await work();', libraries: [library], maxStates: 70, timeoutSeconds: 0.5 },
  ]);
});

it('tells the last four steps, and nothing of what is only possible', () => {
  const location = { line: 1, column: 1, endLine: 1, endColumn: 5 };
  const trace = ['starts', 'asks', 'turns', 'sends', 'stops'].map((action) => ({ task: 'main', action, location }));
  const found = { message: 'Leak.', suggestion: 'Mend it.', location, trace };
  const messages = lintWith(() => [{ ...found, confidence: 'likely' }, { ...found, confidence: 'possible' }]);
  expect(messages).toEqual(['Leak.\n2. line 1: main asks\n3. line 1: main turns\n4. line 1: main sends\n5. line 1: main stops\nMend it.']);
});

it('tells of a fault of its own in one line, and does not end the run', () => {
  const broken: CheckText = () => {
    throw new Error('the model of work.js could not be built', { cause: new TypeError('no procedure 7\nat line 1') });
  };
  expect(lintWith(broken)).toEqual(['The model checker broke off, which is a fault of coffman and not of this file; please report it: the model of work.js could not be built: no procedure 7']);
});
