import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CheckRequest } from './cli/api.ts';
import type { Report } from './report/report.ts';
import { configNames, rulesOf } from './rules/configs.ts';
import type { ConfigName } from './rules/configs.ts';
import * as ruleModules from './rules/index.ts';
import { modelCheck } from './rules/model-check.ts';
import type { CheckText } from './rules/model-check.ts';
import type { Docs } from './rules/support/docs.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string };

const meta = { name: 'eslint-plugin-coffman', version, namespace: 'coffman' };

const require = createRequire(import.meta.url);

/** Checks files as `coffman check` does. Loaded when it is called: the plugin must not wait for the checker. */
const check = async (request: CheckRequest = {}): Promise<Report> => (await import('./cli/api.ts')).check(request);

/** Loaded when the rule first runs: with the checker comes a compiler, and rules cannot wait for an import. */
const checkText: CheckText = (file) => (require('./checker/check-text.js') as { readonly checkText: CheckText }).checkText(file);

const ownRules = { ...ruleModules, 'model-check': modelCheck(checkText) };

/**
 * A rule as others see it. The types of ESLint and those of typescript-eslint, with which the rules are written, do not fit each other, and
 * those of typescript-eslint not every compiler; this one fits both, in `defineConfig` as in `tseslint.config`.
 */
interface PublicRule {
  readonly meta: {
    readonly type: 'problem' | 'suggestion' | 'layout';
    readonly docs: Docs;
    readonly messages: Record<string, string>;
    readonly fixable?: 'code' | 'whitespace';
    readonly hasSuggestions?: boolean;
  };
  create(context: unknown): Record<string, ((node: unknown) => void) | undefined>;
}

type PublicRules = Readonly<Record<string, PublicRule>>;

const rules = ownRules as PublicRules;

interface PublicConfig {
  readonly name: string;
  readonly plugins: { readonly coffman: { readonly meta: typeof meta; readonly rules: PublicRules } };
  readonly rules: Record<string, 'error'>;
}

function configOf(name: ConfigName): PublicConfig {
  return { name: `coffman/${name}`, plugins: { coffman: { meta, rules } }, rules: rulesOf(rules, name) };
}

/** The ESLint plugin: `export default [coffman.configs.recommended]` in `eslint.config.js` is all it takes. */
const coffman = {
  meta,
  rules,
  configs: Object.fromEntries(configNames.map((name) => [name, configOf(name)])) as Readonly<Record<ConfigName, PublicConfig>>,
};

export default coffman;

// what `require()` gives: the plugin itself, as `import` of the default does, and the function
const required = { ...coffman, check };
export { required as 'module.exports' };

export type { Confidence, Finding, FindingKind } from './checker/finding.ts';
export type { Library } from './libraries/library.ts';
export type { Report } from './report/report.ts';

export type { CheckRequest } from './cli/api.ts';
export type { Config } from './cli/config.ts';
export { check };
