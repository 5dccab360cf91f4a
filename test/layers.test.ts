import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
// @ts-expect-error the configuration is plain JavaScript
import { local as untyped } from '../eslint.config.js';

const local = untyped as object;

function lint(file: string, code: string): readonly string[] {
  const config: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser: parser }, plugins: { local }, rules: { 'local/forward-imports': 'error' } };
  return new Linter().verify(code, config, file).map((message) => message.message);
}

describe('a backward import is rejected with the reason', () => {
  it.each([
    ['src/libraries/index.ts', "import { build } from '../model/build.ts';", "'src/libraries' may not import from 'src/model': a library description is data that knows nothing of ESLint, the model or the checker. It may import from 'src/libraries'."],
    ['src/model/ir/ir.ts', "import type { Finding } from '../../checker/finding.ts';", "'src/model' may not import from 'src/checker': the model says what a program is, not how it is checked or reported. It may import from 'src/model', 'src/libraries'."],
    ['src/checker/primitives/mutex.ts', "export { json } from '../../report/json.ts';", "'src/checker' may not import from 'src/report': the checker gives a verdict on a model and knows no output format and no command. It may import from 'src/checker', 'src/model', 'src/libraries'."],
    ['src/report/json.ts', "export * from '../cli/main.ts';", "'src/report' may not import from 'src/cli': a report is a pure function of the verdict. It may import from 'src/report', 'src/checker', 'src/model'."],
    ['src/report/json.ts', "import { libraries } from '../libraries/index.ts';", "'src/report' may not import from 'src/libraries': a report is a pure function of the verdict. It may import from 'src/report', 'src/checker', 'src/model'."],
    ['src/rules/support/source.ts', "const model = await import('../../model/build.ts');", "'src/rules' may not import from 'src/model': the rules look at one file; the whole-program model is built outside ESLint. It may import from 'src/rules', 'src/libraries'."],
    ['src/rules/require-release.ts', "import coffman from '../index.ts';", "'src/rules' may not import from 'src/index.ts': the rules look at one file; the whole-program model is built outside ESLint. It may import from 'src/rules', 'src/libraries'."],
  ])('%s: %s', (file, code, message) => {
    expect(lint(file, code)).toEqual([message]);
  });
});

describe('a forward import passes', () => {
  it.each([
    ['src/libraries/async-mutex.ts', "import type { Library } from './library.ts';"],
    ['src/model/lower/calls.ts', "import { findExport } from '../../libraries/index.ts';"],
    ['src/checker/explore.ts', "import type { Model } from '../model/ir/ir.ts'; import { libraries } from '../libraries/index.ts';"],
    ['src/report/report.ts', "import type { Finding } from '../checker/finding.ts'; import type { Location } from '../model/location.ts';"],
    ['src/rules/support/source.ts', "import { findExport } from '../../libraries/index.ts'; import { TSESLint } from '@typescript-eslint/utils';"],
    ['src/cli/main.ts', "import '../model/build.ts'; import '../checker/explore.ts'; import '../report/json.ts'; import coffman from '../index.ts';"],
    ['src/index.ts', "import rule from './rules/require-release.ts'; import type { Report } from './report/report.ts';"],
    ['test/model/build.test.ts', "import { build } from '../../src/model/build.ts'; import '../../src/report/json.ts';"],
  ])('%s: %s', (file, code) => {
    expect(lint(file, code)).toEqual([]);
  });
});
