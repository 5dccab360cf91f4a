import type { TSESTree } from '@typescript-eslint/utils';
import { children, isFunction, unwrap, within, wrapped } from './ast.ts';
import type { Body } from './ast.ts';
import { nodesIn } from './nodes.ts';
import { variableOf } from './source.ts';
import type { Source } from './source.ts';

/** A test that is remembered, and what it depends on. */
interface Fact {
  readonly key: string;
  readonly negated: boolean;
}

/** The tests of a body that are worth remembering: those that come more than once, and flags. */
export interface Facts {
  readonly source: Source;
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Each fact can double the number of states. */
const maxFacts = 6;

const compared = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>=']);

export function factsOf(source: Source, body: Body): Facts {
  const counts = new Map<string, number>();
  const names = new Map<string, ReadonlySet<string>>();
  for (const node of nodesIn(source, body)) {
    for (const atom of testedBy(node)) {
      const fact = keyOf(source, atom);
      const used = fact === undefined ? undefined : namesIn(source, body, atom);
      if (fact === undefined || used === undefined) continue;
      counts.set(fact.key, (counts.get(fact.key) ?? 0) + (atom.type === 'Identifier' ? 2 : 1));
      names.set(fact.key, used);
    }
  }
  const repeated = [...names].filter(([key]) => (counts.get(key) ?? 0) > 1);
  return { source, names: new Map(repeated.slice(0, maxFacts)) };
}

/** The fact that the test decides, if it is one to remember. */
export function factOf(facts: Facts, test: TSESTree.Node): Fact | undefined {
  const fact = keyOf(facts.source, test);
  return fact !== undefined && facts.names.has(fact.key) ? fact : undefined;
}

/** Whether the fact is about the variable (or, for `this` and `.`, about some field of `this` or of anything). */
export function mentions(facts: Facts, fact: string, name: string): boolean {
  return facts.names.get(fact)?.has(name) ?? false;
}

/** Whether the fact is about a variable that the pattern binds. */
export function mentionedIn(facts: Facts, fact: string, pattern: TSESTree.Node): boolean {
  return [...within(facts.source.code, pattern)].some((node) => node.type === 'Identifier' && mentions(facts, fact, node.name));
}

/** The truth of a literal: what a flag is after it is assigned. */
export function truthOf(node: TSESTree.Node): boolean | undefined {
  const value = unwrap(node);
  if (value.type === 'Literal') return Boolean(value.value);
  return value.type === 'Identifier' && value.name === 'undefined' ? false : undefined;
}

/**
 * `if (child) { … child?.once('exit', …) … }`, `if (!child) return; …`: what comes before the `?.` has been tested by the code
 * around, and only the types do not know.
 */
export function isTestedAround(source: Source, chain: TSESTree.ChainExpression): boolean {
  const base = optionalBase(chain.expression);
  if (base === undefined) return false;
  const text = source.code.getText(base);
  let isSameStep = true;
  for (let at: TSESTree.Node = chain; at.parent; at = at.parent) {
    const { parent }: TSESTree.Node = at;
    if ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.consequent === at && operandsOf(parent.test, '&&').some((test) => source.code.getText(test) === text)) return true;
    if (isSameStep && parent.type === 'BlockStatement' && isGuarded(source, parent.body.slice(0, parent.body.findIndex((statement) => statement === at)), text)) return true;
    isSameStep &&= !isFunction(parent) || wrapped(parent).parent?.type === 'NewExpression';
  }
  return false;
}

/** Whether statements are passed only with a value, and leave it as it is: `if (!value) return;` */
function isGuarded(source: Source, statements: readonly TSESTree.Statement[], text: string): boolean {
  const last = statements.findLastIndex((statement) => statement.type === 'IfStatement' && leaves(statement.consequent) && operandsOf(statement.test, '||').some((test) => absent(source, test) === text));
  const isChange = (node: TSESTree.Node): boolean => node.type === 'AwaitExpression' || (node.type === 'AssignmentExpression' && source.code.getText(node.left) === text);
  return last >= 0 && !statements.slice(last + 1).some((statement) => [...within(source.code, statement)].some(isChange));
}

