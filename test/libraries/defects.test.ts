import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkModel } from '../../src/checker/check.ts';
import { libraries } from '../../src/libraries/index.ts';
import { buildModels } from '../../src/model/build.ts';
import { chapterTexts } from '../../src/model/chapters.ts';
import { preludeText } from '../../src/model/prelude.ts';

/** What libraries do that they should not, and a program that runs into it; beside each is a right one, without a finding. */
const programs: Readonly<Record<string, string>> = {
  '@esfx/async-barrier 1.0.0-pre.8 does not wake those who wait when the last one that is missing is removed': 'barrier/leave-wrong',
  '@esfx/async-mutex 1.0.0 lets a second one in where a handle is unlocked twice before the next one goes on': 'libraries/esfx-mutex-unlocked-twice-wrong',
  '@esfx/async-readerwriterlock 1.0.0-pre.8 rejects write() while an upgradeable reader holds the lock': 'libraries/esfx-rwlock-beside-upgradeable-wrong',
  '@esfx/async-readerwriterlock 1.0.0-pre.8 waits in upgrade() for the end of the very read that is upgraded': 'libraries/esfx-rwlock-upgrade-wrong',
  '@thi.ng/csp 3.2.44 keeps a write waiting until it is read, also where its documentation says that the buffer takes it at once': 'libraries/thing-csp-write-wrong',
  'async-lock 1.5.0 lets the next one in when maxExecutionTime is over, while the function still runs': 'libraries/async-lock-too-long-wrong',
  'async-lock 1.5.0 takes the locks of a list of keys one after the other, in the order of the list': 'keyed-lock/key-lists-wrong',
  'async-lock 1.5.0 waits for a callback with one parameter to call it, also where the callback returns a promise': 'keyed-lock/callback-arity-wrong',
  'async-rwlock 1.1.1 leaves a waiter in the queue after its timeout, and grants it the lock later': 'libraries/async-rwlock-timeout-wrong',
  'await-semaphore 0.1.3 keeps the permit where the callback of use() throws at once or returns no promise': 'libraries/await-semaphore-use-wrong',
  'fastq 1.20.3 keeps the place of a worker that throws at once or returns no promise': 'libraries/fastq-worker-throws-wrong',
  'generic-pool 3.9.0 keeps the resource where the callback of use() throws at once or returns no promise': 'libraries/generic-pool-use-wrong',
  'it-pushable 3.2.4 does not wait in onEmpty() without a signal': 'libraries/it-pushable-empty-wrong',
  'it-pushable 3.2.4 forgets who waits for a value when a second one begins to wait': 'libraries/it-pushable-two-readers-wrong',
  'js-csp 1.0.1 waits where the default of alts() is 0, false, an empty text or null': 'libraries/js-csp-alts-wrong',
  'mutexify 1.4.0 never tells who is next where the lock is released twice at once': 'libraries/mutexify-twice-wrong',
  'p-event 7.1.1 leaves its listener on the signal when the event comes': 'libraries/p-event-signal-wrong',
};

function messages(program: string): string[] {
  const file = fileURLToPath(new URL(`../../fixtures/${program}.ts`, import.meta.url));
  const { models } = buildModels({ root: fileURLToPath(new URL('../..', import.meta.url)), files: [file] });
  return [...models].flatMap((model) => checkModel(model, { maxStates: 50_000, timeoutSeconds: 20, maxMemoryMb: 500, schedule: 'any' }).findings).map(({ message }) => message);
}

it('each defect that is told of has its program', () => {
  const texts = [preludeText, ...chapterTexts, ...libraries.map(({ standIn }) => standIn ?? '')];
  const told = texts.flatMap((text) => [...text.matchAll(/'defect\.note(?:Wait|Taken)?', '([^']*)'/g)].map(([, defect]) => defect));
  const described = libraries.flatMap(({ exports }) => Object.values(exports).flatMap((meaning) => (meaning.kind === 'class' ? meaning.policy?.['defect'] ?? [] : [])));
  expect([...new Set([...told, ...described])].sort()).toEqual(Object.keys(programs).sort());
});

it.each(Object.entries(programs))('a finding that rests on it says so: %s', (defect, program) => {
  expect(messages(program).filter((message) => message.includes(`It rests on a defect: ${defect}.`))).not.toEqual([]);
  expect(messages(program.replace(/-wrong$/, '-right'))).toEqual([]);
});

it('a wait that is over is no defect that matters', () => {
  expect(messages('libraries/thing-csp-select-wrong').join()).not.toContain('It rests on a defect');
  expect(readFileSync(new URL('../../fixtures/libraries/thing-csp-select-wrong.ts', import.meta.url), 'utf8')).toContain('.write(');
});
