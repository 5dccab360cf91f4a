import eslintPlugin from 'eslint-plugin-eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The folders of `src`, each with the folders it may import from besides itself, and why no more. */
export const layers = {
  libraries: { may: [], because: 'a library description is data that knows nothing of ESLint, the model or the checker' },
  model: { may: ['libraries'], because: 'the model says what a program is, not how it is checked or reported' },
  checker: { may: ['model', 'libraries'], because: 'the checker gives a verdict on a model and knows no output format and no command' },
  report: { may: ['checker', 'model'], because: 'a report is a pure function of the verdict' },
  rules: { may: ['libraries'], because: 'the rules look at one file; the whole-program model is built outside ESLint' },
};

/** The folder of `src` that a path is in; undefined for what is not in one of the layers. */
function layerOf(path) {
  const folder = /(?:^|[\\/])src[\\/]([^\\/]+)[\\/]/.exec(path)?.[1];
  return folder !== undefined && Object.hasOwn(layers, folder) ? folder : undefined;
}

/** Imports between the folders of `src` go one way: source -> libraries -> model -> checker -> report. */
const forwardImports = {
  meta: {
    type: 'problem',
    docs: { description: 'Disallow imports that run against the direction of the layers' },
    schema: [],
    messages: { backward: "'src/{{from}}' may not import from '{{to}}': {{because}}. It may import from {{allowed}}." },
  },
  create(context) {
    const from = layerOf(context.filename);
    if (from === undefined) return {};
    const { may, because } = layers[from];
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const url = new URL(source.value.replaceAll('\\', '/'), new URL(context.filename.replaceAll('\\', '/'), 'file:///'));
      const inside = /\/src\/(.+)$/.exec(url.pathname)?.[1];
      const to = layerOf(url.pathname) ?? (inside === undefined ? undefined : inside.split('/')[0]);
      if (to === undefined || to === from || may.includes(to)) return;
      const allowed = [from, ...may].map((folder) => `'src/${folder}'`).join(', ');
      context.report({ node: source, messageId: 'backward', data: { from, to: `src/${to}`, because, allowed } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

/** The project's own rules. */
export const local = { rules: { 'forward-imports': forwardImports } };

export default defineConfig(
  globalIgnores(['dist', 'node_modules', 'fixtures', '.corpus', 'coverage']),
  {
    files: ['src/**/*.ts', 'test/**/*.ts', '*.config.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // without `noUncheckedIndexedAccess` it takes every check of `list[i]` for unnecessary
      '@typescript-eslint/no-unnecessary-condition': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { local },
    rules: {
      'local/forward-imports': 'error',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  // node types are compared with their names, as ESLint's own documentation does
  { files: ['src/rules/**/*.ts'], rules: { '@typescript-eslint/no-unsafe-enum-comparison': 'off' } },
  { files: ['src/libraries/**/*.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/rules/*.ts'],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      'eslint-plugin/require-meta-docs-description': ['error', { pattern: '^(Disallow|Require|Enforce)' }],
      'eslint-plugin/require-meta-default-options': 'error',
      'eslint-plugin/require-meta-schema-description': 'error',
      'eslint-plugin/require-meta-docs-recommended': ['error', { allowNonBoolean: true }],
      'eslint-plugin/prefer-message-ids': 'error',
    },
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': 'off' } },
);
