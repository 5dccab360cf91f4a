import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import coffman from '../../src/index.ts';
import type { Docs } from '../../src/rules/support/create-rule.ts';

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

const docsOf = new Map(rules.map(([name, { meta }]) => [name, meta.docs as Docs]));

function isTyped(name: string): boolean {
  return docsOf.get(name)?.requiresTypeChecking === true;
}

/** How a page says which configurations the rule is in. */
function standing({ recommended, requiresTypeChecking }: Docs): string {
  const types = requiresTypeChecking === true ? '-type-checked' : '';
  if (recommended === true) return types === '' ? 'Recommended: yes, as an error.' : `Recommended: yes, as an error, in \`recommended${types}\`: it needs type information.`;
  return recommended === false ? 'Recommended: no; only in `all`.' : `Recommended: no; in \`strict${types}\`.`;
}

function messagesIn(name: string, { code, options }: Snippet): readonly Linter.LintMessage[] {
  const parserOptions = isTyped(name) ? { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: fileURLToPath(root) } : {};
  return new Linter().verify(code.replace(/ *\/\/ error: .+$/gm, ''), [{
    files: ['**/*.ts'],
    languageOptions: { parser: parser, parserOptions },
    plugins: { coffman: coffman as object },
    rules: { [`coffman/${name}`]: ['error', ...options] },
  }], 'snippet.ts');
}

function reportedIn(name: string, snippet: Snippet): readonly string[] {
  return messagesIn(name, snippet).map((message) => `${message.line} ${message.messageId ?? message.message}`);
}

function suggestedIn(name: string, snippet: Snippet): readonly string[] {
  return messagesIn(name, snippet).flatMap(({ suggestions }) => suggestions ?? []).flatMap(({ messageId }) => messageId ?? []);
}

describe.each(rules)('docs of %s', (name, rule) => {
  const text = page(name);
  const snippets = snippetsOf(text);

  it('start with the name and the description', () => {
    expect(text).toMatch(new RegExp(`^# coffman/${name}\n\n> ${rule.meta.docs.description}\\.\n`));
    expect(rule.meta.docs.url).toContain(`/docs/rules/${name}.md`);
  });

  it('say which configurations it is in', () => {
    expect(text).toContain(`\n\n${standing(rule.meta.docs)}\n\n`);
  });

  it.each(['What it does', 'Why', 'Wrong', 'Right', 'Options', 'When Not To Use It'])('have a section %s', (heading) => {
    expect(text).toContain(`\n## ${heading}\n`);
  });

  it('describe every option', () => {
    const options = rule.meta.schema as readonly { readonly properties: Readonly<Record<string, unknown>> }[];
    for (const option of options.flatMap((schema) => Object.keys(schema.properties))) expect(text).toContain(`\n### \`${option}\`\n`);
  });

  it('show every message', () => {
    const shown = new Set(snippets.flatMap((snippet) => [...expectedIn(snippet.code).map((error) => error.split(' ')[1]), ...suggestedIn(name, snippet)]));
    expect([...shown].sort()).toEqual(Object.keys(rule.meta.messages).sort());
  });

  it.each(snippets.map((snippet) => [snippet.line, snippet] as const))('say the truth on line %i', (_line, snippet) => {
    expect(reportedIn(name, snippet)).toEqual(expectedIn(snippet.code));
  });

  it.each(snippets.map((snippet) => [snippet.line, snippet] as const))('are written for all recommended rules on line %i', (_line, snippet) => {
    if (expectedIn(snippet.code).length > 0 || snippet.options.length > 0) return;
    for (const [other, { meta }] of rules) if (meta.docs.recommended === true) expect({ [other]: reportedIn(other, snippet) }).toEqual({ [other]: [] });
  });
});
