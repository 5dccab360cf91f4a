/** How `npm run docs` writes the headers and option lists of docs/rules and the table of rules in the README. @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  configEmoji: [['recommended', '✅'], ['recommended-type-checked', '☑️'], ['strict', '🔒'], ['strict-type-checked', '🔏']],
  ignoreConfig: ['all'],
  ruleDocTitleFormat: 'prefix-name',
  ruleDocNotices: ['description', 'deprecated', 'configs', 'fixableAndHasSuggestions', 'requiresTypeChecking'],
  ruleDocSectionInclude: ['What it does', 'Why', 'Wrong', 'Right', 'When Not To Use It'],
  ruleListColumns: ['name', 'description', 'configsError', 'fixable', 'hasSuggestions', 'requiresTypeChecking'],
};
