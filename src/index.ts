import { readFileSync } from 'node:fs';
import type { TSESLint } from '@typescript-eslint/utils';
import { configNames, rulesOf } from './rules/configs.ts';
import type { ConfigName } from './rules/configs.ts';
import * as ruleModules from './rules/index.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string };

const meta = { name: 'eslint-plugin-coffman', version, namespace: 'coffman' };

const rules = { ...ruleModules };

const plugin = { meta, rules } as TSESLint.FlatConfig.Plugin;

function configOf(name: ConfigName): TSESLint.FlatConfig.Config {
  return { name: `coffman/${name}`, plugins: { coffman: plugin }, rules: rulesOf(name) };
}

/** The ESLint plugin: `export default [coffman.configs.recommended]` in `eslint.config.js` is all it takes. */
const coffman = {
  meta,
  rules,
  configs: Object.fromEntries(configNames.map((name) => [name, configOf(name)])) as Readonly<Record<ConfigName, TSESLint.FlatConfig.Config>>,
};

export default coffman;

// what `require()` gives: the plugin itself, as `import` of the default does
export { coffman as 'module.exports' };

export type { Confidence, Finding, FindingKind } from './checker/finding.ts';
export type { Report } from './report/report.ts';
