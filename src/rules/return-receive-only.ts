import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isClass, isFunction, isWithin, memberName } from './support/ast.ts';
import { channelEvents, sending } from './support/channels.ts';
import type { ChannelEvent } from './support/channels.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { creationsOf } from './support/events.ts';
import { isExported, isPublic, namedFunction } from './support/functions.ts';
import { bodiesOf, returnedValues } from './support/nodes.ts';
import { placeOf, samePlace } from './support/places.ts';
import type { Place } from './support/places.ts';
import { shapeOf } from './support/shapes.ts';
import { exportOf, isFoundClass } from './support/source.ts';
import type { Source } from './support/source.ts';

type MessageId = 'returned' | 'member' | 'receiveOnly';

export default createRule<[], MessageId>({
  name: 'return-receive-only',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require that who owns a channel hands out only its receiving side', recommended: 'strict' },
    hasSuggestions: true,
    schema: [],
    messages: {
      returned: "'{{name}}' writes to the channel that it returns, and its callers get the whole of it: one of them may close it, or send on it. Declare the result as AsyncIterable.",
      member: "This class writes to '{{name}}', and everyone who has an object gets the whole channel: one of them may close it, or send on it. Make it private, and offer it as AsyncIterable.",
      receiveOnly: 'Declare the result as {{type}}.',
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const creations = creationsOf(source, 'channel');
        if (creations.length === 0 || !/\.[cm]?tsx?$/.test(context.filename)) return;
        const writes = channelEvents(source, [...sending, 'channel.close']);
        for (const body of bodiesOf(source)) {
          const named = isFunction(body) ? namedFunction(body) : undefined;
          if (named === undefined || named.prescribed || !isPublic(source, named)) continue;
          const declared = named.node.returnType?.typeAnnotation;
          if (!returnsWhole(source, declared) || !returnedValues(source, named.node).some((value) => isOwned(source, value, named.node, writes))) continue;
          const text = declared === undefined ? undefined : receiveOnly(source, declared);
          const suggest = declared === undefined || text === undefined ? [] : [{ messageId: 'receiveOnly' as const, data: { type: text }, fix: (fixer: TSESLint.RuleFixer) => fixer.replaceText(declared, text) }];
          context.report({ node: named.at, messageId: 'returned', data: { name: named.name }, suggest });
        }
        for (const { node } of creations) {
          const field = node.parent;
          const name = field.type === 'PropertyDefinition' ? memberName(field.key, field.computed) : undefined;
          if (field.type !== 'PropertyDefinition' || name === undefined || name.startsWith('#') || field.accessibility === 'private' || field.accessibility === 'protected') continue;
          const owner = field.parent.parent;
          if (!isClass(owner) || !returnsWhole(source, field.typeAnnotation?.typeAnnotation) || owner.id === null || !isExported(source, owner.id.name, owner.id)) continue;
          const place = { root: owner, path: `.${name}` };
          if (writes.some((write) => samePlace(write.place, place))) context.report({ node: field.key, messageId: 'member', data: { name } });
        }
      },
    };
  },
});

/** Whether the declared type (or, without one, the inferred type) lets others do all that the owner can. */
function returnsWhole(source: Source, declared: TSESTree.TypeNode | undefined): boolean {
  if (declared === undefined) return true;
  const found = declared.type === 'TSTypeReference' ? exportOf(source, declared.typeName) : undefined;
  return isFoundClass(found) && found.meaning.primitive === 'channel';
}

/** The value is a channel of the function's own, or of its object, that some code here writes to. */
function isOwned(source: Source, value: TSESTree.Node, owner: TSESTree.Node, writes: readonly ChannelEvent[]): boolean {
  const shape = shapeOf(source, value);
  const place = placeOf(source, value);
  if (shape?.kind !== 'library' || shape.found.meaning.primitive !== 'channel' || shape.made.length === 0 || place === undefined) return false;
  return isMadeHere(place, owner) && writes.some((write) => samePlace(write.place, place));
}

function isMadeHere({ root }: Place, owner: TSESTree.Node): boolean {
  if (typeof root === 'string') return false;
  if (!('defs' in root)) return isClass(root);
  return root.defs.some(({ type, name }) => type === 'Variable' && isWithin(name, owner) && bodyOf(name) === owner);
}

/** `Chan<T>` as `AsyncIterable<T>`, where the channel can be iterated. */
function receiveOnly(source: Source, declared: TSESTree.TypeNode): string | undefined {
  if (declared.type !== 'TSTypeReference') return undefined;
  const found = exportOf(source, declared.typeName);
  const values = declared.typeArguments?.params[0];
  return isFoundClass(found) && found.meaning.iterate !== undefined && values !== undefined ? `AsyncIterable<${source.code.getText(values)}>` : undefined;
}
