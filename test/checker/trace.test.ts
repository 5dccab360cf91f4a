import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { buildModels } from '../../src/model/build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The steps of the one finding in a fixture, a line each. */
function traceOf(fixture: string): string[] {
  const { models } = buildModels({ root, files: [`${root}/fixtures/${fixture}.ts`] });
  const findings = [...models].flatMap((model) => checkModel(model, { maxStates: 50_000, timeoutSeconds: 60, maxMemoryMb: 500, schedule: 'any' }).findings);
  expect(findings).toHaveLength(1);
  return findings.flatMap(({ trace }) => trace.map(({ task, action, location }) => `${String(location.line)} ${task}: ${action}`));
}

it('a story of calls from outside tells who called what in which order, and who began to wait', () => {
  expect(traceOf('settle/question-overwritten-wrong')).toEqual(['6 a caller: calls ask (1)', '7 ask (1): waits', '6 a caller: calls ask (2)']);
});

it('a synchronous function that is called twice is told of twice', () => {
  expect(traceOf('open/abstract-provider-wrong')).toEqual(['5 a caller: calls start()', '5 a caller: calls start()', '6 outside: calls the callback of run']);
});

it('what is known of the events that come is told, and which never come', () => {
  expect(traceOf('settle/greeting-before-close-wrong')).toEqual(['7 a caller: calls connect()', "15 outside: 'close' comes", "11 a caller: 'message' never comes"]);
});

it('the messages of a worker are events', () => {
  expect(traceOf('workers/failure-only-logged-wrong')).toEqual(['18 main: waits', "10 outside: 'message' comes", "6 outside: 'error' comes"]);
});

it('who goes on to take something is not said to be called, nor to wait where an operation says so', () => {
  expect(traceOf('open/account-book-wrong')).toEqual([
    '11 withdraw (1): acquires AccountBook.#lock',
    '11 withdraw (2): asks for AccountBook.#lock and waits',
    '13 withdraw (1): meets a failure of approve()',
    '13 withdraw (1): ends with an error',
    '11 withdraw (3): asks for AccountBook.#lock and waits',
  ]);
});
