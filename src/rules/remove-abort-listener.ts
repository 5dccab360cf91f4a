import type { TSESTree } from '@typescript-eslint/utils';
import { bodyOf, isFunction, isWithin, unwrap, wrapped } from './support/ast.ts';
import type { Body, Func } from './support/ast.ts';
import { functionOf } from './support/callees.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { eventsOf } from './support/events.ts';
import { executorsOf } from './support/executors.ts';
import type { Executor } from './support/executors.ts';
import { nodesIn } from './support/nodes.ts';
import { operandOf, operationOf } from './support/operations.ts';
import { placeOf } from './support/places.ts';
import { variableOf } from './support/source.ts';
import type { Source } from './support/source.ts';
import { leftOpen, mayEndBySignal, releasesOf, takesOf } from './support/takes.ts';
import type { Take } from './support/takes.ts';

type MessageId = 'keptAfterWait' | 'keptAfterWork' | 'keptByCleanUp' | 'keptOnOnePath';

export default createRule<[], MessageId>({
  name: 'remove-abort-listener',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a listener on a signal of the caller is removed when what it was for is over', recommended: true },
    schema: [],
    messages: {
      keptAfterWait: "When this promise settles in another way, the listener stays on '{{signal}}', with all that it refers to, for as long as the signal lives: one more with each call. {{once}}Remove it where the promise settles, or add it with a { signal } that is aborted then.",
      keptAfterWork: "When the work is over, the listener stays on '{{signal}}', with all that it refers to, for as long as the signal lives: one more with each call. {{once}}Remove it in a finally block, or combine the signals with AbortSignal.any().",
      keptByCleanUp: "The clean-up that is returned leaves the listener on '{{signal}}', with all that it refers to, for as long as the signal lives: one more with each call. {{once}}Remove it there as well, or combine the signals with AbortSignal.any().",
      keptOnOnePath: "{{exit}} skips the removal of the listener, so it stays on '{{signal}}', with all that it refers to, for as long as the signal lives. Remove it in a finally block.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const listens = takesOf(source, 'signal.listen');
        if (listens.length === 0) return;
        const executors = new Map<Body, Executor>(executorsOf(source).map((executor) => [executor.body, executor]));
        for (const listen of listens) {
          const { node, on, operation } = listen;
          if (on === undefined || mayEndBySignal(listen) || !outlives(source, node)) continue;
          const exit = leftOpen(source, listen);
          if (exit !== undefined) context.report({ node, messageId: 'keptOnOnePath', data: { signal: on.name, exit } });
          if (mayBeRemoved(source, listen)) continue;
          const executor = executors.get(bodyOf(node));
          const messageId = executor === undefined ? keptBy(source, listen) : settlesOtherwise(source, listen, executor) ? 'keptAfterWait' : undefined;
          if (messageId === undefined) continue;
          const once = operandOf(node, operation.operands?.['once']) === undefined ? '' : '{ once: true } removes it only if the signal is aborted. ';
          context.report({ node, messageId, data: { signal: on.name, once } });
        }
      },
    };
  },
});

/** The promise can settle with the listener still there: something else settles it, too, or it is raced with others. */
function settlesOtherwise(source: Source, { node, operation }: Take, { body, promise }: Executor): boolean {
  const listener = operandOf(node, operation.operands?.['listener']);
  const callback = listener === undefined ? undefined : functionOf(source, listener);
  const settlers = body.params.flatMap((parameter) => (parameter.type === 'Identifier' ? (variableOf(source, parameter)?.references ?? []) : []));
  const others = settlers.filter(({ identifier }) => {
    const { parent } = identifier;
    const isAtOnce = bodyOf(identifier) === body && parent.type === 'CallExpression' && parent.callee === identifier;
    return !isAtOnce && !isWithin(identifier, node) && (callback === undefined || !isWithin(identifier, callback));
  });
  return others.length > 0 || isRaced(source, promise);
}

