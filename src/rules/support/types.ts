import type { ParserServicesWithTypeInformation, TSESLint, TSESTree } from '@typescript-eslint/utils';

export type Types = ParserServicesWithTypeInformation;

/** The types of the file. Throws where the configuration gives none: a rule that asks for them would else be silent without reason. */
export function typesOf({ id, sourceCode }: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): Types {
  const services = sourceCode.parserServices;
  if (!services?.program) {
    throw new Error(`The rule '${id}' needs type information, and there is none for this file. Set \`languageOptions.parserOptions.projectService: true\` with @typescript-eslint/parser, or turn the rule off for such files.`);
  }
  return services as Types;
}

const collections = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

/** Whether the expression is one of the platform's maps and sets. */
export function isCollectionAt(types: Types, node: TSESTree.Node): boolean {
  const checker = types.program.getTypeChecker();
  return collections.has(checker.getNonNullableType(types.getTypeAtLocation(node)).getSymbol()?.name ?? '');
}
