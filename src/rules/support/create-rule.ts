import type { TSESLint } from '@typescript-eslint/utils';
import type { Docs } from './docs.ts';

/** What a rule file writes: everything but the address of its page, which follows from its name. */
interface Definition<Options extends readonly unknown[], Ids extends string> {
  readonly name: string;
  readonly meta: Omit<TSESLint.RuleMetaData<Ids, never, Options>, 'docs' | 'defaultOptions'> & {
    readonly docs: Omit<Docs, 'url'>;
    readonly defaultOptions?: Options;
  };
  readonly create: (context: Readonly<TSESLint.RuleContext<Ids, Options>>) => TSESLint.RuleListener;
}

export type Rule<Options extends readonly unknown[], Ids extends string> = TSESLint.RuleModule<Ids, Options, Docs> & {
  readonly meta: { readonly docs: Docs };
};

/** The rule's page, as it is published with the package. */
function pageOf(name: string): string {
  return `https://unpkg.com/eslint-plugin-coffman/docs/rules/${name}.md`;
}

/** Makes an ESLint rule of a definition. */
export function createRule<Options extends readonly unknown[], Ids extends string>(definition: Definition<Options, Ids>): Rule<Options, Ids> {
  const { name, meta, create } = definition;
  return { meta: { ...meta, docs: { ...meta.docs, url: pageOf(name) } }, create };
}
