import { readFileSync } from 'node:fs';
import { ESLint, Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import coffman from '../src/index.ts';
import type { Finding, Report } from '../src/index.ts';
import type { Docs } from '../src/rules/support/docs.ts';

const wrong = `
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function post(save: () => Promise<void>): Promise<void> {
  const release = await lock.acquire();
  await save();
  await lock.runExclusive(save);
  release();
}`;

describe('the plugin', () => {
  it('says who it is', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(coffman.meta).toEqual({ name: 'eslint-plugin-coffman', version, namespace: 'coffman' });
  });

  it('sorts the rules into configurations by what their documentation says', () => {
    const known = Object.entries(coffman.rules).map(([name, rule]) => ({ name: `coffman/${name}`, docs: rule.meta.docs }));
    const named = (choose: (docs: Docs) => boolean): readonly string[] => known.filter(({ docs }) => choose(docs)).map(({ name }) => name);
    const rulesIn = Object.fromEntries(Object.entries(coffman.configs).map(([name, config]) => [name, Object.keys(config.rules ?? {})]));
    const isTyped = ({ requiresTypeChecking }: Docs): boolean => requiresTypeChecking === true;
    expect(rulesIn).toEqual({
      'recommended': named((docs) => docs.recommended === true && !isTyped(docs)),
      'recommended-type-checked': named((docs) => docs.recommended === true),
      'strict': named((docs) => docs.recommended !== false && !isTyped(docs)),
      'strict-type-checked': named((docs) => docs.recommended !== false),
      'all': named(() => true),
    });
    for (const [name, config] of Object.entries(coffman.configs)) expect(config).toMatchObject({ name: `coffman/${name}`, plugins: { coffman: { rules: coffman.rules } } });
  });

  it('exports the types of a report', () => {
    const findings: readonly Finding[] = [];
    const summary: Report['summary'] = { files: 0, entries: 0, findings: findings.length, incomplete: 0 };
    expect(summary.findings).toBe(0);
  });
});

describe.each([['10', Linter], ['9', Linter9 as unknown as typeof Linter]])('with ESLint %s', (major, Version) => {
  it('runs in a flat configuration', () => {
    const linter = new Version({ configType: 'flat' });
    expect(linter.version.split('.')[0]).toBe(major);
    const config = [{ files: ['**/*.ts'], languageOptions: { parser: parser as Linter.Parser } }, coffman.configs.recommended as Linter.Config];
    const messages = linter.verify(wrong, config, 'post.ts');
    expect(messages.map(({ ruleId, messageId, line, column }) => [ruleId, messageId, line, column])).toEqual([
      ['coffman/require-release', 'skippedByThrow', 5, 25],
      ['coffman/no-nested-acquire', 'nested', 7, 9],
    ]);
  });

  it('reads classes and functions of JavaScript, which have no types', () => {
    const code = `import { Mutex } from 'async-mutex';
class Poster {
  #lock = new Mutex();
  constructor(signal) { this.signal = signal; }
  async post(items, signal) { for (const item of items) await fetch(item, { signal }); }
  load = async (signal) => { const release = await this.#lock.acquire(); await fetch('/', { signal }); release(); };
}
export default new Poster(new AbortController().signal);`;
    const messages = new Version({ configType: 'flat' }).verify(code, [coffman.configs.strict], 'a.js');
    expect(messages.filter(({ fatal }) => fatal === true)).toEqual([]);
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(['coffman/require-release']);
  });

  it('refuses an option that does not exist', () => {
    const config = [coffman.configs.recommended as Linter.Config, { rules: { 'coffman/require-release': ['error', { throws: true }] } } as Linter.Config];
    expect(() => new Version({ configType: 'flat' }).verify('', config, 'a.js')).toThrow('throws');
  });

  it('understands JavaScript, and locks described in the settings', () => {
    const gate = {
      modules: ['#lib/gate'],
      exports: {
        Gate: {
          kind: 'class', primitive: 'mutex', construct: { permits: { constant: 1 } },
          members: { enter: { op: 'mutex.acquire', gives: 'nothing', async: true }, leave: { op: 'mutex.release' } },
        },
      },
      obligations: [{ class: 'Gate', take: 'enter', release: ['leave'], what: 'lock' }],
    };
    const code = "import { Gate } from '#lib/gate';\nconst gate = new Gate();\nexport async function pass(go) { await gate.enter(); await go(); gate.leave(); }";
    const config = [coffman.configs.recommended as Linter.Config, { settings: { coffman: { libraries: [gate] } } }];
    expect(new Version({ configType: 'flat' }).verify(code, config, 'a.js').map(({ messageId }) => messageId)).toEqual(['skippedByThrow']);
  });
});

it.each<[string, unknown, string]>([
  ['a key that is misspelt', { library: [] }, 'unknown key library; did you mean libraries?'],
  ['no list', { libraries: {} }, 'libraries must be array'],
  ['a description with an unknown key', { libraries: [{ modules: ['#gate'], exports: {}, obligation: [] }] }, 'unknown key obligation in libraries[0]; did you mean obligations?'],
  ['a description with a wrong key deep inside', {
    libraries: [{ modules: ['#gate'], exports: { Gate: { kind: 'class', primitive: 'mutex', members: { enter: { op: 'mutex.acquire', give: 'nothing' } } } } }],
  }, 'unknown key give in libraries[0].exports.Gate.members.enter; did you mean gives?'],
  ['an export of no known kind', { libraries: [{ modules: ['#gate'], exports: { gate: { kind: 'value' } } }] }, 'libraries[0].exports.gate.kind must be equal to one of the allowed values: class, function'],
  ['an operand of the wrong type', {
    libraries: [{ modules: ['#gate'], exports: { enter: { kind: 'function', op: 'mutex.acquire', operands: { weight: { argument: 'first' } } } } }],
  }, 'libraries[0].exports.enter.operands.weight.argument must be integer'],
])('refuses settings with %s', (_, settings, message) => {
  const config = [coffman.configs.recommended as Linter.Config, { settings: { coffman: settings } } as Linter.Config];
  expect(() => new Linter({ configType: 'flat' }).verify('', config, 'a.js')).toThrow(`settings.coffman: ${message}`);
});

it('takes part in a project through the ESLint class', async () => {
  const eslint = new ESLint({
    overrideConfigFile: true,
    baseConfig: [{ files: ['**/*.ts'], languageOptions: { parser: parser } }, coffman.configs.recommended],
  });
  const [result] = await eslint.lintText(wrong, { filePath: 'post.ts' });
  expect(result.errorCount).toBe(2);
});
