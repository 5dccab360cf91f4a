import { lineOf } from './support/ast.ts';
import { afterClose, channelEvents, policyOf } from './support/channels.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { samePlace } from './support/places.ts';

export default createRule<[], 'twice' | 'again'>({
  name: 'no-double-close',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow closing a channel that the same function may have closed already', recommended: true },
    schema: [],
    messages: {
      twice: "'{{channel}}' may be closed already, on line {{line}}, and the second close throws: who waits for this function gets the error, and what follows is skipped. Close it in one place, such as a finally block.",
      again: "This loop can come back here with '{{channel}}' closed already, and the second close throws. Close it after the loop.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const closes = channelEvents(source, ['channel.close']);
        const reported = new Set<unknown>();
        for (const close of closes) {
          if (close.place === undefined || policyOf(close, 'closeTwice') !== 'throw') continue;
          const { calls, again } = afterClose(source, close);
          const { node } = close.event;
          if (again) context.report({ node, messageId: 'again', data: { channel: close.name } });
          for (const second of closes) {
            if (second === close || reported.has(second) || !samePlace(second.place, close.place)) continue;
            if (second.event.node.type !== 'CallExpression' || !calls.has(second.event.node)) continue;
            reported.add(second);
            context.report({ node: second.event.node, messageId: 'twice', data: { channel: second.name, line: lineOf(node) } });
          }
        }
      },
    };
  },
});
