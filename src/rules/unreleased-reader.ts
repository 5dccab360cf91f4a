import { concurrencyOf } from './support/concurrency.ts';
import type { Held } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { exceptionsOption, firstExit, firstThrow } from './support/exits.ts';
import { causeOf, exitName } from './support/mention.ts';
import { lineOf } from './support/ast.ts';
import type { Source } from './support/source.ts';

type Options = readonly [{ readonly exceptions?: 'all' | 'explicit' }];
type MessageId = 'neverReleased' | 'leftEarly' | 'leftByThrow' | 'neverReturned' | 'keptAtExit' | 'keptByThrow';

export default createRule<Options, MessageId>({
  name: 'unreleased-reader',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a reader or writer of a stream, and a connection of a pool, is given back on every path', recommended: true },
    schema: [
      {
        type: 'object',
        description: 'Which paths have to give back.',
        additionalProperties: false,
        properties: { exceptions: exceptionsOption },
      },
    ],
    defaultOptions: [{}],
    messages: {
      neverReleased: "The {{what}} of '{{name}}' that is taken here is never released and the stream is not ended, so the other side waits for ever, and nobody else can have the stream. Release or end it in a finally block.",
      leftEarly: "At {{exit}} the {{what}} of '{{name}}' is still taken and the stream has not ended, so the other side waits for ever, and nobody else can have the stream. Release or end it in a finally block.",
      leftByThrow: "The exception on line {{line}} leaves the {{what}} of '{{name}}' taken and the stream open, so the other side waits for ever, and nobody else can have the stream. Release or end it in a finally block.",
      neverReturned: "The {{what}} that is taken from '{{name}}' here is never given back. When the last one has gone this way, whoever asks '{{name}}' for one waits for ever. Release it in a finally block.",
      keptAtExit: "At {{exit}} the {{what}} that is taken from '{{name}}' here has not been given back. When the last one has gone this way, whoever asks '{{name}}' for one waits for ever. Release it in a finally block.",
      keptByThrow: "{{cause}} skips the release of the {{what}} that is taken from '{{name}}' here. When the last one has gone this way, whoever asks '{{name}}' for one waits for ever. Release it in a finally block.",
    },
  },
  create(context) {
    const exceptions = context.options[0]?.exceptions;
    return {
      'Program:exit'() {
        const { source, lent } = concurrencyOf(context);
        for (const holding of lent) {
          const { lock, obligation, node } = holding.acquire;
          const finding = lock.shape.found.meaning.primitive === 'pool' ? ofPool(source, holding, exceptions === 'explicit') : ofStream(holding, exceptions !== 'all');
          if (finding !== undefined) context.report({ node, ...finding, data: { name: lock.name, what: obligation.what, ...finding.data } });
        }
      },
    };
  },
});

interface Finding {
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string | number>>;
}

function ofStream({ gives, ends, outcome, body }: Held, explicitOnly: boolean): Finding | undefined {
  if (gives.size === 0 && ends.size === 0) return { messageId: 'neverReleased', data: {} };
  const exit = firstExit(outcome);
  if (exit !== undefined) return { messageId: 'leftEarly', data: { exit: exitName(exit.origin, body) } };
  const first = firstThrow(outcome, explicitOnly);
  return first === undefined ? undefined : { messageId: 'leftByThrow', data: { line: lineOf(first) } };
}

/** A query that fails is no end of its connection, as a failed read is of a stream. */
function ofPool(source: Source, { gives, outcome, body }: Held, explicitOnly: boolean): Finding | undefined {
  if (gives.size === 0) return { messageId: 'neverReturned', data: {} };
  const exit = firstExit(outcome);
  if (exit !== undefined) return { messageId: 'keptAtExit', data: { exit: exitName(exit.origin, body) } };
  const first = firstThrow(outcome, explicitOnly);
  return first === undefined ? undefined : { messageId: 'keptByThrow', data: { cause: causeOf(source, first) } };
}
