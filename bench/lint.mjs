// What the rules cost: lints the same files once with typescript-eslint's and Coffman's configuration together, and adds up the time of each rule,
// as TIMING=all does. Usage: npm run bench:lint [-- folder …], with the project's own sources where nothing is named. Folders may be outside of the
// project; packages that are not installed there have no types, which is no matter for the time.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import js from '@eslint/js';
import { ESLint } from 'eslint';
import { globSync } from 'tinyglobby';
import tseslint from 'typescript-eslint';
import coffman from 'eslint-plugin-coffman';

const allowed = 15;
const allowedRule = 5;
const sources = ['**/*.ts', '!**/*.d.ts', '!**/node_modules/**', '!**/dist/**'];

/** Folders stand for the sources in them. */
function filesOf(named) {
  return named.flatMap((path) => (statSync(path).isDirectory() ? globSync(sources, { cwd: path, absolute: true }) : [resolve(path)]));
}

const named = process.argv.slice(2);
const files = filesOf(named.length === 0 ? ['src'] : named);

/** A project of just these files, for wherever they are. */
const folder = mkdtempSync(join(tmpdir(), 'coffman-bench-'));
const project = join(folder, 'tsconfig.json');
const compilerOptions = { target: 'es2022', lib: ['esnext', 'dom'], module: 'esnext', moduleResolution: 'bundler', strict: true, skipLibCheck: true, noEmit: true, allowImportingTsExtensions: true, typeRoots: [resolve('node_modules/@types')], types: ['node'] };
writeFileSync(project, JSON.stringify({ compilerOptions, files }));

const pairs = [
  ['recommended', tseslint.configs.recommended, {}],
  ['recommended-type-checked', tseslint.configs.recommendedTypeChecked, { project, tsconfigRootDir: folder }],
];

async function timesOf(name, theirs, parserOptions) {
  const eslint = new ESLint({
    cwd: '/',
    overrideConfigFile: true,
    stats: true,
    ignore: false,
    baseConfig: tseslint.config({ files: ['**/*.ts'], extends: [js.configs.recommended, ...theirs, coffman.configs[name]], languageOptions: { parserOptions } }),
  });
  const started = performance.now();
  const results = await eslint.lintFiles(files);
  const all = performance.now() - started;
  const rules = new Map();
  for (const { stats } of results) {
    for (const { rules: times } of stats.times.passes) {
      for (const [rule, { total }] of Object.entries(times ?? {})) rules.set(rule, (rules.get(rule) ?? 0) + total);
    }
  }
  return { all, rules, unread: results.filter(({ messages }) => messages.some(({ fatal }) => fatal)).length };
}

let isOver = false;
for (const [name, theirs, parserOptions] of pairs) {
  const { all, rules, unread } = await timesOf(name, theirs, parserOptions);
  const own = [...rules].filter(([rule]) => rule.startsWith('coffman/')).sort(([, a], [, b]) => b - a);
  const sum = own.reduce((total, [, time]) => total + time, 0);
  const share = (time) => (100 * time) / (all - sum);
  console.log(`${name}: ${files.length} files${unread === 0 ? '' : ` (${unread} cannot be read)`}, ${(all / 1000).toFixed(2)} s, of which Coffman ${(sum / 1000).toFixed(2)} s: ${share(sum).toFixed(1)} % on top of the rest (at most ${allowed} %)`);
  console.log('  rule                                          ms       %');
  for (const [rule, time] of own) console.log(`  ${rule.padEnd(40)}${time.toFixed(0).padStart(8)}${share(time).toFixed(1).padStart(8)}`);
  const heavy = own.filter(([, time]) => share(time) > allowedRule).map(([rule]) => rule);
  if (heavy.length > 0) console.log(`  above ${allowedRule} %: ${heavy.join(', ')}`);
  isOver ||= share(sum) > allowed || heavy.length > 0;
}
rmSync(folder, { recursive: true });
process.exitCode = isOver ? 1 : 0;
