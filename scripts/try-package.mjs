// Packs the package and installs it into new projects, from the registry, as a user does: with ESLint 9 and 10, beside TypeScript 5.8, 6.0 and 7.
// Usage: npm run build && node scripts/try-package.mjs [ESLINT/TYPESCRIPT…], such as 10/7
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const asked = process.argv.slice(2).map((pair) => pair.split('/'));
const folder = mkdtempSync(join(tmpdir(), 'coffman-package-'));

function run(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

function mustRun(cwd, command, ...args) {
  const { status, stdout, stderr } = run(cwd, command, ...args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

const stuck = (annotation) => `import { Mutex } from 'async-mutex';

const lock = new Mutex();

export async function main()${annotation} {
  await lock.acquire();
  await lock.acquire();
}
`;

const typed = `import coffman, { check, type Config, type Library, type Report } from 'eslint-plugin-coffman';
import { defineConfig } from 'eslint/config';

const libraries: readonly Library[] = [];
export const config: Config = { include: ['src'], failOn: 'certain', libraries };
export const linting = defineConfig(coffman.configs.recommended, { plugins: { coffman } });
void coffman.rules['require-release'].meta.docs.url;
export const report: Promise<Report> = check({ paths: ['stuck.ts'], timeout: 5 });
`;

/** The parser for TypeScript files is made for TypeScript below 6.1: beside 7, ESLint looks at JavaScript. */
const configOf = (hasParser) => `${hasParser ? "import parser from '@typescript-eslint/parser';\n" : ''}import coffman from 'eslint-plugin-coffman';
export default [${hasParser ? "{ files: ['**/*.ts'], languageOptions: { parser } }, " : ''}coffman.configs.recommended, { rules: { 'coffman/model-check': 'error' } }];
`;

const files = (hasParser) => ({
  'package.json': '{ "name": "tried", "private": true, "type": "module" }',
  'tsconfig.json': JSON.stringify({ compilerOptions: { target: 'es2022', module: 'nodenext', types: ['node'], strict: true, noEmit: true }, include: ['typed.ts'] }),
  'stuck.ts': stuck(': Promise<void>'),
  'stuck.js': stuck(''),
  'typed.ts': typed,
  'eslint.config.js': configOf(hasParser),
  'import.mjs': "import coffman, { check } from 'eslint-plugin-coffman';\nconst { findings } = await check({ paths: ['stuck.ts'] });\nconsole.log(coffman.meta.name, findings.length);\n",
  'require.cjs': "const coffman = require('eslint-plugin-coffman');\ncoffman.check({ paths: ['stuck.ts'] }).then(({ findings }) => console.log(coffman.meta.name, Object.keys(coffman.configs).length > 0, findings.length));\n",
});

function expect(what, found, wanted) {
  if (found !== wanted) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

/** In a project of these versions: by import and require, as a command, under ESLint, and for the compiler. */
function tryWith(tarball, eslint, typescript) {
  const hasParser = Number(typescript.split('.')[0]) < 7;
  const project = mkdtempSync(join(folder, 'project-'));
  for (const [name, text] of Object.entries(files(hasParser))) writeFileSync(join(project, name), text);
  const parser = hasParser ? ['@typescript-eslint/parser'] : [];
  mustRun(project, 'npm', 'install', '--no-audit', '--no-fund', tarball, `eslint@${eslint}`, `typescript@${typescript}`, '@types/node@20', ...parser);
  expect('import', mustRun(project, process.execPath, 'import.mjs'), 'eslint-plugin-coffman 1\n');
  expect('require', mustRun(project, process.execPath, 'require.cjs'), 'eslint-plugin-coffman true 1\n');
  const { status, stdout } = run(project, 'npx', '--no-install', 'coffman', 'check', 'stuck.ts', '-f', 'json');
  expect('coffman check', status, 1);
  expect('what it finds', JSON.parse(stdout).findings.map(({ kind }) => kind).join(), 'deadlock');
  const file = hasParser ? 'stuck.ts' : 'stuck.js';
  const [{ messages }] = JSON.parse(run(project, 'npx', '--no-install', 'eslint', '-f', 'json', file).stdout);
  expect('ESLint', messages.map(({ ruleId, line }) => `${ruleId} ${line}`).sort().join(), 'coffman/model-check 7,coffman/no-nested-acquire 7,coffman/require-release 6,coffman/require-release 7');
  mustRun(project, 'npx', '--no-install', 'tsc', '-p', '.');
  const version = (name) => JSON.parse(mustRun(project, 'npm', 'ls', name, '--depth=0', '--json')).dependencies[name].version;
  console.log(`ESLint ${version('eslint')}, TypeScript ${version('typescript')}: import, require, npx coffman, ESLint and types`);
}

try {
  const [{ filename, size, entryCount }] = JSON.parse(mustRun(process.cwd(), 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  console.log(`${filename}: ${entryCount} files, ${(size / 1000).toFixed(0)} kB`);
  for (const [eslint, typescript] of asked.length > 0 ? asked : [['9', '5.8'], ['10', '6.0'], ['10', '7']]) tryWith(join(folder, filename), eslint, typescript);
} finally {
  rmSync(folder, { recursive: true });
}