function leaves(node: TSESTree.Statement): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node;
  return last !== undefined && ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'].includes(last.type);
}

/** What a test asks to be missing. */
function absent(source: Source, test: TSESTree.Node): string | undefined {
  if (test.type === 'UnaryExpression' && test.operator === '!') return source.code.getText(unwrap(test.argument));
  return test.type === 'BinaryExpression' && (test.operator === '===' || test.operator === '==') && isNothing(test.right) ? source.code.getText(unwrap(test.left)) : undefined;
}

function isNothing(node: TSESTree.Node): boolean {
  return node.type === 'Literal' ? node.value === null : node.type === 'Identifier' && node.name === 'undefined';
}

/** The innermost part that a `?.` follows. */
function optionalBase(node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type === 'MemberExpression') return optionalBase(node.object) ?? (node.optional ? unwrap(node.object) : undefined);
  if (node.type === 'CallExpression') return optionalBase(node.callee) ?? (node.optional ? unwrap(node.callee) : undefined);
  return node.type === 'TSNonNullExpression' ? optionalBase(node.expression) : undefined;
}

/** The operands of a chain of `&&` or `||`. */
function operandsOf(test: TSESTree.Node, operator: '&&' | '||'): readonly TSESTree.Node[] {
  const node = unwrap(test);
  return node.type === 'LogicalExpression' && node.operator === operator ? [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)] : [node];
}

function testedBy(node: TSESTree.Node): readonly TSESTree.Node[] {
  switch (node.type) {
    case 'IfStatement': case 'ConditionalExpression': case 'WhileStatement': case 'DoWhileStatement': return atoms(node.test);
    case 'ForStatement': return node.test === null ? [] : atoms(node.test);
    case 'LogicalExpression': return atoms(node.left);
    default: return [];
  }
}

function atoms(test: TSESTree.Node): readonly TSESTree.Node[] {
  const node = unwrap(test);
  if (node.type === 'UnaryExpression' && node.operator === '!') return atoms(node.argument);
  return node.type === 'LogicalExpression' ? atoms(node.right) : [node];
}

function keyOf(source: Source, test: TSESTree.Node): Fact | undefined {
  const node = unwrap(test);
  const text = source.code.getText(node);
  if (node.type === 'Identifier' || node.type === 'MemberExpression') return { key: text, negated: false };
  if (node.type !== 'BinaryExpression' || !compared.has(node.operator)) return undefined;
  const negated = node.operator.startsWith('!');
  const operator = negated ? node.operator.replace('!', '=') : node.operator;
  return { key: `${source.code.getText(node.left)} ${operator} ${source.code.getText(node.right)}`, negated };
}

/** The names that the test's outcome depends on, or undefined if it is not safe to remember. */
function namesIn(source: Source, body: Body, test: TSESTree.Node): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const visit = (node: TSESTree.Node): boolean => {
    switch (node.type) {
      case 'Literal': case 'PrivateIdentifier': return true;
      case 'ThisExpression': names.add('this'); return true;
      case 'Identifier': names.add(node.name); return isOwnVariable(source, body, node);
      case 'MemberExpression': names.add('.'); return !node.computed && visit(node.object);
      default: return node.type !== 'CallExpression' && !isFunction(node) && children(source.code, node).every(visit);
    }
  };
  return visit(unwrap(test)) ? names : undefined;
}

/** Not assigned by other functions, which run at any `await`. */
function isOwnVariable(source: Source, body: Body, node: TSESTree.Identifier): boolean {
  const variable = variableOf(source, node);
  if (variable === null || variable.defs.length === 0) return node.name === 'undefined';
  const scope = source.code.scopeManager?.acquire(body, true) ?? source.code.scopeManager?.acquire(body);
  return variable.references.every((reference) => !reference.isWrite() || reference.init === true || reference.from.variableScope === scope);
}
