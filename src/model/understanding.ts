import { findExport, type Library } from '../libraries/index.ts';
import { buildEach, type ModelOptions } from './build.ts';
import { openProject } from './project.ts';
import ts from './typescript.ts';

interface Share {
  readonly all: number;
  readonly understood: number;
}

/** How much of a project's code is followed, and what is not. */
interface Understanding {
  readonly calls: Share;
  readonly awaits: Share;
  /** What is not followed, with how often; the most frequent first. */
  readonly reasons: readonly (readonly [reason: string, times: number])[];
  /** Packages that are imported: whether a description knows them, and by how many files. */
  readonly packages: readonly { readonly name: string; readonly files: number; readonly isDescribed: boolean }[];
}

interface Tally {
  calls: number;
  awaits: number;
  readonly missedCalls: string[];
  readonly missedAwaits: string[];
  readonly packages: Map<string, { files: number; isDescribed: boolean }>;
}

/**
 * Looks at each call and each await by its name: into the project, the platform or a described library it is followed;
 * into any other package it is not, and neither is what the model says that it does not follow.
 */
export function understandingOf(options: ModelOptions, known: readonly Library[]): Understanding {
  const project = openProject(options);
  const tally: Tally = { calls: 0, awaits: 0, missedCalls: [], missedAwaits: [], packages: new Map() };
  for (const { file: fileName, diagnostics } of buildEach({ ...options, project })) {
    const parsed = project.parse(fileName);
    if (!('file' in parsed)) continue;
    const unfollowed = new Map(diagnostics.flatMap(({ message, location, severity }) => (location === null || severity === 'error' ? [] : [[`${location.line}:${location.column}`, message] as const])));
    countIn(parsed.file, outsidersOf(parsed.file, known, specifier => project.resolve(specifier, fileName) !== undefined, tally), unfollowed, tally);
  }
  const { calls, awaits, missedCalls, missedAwaits } = tally;
  return {
    calls: { all: calls, understood: calls - missedCalls.length },
    awaits: { all: awaits, understood: awaits - missedAwaits.length },
    reasons: counted([...missedCalls, ...missedAwaits]),
    packages: [...tally.packages].map(([name, { files, isDescribed }]) => ({ name, files, isDescribed })).sort((a, b) => b.files - a.files || (a.name < b.name ? -1 : 1)),
  };
}

/** The names of a file that come from packages and that no description knows, with what they are. */
function outsidersOf(file: ts.SourceFile, known: readonly Library[], isOwn: (specifier: string) => boolean, tally: Tally): Map<string, string> {
  const outsiders = new Map<string, string>();
  const seen = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier) || statement.importClause === undefined) continue;
    const { importClause, moduleSpecifier: { text: specifier } } = statement;
    if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword || /^[./]/.test(specifier) || isOwn(specifier)) continue;
    if (!seen.has(specifier)) notePackage(tally, specifier, known);
    seen.add(specifier);
    for (const [local, imported] of namesOf(importClause)) if (findExport(known, specifier, imported) === undefined && !isWhole(known, specifier, imported)) outsiders.set(local, known.some(({ modules }) => modules.includes(specifier)) ? `${imported} of ${specifier}` : specifier);
  }
  return outsiders;
}

/** Of a namespace, the description decides by member, which is not looked at here. */
function isWhole(known: readonly Library[], specifier: string, imported: string): boolean {
  return imported === '*' && known.some(({ modules }) => modules.includes(specifier));
}

function namesOf({ name, namedBindings }: ts.ImportClause): (readonly [local: string, imported: string])[] {
  const byName = namedBindings === undefined ? []
    : ts.isNamespaceImport(namedBindings) ? [[namedBindings.name.text, '*'] as const]
    : namedBindings.elements.map((element) => [element.name.text, element.propertyName?.text ?? element.name.text] as const);
  return [...(name === undefined ? [] : [[name.text, 'default'] as const]), ...byName];
}

function notePackage({ packages }: Tally, specifier: string, known: readonly Library[]): void {
  const name = packageOf(specifier);
  const before = packages.get(name) ?? { files: 0, isDescribed: false };
  packages.set(name, { files: before.files + 1, isDescribed: before.isDescribed || known.some(({ modules }) => modules.includes(specifier)) });
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function countIn(file: ts.SourceFile, outsiders: ReadonlyMap<string, string>, unfollowed: ReadonlyMap<string, string>, tally: Tally): void {
  /** Why a call is not followed, if it is not. */
  const missed = (node: ts.Expression): readonly string[] => {
    const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
    const said = ts.isCallExpression(node) ? unfollowed.get(`${line + 1}:${character + 1}`) : undefined;
    const from = outsiders.get(rootOf(node));
    if (said !== undefined) return [said];
    return from === undefined ? [] : [`${from} is not described`];
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      tally.calls++;
      tally.missedCalls.push(...missed(node));
    }
    if (ts.isAwaitExpression(node)) {
      tally.awaits++;
      tally.missedAwaits.push(...missed(node.expression));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** The name with which `a.b(c).d()` begins. */
function rootOf(node: ts.Expression): string {
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isNonNullExpression(node)) return rootOf(node.expression);
  return ts.isIdentifier(node) ? node.text : '';
}

function counted(reasons: readonly string[]): (readonly [string, number])[] {
  const times = new Map<string, number>();
  for (const reason of reasons) times.set(reason, (times.get(reason) ?? 0) + 1);
  return [...times].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}
