import type { TSESTree } from '@typescript-eslint/utils';
import type { Obligation, Operation, PrimitiveName } from '../../libraries/index.ts';
import { bodyOf, isClass, isFunction, isWithin, memberName, propertyName, within, wrapped } from './ast.ts';
import { isGiven } from './cancellation.ts';
import { creationsOf, eventsOf } from './events.ts';
import type { Creation } from './events.ts';
import { keyName } from './members.ts';
import { allCalls } from './nodes.ts';
import { obligationsOf, operationOf } from './operations.ts';
import type { Lock } from './operations.ts';
import { samePlace } from './places.ts';
import { exportOf, variableOf } from './source.ts';
import type { Source } from './source.ts';
import { wayOut } from './ways-out.ts';

/** Something that is given back by naming it again, where the code takes it: a timer by what set it, a listener by what was added. */
export interface Take {
  readonly node: TSESTree.CallExpression;
  readonly operation: Operation;
  readonly on: Lock | undefined;
  readonly obligation: Obligation;
}

/** Where the file takes something by one of these operations that a description says has to be given back. */
export function takesOf(source: Source, ...ops: readonly string[]): readonly Take[] {
  return eventsOf(source, ...ops).flatMap(({ node, operation, on }) => {
    const obligation = node.type === 'CallExpression' ? obligationAt(source, node) : undefined;
    return node.type !== 'CallExpression' || obligation === undefined ? [] : [{ node, operation, on, obligation }];
  });
}

function obligationAt(source: Source, call: TSESTree.CallExpression): Obligation | undefined {
  const performed = operationOf(source, call);
  if (performed?.lock !== undefined) return obligationsOf(performed.lock).find(({ take, matching }) => take === performed.method && matching !== undefined);
  const found = exportOf(source, call.callee);
  return found?.library.obligations?.find((obligation) => obligation.class === undefined && obligation.take === found.name);
}

/** The calls that give it back, or may do so as far as the file tells. */
export function releasesOf(source: Source, take: Take): readonly TSESTree.CallExpression[] {
  return take.obligation.matching === 'result' ? releasesByResult(source, take) : releasesByName(source, take);
}

/** `clearTimeout(timer)`, for a timer that is kept in a variable. */
function releasesByResult(source: Source, { node, obligation }: Take): readonly TSESTree.CallExpression[] {
  return resultUses(source, node).flatMap((use) => {
    const { parent } = wrapped(use);
    return parent?.type === 'CallExpression' && parent.arguments[0] === wrapped(use) && obligation.release.includes(exportOf(source, parent.callee)?.name ?? '') ? [parent] : [];
  });
}

/** Where the variable is used that the result is kept in from its declaration on. */
function resultUses(source: Source, call: TSESTree.CallExpression): readonly TSESTree.Node[] {
  const { parent } = wrapped(call);
  const variable = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? variableOf(source, parent.id) : null;
  return variable?.references.filter((reference) => reference.init !== true).map(({ identifier }) => identifier) ?? [];
}

/** `signal.removeEventListener('abort', stop)`: on the same object, or on what the code around calls by the same name. */
function releasesByName(source: Source, take: Take): readonly TSESTree.CallExpression[] {
  const around = outermost(take.node);
  return allCalls(source).filter((call) => {
    const performed = operationOf(source, call);
    if (performed?.lock === undefined || performed.method === undefined) return false;
    const { release, releaseAll = [], matching } = take.obligation;
    const isAll = releaseAll.includes(performed.method);
    if (!isAll && !release.includes(performed.method)) return false;
    const isSame = samePlace(performed.lock.place, take.on?.place) || (performed.lock.name === take.on?.name && isWithin(call, around));
    return isSame && (isAll || !Array.isArray(matching) || matching.every((index: number) => mayBeEqual(source, take.node.arguments[index], call.arguments[index])));
  });
}

/** Two variables, or two texts, that are not the same name something else. */
function mayBeEqual(source: Source, a: TSESTree.Node | undefined, b: TSESTree.Node | undefined): boolean {
  if (a?.type === 'Literal' && b?.type === 'Literal') return a.value === b.value;
  if (a?.type !== 'Identifier' || b?.type !== 'Identifier') return true;
  const [first, second] = [variableOf(source, a), variableOf(source, b)];
  return first === second || !isFunctionName(first) || !isFunctionName(second);
}

function isFunctionName(variable: ReturnType<typeof variableOf>): boolean {
  const definition = variable?.defs[0];
  if (definition?.type === 'FunctionName') return true;
  return definition?.type === 'Variable' && definition.parent.kind === 'const' && definition.node.init !== null && isFunction(definition.node.init);
}

