import { isPublic, isStaticMember } from '../lower/classes.ts';
import { isJsx } from '../lower/jsx.ts';
import { decoratorsOf } from '../lower/decorators.ts';
import type { ModuleBuilder } from '../lower/context.ts';
import type { FunctionNode } from '../lower/functions.ts';
import { variableOf } from '../lower/module.ts';
import type { Variable } from '../lower/scope.ts';
import { isStandIn } from '../stand-ins.ts';
import ts from '../typescript.ts';
import { isConstructible, isKeptToItself, newArgumentMaker, unknownArgument, type ArgumentMaker } from './arguments.ts';
import { endsUse } from './ending.ts';
import { classNamed, classOf, constructionParameters, importedName, offeredBy, withParents, type Declared, type Offered } from './exports.ts';
import { reachOfClass, reachOfModule, reachText } from './reach.ts';
import { makesTelling, telling, type Relevance } from './relevance.ts';

/** A program that uses what a file offers as any code outside might: JavaScript text, with `$op(…)` for free choices. */
export interface Harness {
  readonly name: string;
  /** What the entry is told as. */
  readonly node: ts.Node;
  readonly text: string;
}

/** Where the harness text imports any top-level name of the analysed file from, and where the prelude's functions. */
export const subjectSpecifier = '#subject';
export const preludeSpecifier = '#prelude';

const mostCalls = 24;

interface Context {
  readonly module: ModuleBuilder;
  readonly relevance: Relevance;
}

/**
 * The harnesses of a file without a `main`: for each class that reaches a primitive its most general client (construct
 * it, then call its public methods in any order, two calls at once and any number in sequence); for the functions that
 * share variables of the module, all of them together in the same way; for each other function one call.
 */
export function harnessesOf(module: ModuleBuilder, relevance: Relevance): Harness[] {
  const context: Context = { module, relevance };
  const offered = offeredBy(module);
  const classes = offered.filter((o) => o.kind === 'class').flatMap((o) => classHarness(context, o) ?? []);
  const values = offered.filter((o) => o.kind === 'value').flatMap((o) => valueHarness(context, o) ?? []);
  const functions = offered.filter((o) => o.kind === 'function').filter((o) => reachesFrom(context, o.node));
  const together = functions.filter((o) => sharesState(context, o.node));
  const grouped = together.length === 0 ? [] : [functionsHarness(context, together)];
  return [...classes, ...values, ...grouped, ...functions.filter((o) => !together.includes(o)).map((o) => functionsHarness(context, [o]))];
}

function procedureOf({ module }: Context, node: ts.Node): number {
  return module.lowered.get(node) ?? -1;
}

function reachesFrom(context: Context, node: ts.Node): boolean {
  return context.relevance.reaches(procedureOf(context, node));
}

/** Whether a class uses primitives itself, or makes something that does. */
function isRelevantClass(context: Context, declared: Declared, depth = 0): boolean {
  return withParents(declared.module, declared.node).some((part) => part.node.members.some((member) => {
    if (ts.isPropertyDeclaration(member)) return member.initializer !== undefined && makesRelevant(context, part.module, member.initializer, depth);
    if (ts.isConstructorDeclaration(member) && makesRelevant(context, part.module, member, depth)) return true;
    return context.relevance.uses(part.module.lowered.get(member) ?? -1) || decoratorsOf(member).some(({ expression }) => mentionsOwn(part.module, expression));
  }));
}

/** A decorator that the project has itself, so that it is followed. */
function mentionsOwn(module: ModuleBuilder, node: ts.Node): boolean {
  const variable = ts.isIdentifier(node) ? module.scopes.references.get(node) : undefined;
  if (variable !== undefined) return variable.imported === undefined || module.resolveImport(variable.imported.specifier, variable.imported.name)?.kind === 'variable';
  return ts.forEachChild(node, (child) => mentionsOwn(module, child)) ?? false;
}

/** How deep classes that make one another are looked into. */
const deepestMaking = 3;

