import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, unwrap, wrapped } from './support/ast.ts';
import { concurrencyOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { lockEventOf } from './support/operations.ts';
import type { LockEvent } from './support/operations.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';

type Made = TSESTree.NewExpression | TSESTree.CallExpression;

export default createRule<[], 'perCall' | 'onTheSpot'>({
  name: 'no-lock-per-call',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow creating a lock in the call that it should protect', recommended: true },
    schema: [],
    messages: {
      perCall: "Each call of this function makes a '{{name}}' of its own, so two calls never wait for each other and it protects nothing. Create it once, outside: in the module or in a field.",
      onTheSpot: "'{{text}}' is made on the spot and nobody else can ever wait for it, so it protects nothing. Create it once, outside of the code that takes it.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const { source, events } = concurrencyOf(context);
        const reported = new Set<Made>();
        for (const event of events) {
          const [made] = event.lock.shape.made;
          if (event.lock.shape.made.length !== 1 || reported.has(made)) continue;
          if (unwrap(receiverOf(event.node)) === made && event.kind !== 'idle') {
            context.report({ node: made, messageId: 'onTheSpot', data: { text: source.code.getText(made) } });
          } else if (isUsedUpInCall(source, event, made)) {
            context.report({ node: made, messageId: 'perCall', data: { name: event.lock.name } });
          } else continue;
          reported.add(made);
        }
      },
    };
  },
});

/** What the operation is called on: the object of the method, or the limiter that is itself called. */
function receiverOf({ callee }: TSESTree.CallExpression): TSESTree.Node {
  const inner = unwrap(callee);
  return inner.type === 'MemberExpression' ? inner.object : inner;
}

/** The lock is kept in a constant of the function, and each use of it is over before the next one begins. */
function isUsedUpInCall(source: Source, { lock }: LockEvent, made: Made): boolean {
  const { parent } = wrapped(made);
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier' || lock.place?.path !== '') return false;
  const body = bodyOf(made);
  const variable = variableOf(source, parent.id);
  if (body.type === 'Program' || variable === null) return false;
  const uses = variable.references.filter((reference) => reference.init !== true);
  return uses.length > 0 && uses.every(({ identifier }) => bodyOf(identifier) === body && isFinishedUse(source, identifier));
}

function isFinishedUse(source: Source, use: TSESTree.Node): boolean {
  const receiver = wrapped(use);
  const callee = receiver.parent?.type === 'MemberExpression' && receiver.parent.object === receiver ? wrapped(receiver.parent) : receiver;
  const call = callee.parent;
  if (call?.type !== 'CallExpression' || call.callee !== callee) return false;
  const event = lockEventOf(source, call);
  return event?.kind === 'release' || (event !== undefined && wrapped(call).parent?.type === 'AwaitExpression');
}
