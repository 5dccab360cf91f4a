import { readFileSync, readdirSync } from 'node:fs';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { checkText } from '../src/checker/check-text.ts';
import coffman from '../src/index.ts';
import type { Docs } from '../src/rules/support/docs.ts';
import { typed } from './rules/tester.ts';

const page = readFileSync(new URL('../docs/coverage.md', import.meta.url), 'utf8');
const files = readdirSync(new URL('../fixtures/mistakes/', import.meta.url)).sort();

/** What the first line says: `rule line`, or `check line`. */
function foundBy(text: string): readonly string[] {
  const said = /^\/\/ found by: (.+)$/m.exec(text)?.[1];
  if (said === undefined) throw new Error('The first line does not say what finds the mistake.');
  return said === 'nobody' ? [] : said.split(', ');
}

function isTyped(rule: string): boolean {
  const docs: Docs | undefined = Object.entries(coffman.rules).find(([name]) => name === rule)?.[1].meta.docs;
  return docs?.requiresTypeChecking === true;
}

/** Reports of the rules of `strict`, with types where a rule that is meant to find it needs them. */
function reported(text: string, expected: readonly string[]): readonly string[] {
  const needsTypes = expected.some((one) => isTyped(one.split(' ')[0]));
  const { parserOptions, filename } = needsTypes ? typed : { parserOptions: {}, filename: 'mistake.ts' };
  const config = coffman.configs[needsTypes ? 'strict-type-checked' : 'strict'] as Linter.Config;
  const messages = new Linter().verify(text, [{ files: ['**/*.ts'], languageOptions: { parser: parser, parserOptions } }, config], filename);
  return messages.map(({ ruleId, message, line }) => `${(ruleId ?? message).replace('coffman/', '')} ${line}`);
}

function checked(text: string): readonly string[] {
  const found = checkText({ fileName: '/mistake.ts', text, libraries: [], maxStates: 20_000, timeoutSeconds: 30 });
  return found.filter(({ confidence }) => confidence !== 'possible').map(({ location }) => `check ${location.line}`);
}

describe('mistakes', () => {
  it.each(files)('%s is found by what its first line says', (file) => {
    const text = readFileSync(new URL(`../fixtures/mistakes/${file}`, import.meta.url), 'utf8');
    const expected = foundBy(text);
    const byRules = reported(text, expected);
    expect(byRules).toEqual(expect.arrayContaining(expected.filter((one) => !one.startsWith('check '))));
    expect(checked(text)).toEqual(expected.filter((one) => one.startsWith('check ')));
    const names = expected.map((one) => one.split(' ')[0]).map((name) => (name === 'check' ? '`coffman check`' : `[${name}](rules/${name}.md)`));
    expect(page).toContain(`(../fixtures/mistakes/${file}) | ${names.length === 0 ? 'nobody' : names.join(', ')} |`);
  }, 120_000);

  it('are found but for two', () => {
    const missed = files.filter((file) => foundBy(readFileSync(new URL(`../fixtures/mistakes/${file}`, import.meta.url), 'utf8')).length === 0);
    expect([files.length, missed]).toEqual([28, ['24-unbounded-fan-out.ts', '26-siblings-run-on.ts']]);
  });
});