/** The function of the module or class that the node is in. */
function outermost(node: TSESTree.Node): TSESTree.Node {
  let body = bodyOf(node);
  while (isFunction(body) && body.parent.type !== 'MethodDefinition' && bodyOf(body).type !== 'Program') body = bodyOf(body);
  return body;
}

/** Whether it is given a signal that ends it, or may be. */
export function mayEndBySignal({ node, obligation: { signal } }: Take): boolean {
  return signal !== undefined && ('argument' in signal || 'option' in signal) && isGiven(node, signal) !== false;
}

/** What is given back is named by the result, which nobody has. */
export function isDropped(source: Source, { node }: Take): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  if (parent?.type === 'ExpressionStatement') return true;
  if (parent?.type === 'ArrowFunctionExpression' && parent.body === outer) return true;
  if (parent?.type === 'UnaryExpression' && parent.operator === 'void') return true;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false;
  return variableOf(source, parent.id)?.references.every((reference) => !reference.isRead()) ?? false;
}

/**
 * How the function that takes it can be left without giving it back, at the start of a sentence; undefined where every way gives it back,
 * and where others may do so.
 */
export function leftOpen(source: Source, take: Take): string | undefined {
  const releases = releasesOf(source, take);
  const others = take.obligation.matching === 'result' ? resultUses(source, take.node).length - releases.length : 0;
  const isOwn = releases.length > 0 && others === 0 && releases.every((release) => bodyOf(release) === bodyOf(take.node));
  return isOwn ? wayOut(source, take.node, new Set(releases)) : undefined;
}

/** An object that is to be given back by one of its own methods, where the file shows all that is done with it. */
interface Kept {
  readonly node: Creation['node'];
  readonly found: Creation['found'];
  readonly obligation: Obligation;
  readonly name: string;
  readonly uses: readonly TSESTree.Node[];
}

/** Where the file makes such objects of a primitive and keeps them in a variable or private field of its own. */
export function keptOf(source: Source, primitive: PrimitiveName): readonly Kept[] {
  return creationsOf(source, primitive).flatMap(({ node, found }) => {
    const obligation = found.library.obligations?.find((candidate) => candidate.class === found.name && candidate.take === 'new');
    const holder = obligation === undefined ? undefined : holderOf(source, node);
    return obligation === undefined || holder === undefined ? [] : [{ node, found, obligation, ...holder }];
  });
}

type Holder = Pick<Kept, 'name' | 'uses'>;

function holderOf(source: Source, node: TSESTree.Node): Holder | undefined {
  const { parent } = wrapped(node);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return variableHolder(source, parent.id);
  return parent?.type === 'PropertyDefinition' ? fieldHolder(source, parent) : undefined;
}

function variableHolder(source: Source, name: TSESTree.Identifier): Holder | undefined {
  const variable = variableOf(source, name);
  if (variable === null || variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return undefined;
  const uses = variable.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier);
  const isExported = name.parent.parent?.parent?.type === 'ExportNamedDeclaration';
  return isExported ? undefined : { name: name.name, uses };
}

/** A private field: only the class itself reaches it. */
function fieldHolder(source: Source, field: TSESTree.PropertyDefinition): Holder | undefined {
  const name = memberName(field.key, field.computed);
  const owner = field.parent.parent;
  if (name === undefined || !isClass(owner) || !(name.startsWith('#') || field.accessibility === 'private')) return undefined;
  const uses: TSESTree.Node[] = [];
  for (const node of within(source.code, owner.body)) {
    if (node.type === 'MemberExpression' && propertyName(node) === name) uses.push(node);
    // `const { controller } = this`, `this[name]`: out of sight
    if (node.type === 'ObjectPattern' && node.properties.some((property) => property.type === 'Property' && keyName(property) === name)) return undefined;
  }
  return { name: `this.${name}`, uses };
}

/** Nothing gives it back: all that is done with it is to ask it for other things. */
export function isNeverGivenBack({ found, obligation, uses }: Kept): boolean {
  const isOther = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(found.meaning.members, name) && !obligation.release.includes(name);
  return uses.length > 0 && uses.every((use) => {
    const outer = wrapped(use);
    const { parent } = outer;
    if (parent?.type === 'MemberExpression') return parent.object === outer && isOther(propertyName(parent));
    return parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern' && parent.id.properties.every((property) => property.type === 'Property' && isOther(keyName(property)));
  });
}
