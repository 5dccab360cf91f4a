import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import coffman from '../src/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = [{ files: ['**/*.*'], languageOptions: { parser: parser }, linterOptions: { reportUnusedDisableDirectives: 'off' as const } }, coffman.configs.recommended as Linter.Config];

function reportsIn(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const messages = new Linter().verify(readFileSync(`${root}/${file}`, 'utf8'), config, file.replace('node_modules', 'packages'));
    return messages.filter(({ fatal, ruleId }) => fatal === true || ruleId?.startsWith('coffman/') === true).map(({ line, ruleId }) => `${file}:${String(line)} ${ruleId ?? 'cannot be read'}`);
  });
}

/** Published sources of packages that are about concurrency, and how many files they have at least. */
const packages: Readonly<Record<string, readonly [pattern: string, least: number]>> = {
  'rxjs': ['src/**/*.ts', 200],
  'ts-chan': ['src/*.ts', 8],
  'effection': ['esm/**/*.js', 40],
  'knex': ['lib/**/*.js', 100],
  'pg': ['lib/**/*.js', 10],
  'generic-pool': ['lib/*.js', 10],
  'p-queue': ['dist/*.js', 4],
  'async-mutex': ['es6/*.js', 5],
  'bottleneck': ['lib/*.js', 10],
};

describe('the recommended rules say nothing', () => {
  it('about this project', () => {
    const files = globSync('src/**/*.ts', { cwd: root });
    expect(files.length).toBeGreaterThan(300);
    expect(reportsIn(files)).toEqual([]);
  }, 240_000);

  it.each(Object.entries(packages))('wrong about %s', (name, [pattern, least]) => {
    const files = globSync([`node_modules/${name}/${pattern}`, '!**/*.d.ts', '!**/*.test.ts'], { cwd: root });
    expect(files.length).toBeGreaterThanOrEqual(least);
    expect(reportsIn(files)).toEqual({
      // resolved twice, of which the second has no effect
      knex: ['node_modules/knex/lib/dialects/mysql/schema/mysql-tablecompiler.js:92 coffman/settle-on-all-paths'],
      // an interval that outlives the first step of its generator, if that throws
      effection: ['node_modules/effection/esm/lib/main.js:68 coffman/clear-timer'],
    }[name] ?? []);
  });
});

/** What is right as far as the program goes, and wrong as soon as something throws, takes its time, or is called more often. */
const rightlyReported = [
  'fixtures/buggy/abort-not-passed-on-right.ts:21 coffman/forward-signal',
  'fixtures/classic/producer-outlives-consumer-right.ts:13 coffman/forward-signal',
  'fixtures/correct/timeout-race-cleanup.ts:24 coffman/forward-signal',
  'fixtures/everyday/fatal-error-right.ts:13 coffman/require-release',
  'fixtures/everyday/permit-lost-on-timeout-right.ts:13 coffman/clear-timer',
  'fixtures/everyday/retry-keeps-lock-right.ts:12 coffman/require-release',
  'fixtures/libraries/p-event-signal-right.ts:17 coffman/clear-timer',
  'fixtures/libraries/p-limit-widened-right.ts:13 coffman/no-self-limiter',
  'fixtures/open/used-connection-right.ts:15 coffman/no-nested-acquire',
  'fixtures/patterns/fan-in/fan-out-fan-in-right.ts:27 coffman/forward-signal',
  'fixtures/patterns/mutex/channel-as-lock-right.ts:13 coffman/forward-signal',
  'fixtures/patterns/mutex/channel-as-lock-right.ts:23 coffman/no-lost-cancel',
  'fixtures/patterns/or-channel/signals-right.ts:18 coffman/no-lost-cancel',
  'fixtures/promise/race-loser-right.ts:23 coffman/clear-timer',
  'fixtures/regressions/cause-of-an-error-right.ts:9 coffman/require-release',
  'fixtures/regressions/idle-interval-right.ts:10 coffman/clear-timer',
  'fixtures/regressions/pattern-decides-right.ts:7 coffman/require-release',
  'fixtures/signal/any-of-stale-right.ts:34 coffman/no-lost-cancel',
  'fixtures/signal/closed-with-either-right.ts:20 coffman/no-lost-cancel',
];

it('the recommended rules say nothing else about programs that are right', () => {
  const files = globSync(['fixtures/**/*-right.ts', 'fixtures/correct/*.ts', 'fixtures/services/*.ts'], { cwd: root });
  expect(files.length).toBeGreaterThan(500);
  expect([...reportsIn(files)].sort()).toEqual(rightlyReported);
});
