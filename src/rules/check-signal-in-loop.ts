import { isFunction, lineOf } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { derivedFrom, mentions } from './support/derived.ts';
import { headOf, waitingLoops } from './support/loops.ts';
import type { Loop } from './support/loops.ts';
import { bodiesOf } from './support/nodes.ts';
import { mayHaveSignals, signalsOf } from './support/signals.ts';
import type { OwnedSignal } from './support/signals.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'unchecked'>({
  name: 'check-signal-in-loop',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a loop that waits looks at the signal of its function', recommended: true },
    schema: [],
    messages: {
      unchecked: "This loop waits in each round and neither looks at '{{signal}}' (line {{line}}) nor hands it on, so it goes on to its end after the caller has aborted. Call {{signal}}{{dot}}throwIfAborted() in each round, or pass '{{signal}}' to what it waits for.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        if (!mayHaveSignals(source)) return;
        for (const body of bodiesOf(source)) {
          const [signal] = isFunction(body) ? signalsOf(source, body) : [];
          if (signal === undefined) continue;
          for (const loop of uncheckedLoops(source, signal, waitingLoops(source, body))) {
            context.report({ loc: headOf(loop), messageId: 'unchecked', data: { signal: signal.text, dot: isOptional(signal) ? '?.' : '.', line: lineOf(signal.owner) } });
          }
        }
      },
    };
  },
});

/** The caller may leave the signal out. */
function isOptional({ text, variable }: OwnedSignal): boolean {
  return text.includes('?.') || variable.defs.some(({ name }) => name.type === 'Identifier' && name.optional);
}

/** The outermost loops in which nothing depends on the signal. */
function uncheckedLoops(source: Source, signal: OwnedSignal, loops: readonly Loop[]): readonly Loop[] {
  const derived = derivedFrom(source, signal, true);
  const unchecked = loops.filter((loop) => !mentions(derived, loop));
  return unchecked.filter((loop) => !unchecked.some((outer) => outer !== loop && outer.range[0] <= loop.range[0] && loop.range[1] <= outer.range[1]));
}
