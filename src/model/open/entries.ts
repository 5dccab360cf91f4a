import type { Library } from '../../libraries/index.ts';
import { emitAwaitedCall, type FoundEntry } from '../entries.ts';
import { constantOperand, literal, siteOf, type ModuleBuilder } from '../lower/context.ts';
import { lowerFunction } from '../lower/functions.ts';
import { harnessModule, importedFiles, specifiersOf, type Modules } from '../lower/module.ts';
import ts from '../typescript.ts';
import { offeredBy } from './exports.ts';
import { harnessesOf, preludeSpecifier, subjectSpecifier, type Harness } from './harness.ts';
import { notePassed } from './passed.ts';
import { relevanceIn } from './relevance.ts';
import { slice } from './slice.ts';
import { testsIn } from './tests.ts';

/** Whether a file exports anything that code outside could call. */
export function offersSomething(file: ts.SourceFile): boolean {
  return file.statements.some((s) => ts.isExpressionStatement(s) ? /^(?:module\s*\.\s*)?exports\b/.test(s.getText(file)) : ts.isExportDeclaration(s) || ts.isExportAssignment(s)
    || (ts.canHaveModifiers(s) && (ts.getModifiers(s)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) ?? false)));
}

const platform = /\bnew Promise\b|\bPromise\.resolve\(\)|\bnavigator\.locks\b|\bwithResolvers\b|\bAbort(?:Controller|Signal)\b|\bset(?:Interval|Timeout)\b|\baddEventListener\b|\bgetReader\b|:\s*(?:IDBDatabase|LockManager)\b/;

/** A cheap look at whether a file can matter: it imports a described library, or names what the platform has. */
function mentionsConcurrency(known: readonly Library[], file: ts.SourceFile): boolean {
  if (platform.test(file.text) || (file.text.includes('await') && (changesShared.test(file.text) || keepsPromise.test(file.text) || (fillsList.test(file.text) && waitsForList.test(file.text))))) return true;
  return [...specifiersOf(file), ...typesFrom(file)].some((specifier) => isDescribed(known, specifier));
}

/** Where a file has types from, of which parameters may be. */
function typesFrom(file: ts.SourceFile): string[] {
  return file.statements.flatMap((s) => (ts.isImportDeclaration(s) && s.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword && ts.isStringLiteral(s.moduleSpecifier) ? [s.moduleSpecifier.text] : []));
}

/** Words by which code speaks of locks that another file makes. */
const speaksOfLocks = /lock|mutex|semaphore|acquire|exclusive/i;

/** Counts up or down what others see, in a file that waits: it may read before and write after. */
const changesShared = /[-+*]=?\s*\(?await\b|\bthis\.[#\w.]+\s*(?:[-+]=|\+\+|--)/;

/** What a call gives is kept in a field, or in a variable that is declared elsewhere: it may be a promise. */
const keepsPromise = /\bthis\.[#\w]+\s*(?:\?\?|\|\|)?=\s*(?:this\.)?[#\w]+\(|\?\?=\s*[\w.#]+\(|^\s*[\w$]+\s*=\s*[\w$]+\(|=\s*\(async\b/m;

/** What is put into a list or set, and all of a list or set waited for: they may be the same. */
const fillsList = /\.(?:add|push|set)\([\w$, ]+\)/;
const waitsForList = /\bPromise\.(?:all|allSettled|race|any)\(\s*(?:\[\s*\.{3}\s*)?[\w$.#]+(?:\.values\(\))?\s*\]?\s*\)/;

function isDescribed(known: readonly Library[], specifier: string): boolean {
  return known.some((library) => library.modules.includes(specifier));
}

const mostFiles = 30;

/**
 * The files that an open program's exploration follows: the file itself, what it imports directly, and of the rest the
 * nearest that can matter by themselves. None where no file in reach can, or the file itself speaks of nothing of the kind.
 */
export function relevantFiles(modules: Modules, file: ts.SourceFile): Set<ts.SourceFile> {
  if (!mentionsConcurrency(modules.libraries, file) && !speaksOfLocks.test(file.text)) return new Set();
  const seen = new Set([file]);
  const direct = new Set(importedFiles(modules, file, file));
  const wanted = new Set<ts.SourceFile>();
  let matters = false;
  for (const at of seen) {
    if (wanted.size >= mostFiles) break;
    const mentions = mentionsConcurrency(modules.libraries, at);
    matters ||= mentions;
    if (mentions || at === file || direct.has(at)) wanted.add(at);
    for (const next of importedFiles(modules, at, file)) seen.add(next);
  }
  return matters ? wanted : new Set();
}

/**
 * The entries of a program that is called from outside: its exported classes and functions, each as a friendly client
 * uses it. Where they are all that there is, the program is sliced to what matters for them.
 */
export function openEntries(modules: Modules, own: ModuleBuilder, prelude: ModuleBuilder, isAlone: boolean): FoundEntry[] {
  for (const offered of offeredBy(own)) if (offered.kind === 'function' && ts.isFunctionDeclaration(offered.node)) lowerFunction(own, offered.node, [], undefined);
  notePassed(own);
  const relevance = relevanceIn(own.program);
  const harnesses = harnessesOf(own, relevance);
  if (harnesses.length > 0 && isAlone) slice(own.program, relevance, constantOperand(own.program, { kind: 'unknown' }));
  return harnesses.map((harness): FoundEntry => ({
    name: harness.name,
    kind: 'exported',
    node: harness.node,
    call: (ctx) => {
      const procedure = lowerHarness(modules, own, prelude, harness);
      emitAwaitedCall(ctx, constantOperand(own.program, { kind: 'function', procedure }), [], harness.node);
    },
  }));
}

/**
 * One entry for each test that can block: what is set up before it, the test, and what is torn down after it. Where only
 * what is set up can, as in a server that all tests ask, the first test stands for all.
 */
export function testEntries(own: ModuleBuilder, prelude: ModuleBuilder): FoundEntry[] {
  const relevance = relevanceIn(own.program);
  const run = prelude.program.derived.get('client.test') ?? -1;
  const { cases, setups } = testsIn(own);
  const reaches = (body: ts.Node): boolean => relevance.reaches(own.lowered.get(body) ?? -1);
  const reaching = cases.filter(({ body }) => reaches(body));
  return (reaching.length === 0 && setups.some(reaches) ? cases.slice(0, 1) : reaching).map(({ name, call }): FoundEntry => ({
    name,
    kind: 'test',
    node: call,
    call: (ctx) => { emitAwaitedCall(ctx, constantOperand(own.program, { kind: 'function', procedure: run }), [literal(ctx, siteOf(own, call))], call); },
  }));
}

function lowerHarness(modules: Modules, own: ModuleBuilder, prelude: ModuleBuilder, harness: Harness): number {
  const file = ts.createSourceFile('client.js', harness.text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const module = harnessModule(modules, file, siteOf(own, harness.node), { [subjectSpecifier]: own, [preludeSpecifier]: prelude });
  const drive = file.statements.find((s): s is ts.FunctionDeclaration => ts.isFunctionDeclaration(s) && s.name?.text === 'drive');
  if (drive === undefined) throw new Error('the harness has no drive function');
  return lowerFunction(module, drive, [], undefined);
}
