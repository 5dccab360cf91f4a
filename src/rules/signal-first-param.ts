import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction } from './support/ast.ts';
import type { Func } from './support/ast.ts';
import { isWaitedCallback } from './support/callees.ts';
import { signalSlotOf } from './support/cancellation.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { isLeftAlone } from './support/events.ts';
import { isPublic, namedFunction } from './support/functions.ts';
import type { NamedFunction } from './support/functions.ts';
import { nameOfCall } from './support/mention.ts';
import { allCalls, bodiesOf } from './support/nodes.ts';
import { shapeOf } from './support/shapes.ts';
import { mayHaveSignals, signalsOf, targetOf } from './support/signals.ts';
import type { OwnedSignal } from './support/signals.ts';
import type { Source } from './support/source.ts';

type Position = 'first' | 'last' | 'options';
type Options = readonly [{ readonly position?: Position; readonly ignore?: readonly string[] }];
type MessageId = 'missing' | 'notFirst' | 'notLast' | 'notAnOption';

const wrongPlace = { first: 'notFirst', last: 'notLast', options: 'notAnOption' } as const;

export default createRule<Options, MessageId>({
  name: 'signal-first-param',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require that an exported function that waits takes a signal or a done channel, and always in the same place', recommended: 'strict' },
    schema: [
      {
        type: 'object',
        description: 'Where the signal goes.',
        additionalProperties: false,
        properties: {
          position: { type: 'string', description: 'Where functions take their signal.', enum: ['first', 'last', 'options'] },
          ignore: { type: 'array', description: 'Names of functions that need no signal, such as entry points.', items: { type: 'string' }, uniqueItems: true },
        },
      },
    ],
    defaultOptions: [{ position: 'first', ignore: ['main'] }],
    messages: {
      missing: "'{{name}}' waits for {{call}}, and its callers cannot end that. Take a signal ({{where}}), and pass it on.",
      notFirst: "'{{name}}' takes its signal elsewhere than as the first parameter, so it is easily forgotten at a call. Make it the first one.",
      notLast: "'{{name}}' takes its signal elsewhere than as the last parameter. Make it the last one.",
      notAnOption: "'{{name}}' takes its signal as a parameter of its own. Take it as a property of an options object.",
    },
  },
  create(context) {
    const { position = 'first', ignore = ['main'] } = context.options[0] ?? {};
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        if (source.known.length === 0 && !mayHaveSignals(source)) return;
        for (const body of bodiesOf(source)) {
          const named = isFunction(body) ? namedFunction(body) : undefined;
          const [signal] = named === undefined || named.prescribed ? [] : signalsOf(source, named.node);
          if (named !== undefined && signal !== undefined && !isAt(position, signal)) context.report({ node: named.at, messageId: wrongPlace[position], data: { name: named.name } });
        }
        const reported = new Set<Func>();
        for (const call of allCalls(source)) {
          const named = waiterFor(source, call);
          if (named === undefined || reported.has(named.node) || ignore.includes(named.name)) continue;
          reported.add(named.node);
          context.report({ node: named.at, messageId: 'missing', data: { name: named.name, call: nameOfCall(source, call), where: inWords[position] } });
        }
      },
    };
  },
});

const inWords = { first: 'as the first parameter', last: 'as the last parameter', options: 'in an options object' } as const;

function isAt(position: Position, { owner: { params }, index, option }: OwnedSignal): boolean {
  if (position === 'options') return option !== undefined;
  if (option !== undefined) return false;
  const own = params.filter((parameter) => parameter.type !== 'Identifier' || parameter.name !== 'this');
  const place = own.indexOf(params[index]);
  return position === 'first' ? place === 0 : place === own.length - 1 || (place === own.length - 2 && own.at(-1)?.type === 'RestElement');
}

/** The function open to others that waits for the call, where nothing can end it: no signal is given or at hand. */
function waiterFor(source: Source, call: TSESTree.CallExpression): NamedFunction | undefined {
  if (signalSlotOf(source, call)?.given !== false || isLeftAlone(source, call)) return undefined;
  for (let at: TSESTree.Node | undefined | null = call; at; at = at.parent) {
    if (!isFunction(at)) continue;
    if (signalsOf(source, at).length > 0 || hasDoneChannel(source, at)) return undefined;
    if (isWaitedCallback(source, at)) continue;
    const named = namedFunction(at);
    return named !== undefined && !named.prescribed && isPublic(source, named) ? named : undefined;
  }
  return undefined;
}

const nothing = new Set(['TSVoidKeyword', 'TSNeverKeyword', 'TSUndefinedKeyword', 'TSNullKeyword']);

/** A channel that carries no values: all it can tell is to stop. */
function hasDoneChannel(source: Source, owner: Func): boolean {
  return owner.params.map(targetOf).some((target) => {
    const type = target.type === 'Identifier' ? target.typeAnnotation?.typeAnnotation : undefined;
    if (type?.type !== 'TSTypeReference' || !nothing.has(type.typeArguments?.params[0]?.type ?? '')) return false;
    const shape = shapeOf(source, target);
    return shape?.kind === 'library' && shape.found.meaning.primitive === 'channel';
  });
}
