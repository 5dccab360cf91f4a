import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ts from 'typescript';
import { check } from '../../src/cli/api.ts';
import { hostOfProcess } from '../../src/cli/host.ts';
import coffman from '../../src/index.ts';
import { formats, reporters } from '../../src/report/index.ts';
import type { Context, Report } from '../../src/report/report.ts';

export interface Attempt {
  /** What went wrong: none of it may. */
  readonly problems: readonly string[];
  /** Processor time of the slowest part. */
  readonly seconds: number;
  readonly doesParse: boolean;
  readonly findings: number;
  readonly messages: number;
}

/** More processor time than this for one part of the work is a hang. */
const patience = 10;

const isReport = new Ajv2020().compile(JSON.parse(readFileSync(hostOfProcess().reportSchema, 'utf8')) as object);
const linter = new Linter({ cwd: '/' });
const { 'model-check': _checked, ...rules } = coffman.rules;

/** Puts a text through the whole of the checker, every format and every rule. */
export async function attempt(text: string): Promise<Attempt> {
  const problems: string[] = [];
  let seconds = 0;
  const timed = async <T>(part: string, work: () => T | Promise<T>): Promise<T | undefined> => {
    const before = process.cpuUsage();
    try {
      return await work();
    } catch (error) {
      problems.push(`${part}: ${told(error)}`);
      return undefined;
    } finally {
      const { user, system } = process.cpuUsage(before);
      const took = (user + system) / 1e6;
      if (took > patience) problems.push(`${part}: took ${took.toFixed(1)} s`);
      seconds = Math.max(seconds, took);
    }
  };
  const file = parsed(text);
  const report = await timed('check', () => checked(text));
  if (report !== undefined) for (const problem of await timed('report', () => faultsIn(report, text)) ?? []) problems.push(problem);
  // ESLint's parser is TypeScript's: where that runs out of stack, no rule is asked
  const messages = file === undefined ? 0 : await timed('rules', () => lint(text, file, problems));
  return { problems, seconds, doesParse: file !== undefined && isSound(file), findings: report?.findings.length ?? 0, messages: messages ?? 0 };
}

function told(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(told).join('\n');
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 12).join('\n') : String(error);
}

async function checked(text: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'coffman-fuzz-'));
  try {
    writeFileSync(join(folder, 'file.ts'), text);
    return await check({ cwd: folder, paths: ['file.ts'], maxStates: 100, timeout: 2, maxMemory: 512, jobs: 1, cache: false });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a report must be, whatever was checked: of its schema, with places in the file, and shown by every format. */
async function faultsIn(report: Report, text: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const context: Context = { source: () => text, colour: false, width: 100, version: '1', page: () => undefined, prefix: '' };
  for (const format of formats) (await reporters[format]())(report, context);
  const read: unknown = JSON.parse((await reporters.json())(report, context));
  if (!isReport(read)) faults.push(`report: ${JSON.stringify(isReport.errors)}`);
  const { length } = text.split(/\r\n|[\r\n\u2028\u2029]/);
  for (const { location, kind } of report.findings) if (location.line < 1 || location.line > length) faults.push(`report: a ${kind} at line ${location.line} of ${length}`);
  return faults;
}

/** Every rule, with types; what its fixes and suggestions make of a file that parses has to parse as well. */
function lint(text: string, file: ts.SourceFile, problems: string[]): number {
  const config: Linter.Config[] = [{
    files: ['**/*.ts'],
    languageOptions: { parser, parserOptions: { programs: [programOf(file)] } },
    plugins: { coffman: { rules } },
    rules: Object.fromEntries(Object.keys(rules).map((name) => [`coffman/${name}`, 'error'])),
  }];
  const messages = linter.verify(text, config, { filename: fileName });
  if (messages.some(({ fatal }) => fatal === true)) return 0;
  for (const { ruleId, fix, suggestions } of messages) {
    for (const one of [fix, ...(suggestions ?? []).map((suggestion) => suggestion.fix)]) {
      if (one !== undefined && !parses(text.slice(0, one.range[0]) + one.text + text.slice(one.range[1]))) problems.push(`rules: ${String(ruleId)} mends it to what does not parse: ${JSON.stringify(one)}`);
    }
  }
  return messages.length;
}

const fileName = '/file.ts';

function programOf(file: ts.SourceFile): ts.Program {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, noLib: true, noResolve: true, types: [], strict: true };
  const host = ts.createCompilerHost(options, true);
  return ts.createProgram([fileName], options, { ...host, getSourceFile: (name) => (name === fileName ? file : undefined), getCurrentDirectory: () => '/' });
}

function parsed(text: string): ts.SourceFile | undefined {
  try {
    return ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  } catch {
    return undefined;
  }
}

function isSound(file: ts.SourceFile): boolean {
  return (file as ts.SourceFile & { readonly parseDiagnostics: readonly unknown[] }).parseDiagnostics.length === 0;
}

function parses(text: string): boolean {
  const file = parsed(text);
  return file !== undefined && isSound(file);
}

export function textIn(file: string): string {
  return readFileSync(file, 'utf8');
}
