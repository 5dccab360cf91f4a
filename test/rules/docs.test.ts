import { readdirSync, readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import coffman from '../../src/index.ts';
import { checkText } from '../../src/checker/check-text.ts';
import { modelCheck } from '../../src/rules/model-check.ts';
import { typed } from './tester.ts';

const root = new URL('../../', import.meta.url);

function names(folder: string, ending: string, except: readonly string[] = []): readonly string[] {
  const files = readdirSync(new URL(folder, root), { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(ending));
  return files.map((file) => file.name.slice(0, -ending.length)).filter((name) => !except.includes(name)).sort();
}

const rules = Object.entries(coffman.rules);
const page = (name: string): string => readFileSync(new URL(`docs/rules/${name}.md`, root), 'utf8');

describe('a rule is one name', () => {
  const expected = Object.keys(coffman.rules).sort();
  it('in src/rules', () => { expect(names('src/rules/', '.ts', ['configs', 'index'])).toEqual(expected); });
  it('in docs/rules', () => { expect(names('docs/rules/', '.md')).toEqual(expected); });
  it('in test/rules', () => { expect(names('test/rules/', '.test.ts', ['docs'])).toEqual(expected); });
});

interface Snippet {
  readonly line: number;
  readonly code: string;
  readonly options: readonly unknown[];
}

/** The blocks tagged `ts`; `ts option={…}` gives the rule's options. */
function snippetsOf(text: string): readonly Snippet[] {
  return [...text.matchAll(/^```ts(?: option=(.+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    code: match[2],
    options: match[1] === undefined ? [] : [JSON.parse(match[1]) as unknown],
  }));
}

function expectedIn(code: string): readonly string[] {
  return code.split('\n').flatMap((line, index) => {
    const ids = /\/\/ error: (.+)$/.exec(line)?.[1].split(/,\s*/) ?? [];
    return ids.map((id) => `${index + 1} ${id}`);
  });
}

/** The rules as the plugin has them, with the checker as it is in `src`. */
const plugin = { ...coffman, rules: { ...coffman.rules, 'model-check': modelCheck(checkText) } } as object;
const linter = new Linter();

function messagesIn(code: string, chosen: Linter.RulesRecord, isTyped = false): readonly Linter.LintMessage[] {
  const { parserOptions, filename } = isTyped ? typed : { parserOptions: {}, filename: 'snippet.ts' };
  const text = code.replace(/ *\/\/ error: .+$/gm, '');
  return linter.verify(text, [{ files: ['**/*.ts'], languageOptions: { parser: parser, parserOptions }, plugins: { coffman: plugin }, rules: chosen }], filename);
}

function suggestedBy(messages: readonly Linter.LintMessage[]): readonly string[] {
  return messages.flatMap(({ suggestions }) => suggestions ?? []).flatMap(({ messageId }) => messageId ?? []);
}

describe.each(rules)('docs of %s', (name, rule) => {
  const { requiresTypeChecking } = rule.meta.docs;
  const linted = snippetsOf(page(name)).map((snippet) => {
    const expected = expectedIn(snippet.code);
    const messages = messagesIn(snippet.code, { [`coffman/${name}`]: ['error', ...snippet.options] }, requiresTypeChecking === true);
    return { ...snippet, expected, messages };
  });

  it('have their address in the rule', () => {
    expect(rule.meta.docs.url).toContain(`/docs/rules/${name}.md`);
  });

  it('show every message', () => {
    const shown = new Set(linted.flatMap(({ expected, messages }) => [...expected.map((error) => error.split(' ')[1]), ...suggestedBy(messages)]));
    // no example makes a rule break off
    expect([...shown].sort()).toEqual(Object.keys(rule.meta.messages).filter((id) => id !== 'failed').sort());
  });

  it.each(linted)('say the truth on line $line', ({ expected, messages }) => {
    expect(messages.map((message) => `${message.line} ${message.messageId ?? message.message}`)).toEqual(expected);
  });

  it.each(linted.filter(({ expected, options }) => expected.length === 0 && options.length === 0))('show on line $line what all recommended rules let pass', ({ code }) => {
    expect(messagesIn(code, coffman.configs.recommended.rules as Linter.RulesRecord).map(({ line, message }) => `${line} ${message}`)).toEqual([]);
  });
});