/** An element of a race, or kept in a constant that is one. */
function isRaced(source: Source, promise: TSESTree.Node): boolean {
  const outer = wrapped(promise);
  const { parent } = outer;
  const uses = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? (variableOf(source, parent.id)?.references ?? []).map(({ identifier }) => identifier) : [outer];
  return eventsOf(source, 'promise.race', 'promise.any').some(({ node }) => node.type === 'CallExpression' && uses.some((use) => use.parent?.type === 'ArrayExpression' && node.arguments[0] === use.parent));
}

/** Some code of the file removes a listener of the signal, or someone else may do so. */
function mayBeRemoved(source: Source, listen: Take): boolean {
  const given = operandOf(listen.node, listen.operation.operands?.['listener']);
  return given === undefined || releasesOf(source, listen).length > 0 || isUsedElsewhere(source, listen.node, given);
}

/** The listener is named for more than to be added, so someone else may remove it. */
function isUsedElsewhere(source: Source, call: TSESTree.CallExpression, listener: TSESTree.Node): boolean {
  const name = unwrap(listener);
  if (name.type !== 'Identifier') return !isFunction(name) && name.type !== 'CallExpression';
  const uses = variableOf(source, name)?.references.filter((reference) => reference.isRead() && reference.identifier !== name) ?? [];
  return uses.some(({ identifier }) => {
    const { parent } = wrapped(identifier);
    const isCalled = parent?.type === 'CallExpression' && parent.callee === identifier;
    return !isCalled && !(call.range[0] <= identifier.range[0] && identifier.range[1] <= call.range[1]);
  });
}

/** The signal is not the function's own: a parameter, a field, or one of the module. */
function outlives(source: Source, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  const place = callee.type === 'MemberExpression' ? placeOf(source, callee.object) : undefined;
  if (place === undefined) return false;
  const { root } = place;
  if (typeof root !== 'object' || !('defs' in root)) return typeof root === 'object';
  const definition = root.defs[0];
  return definition?.type === 'Parameter' || definition?.type === 'ImportBinding';
}

/** Where the listener aborts a controller of the function's own: what is over before the signal is, and leaves it there. */
function keptBy(source: Source, { node, operation }: Take): MessageId | undefined {
  const body = bodyOf(node);
  const listener = operandOf(node, operation.operands?.['listener']);
  const callback = listener === undefined ? undefined : functionOf(source, listener);
  if (!isFunction(body) || callback === undefined || !nodesIn(source, callback).some((inner) => inner.type === 'CallExpression' && abortsOwn(source, body, inner))) return undefined;
  const returned = nodesIn(source, body).flatMap((inner) => (inner.type === 'ReturnStatement' && inner.argument !== null ? [unwrap(inner.argument)] : []));
  if (body.async) return returned.length === 0 && isFollowed(source, body, node) ? 'keptAfterWork' : undefined;
  return returned.some((value) => cleansUp(source, value)) ? 'keptByCleanUp' : undefined;
}

/** The function waits for something afterwards. */
function isFollowed(source: Source, body: Func, node: TSESTree.Node): boolean {
  return nodesIn(source, body).some((later) => later.type === 'AwaitExpression' && later.range[0] > node.range[1]);
}

/** A function that clears a timer, or an object with one: what is returned to be called when the work is over. */
function cleansUp(source: Source, value: TSESTree.Node): boolean {
  if (value.type === 'ObjectExpression') return value.properties.some((property) => property.type === 'Property' && cleansUp(source, unwrap(property.value)));
  const given = functionOf(source, value);
  return given !== undefined && nodesIn(source, given).some((inner) => inner.type === 'CallExpression' && operationOf(source, inner)?.operation.op === 'timer.clear');
}

function abortsOwn(source: Source, body: Func, call: TSESTree.CallExpression): boolean {
  const performed = operationOf(source, call);
  if (performed?.operation.op !== 'signal.abort') return false;
  const root = performed.lock?.place?.root;
  return typeof root === 'object' && 'defs' in root && root.defs.some(({ name }) => body.range[0] <= name.range[0] && name.range[1] <= body.range[1]);
}
