import { sourceOf } from './support/concurrency.ts';
import { signalSlotOf } from './support/cancellation.ts';
import { createRule } from './support/create-rule.ts';
import { unforwarded, unforwardedMessages } from './support/unforwarded.ts';
import type { UnforwardedId } from './support/unforwarded.ts';

export default createRule<[], UnforwardedId>({
  name: 'forward-signal',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a function hands its signal on to every wait that takes one', recommended: true },
    hasSuggestions: true,
    schema: [],
    messages: unforwardedMessages,
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        for (const { node, data, fix } of unforwarded(source, (call) => signalSlotOf(source, call))) {
          context.report({ node, messageId: 'notForwarded', data, suggest: [{ messageId: 'forward', data, fix }] });
        }
      },
    };
  },
});
