import { concurrencyOf } from './support/concurrency.ts';
import type { Held } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { exceptionsOption, firstExit, firstThrow } from './support/exits.ts';
import { causeOf, exitName, scopedForm } from './support/mention.ts';
import type { Source } from './support/source.ts';

type Options = readonly [{ readonly exceptions: 'all' | 'explicit' }];
type MessageId = 'neverReleased' | 'skippedByReturn' | 'skippedByThrow';

interface Finding {
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string>>;
}

export default createRule<Options, MessageId>({
  name: 'require-release',
  meta: {
    type: 'problem',
    docs: { description: 'Require that every lock and permit is given back on every path, also when something throws', recommended: true },
    schema: [
      {
        type: 'object',
        description: 'Which paths have to give the lock back.',
        additionalProperties: false,
        properties: { exceptions: exceptionsOption },
      },
    ],
    defaultOptions: [{ exceptions: 'all' }],
    messages: {
      neverReleased: "The {{what}} of '{{lock}}' that is taken here is never given back, so whoever needs it later waits for ever. {{repair}}",
      skippedByReturn: "The {{what}} of '{{lock}}' is still taken at {{exit}} and nobody can give it back any more, so whoever needs it later waits for ever. {{repair}}",
      skippedByThrow: "{{cause}} skips the release of the {{what}} of '{{lock}}', so whoever needs it later waits for ever. {{repair}}",
    },
  },
  create(context) {
    const explicitOnly = context.options[0]?.exceptions === 'explicit';
    return {
      'Program:exit'() {
        const { source, held } = concurrencyOf(context);
        for (const holding of held) {
          const finding = findingOf(source, holding, explicitOnly);
          if (finding === undefined) continue;
          const { lock, obligation } = holding.acquire;
          const data = { lock: lock.name, what: obligation.what, repair: repairOf(holding), ...finding.data };
          context.report({ node: holding.acquire.node, messageId: finding.messageId, data });
        }
      },
    };
  },
});

function repairOf({ acquire }: Held): string {
  const scoped = scopedForm(acquire);
  return `Release it in a finally block${scoped === undefined ? '' : `, or run the work inside ${scoped}`}.`;
}

function findingOf(source: Source, held: Held, explicitOnly: boolean): Finding | undefined {
  if (held.gives.size === 0) return { messageId: 'neverReleased', data: {} };
  return skippedByReturn(held) ?? skippedByThrow(source, held, explicitOnly);
}

function skippedByReturn({ outcome, body }: Held): Finding | undefined {
  const exit = firstExit(outcome);
  if (exit === undefined) return undefined;
  return { messageId: 'skippedByReturn', data: { exit: exitName(exit.origin, body) } };
}

function skippedByThrow(source: Source, { outcome }: Held, explicitOnly: boolean): Finding | undefined {
  const first = firstThrow(outcome, explicitOnly);
  return first === undefined ? undefined : { messageId: 'skippedByThrow', data: { cause: causeOf(source, first) } };
}
