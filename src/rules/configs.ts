import type { Docs } from './support/docs.ts';

/** Each configuration, and which rules are in it: those for type-checked projects hold the others too. */
const includes = {
  'recommended': ({ recommended, requiresTypeChecking }) => recommended === true && requiresTypeChecking !== true,
  'recommended-type-checked': ({ recommended }) => recommended === true,
  'strict': ({ recommended, requiresTypeChecking }) => recommended !== false && requiresTypeChecking !== true,
  'strict-type-checked': ({ recommended }) => recommended !== false,
  'all': () => true,
} satisfies Readonly<Record<string, (docs: Docs) => boolean>>;

export type ConfigName = keyof typeof includes;

export const configNames = Object.keys(includes) as readonly ConfigName[];

/** What a configuration turns on, as what a rule's documentation says asks for. */
export function rulesOf(rules: Readonly<Record<string, { readonly meta: { readonly docs: Docs } }>>, name: ConfigName): Record<string, 'error'> {
  const chosen = Object.entries(rules).filter(([, rule]) => includes[name](rule.meta.docs));
  return Object.fromEntries(chosen.map(([rule]) => [`coffman/${rule}`, 'error' as const]));
}
