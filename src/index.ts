import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CheckRequest } from './cli/api.ts';
import type { Report } from './report/report.ts';
import type { TSESLint } from '@typescript-eslint/utils';
import { configNames, rulesOf } from './rules/configs.ts';
import type { ConfigName } from './rules/configs.ts';
import * as ruleModules from './rules/index.ts';
import { modelCheck } from './rules/model-check.ts';
import type { CheckText } from './rules/model-check.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string };

const meta = { name: 'eslint-plugin-coffman', version, namespace: 'coffman' };

const require = createRequire(import.meta.url);

/** Checks files as `coffman check` does. Loaded when it is called: the plugin must not wait for the checker. */
const check = async (request: CheckRequest = {}): Promise<Report> => (await import('./cli/api.ts')).check(request);

/** Loaded when the rule first runs: with the checker comes a compiler, and rules cannot wait for an import. */
const checkText: CheckText = (file) => (require('./checker/check-text.js') as { readonly checkText: CheckText }).checkText(file);

const rules = { ...ruleModules, 'model-check': modelCheck(checkText) };

const plugin = { meta, rules } as TSESLint.FlatConfig.Plugin;

function configOf(name: ConfigName): TSESLint.FlatConfig.Config {
  return { name: `coffman/${name}`, plugins: { coffman: plugin }, rules: rulesOf(rules, name) };
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

export type { CheckRequest } from './cli/api.ts';
export type { Config } from './cli/config.ts';
export { check };
