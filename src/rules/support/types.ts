import type { ParserServicesWithTypeInformation, TSESLint, TSESTree } from '@typescript-eslint/utils';
import { collections } from './source.ts';
import type { Source } from './source.ts';

export type Types = ParserServicesWithTypeInformation;

/** The types of the file. Throws where the configuration gives none: a rule that asks for them would else be silent without reason. */
export function typesOf({ id, sourceCode }: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): Types {
  const services = sourceCode.parserServices;
  if (!services?.program) {
    throw new Error(`The rule '${id}' needs type information, and there is none for this file. Set \`languageOptions.parserOptions.projectService: true\` with @typescript-eslint/parser, or turn the rule off for such files.`);
  }
  return services as Types;
}

/** Whether the expression is one of the platform's maps and sets. */
export function isCollectionAt(source: Source, types: Types, node: TSESTree.Node): boolean {
  const checker = types.program.getTypeChecker();
  return collections(source, 'types').has(checker.getNonNullableType(types.getTypeAtLocation(node)).getSymbol()?.name ?? '');
}
