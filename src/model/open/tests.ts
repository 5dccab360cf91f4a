import type { ImportResolution } from '../lower/scope.ts';
import type { ModuleBuilder } from '../lower/context.ts';
import ts from '../typescript.ts';

/** A test of a test file: the call that gives it to the runner, its name and its body. */
interface TestCase {
  readonly name: string;
  readonly call: ts.CallExpression;
  readonly body: ts.ArrowFunction | ts.FunctionExpression;
}

type Resolve = (name: string) => ImportResolution | undefined;

function operationOf(resolve: Resolve, call: ts.Node): string | undefined {
  if (!ts.isCallExpression(call)) return undefined;
  // `it.only(…)`, `test.each(table)(…)` are the same call in another form
  let callee: ts.Expression = call.expression;
  while (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) callee = callee.expression;
  if (!ts.isIdentifier(callee)) return undefined;
  const found = resolve(callee.text);
  return found?.kind === 'library' && found.found.meaning.kind === 'function' ? found.found.meaning.op : undefined;
}

/** Whether a top-level call only hands something to a test runner, by itself or in what it calls back. */
export function isTestSetup(module: ModuleBuilder, call: ts.Node): boolean {
  const resolve = resolver(module);
  const hands = (node: ts.Node): boolean => operationOf(resolve, node)?.startsWith('test.') === true || (ts.forEachChild(node, hands) ?? false);
  return hands(call);
}

/** What a file gives to its test runner, in source order, that of suites included. */
interface Tests {
  readonly cases: readonly TestCase[];
  /** What is set up before the tests. */
  readonly setups: readonly ts.Node[];
}

export function testsIn(module: ModuleBuilder): Tests {
  const resolve = resolver(module);
  const cases: TestCase[] = [];
  const setups: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const operation = operationOf(resolve, node);
      const body = node.arguments.find((a): a is ts.ArrowFunction | ts.FunctionExpression => ts.isArrowFunction(a) || ts.isFunctionExpression(a));
      if (operation === 'test.case' && body !== undefined && ts.isIdentifier(node.expression)) {
        const [title] = node.arguments;
        cases.push({ name: ts.isStringLiteralLike(title) ? title.text : 'test', call: node, body });
        return;
      }
      if (operation === 'test.before' && body !== undefined) setups.push(body);
      if (operation !== undefined && operation !== 'test.suite') return;
    }
    if (ts.isFunctionDeclaration(node) || ts.isClassLike(node)) return;
    ts.forEachChild(node, visit);
  };
  module.file.statements.forEach(visit);
  return { cases, setups };
}

function resolver(module: ModuleBuilder): Resolve {
  const scope = module.scopes.of.get(module.file);
  return (name) => {
    const variable = scope?.variables.get(name);
    if (variable?.imported !== undefined) return module.resolveImport(variable.imported.specifier, variable.imported.name);
    const found = variable === undefined ? module.resolveGlobal(name) : undefined;
    return found === undefined ? undefined : { kind: 'library', found };
  };
}