/** Code of a constructor or of a field that makes a primitive, or what uses one: an object of a class, a function. */
function makesRelevant(context: Context, module: ModuleBuilder, node: ts.Node, depth: number): boolean {
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression)) {
    const variable = module.scopes.references.get(node.expression);
    const found = variable?.imported === undefined ? undefined : module.resolveImport(variable.imported.specifier, variable.imported.name);
    if (found?.kind === 'library' && (ts.isNewExpression(node) || makesTelling(found.found))) return true;
    if (found?.kind === 'variable' && isStandIn(found.module.file)) return true;
    const own = found?.kind === 'variable' ? found : variable === undefined ? undefined : { module, variable };
    if (own !== undefined && ts.isNewExpression(node)) {
      const made = depth < deepestMaking ? classOf(own.module, own.variable) : undefined;
      if (made !== undefined && isRelevantClass(context, made, depth + 1)) return true;
    } else if (own !== undefined && context.relevance.reaches(functionOfVariable(own.module, own.variable))) return true;
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && ts.isIdentifier(node.expression.expression)) {
    const found = module.scopes.references.get(node.expression.expression) === undefined ? module.resolveGlobal(node.expression.expression.text) : undefined;
    if (found?.meaning.kind === 'class' && telling.test(found.meaning.statics?.[node.expression.name.text]?.op ?? '')) return true;
  }
  return ts.forEachChild(node, (child) => makesRelevant(context, module, child, depth)) ?? false;
}

/** The procedure of a function that a module declares; -1 where it declares none of that name. */
function functionNamed(module: ModuleBuilder, name: string): number {
  const variable = variableOf(module, name);
  return variable === undefined ? -1 : functionOfVariable(module, variable);
}

function functionOfVariable(module: ModuleBuilder, { hoisted }: Variable): number {
  return hoisted === undefined ? -1 : module.lowered.get(hoisted) ?? -1;
}

/** Whether two calls of a function can meet: at variables of its module, or at instances that are passed to both. */
function sharesState(context: Context, node: FunctionNode): boolean {
  // what is rendered is called by way of its handlers
  if (holdsJsx(node)) return false;
  if (context.relevance.usesModuleState(procedureOf(context, node))) return true;
  const maker = newArgumentMaker(context.module, (found) => isRelevantClass(context, found));
  maker.list(node.parameters);
  return maker.uses.size > 0;
}

/** A page shows a component in two places, whose handlers may be called at once. */
function renderedTwice({ text, ends }: Call): Call {
  return { text: `[${text}, ${text}]`, ends };
}

function holdsJsx(node: ts.Node): boolean {
  return isJsx(node) || (ts.forEachChild(node, holdsJsx) ?? false);
}

interface Call {
  readonly text: string;
  readonly ends: boolean;
}

function functionsHarness(context: Context, functions: readonly Extract<Offered, { kind: 'function' }>[]): Harness {
  const maker = newArgumentMaker(context.module, (found) => isRelevantClass(context, found));
  const calls = functions.slice(0, mostCalls).map((o): Call => ({ text: `${importedName(o.name)}(${maker.list(o.node.parameters)})`, ends: false }));
  const [first] = functions;
  const isShared = functions.some((o) => sharesState(context, o.node));
  const names = functions.map((o) => o.name);
  const { names: others, inReach } = reachBeside(context, functions);
  return {
    name: functions.length > 1 ? 'exports' : shownName(first.name),
    node: first.node,
    text: isShared ? sharedCalls([...names, ...others], maker, undefined, calls, reachText([...inReach, ...maker.instances()])) : oneCall(names, maker, holdsJsx(first.node) ? renderedTwice(calls[0]) : calls[0]),
  };
}

