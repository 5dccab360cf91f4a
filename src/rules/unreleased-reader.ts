import { concurrencyOf } from './support/concurrency.ts';
import type { Held } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { exceptionsOption, firstExit, firstThrow } from './support/exits.ts';
import { exitName } from './support/mention.ts';
import { lineOf } from './support/ast.ts';

type Options = readonly [{ readonly exceptions: 'all' | 'explicit' }];
type MessageId = 'neverReleased' | 'leftEarly' | 'leftByThrow';

export default createRule<Options, MessageId>({
  name: 'unreleased-reader',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a reader or writer of a stream is released, or its stream ended, on every path', recommended: true },
    schema: [
      {
        type: 'object',
        description: 'Which paths have to release.',
        additionalProperties: false,
        properties: { exceptions: exceptionsOption },
      },
    ],
    defaultOptions: [{ exceptions: 'explicit' }],
    messages: {
      neverReleased: "The {{what}} of '{{stream}}' that is taken here is never released and the stream is not ended, so the other side waits for ever, and nobody else can have the stream. Release or end it in a finally block.",
      leftEarly: "At {{exit}} the {{what}} of '{{stream}}' is still taken and the stream has not ended, so the other side waits for ever, and nobody else can have the stream. Release or end it in a finally block.",
      leftByThrow: "The exception on line {{line}} leaves the {{what}} of '{{stream}}' taken and the stream open, so the other side waits for ever, and nobody else can have the stream. Release or end it in a finally block.",
    },
  },
  create(context) {
    const explicitOnly = context.options[0]?.exceptions !== 'all';
    return {
      'Program:exit'() {
        for (const holding of concurrencyOf(context).held) {
          const { lock, obligation, node } = holding.acquire;
          if (lock.shape.found.meaning.primitive !== 'stream') continue;
          const finding = findingOf(holding, explicitOnly);
          if (finding !== undefined) context.report({ node, ...finding, data: { stream: lock.name, what: obligation.what, ...finding.data } });
        }
      },
    };
  },
});

interface Finding {
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string | number>>;
}

function findingOf({ gives, ends, outcome, body }: Held, explicitOnly: boolean): Finding | undefined {
  if (gives.size === 0 && ends.size === 0) return { messageId: 'neverReleased', data: {} };
  const exit = firstExit(outcome);
  if (exit !== undefined) return { messageId: 'leftEarly', data: { exit: exitName(exit.origin, body) } };
  const first = firstThrow(outcome, explicitOnly);
  return first === undefined ? undefined : { messageId: 'leftByThrow', data: { line: lineOf(first) } };
}
