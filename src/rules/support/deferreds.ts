import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, memberName, propertyName, wrapped } from './ast.ts';
import type { Body } from './ast.ts';
import { eventsOf } from './events.ts';
import { variableOf } from './source.ts';
import type { Source } from './source.ts';

/** A promise that is made together with what settles it: `Promise.withResolvers()`, where the file shows all that is done with them. */
export interface Deferred {
  readonly node: TSESTree.Node;
  readonly body: Body;
  /** Where the promise is used. */
  readonly promises: readonly TSESTree.Node[];
  /** Where what settles it is used, or all of it is handed on. */
  readonly settlers: readonly TSESTree.Node[];
}

type Parts = Pick<Deferred, 'promises' | 'settlers'>;

export function deferredsOf(source: Source): readonly Deferred[] {
  return eventsOf(source, 'promise.withResolvers').flatMap(({ node, operation: { promise } }) => {
    const { parent } = wrapped(node);
    if (promise === undefined || parent?.type !== 'VariableDeclarator') return [];
    const parts = parent.id.type === 'ObjectPattern' ? partsOfPattern(source, parent.id, promise) : partsOfVariable(source, parent.id, promise);
    return parts === undefined ? [] : [{ node, body: bodyOf(node), ...parts }];
  });
}

/** `const { promise, resolve } = Promise.withResolvers()` */
function partsOfPattern(source: Source, { properties }: TSESTree.ObjectPattern, promise: string): Parts | undefined {
  const promises: TSESTree.Node[] = [];
  const settlers: TSESTree.Node[] = [];
  for (const property of properties) {
    if (property.type !== 'Property' || property.value.type !== 'Identifier') return undefined;
    const isPromise = memberName(property.key, property.computed) === promise;
    (isPromise ? promises : settlers).push(...readsOf(source, property.value));
  }
  return { promises, settlers };
}

/** `const deferred = Promise.withResolvers()` */
function partsOfVariable(source: Source, name: TSESTree.Node, promise: string): Parts | undefined {
  if (name.type !== 'Identifier') return undefined;
  const uses = readsOf(source, name).map((use) => {
    const { parent } = wrapped(use);
    return parent?.type === 'MemberExpression' && parent.object === wrapped(use) ? parent : use;
  });
  const isPromise = (use: TSESTree.Node): boolean => use.type === 'MemberExpression' && propertyName(use) === promise;
  return { promises: uses.filter(isPromise), settlers: uses.filter((use) => !isPromise(use)) };
}

function readsOf(source: Source, name: TSESTree.Identifier): readonly TSESTree.Node[] {
  return variableOf(source, name)?.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier) ?? [];
}
