import type { ParserServicesWithTypeInformation, TSESLint } from '@typescript-eslint/utils';

/** The types of the file. Throws where the configuration gives none: a rule that asks for them would else be silent without reason. */
export function typesOf({ id, sourceCode }: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): ParserServicesWithTypeInformation {
  const services = sourceCode.parserServices;
  if (!services?.program) {
    throw new Error(`The rule '${id}' needs type information, and there is none for this file. Set \`languageOptions.parserOptions.projectService: true\` with @typescript-eslint/parser, or turn the rule off for such files.`);
  }
  return services as ParserServicesWithTypeInformation;
}
