import { fileURLToPath } from 'node:url';
import { RuleTester } from '@typescript-eslint/rule-tester';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import type { Rule } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.describeSkip = describe.skip;
RuleTester.it = it;
RuleTester.itOnly = it.only;
RuleTester.itSkip = it.skip;

export interface Valid {
  readonly name: string;
  readonly code: string;
  readonly options?: readonly unknown[];
  readonly filename?: string;
}

export interface Invalid<Id extends string> extends Valid {
  readonly errors: readonly Expected<Id>[];
  /** The code after the fixes. */
  readonly output?: string | null;
}

interface Expected<Id extends string> {
  readonly messageId: Id;
  readonly line: number;
  readonly column: number;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly suggestions?: readonly { readonly messageId: Id; readonly output: string }[];
}

interface TestedRule<Id extends string> {
  readonly meta: { readonly messages: Readonly<Record<Id, string>> };
}

type AnyRule = Parameters<RuleTester['run']>[1];

interface Cases<Id extends string> {
  readonly valid: readonly Valid[];
  readonly invalid: readonly Invalid<Id>[];
}

/** So many right and wrong programs say what a rule is about. */
const least = 8;

/** What gives a program its types, if it has this name. */
export const typed = { parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('typed/', import.meta.url)) }, filename: fileURLToPath(new URL('typed/file.ts', import.meta.url)) };

function testCount(name: string, { meta: { messages } }: TestedRule<string>, { valid, invalid }: Cases<string>): void {
  it(`${name} has a program with the whole text of each message`, () => {
    const errors = invalid.flatMap((wrongOne) => wrongOne.errors);
    const suggestions = new Set<string>(errors.flatMap((one) => one.suggestions ?? []).map(({ messageId }) => messageId));
    const told = new Set<string>(errors.filter(({ data }) => data !== undefined).map(({ messageId }) => messageId));
    // no program makes a rule break off
    expect(Object.keys(messages).filter((id) => id !== 'failed' && messages[id].includes('{{') && !told.has(id) && !suggestions.has(id))).toEqual([]);
  });
  it(`${name} has at least ${least} right and ${least} wrong programs`, () => {
    expect(Math.min(valid.length, invalid.length)).toBeGreaterThanOrEqual(least);
  });
}

/** What is suggested, and what fixes leave, has one error less: the rule is content with its own repair. */
function testRepairs(name: string, rule: TestedRule<string>, { invalid }: Cases<string>, { parserOptions, filename: defaultName }: { readonly parserOptions: object; readonly filename: string }): void {
  const linter = new Linter();
  const plugin = { rules: { [name]: rule as unknown as Rule.RuleModule } };
  const lint = (code: string, { options = [], filename = defaultName }: Valid): readonly Linter.LintMessage[] => (
    linter.verify(code, [{ files: ['**/*.{ts,tsx,js}'], languageOptions: { parser, parserOptions }, plugins: { coffman: plugin }, rules: { [`coffman/${name}`]: ['error', ...options] } }], filename)
  );
  const repaired = invalid.flatMap((wrongOne) => [
    ...wrongOne.errors.flatMap(({ suggestions = [] }) => suggestions.map(({ output }) => ({ wrongOne, output }))),
    ...(typeof wrongOne.output === 'string' ? [{ wrongOne, output: wrongOne.output }] : []),
  ]);
  it.each(repaired)(`${name} is content with its repair of: $wrongOne.name`, ({ wrongOne, output }) => {
    expect(lint(output, wrongOne).length).toBeLessThan(wrongOne.errors.length);
  });
}

/** Runs the cases; the rule tester has its own copy of the types, which TypeScript takes for others. */
export function testRule<Id extends string>(name: string, rule: TestedRule<Id>, cases: Cases<Id>): void {
  new RuleTester().run(name, rule as unknown as AnyRule, cases);
  testCount(name, rule, cases);
  testRepairs(name, rule, cases, { parserOptions: {}, filename: 'file.ts' });
}

/** As `testRule`, with type information; a case is a file of its own, with no others beside it. */
export function testTypedRule<Id extends string>(name: string, rule: TestedRule<Id>, cases: Cases<Id>): void {
  new RuleTester({ languageOptions: { parserOptions: typed.parserOptions } }).run(name, rule as unknown as AnyRule, cases);
  testCount(name, rule, cases);
  testRepairs(name, rule, cases, typed);
}

export function named(name: string, code: string): Valid {
  return { name, code };
}

/** A program with one error at this place. */
export function error<Id extends string>(name: string, code: string, messageId: Id, line: number, column: number, data?: Readonly<Record<string, unknown>>): Invalid<Id> {
  return { name, code, errors: [{ messageId, line, column, ...(data === undefined ? {} : { data }) }] };
}

type More<Id extends string> = Pick<Expected<Id>, 'data' | 'suggestions'>;

/** A program with an error at each `▸`, in this order. */
export function marked<Id extends string>(name: string, code: string, expected: Id | readonly (readonly [Id, More<Id>?])[], more: Pick<Invalid<Id>, 'options' | 'output'> & More<Id> = {}): Invalid<Id> {
  const { data, suggestions, ...others } = more;
  const each = typeof expected === 'string' ? [[expected, { ...(data && { data }), ...(suggestions && { suggestions }) }] as const] : expected;
  const places = code.split('▸').slice(0, -1).map((_part, index, parts) => parts.slice(0, index + 1).join('').split('\n'));
  if (places.length !== each.length) throw new TypeError(`'${name}' has ${places.length} marks for ${each.length} errors.`);
  const errors = each.map(([messageId, rest], index) => ({ messageId, line: places[index].length, column: (places[index].at(-1) ?? '').length + 1, ...rest }));
  return { name, code: code.replaceAll('▸', ''), errors, ...others };
}

interface Repaired<Id extends string> {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly options?: readonly unknown[];
  /** The suggestion's id, and what it replaces by what. */
  readonly suggestion?: readonly [id: Id, from: string, to: string];
  /** What the fix replaces by what, each pair once. */
  readonly fix?: readonly (readonly [from: string, to: string])[];
}

/** A program with the same error at each `▸`, and how the code is mended. */
export function wrong<Id extends string>(name: string, code: string, messageId: Id, { data, options, suggestion, fix }: Repaired<Id> = {}): Invalid<Id> {
  const plain = code.replaceAll('▸', '');
  const suggestions = suggestion === undefined ? undefined : [{ messageId: suggestion[0], output: replace(plain, suggestion[1], suggestion[2]) }];
  const each = Array.from({ length: code.split('▸').length - 1 }, () => [messageId, { ...(data && { data }), ...(suggestions && { suggestions }) }] as const);
  return marked(name, code, each, { ...(options && { options }), ...(fix && { output: fix.reduce((text, [from, to]) => replace(text, from, to), plain) }) });
}

function replace(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new TypeError(`'${from}' is not in the program.`);
  return text.replace(from, () => to);
}
