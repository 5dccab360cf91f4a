import { expect, it } from 'vitest';
import { elisionBy, runs } from '../../src/model/lower/elided.ts';
import ts from '../../src/model/typescript.ts';

const other = ts.createSourceFile('other.ts', 'export interface Shape {} export class Circle {}', ts.ScriptTarget.ES2022, true);

/** Whether the first statement of a text, an import or a re-export, runs its module. */
function isRun(text: string, options: ts.CompilerOptions = {}, { name = 'a.ts', isRoot = false } = {}): boolean {
  const [statement] = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true).statements;
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) throw new Error('no import or re-export');
  return runs(statement, elisionBy(options), () => other, isRoot);
}

it.each([
  "import './other';",
  "import { Circle } from './other'; new Circle();",
  "import { Circle } from './other'; class Disc extends Circle {}",
  "import { Circle } from './other'; export { Circle };",
  "import { Circle } from './other'; export default Circle;",
  "import { Circle } from './other'; const all = { Circle };",
  "import { type Shape, Circle } from './other'; f(x instanceof Circle);",
  "import Circle from './other'; const c = Circle<string>;",
  "import * as other from './other'; other.draw();",
  "import { tag } from './other'; @tag class A {}",
  "import { key } from './other'; const a = { [key]: 1 };",
  "export * from './other';",
  "export * as other from './other';",
  "export { type Shape, Circle } from './other';",
])('%s runs the module', (text) => { expect(isRun(text)).toBe(true); });

it.each([
  "import type { Circle } from './other';",
  "import { type Shape } from './other';",
  "import { Circle } from './other';",
  "import { Circle } from './other'; let c: Circle | undefined;",
  "import { Circle } from './other'; class A implements Circle { draw(c: Circle) { return c.Circle as Circle; } }",
  "import * as other from './other'; let c: other.Circle; type F = typeof other.draw;",
  "import { Circle } from './other'; export type { Circle };",
  "export type { Shape } from './other';",
  "export { type Circle } from './other';",
  "export { Shape } from './other';",
])('%s does not', (text) => { expect(isRun(text)).toBe(false); });

const typeOnly = "import { type Shape } from './other';";
const unused = "import { Circle } from './other';";

/** An option that TypeScript no longer has, as older projects set it. */
function former(name: string, value: unknown): ts.CompilerOptions {
  return { [name]: value } as ts.CompilerOptions;
}

it('follows the compiler options of the project', () => {
  expect([typeOnly, unused].map((text) => isRun(text, { verbatimModuleSyntax: true }))).toEqual([true, true]);
  expect(isRun("export { type Circle } from './other';", { verbatimModuleSyntax: true })).toBe(true);
  expect(isRun("import type { Circle } from './other';", { verbatimModuleSyntax: true })).toBe(false);
  expect([typeOnly, unused].map((text) => isRun(text, { isolatedModules: true }))).toEqual([false, false]);
  expect([typeOnly, unused].map((text) => isRun(text, { emitDecoratorMetadata: true }))).toEqual([false, true]);
  expect([typeOnly, unused].map((text) => isRun(text, former('preserveValueImports', true)))).toEqual([false, true]);
  expect([typeOnly, unused].map((text) => isRun(text, former('importsNotUsedAsValues', 1)))).toEqual([true, true]);
});

it('leaves JavaScript as it is', () => {
  expect(isRun(unused, {}, { name: 'a.mjs' })).toBe(true);
});

it('takes the class of a parameter for used where code outside calls the file', () => {
  const draw = (name: string): boolean => isRun(`import { ${name} } from './other'; export function draw(it: ${name.replace("type ", "")}) {}`, {}, { isRoot: true });
  expect(['Circle', 'Shape', 'type Circle'].map(draw)).toEqual([true, false, false]);
});