function classHarness(context: Context, { name, node }: Extract<Offered, { kind: 'class' }>): Harness | undefined {
  if (!isRelevantClass(context, { module: context.module, node })) return undefined;
  const maker = newArgumentMaker(context.module, (found) => isRelevantClass(context, found));
  const construction = constructionOf(context, name, node, maker);
  const calls = methodsOf(context, node).filter(({ isStatic }) => isStatic || construction !== undefined).slice(0, mostCalls).map(({ key, parameters, isStatic }): Call => (
    { text: `${isStatic ? importedName(name) : 'subject'}[${key}](${argumentsOf(maker, parameters)})`, ends: endsUse.test(key.replace(/^'|'$/g, '').replace(/^Symbol\./, '@@')) }
  ));
  if (calls.length === 0) return undefined;
  const { names, inReach } = reachBeside(context, []);
  return { name: node.name?.text ?? shownName(name), node, text: sharedCalls([name, ...names], maker, construction, calls, reachText([...(construction === undefined ? [] : reachOfClass(context.module, node)), ...inReach, ...maker.instances()])) };
}

/** What is in reach of who uses a part of a file: its constants, and the other functions that see to what its functions share. */
function reachBeside(context: Context, called: readonly Offered[]): ReturnType<typeof reachOfModule> {
  const { names, inReach } = reachOfModule(context.module);
  const others = offeredBy(context.module).flatMap((o) => (o.kind === 'function' && !called.includes(o) && context.relevance.usesModuleState(procedureOf(context, o.node)) ? [o.name] : []));
  return { names: [...names, ...others], inReach: [...inReach, ...others.map((name) => ({ text: importedName(name), own: [] }))] };
}

/** An object that is there to be used is used by its functions, as an instance of a class is. */
function valueHarness(context: Context, { name, node }: Extract<Offered, { kind: 'value' }>): Harness | undefined {
  if (!isOwnAndRelevant(context, node)) return undefined;
  const { names, inReach } = reachBeside(context, []);
  const reach = reachText(inReach.filter(({ text }) => text !== importedName(name)));
  return {
    name: shownName(name),
    node,
    text: `${imports([name, ...names])}
async function drive() {
  client$once(() => ${importedName(name)}${reach === undefined ? '' : `, ${reach}`});
}
`,
  };
}

/** Whether the project's own code is behind a value, and matters: that of its class, of the function that makes it, of the functions in it. */
function isOwnAndRelevant(context: Context, node: ts.Expression): boolean {
  const maker = (ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression) ? node.expression.text : undefined;
  const made = maker === undefined ? undefined : classNamed(context.module, maker);
  if (made !== undefined) return !isStandIn(made.module.file) && isRelevantClass(context, made);
  if (maker !== undefined && context.relevance.reaches(functionNamed(context.module, maker))) return true;
  return holdsRelevant(context, node);
}

function holdsRelevant(context: Context, node: ts.Node): boolean {
  if (ts.isShorthandPropertyAssignment(node)) return context.relevance.reaches(functionNamed(context.module, node.name.text));
  if (ts.isFunctionLike(node)) return reachesFrom(context, node);
  return ts.forEachChild(node, (child) => holdsRelevant(context, child)) ?? false;
}

/** A method that takes something may be given what an earlier call handed out. */
function argumentsOf(maker: ArgumentMaker, parameters: readonly ts.ParameterDeclaration[]): string {
  const list = maker.list(parameters);
  return list === unknownArgument || list.startsWith(`${unknownArgument},`) ? list.replace(unknownArgument, `$op('client.handBack', kept)`) : list;
}

function constructionOf({ module }: Context, name: string, node: ts.ClassLikeDeclaration, maker: ArgumentMaker): string | undefined {
  if (isConstructible(node)) {
    return `new ${importedName(name)}(${maker.list(constructionParameters(module, node))})`;
  }
  // a class may make its own instances
  const factory = node.members.find(isFactory);
  if (factory !== undefined && ts.isIdentifier(factory.name)) return `await ${importedName(name)}.${factory.name.text}(${maker.list(factory.parameters)})`;
  return isKeptToItself(node) ? undefined : `new ${concrete(name, module, node)}(${maker.list(constructionParameters(module, node))})`;
}

interface Method {
  /** A property key as source text. */
  readonly key: string;
  readonly isStatic: boolean;
  readonly parameters: readonly ts.ParameterDeclaration[];
}

