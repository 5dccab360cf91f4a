import type { TSESTree } from '@typescript-eslint/utils';
import { isClass, memberName, propertyName, within, wrapped } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { creationsOf } from './support/events.ts';
import type { Creation } from './support/events.ts';
import { keyName } from './support/members.ts';
import { operationOf } from './support/operations.ts';
import { variableOf } from './support/source.ts';
import type { FoundClass, Source } from './support/source.ts';

export default createRule<[], 'neverAborted'>({
  name: 'no-lost-cancel',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow a controller whose signal is handed out and which nothing can ever abort', recommended: true },
    schema: [],
    messages: {
      neverAborted: "The signal of '{{name}}' is handed out, but '{{name}}' is never aborted and nobody else can reach it, so whoever waits for the signal waits in vain. Call {{name}}.{{abort}}() where the work is over or given up, or leave the controller out.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const creation of creationsOf(source, 'signal')) {
          const holder = holderOf(source, creation);
          if (holder === undefined || holder.uses.length === 0 || isInTest(source, creation.node) || !holder.uses.every((use) => isForSignal(creation.found, use))) continue;
          context.report({ node: creation.node, messageId: 'neverAborted', data: { name: holder.name, abort: methodFor(creation.found, 'signal.abort') } });
        }
      },
    };
  },
});

/** In a test, a signal that never comes is an argument like any other. */
function isInTest(source: Source, node: TSESTree.Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'CallExpression' && operationOf(source, at)?.operation.op.startsWith('test.') === true) return true;
  }
  return false;
}

/** Where a controller is kept such that the file shows all that is done with it. */
interface Holder {
  readonly name: string;
  readonly uses: readonly TSESTree.Node[];
}

function holderOf(source: Source, { node }: Creation): Holder | undefined {
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

/** `controller.signal`, `const { signal } = controller`. */
function isForSignal(found: FoundClass, use: TSESTree.Node): boolean {
  const outer = wrapped(use);
  const { parent } = outer;
  if (parent?.type === 'MemberExpression') return parent.object === outer && isSignalMember(found, propertyName(parent));
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return false;
  return parent.id.properties.every((property) => property.type === 'Property' && isSignalMember(found, keyName(property)));
}

function isSignalMember({ meaning }: FoundClass, name: string | undefined): boolean {
  return name !== undefined && Object.hasOwn(meaning.members, name) && meaning.members[name]?.op === 'signal.signal';
}

function methodFor({ meaning }: FoundClass, op: string): string {
  return Object.entries(meaning.members).find(([, operation]) => operation.op === op)?.[0] ?? op;
}
