import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, propertyName, unwrap, wrapped } from './ast.ts';
import type { Func } from './ast.ts';
import { functionOf } from './callees.ts';
import { bodiesOf, nodesIn } from './nodes.ts';
import { operandOf, operationOf } from './operations.ts';
import { shapeOf } from './shapes.ts';
import type { OwnedSignal } from './signals.ts';
import { variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** All that depends on a signal inside its owner: the places where the code touches it, or what is made from it. */
interface Derived {
  /** Positions of the uses, in ascending order. */
  readonly uses: readonly number[];
}

const memory = new WeakMap<Variable, Map<string, Derived>>();

/**
 * What depends on the signal: itself, what is computed from it, and what its listeners touch, to any depth. With `results`, also what a wait with it
 * gave: an abort ends the response that a request brought.
 */
export function derivedFrom(source: Source, signal: OwnedSignal, results: boolean): Derived {
  const known = memory.get(signal.variable) ?? new Map<string, Derived>();
  memory.set(signal.variable, known);
  const key = `${signal.text} ${String(results)}`;
  const result = known.get(key) ?? find(source, signal, results);
  known.set(key, result);
  return result;
}

export function mentions({ uses }: Derived, { range: [start, end] }: TSESTree.Node): boolean {
  return uses.some((use) => start <= use && use < end);
}

function find(source: Source, { owner, variable, property }: OwnedSignal, results: boolean): Derived {
  const uses = new Set<number>();
  const seen = new Set<Variable>();
  const targets = targetsIn(source, owner).filter(({ from }) => results || unwrap(from).type !== 'AwaitExpression');
  const add = (found: Variable, uses_: readonly TSESTree.Node[]): void => {
    if (seen.has(found)) return;
    seen.add(found);
    for (const use of uses_) uses.add(use.range[0]);
    for (const use of uses_) {
      for (const { variable: next, from } of targets) if (isInside(from, use)) add(next, usesOf(next));
    }
  };
  add(variable, usesOf(variable).filter((use) => property === undefined || touches(use, property)));
  return { uses: [...uses].sort((a, b) => a - b) };
}

function usesOf(variable: Variable): readonly TSESTree.Node[] {
  return variable.references.map(({ identifier }) => identifier);
}

/** A use of an options object that is (or may be) one of its signal: not `options.other`. */
function touches(use: TSESTree.Node, property: string): boolean {
  const outer = wrapped(use);
  const { parent } = outer;
  return parent?.type !== 'MemberExpression' || parent.object !== outer || parent.computed || propertyName(parent) === property;
}

function isInside(outer: TSESTree.Node, inner: TSESTree.Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

interface Target {
  readonly variable: Variable;
  /** Who is mentioned in here has a hand in the variable. */
  readonly from: TSESTree.Node;
}

/** Each variable that is set in the function, with the expression it is set from; and those that a listener touches, with the call that adds it. */
function targetsIn(source: Source, owner: Func): readonly Target[] {
  const bodies = bodiesOf(source).filter((body) => isInside(owner, body));
  return bodies.flatMap((body) => nodesIn(source, body)).flatMap((node) => {
    if (node.type === 'VariableDeclarator' && node.init !== null) return named(source, node.id, node.init);
    if (node.type === 'AssignmentExpression') return named(source, node.left, node.right);
    if (node.type === 'ForOfStatement' && node.left.type === 'VariableDeclaration') return named(source, node.left.declarations[0].id, node.right);
    if (node.type === 'CallExpression') return [...touchedByListener(source, node), ...givenTogether(source, node)];
    return [];
  });
}

function named(source: Source, target: TSESTree.Node, from: TSESTree.Node): readonly Target[] {
  switch (target.type) {
    case 'Identifier': {
      const variable = variableOf(source, target);
      return variable === null ? [] : [{ variable, from }];
    }
    case 'ObjectPattern': return target.properties.flatMap((property) => named(source, property.type === 'Property' ? property.value : property.argument, from));
    case 'ArrayPattern': return target.elements.flatMap((element) => (element === null ? [] : named(source, element, from)));
    case 'AssignmentPattern': return named(source, target.left, from);
    case 'RestElement': return named(source, target.argument, from);
    case 'MemberExpression': return named(source, unwrap(target.object), from);
    default: return [];
  }
}

/** `produce(channel, signal)`: who is given both ends what others do at the channel when it ends itself. */
function givenTogether(source: Source, call: TSESTree.CallExpression): readonly Target[] {
  return call.arguments.flatMap((argument) => {
    const variable = argument.type === 'Identifier' && call.arguments.length > 1 && shapeOf(source, argument)?.kind === 'library' ? variableOf(source, argument) : null;
    return variable === null ? [] : [{ variable, from: call }];
  });
}

/** `signal.addEventListener('abort', () => reader.cancel())`: an abort ends what the listener touches. */
function touchedByListener(source: Source, call: TSESTree.CallExpression): readonly Target[] {
  const operation = operationOf(source, call)?.operation;
  const given = operation === undefined ? undefined : operandOf(call, operation.operands?.['listener']);
  const callee = unwrap(call.callee);
  const listener = given ?? (callee.type === 'MemberExpression' ? call.arguments[1] : undefined);
  if (listener === undefined) return [];
  const body = functionOf(source, listener) ?? (isFunction(listener) ? listener : undefined);
  if (body === undefined) return [];
  return [body, ...bodiesOf(source).filter((inner) => inner !== body && isInside(body, inner))].flatMap((inner) => nodesIn(source, inner)).flatMap((node) => {
    const variable = node.type === 'Identifier' ? variableOf(source, node) : null;
    return variable === null || variable.defs.length === 0 || variable.defs.some(({ name }) => isInside(body, name)) ? [] : [{ variable, from: call }];
  });
}
