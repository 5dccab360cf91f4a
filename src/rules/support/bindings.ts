import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, unwrap, wrapped } from './ast.ts';
import type { Acquire } from './operations.ts';
import { variableOf } from './source.ts';
import type { Source, Variable } from './source.ts';

/** Where what an acquire gives is put. */
export type Binding =
  /** In a variable of the same function. */
  | { readonly kind: 'variable'; readonly variable: Variable; readonly holds: 'function' | 'pair' | 'handle' }
  /** Nowhere: the lock is given back by its own method. */
  | { readonly kind: 'none' }
  /** In a `using` declaration: disposed of where its block ends. */
  | { readonly kind: 'scope'; readonly block: TSESTree.Node }
  /** Out of the function's sight: returned, stored, passed on, or not awaited on the spot. */
  | { readonly kind: 'elsewhere' };

const elsewhere: Binding = { kind: 'elsewhere' };

export function bindingOf(source: Source, acquire: Acquire): Binding {
  const call = wrapped(acquire.node);
  const taken = acquire.operation.async === true ? call.parent : call;
  if (taken === undefined || taken === null || (acquire.operation.async === true && taken.type !== 'AwaitExpression')) return elsewhere;
  const value = outermost(taken);
  const { parent } = value;
  if (parent?.type === 'ExpressionStatement') return { kind: 'none' };
  if (parent?.type === 'VariableDeclarator') {
    return parent.parent.kind.endsWith('using') ? { kind: 'scope', block: parent.parent.parent } : bindTo(source, acquire, parent.id);
  }
  if (parent?.type !== 'AssignmentExpression' || parent.right !== value) return elsewhere;
  return parent.operator === '=' || parent.operator === '??=' ? bindTo(source, acquire, parent.left) : elsewhere;
}

/** Up through `x ? value : undefined`, `x && value` and type-only wrappers. */
function outermost(node: TSESTree.Node): TSESTree.Node {
  const value = wrapped(node);
  const { parent } = value;
  const goesOn = (parent?.type === 'ConditionalExpression' && parent.test !== value) || (parent?.type === 'LogicalExpression' && parent.right === value);
  return goesOn ? outermost(parent) : value;
}

function bindTo(source: Source, acquire: Acquire, target: TSESTree.Node): Binding {
  const { gives } = acquire.operation;
  if (gives === undefined || gives === 'nothing') return { kind: 'none' };
  if (target.type === 'ArrayPattern' && gives === 'pair') {
    const release = target.elements[1];
    if (release === undefined || release === null) return { kind: 'none' };
    return bindToName(source, acquire, release, 'function');
  }
  return bindToName(source, acquire, target, gives);
}

function bindToName(source: Source, acquire: Acquire, target: TSESTree.Node, holds: 'function' | 'pair' | 'handle'): Binding {
  const name = unwrap(target);
  const variable = name.type === 'Identifier' ? variableOf(source, name) : null;
  const isOwn = variable?.defs.some((definition) => bodyOf(definition.name) === bodyOf(acquire.node)) ?? false;
  return variable !== null && isOwn ? { kind: 'variable', variable, holds } : elsewhere;
}
