import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import coffman from '../src/index.ts';

/** The package as it is built and installed, in a project of its own, with the real tools. */
const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'coffman-'));

const post = `import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function post(save: () => Promise<void>): Promise<void> {
  const release = await lock.acquire();
  await save();
  await lock.runExclusive(save);
  release();
}
export async function main(): Promise<void> {
  await post(async () => undefined);
}
`;

const config = (get: string, list: string): string => `${get}
${list} [
  { files: ['**/*.ts'], languageOptions: { parser } },
  coffman.configs.recommended,
  { rules: { 'coffman/model-check': 'error' } },
];
`;

beforeAll(() => {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('Run `npm run build` first: these tests are about the package as it is built.');
  mkdirSync(join(project, 'node_modules/@typescript-eslint'), { recursive: true });
  for (const name of ['eslint', 'eslint9', 'oxlint', '@typescript-eslint/parser']) symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  symlinkSync(root, join(project, 'node_modules/eslint-plugin-coffman'));
  const files = {
    'package.json': '{ "type": "module" }',
    'post.ts': post,
    'eslint.config.mjs': config("import coffman from 'eslint-plugin-coffman';\nimport parser from '@typescript-eslint/parser';", 'export default'),
    'eslint.config.cjs': config("const coffman = require('eslint-plugin-coffman');\nconst parser = require('@typescript-eslint/parser');", 'module.exports ='),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
});

afterAll(() => { rmSync(project, { recursive: true }); });

function node(...args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  if (error !== undefined) throw error;
  if (stdout === '') throw new Error(stderr);
  return stdout;
}

interface EslintMessage {
  readonly ruleId: string;
  readonly line: number;
}

const expected = ['coffman/require-release 4', 'coffman/no-nested-acquire 6', 'coffman/model-check 6'];

it.each([
  ['10', 'eslint', 'eslint.config.mjs'],
  ['10', 'eslint', 'eslint.config.cjs'],
  ['9', 'eslint9', 'eslint.config.mjs'],
  ['9', 'eslint9', 'eslint.config.cjs'],
])('runs under ESLint %s (%s, %s)', (major, name, configuration) => {
  const bin = `node_modules/${name}/bin/eslint.js`;
  expect(node(bin, '--version')).toMatch(new RegExp(`^v${major}\\.`));
  const [{ messages }] = JSON.parse(node(bin, '-c', configuration, '-f', 'json', 'post.ts')) as readonly { readonly messages: readonly EslintMessage[] }[];
  expect(messages.map(({ ruleId, line }) => `${ruleId} ${line}`).sort()).toEqual([...expected].sort());
});

it('is the same by import and by require, and loads nothing but itself', () => {
  const bare = join(project, 'bare');
  for (const part of ['dist', 'package.json', 'typescript.cjs']) cpSync(join(root, part), join(bare, 'node_modules/eslint-plugin-coffman', part), { recursive: true });
  writeFileSync(join(bare, 'check.cjs'), "console.log(typeof require('eslint-plugin-coffman').check);");
  expect(node(join(bare, 'check.cjs'))).toBe('function\n');
  const show = 'console.log(JSON.stringify([plugin.meta, Object.keys(plugin.rules), Object.keys(plugin.configs)]))';
  writeFileSync(join(bare, 'import.mjs'), `import plugin from 'eslint-plugin-coffman';\n${show};`);
  writeFileSync(join(bare, 'require.cjs'), `const plugin = require('eslint-plugin-coffman');\n${show};`);
  const [imported, required] = ['import.mjs', 'require.cjs'].map((file) => JSON.parse(node(join(bare, file))) as readonly unknown[]);
  expect(required).toEqual(imported);
  expect(required).toEqual([{ name: 'eslint-plugin-coffman', version: coffman.meta.version, namespace: 'coffman' }, expect.arrayContaining(['require-release', 'model-check']), expect.arrayContaining(['recommended', 'all'])]);
});

interface OxlintReport {
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly filename: string; readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[] }[];
}

it('says the same under oxlint as under ESLint', () => {
  const folders = ['buggy', 'channel', 'mutex', 'signal', 'streams'].map((name) => join('fixtures', name));
  for (const folder of folders) cpSync(join(root, folder), join(project, folder), { recursive: true });
  writeFileSync(join(project, '.oxlintrc.json'), JSON.stringify({ categories: { correctness: 'off' }, jsPlugins: ['eslint-plugin-coffman'], rules: coffman.configs.strict.rules }));
  const { diagnostics } = JSON.parse(node('node_modules/oxlint/bin/oxlint', '-f', 'json', 'fixtures')) as OxlintReport;
  const underOxlint = diagnostics.map(({ code, message, filename, labels: [{ span }] }) => `${filename}:${span.line}:${span.column} ${code.replace(/\((.+)\)/, '/$1')} ${message}`);
  const linter = new Linter();
  const underEslint = folders.flatMap((folder) => readdirSync(join(project, folder)).map((name) => `${folder}/${name}`)).flatMap((file) => {
    const text = readFileSync(join(project, file), 'utf8');
    const messages = linter.verify(text, [{ files: ['**/*.ts'], languageOptions: { parser: parser } }, coffman.configs.strict], file);
    return messages.map(({ line, column, ruleId, message }) => `${file}:${line}:${column} ${ruleId ?? ''} ${message}`);
  });
  expect(underEslint.length).toBeGreaterThan(50);
  expect(underOxlint.sort()).toEqual(underEslint.sort());
});
