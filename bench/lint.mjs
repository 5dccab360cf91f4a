// What the rules cost: lints the same files once with typescript-eslint's and Coffman's configuration together, and adds up the time of each rule,
// as TIMING=all does. Usage: node bench/lint.mjs [glob …], with the project's own sources where no files are named.
import { performance } from 'node:perf_hooks';
import js from '@eslint/js';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import coffman from 'eslint-plugin-coffman';

const allowed = 15;
const allowedRule = 5;
const files = process.argv.slice(2);

const pairs = [
  ['recommended', tseslint.configs.recommended, {}],
  ['recommended-type-checked', tseslint.configs.recommendedTypeChecked, { projectService: true }],
];

async function timesOf(name, theirs, parserOptions) {
  const eslint = new ESLint({
    overrideConfigFile: true,
    stats: true,
    ignore: files.length === 0,
    baseConfig: tseslint.config({ files: ['**/*.ts'], extends: [js.configs.recommended, ...theirs, coffman.configs[name]], languageOptions: { parserOptions } }),
  });
  const started = performance.now();
  const results = await eslint.lintFiles(files.length === 0 ? ['src/**/*.ts'] : files);
  const all = performance.now() - started;
  const rules = new Map();
  for (const { stats } of results) {
    for (const { rules: times } of stats.times.passes) {
      for (const [rule, { total }] of Object.entries(times)) rules.set(rule, (rules.get(rule) ?? 0) + total);
    }
  }
  return { all, rules, files: results.length };
}

let isOver = false;
for (const [name, theirs, parserOptions] of pairs) {
  const { all, rules, files: count } = await timesOf(name, theirs, parserOptions);
  const own = [...rules].filter(([rule]) => rule.startsWith('coffman/')).sort(([, a], [, b]) => b - a);
  const sum = own.reduce((total, [, time]) => total + time, 0);
  const share = (time) => (100 * time) / (all - sum);
  console.log(`${name}: ${count} files, ${(all / 1000).toFixed(2)} s, of which Coffman ${(sum / 1000).toFixed(2)} s: ${share(sum).toFixed(1)} % on top of the rest (at most ${allowed} %)`);
  console.log('  rule                                          ms       %');
  for (const [rule, time] of own) console.log(`  ${rule.padEnd(40)}${time.toFixed(0).padStart(8)}${share(time).toFixed(1).padStart(8)}`);
  const heavy = own.filter(([, time]) => share(time) > allowedRule).map(([rule]) => rule);
  if (heavy.length > 0) console.log(`  above ${allowedRule} %: ${heavy.join(', ')}`);
  isOver ||= share(sum) > allowed || heavy.length > 0;
}
process.exitCode = isOver ? 1 : 0;
