import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isClass, isFunction, memberName, wrapped } from './support/ast.ts';
import { channelEvents, sending } from './support/channels.ts';
import type { ChannelEvent } from './support/channels.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { creationsOf } from './support/events.ts';
import { isExported } from './support/functions.ts';
import { placeOf, samePlace } from './support/places.ts';
import type { Place } from './support/places.ts';
import type { Source } from './support/source.ts';

type MessageId = 'publicField' | 'exported';

/** A channel that everyone can reach, and where it is declared. */
interface Exposed {
  readonly messageId: MessageId;
  readonly name: string;
  readonly place: Place;
}

export default createRule<[], MessageId>({
  name: 'confine-channel',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require that a channel that several functions write to is not open to all others as well', recommended: 'strict' },
    schema: [],
    messages: {
      publicField: "'{{channel}}' is public, and {{count}} functions here send on it, so nobody can say who may close it, or that no more values come. Make it private, and offer a method that sends and an iterable that receives.",
      exported: "'{{channel}}' is exported, and {{count}} functions here send on it, so nobody can say who may close it, or that no more values come. Export a function that sends and an iterable that receives.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const creations = creationsOf(source, 'channel');
        if (creations.length === 0) return;
        const sends = channelEvents(source, sending);
        for (const { node } of creations) {
          const exposed = exposedBy(source, node);
          const count = exposed === undefined ? 0 : writers(sends, exposed.place).size;
          if (exposed !== undefined && count > 1) context.report({ node, messageId: exposed.messageId, data: { channel: exposed.name, count: String(count) } });
        }
      },
    };
  },
});

/** The functions that send on the channel: methods, or those of the module, with all that is inside of them. */
function writers(sends: readonly ChannelEvent[], place: Place): ReadonlySet<TSESTree.Node> {
  return new Set(sends.filter((send) => samePlace(send.place, place)).map(({ event }) => outermost(event.node)));
}

function outermost(node: TSESTree.Node): TSESTree.Node {
  let body = bodyOf(node);
  while (isFunction(body) && body.parent.type !== 'MethodDefinition') {
    const next = bodyOf(body);
    if (next.type === 'Program') break;
    body = next;
  }
  return body;
}

function exposedBy(source: Source, node: TSESTree.Node): Exposed | undefined {
  const { parent } = wrapped(node);
  if (parent?.type === 'PropertyDefinition') return publicField(source, parent);
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return undefined;
  const place = isExported(source, parent.id.name, parent.id) ? placeOf(source, parent.id) : undefined;
  return place === undefined ? undefined : { messageId: 'exported', name: parent.id.name, place };
}

function publicField(source: Source, field: TSESTree.PropertyDefinition): Exposed | undefined {
  const name = memberName(field.key, field.computed);
  const owner = field.parent.parent;
  if (name === undefined || name.startsWith('#') || field.accessibility === 'private' || field.accessibility === 'protected' || !isClass(owner)) return undefined;
  return { messageId: 'publicField', name, place: { root: owner, path: `.${name}` } };
}
