import type { TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { wrapped } from './support/ast.ts';
import { isGiven, signalSlotOf } from './support/cancellation.ts';
import type { SignalSlot } from './support/cancellation.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { signalClassNames } from './support/signals.ts';
import { typesOf } from './support/types.ts';
import type { Types } from './support/types.ts';
import { unforwarded, unforwardedMessages } from './support/unforwarded.ts';
import type { UnforwardedId } from './support/unforwarded.ts';

export default createRule<[], UnforwardedId>({
  name: 'forward-signal-typed',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a function hands its signal on to every function whose type says that it takes one', recommended: true, requiresTypeChecking: true },
    hasSuggestions: true,
    schema: [],
    messages: unforwardedMessages,
  },
  create(context) {
    const services = typesOf(context);
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        const classes = signalClassNames(source);
        // what `forward-signal` knows without types is its own to report
        const slotOf = (call: TSESTree.CallExpression): SignalSlot | undefined => (signalSlotOf(source, call) === undefined ? slotByType(services, classes, call) : undefined);
        for (const { node, data, fix } of unforwarded(source, slotOf)) {
          context.report({ node, messageId: 'notForwarded', data, suggest: [{ messageId: 'forward', data, fix }] });
        }
      },
    };
  },
});

/** Where the function that is called takes a signal: a parameter, or a property of one. */
function slotByType(services: Types, classes: ReadonlySet<string>, call: TSESTree.CallExpression): SignalSlot | undefined {
  const checker = services.program.getTypeChecker();
  const node = services.esTreeNodeToTSNodeMap.get(call);
  const signature = checker.getResolvedSignature(node);
  if (signature === undefined || !isWaitedFor(signature.getReturnType(), call)) return undefined;
  for (const [argument, parameter] of signature.getParameters().entries()) {
    const type = checker.getTypeOfSymbolAtLocation(parameter, node);
    if (hasClass(type, classes)) return slotAt(call, { argument });
    const option = optionOf(checker, checker.getNonNullableType(type), node, classes);
    if (option !== undefined) return slotAt(call, { option, of: argument });
  }
  return undefined;
}

function slotAt(call: TSESTree.CallExpression, operand: SignalSlot['operand']): SignalSlot {
  return { operand, given: isGiven(call, operand) };
}

/** A promise, or what an asynchronous loop goes over: to add a listener, or to connect two streams, takes a signal as well, and is no wait. */
function isWaitedFor(type: ts.Type, call: TSESTree.CallExpression): boolean {
  const { parent } = wrapped(call);
  const isLooped = parent?.type === 'ForOfStatement' && parent.await;
  return isLooped || type.getProperties().some(({ name }) => name === 'then');
}

function hasClass(type: ts.Type, classes: ReadonlySet<string>): boolean {
  return type.isUnion() ? type.types.some((member) => hasClass(member, classes)) : classes.has(type.getSymbol()?.name ?? '');
}

/** The property of an options object that is a signal. */
function optionOf(checker: ts.TypeChecker, type: ts.Type, node: ts.Node, classes: ReadonlySet<string>): string | undefined {
  if (type.isUnion() || type.getCallSignatures().length > 0 || classes.has(type.getSymbol()?.name ?? '')) return undefined;
  return type.getProperties().find((property) => hasClass(checker.getTypeOfSymbolAtLocation(property, node), classes))?.name;
}
