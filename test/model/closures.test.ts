import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { buildEach } from '../../src/model/build.ts';
import { closureDigests } from '../../src/model/closures.ts';
import { dependents } from '../../src/model/dependents.ts';
import { reachedFrom, type ImportGraph } from '../../src/model/graph.ts';
import { importGraph, specifiersIn } from '../../src/model/imports.ts';
import { openProject } from '../../src/model/project.ts';
import ts from '../../src/model/typescript.ts';

const root = process.cwd();
const files = globSync(['fixtures/**/*.ts', 'src/**/*.ts'], { absolute: true }).map(file => resolve(file)).sort();
const tsconfig = resolve('tsconfig.json');

/** What the syntax tree says that a file imports from. */
function importsOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const named = (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) ? node.moduleSpecifier
      : ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === 'require')) ? node.arguments[0] : undefined;
    if (named !== undefined && ts.isStringLiteralLike(named)) found.push(named.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const odd = [
  "import { a } from './a.ts';", 'export * from "./b.ts"', "const c = require ( './c.js' );", "import(`./d.ts`)", "import './e.ts'", "import type { F } from'./f.ts'",
  "const quote = /[`'\"]/; export { g } from './g.ts';", "import h /* from './x' */ from /* the */ './h.ts'", "import i from // here\n  './i.ts'", "export { type J,\n k } from './j.ts'", "import l = require('./l.ts')",
].join('\n');

test('no import is missed by the quick look at a text', () => {
  const texts = [...files.map(file => readFileSync(file, 'utf8')), odd];
  const missed = texts.flatMap(text => importsOf(ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2022)).filter(specifier => !specifiersIn(text).includes(specifier)));
  expect(missed).toEqual([]);
  expect(specifiersIn(odd)).toEqual(expect.arrayContaining(odd.match(/(?<=\.\/)\w/g)?.filter(name => name !== 'x').map(name => expect.stringContaining(`./${name}.`) as string) ?? []));
});

test('a model is made of nothing but what its digest covers', () => {
  const importing = files.filter(file => /from '\.\.?\//.test(readFileSync(file, 'utf8'))).filter((_, index) => index % 4 === 0);
  const project = openProject({ root, tsconfig });
  const graph = importGraph({ root, tsconfig });
  for (const file of importing) {
    const read = new Set<string>();
    const watched = { ...project, parse: (name: string) => { read.add(name); return project.parse(name); } };
    expect([...buildEach({ root, tsconfig, files: [file], project: watched })].length).toBe(1);
    const covered = reachedFrom([file], graph);
    expect([...read].filter(name => !covered.has(name)).map(name => relative(root, name))).toEqual([]);
  }
});

/** `a` and `b` import each other, and `b` imports `c`; `d` is alone. */
function graphOf(texts: Readonly<Record<string, string>>, meaning: Readonly<Record<string, string>> = {}): ImportGraph {
  return file => ({ digest: texts[file], imports: new Map((texts[file] ?? '').match(/[a-z]/g)?.map(name => [name, meaning[name] ?? name])) });
}

const base = { a: 'b', b: 'a c', c: '', d: '' };

test.each([
  ['a file', { ...base, a: 'b 2' }, {}, 'ab'],
  ['what a circle imports', { ...base, c: '2' }, {}, 'abc'],
  ['a file alone', { ...base, d: '2' }, {}, 'd'],
  ['nothing', base, {}, ''],
  ['what a specifier means', base, { c: 'd' }, 'ab'],
  ['whether a file can be read', { a: 'b', b: 'a c', d: '' }, {}, 'abc'],
])('digests change with %s', (_, texts, meaning, changed) => {
  const names = Object.keys(base);
  const [before, after] = [graphOf(base), graphOf(texts, meaning)].map(graph => closureDigests(names, graph, file => file));
  expect(names.filter(name => before?.(name) !== after?.(name)).join('')).toBe(changed);
  expect(new Set(names.map(name => before?.(name))).size).toBe(4);
});

test('digests do not depend on which file is looked at first', () => {
  const [forwards, backwards] = [['a', 'b', 'c', 'd'], ['d', 'c', 'b', 'a']].map(names => closureDigests(names, graphOf(base), file => file));
  for (const name of Object.keys(base)) expect(forwards?.(name)).toBe(backwards?.(name));
});

test('dependents are what has changed and what leads to it', () => {
  expect(dependents(['a', 'b', 'c', 'd'], ['c'], graphOf(base))).toEqual(['a', 'b', 'c']);
  expect(dependents(['a', 'd'], ['c', 'x'], graphOf(base))).toEqual(['a']);
});
