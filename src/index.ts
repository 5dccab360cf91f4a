import { readFileSync } from 'node:fs';
import type { TSESLint } from '@typescript-eslint/utils';
import noNestedAcquire from './rules/no-nested-acquire.ts';
import requireRelease from './rules/require-release.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string };

const meta = { name: 'eslint-plugin-coffman', version, namespace: 'coffman' };

const rules = {
  'no-nested-acquire': noNestedAcquire,
  'require-release': requireRelease,
};

/** All rules whose page says that they are recommended. */
function recommended(): TSESLint.FlatConfig.Rules {
  return Object.fromEntries(Object.entries(rules).flatMap(([name, rule]) => (rule.meta.docs.recommended ? [[`coffman/${name}`, 'error']] : [])));
}

/** The ESLint plugin: `export default [coffman.configs.recommended]` in `eslint.config.js` is all it takes. */
const coffman = {
  meta,
  rules,
  configs: {
    recommended: {
      name: 'coffman/recommended',
      plugins: { coffman: { meta, rules } as TSESLint.FlatConfig.Plugin },
      rules: recommended(),
    },
  },
};

export default coffman;

export type { Confidence, Finding, FindingKind } from './checker/finding.ts';
export type { Report } from './report/report.ts';
