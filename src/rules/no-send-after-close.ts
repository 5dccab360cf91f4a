import { lineOf } from './support/ast.ts';
import { afterClose, channelEvents, policyOf } from './support/channels.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { nameOfCall } from './support/mention.ts';
import { samePlace } from './support/places.ts';

export default createRule<[], 'closed'>({
  name: 'no-send-after-close',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow sending on a channel that the same function may have closed already', recommended: true },
    schema: [],
    messages: {
      closed: "'{{channel}}' may be closed already, on line {{line}}, and {{call}} on a closed channel throws: the value reaches nobody. Close the channel after the last send, such as in a finally block around all of them.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const closes = channelEvents(source, ['channel.close']);
        if (closes.length === 0) return;
        const sends = channelEvents(source, ['channel.send', 'channel.trySend']);
        const reported = new Set<unknown>();
        for (const close of closes) {
          const same = sends.filter((send) => samePlace(send.place, close.place) && !reported.has(send));
          if (same.length === 0 || policyOf(close, 'sendOnClosed') !== 'throw') continue;
          const { calls } = afterClose(source, close);
          for (const send of same) {
            const { node } = send.event;
            if (node.type !== 'CallExpression' || !calls.has(node)) continue;
            reported.add(send);
            context.report({ node, messageId: 'closed', data: { channel: send.name, line: lineOf(close.event.node), call: nameOfCall(source, node) } });
          }
        }
      },
    };
  },
});
