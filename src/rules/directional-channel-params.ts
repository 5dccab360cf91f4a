import type { TSESTree } from '@typescript-eslint/utils';
import { propertyName, wrapped } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { bodiesOf } from './support/nodes.ts';
import { memberOf } from './support/shapes.ts';
import { targetOf } from './support/signals.ts';
import { exportOf, isFoundClass, variableOf } from './support/source.ts';
import type { FoundClass, Source, Variable } from './support/source.ts';

/** Operations of the two ends; those of neither, such as to ask for the length, are open to both. */
const ends: Readonly<Record<string, 'receive' | 'send'>> = {
  'channel.receive': 'receive', 'channel.tryReceive': 'receive', 'channel.send': 'send', 'channel.trySend': 'send', 'channel.close': 'send',
};

/** What a function does with a channel. */
interface Use {
  readonly members: readonly string[];
  readonly iterated: boolean;
  readonly ends: ReadonlySet<string>;
}

export default createRule<[], 'oneEnd'>({
  name: 'directional-channel-params',
  meta: {
    type: 'suggestion',
    docs: { description: 'Require that a parameter that is one end of a channel is typed as that end', recommended: 'strict' },
    fixable: 'code',
    schema: [],
    messages: {
      oneEnd: "This function only {{does}} '{{channel}}', and its type lets it do more, so a reader (and a later change) cannot tell who writes and who closes. Type it {{type}}.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        if (!source.known.some(({ exports }) => Object.values(exports).some((meaning) => meaning.kind === 'class' && meaning.primitive === 'channel'))) return;
        for (const body of bodiesOf(source)) {
          for (const parameter of body.type === 'Program' ? [] : body.params) {
            const name = targetOf(parameter);
            const type = name.type === 'Identifier' && parameter.type !== 'TSParameterProperty' ? name.typeAnnotation?.typeAnnotation : undefined;
            const found = type?.type === 'TSTypeReference' ? exportOf(source, type.typeName) : undefined;
            if (name.type !== 'Identifier' || type === undefined || !isFoundClass(found) || found.meaning.primitive !== 'channel') continue;
            const variable = variableOf(source, name);
            const use = variable === null ? undefined : useOf(variable, found);
            if (use === undefined || use.ends.size !== 1) continue;
            const text = typeFor(source, type, use);
            const does = use.ends.has('send') ? 'sends on' : 'receives from';
            context.report({ node: type, messageId: 'oneEnd', data: { does, channel: name.name, type: text }, fix: (fixer) => fixer.replaceText(type, text) });
          }
        }
      },
    };
  },
});

/** What is done with the parameter, if the function itself shows all of it. */
function useOf(variable: Variable, found: FoundClass): Use | undefined {
  const members = new Set<string>();
  const used = new Set<string>();
  let iterated = false;
  for (const reference of variable.references) {
    if (reference.isWrite() && reference.init !== true) return undefined;
    if (!reference.isRead()) continue;
    const outer = wrapped(reference.identifier);
    const { parent } = outer;
    if (parent?.type === 'ForOfStatement' && parent.right === outer && parent.await) {
      iterated = true;
      used.add('receive');
      continue;
    }
    const name = parent?.type === 'MemberExpression' && parent.object === outer ? propertyName(parent) : undefined;
    const operation = memberOf(found, name);
    if (name === undefined || operation === undefined) return undefined;
    members.add(name);
    const end = ends[operation.op];
    if (end !== undefined) used.add(end);
  }
  return { members: [...members], iterated, ends: used };
}

function typeFor(source: Source, type: TSESTree.TypeNode, { members, iterated }: Use): string {
  const whole = source.code.getText(type);
  const values = type.type === 'TSTypeReference' ? type.typeArguments?.params[0] : undefined;
  const iterable = iterated ? [`AsyncIterable<${values === undefined ? 'unknown' : source.code.getText(values)}>`] : [];
  const picked = members.length === 0 ? [] : [`Pick<${whole}, ${members.map((name) => `'${name}'`).join(' | ')}>`];
  return [...iterable, ...picked].join(' & ');
}