function methodsOf({ module }: Context, node: ts.ClassLikeDeclaration): Method[] {
  const found = new Map<string, Method>();
  for (const part of withParents(module, node)) {
    for (const member of part.node.members) {
      const method = functionOf(member);
      if (method === undefined || member.name === undefined || !isPublic(member) || isFactory(member)) continue;
      const isStatic = isStaticMember(member);
      const key = keyText(member.name);
      const id = `${isStatic ? 'static ' : ''}${key ?? ''}`;
      if (key !== undefined && !found.has(id)) found.set(id, { key, isStatic, parameters: method.parameters });
    }
  }
  return [...found.values()];
}

/** A static method that makes instances: `Pool.create(…)`, `Store.get()`. */
function isFactory(member: ts.ClassElement): member is ts.MethodDeclaration {
  return ts.isMethodDeclaration(member) && isStaticMember(member) && isPublic(member) && member.type?.kind !== ts.SyntaxKind.VoidKeyword && ts.isIdentifier(member.name) && /^((create|open|connect|getInstance|instance|from|of|make|build)|(get|shared|default|current)$)/.test(member.name.text);
}

/** The text of a class that fills in what an abstract one leaves open, by what nothing is known of. */
function concrete(name: string, module: ModuleBuilder, node: ts.ClassLikeDeclaration): string {
  const missing = withParents(module, node).flatMap((part) => part.node.members).filter((member) => (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Abstract) !== 0);
  const methods = missing.flatMap((member) => (ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) ? [`${member.name.text}(...given) { return ${unknownArgument}(...given); }`] : []));
  return `(class extends ${importedName(name)} { ${methods.join(' ')} })`;
}

/** A method, or a field that holds a function. */
function functionOf(member: ts.ClassElement): ts.MethodDeclaration | ts.ArrowFunction | ts.FunctionExpression | undefined {
  if (ts.isMethodDeclaration(member)) return member.body === undefined ? undefined : member;
  const held = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  return held !== undefined && (ts.isArrowFunction(held) || ts.isFunctionExpression(held)) ? held : undefined;
}

function keyText(name: ts.PropertyName): string | undefined {
  if (ts.isComputedPropertyName(name) && ts.isStringLiteral(name.expression)) return keyText(name.expression);
  if (ts.isIdentifier(name) || ts.isStringLiteral(name)) return JSON.stringify(name.text).replace(/^"|"$/g, `'`);
  if (ts.isComputedPropertyName(name) && ts.isPropertyAccessExpression(name.expression) && /^Symbol\.(dispose|asyncDispose)$/.test(name.expression.getText())) return name.expression.getText();
  return undefined;
}

// the text

function imports(names: Iterable<string>): string {
  const imported = [...new Set(names)].map((name) => (name === importedName(name) ? name : `'${name}' as ${importedName(name)}`));
  return `import { ${imported.join(', ')} } from '${subjectSpecifier}';
import { client$drive, client$once, client$signal } from '${preludeSpecifier}';`;
}

/** What an entry is called. */
function shownName(variable: string): string {
  return variable.replace(/^\*/, '');
}

function oneCall(names: readonly string[], maker: ArgumentMaker, call: Call): string {
  return `${imports([...names, ...maker.uses])}
async function drive() {
  const first$ = 0;
  ${maker.declarations().join('\n  ')}
  client$once((kept) => ${call.text});
}
`;
}

function sharedCalls(names: readonly string[], maker: ArgumentMaker, construction: string | undefined, calls: readonly Call[], reach: string | undefined): string {
  const uses = maker.declarations().some((d) => d.includes('$shared = ['));
  const cases = calls.map(({ text, ends }, i) => `    case ${String(i)}: ${ends ? `$op('client.retire'); ` : ''}return ${text};`).join('\n');
  return `${imports([...names, ...maker.uses])}
async function drive() {
  let first$ = 0;
  ${maker.declarations().join('\n  ')}
  ${construction === undefined ? '' : `const subject = ${construction};`}
  function call(kept) {
    ${uses ? `first$ = $op('client.choose', 2);` : ''}
    switch ($op('client.choose', ${String(calls.length)})) {
${cases}
    }
  }
  client$drive(call, ${construction === undefined ? 'undefined' : 'subject'}, ${reach ?? 'undefined'});
}
`;
}
