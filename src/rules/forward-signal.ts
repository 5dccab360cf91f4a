import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isFunction, lineOf, unwrap, wrapped } from './support/ast.ts';
import { isAwaited, isWaitedMap } from './support/callees.ts';
import { signalSlotOf } from './support/cancellation.ts';
import type { SignalSlot } from './support/cancellation.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { derivedFrom, mentions } from './support/derived.ts';
import { isLeftAlone } from './support/events.ts';
import { nameOfCall } from './support/mention.ts';
import { allCalls } from './support/nodes.ts';
import { denotes, mayHaveSignals, signalsOf } from './support/signals.ts';
import type { OwnedSignal } from './support/signals.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'notForwarded' | 'forward'>({
  name: 'forward-signal',
  meta: {
    type: 'problem',
    docs: { description: 'Require that a function hands its signal on to every wait that takes one', recommended: true },
    hasSuggestions: true,
    schema: [],
    messages: {
      notForwarded: "{{call}} does not get '{{signal}}' (line {{line}}), so when the caller aborts, this function goes on waiting for it. Pass the signal on.",
      forward: "Pass '{{signal}}' to {{call}}.",
    },
  },
  create(context) {
    return {
      'Program:exit'() {
        const source = sourceOf(context);
        if (!mayHaveSignals(source)) return;
        for (const call of allCalls(source)) {
          const signal = signalFor(source, call);
          const slot = signal === undefined ? undefined : signalSlotOf(source, call);
          if (signal === undefined || slot?.given !== false || isLeftAlone(call) || isSettled(source, call, signal)) continue;
          const data = { call: nameOfCall(source, call), signal: signal.text, line: lineOf(signal.owner) };
          context.report({ node: call, messageId: 'notForwarded', data, suggest: [{ messageId: 'forward', data, fix: (fixer) => pass(fixer, call, slot, signal) }] });
        }
      },
    };
  },
});

/** The signal of the function that waits for the call: the one around it, or one that waits for the callback around it. */
function signalFor(source: Source, call: TSESTree.CallExpression): OwnedSignal | undefined {
  for (let at: TSESTree.Node | undefined = call; at; at = at.parent ?? undefined) {
    if (isCleanUp(at)) return undefined;
    if (!isFunction(at)) continue;
    const [signal] = signalsOf(source, at);
    if (signal !== undefined) return signal;
    if (!isWaitedCallback(source, at)) return undefined;
  }
  return undefined;
}

/** What has to run after an abort, too: a `finally`, and a `catch` that does not lead to another round. */
function isCleanUp(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (parent?.type === 'TryStatement') return parent.finalizer === node;
  return parent?.type === 'CatchClause' && parent.body === node && !isInLoop(parent);
}

function isInLoop(node: TSESTree.Node): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (/^(For|While|DoWhile)/.test(at.type)) return true;
  return false;
}

function isWaitedCallback(source: Source, callback: TSESTree.Node): boolean {
  const { parent } = wrapped(callback);
  return parent?.type === 'CallExpression' && (isAwaited(source, parent, true) || isWaitedMap(source, parent, true));
}

/** The code has seen to it: something around the call depends on the signal, or the call is made where there is none. */
function isSettled(source: Source, call: TSESTree.CallExpression, signal: OwnedSignal): boolean {
  const derived = derivedFrom(source, signal, false);
  for (let at: TSESTree.Node | undefined = call; at !== undefined && at !== signal.owner; at = at.parent) {
    if ((at.type === 'CallExpression' || at.type === 'NewExpression') && mentions(derived, at)) return true;
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && asks(source, signal, at.test)) return true;
    if (at.parent?.type === 'BlockStatement' && at.parent.body.some((statement) => statement.range[0] < call.range[0] && leavesWith(source, signal, statement))) return true;
  }
  return false;
}

/** Whether the test asks if there is a signal (rather than whether it is aborted). */
function asks(source: Source, signal: OwnedSignal, test: TSESTree.Node): boolean {
  const node = unwrap(test);
  switch (node.type) {
    case 'UnaryExpression': return asks(source, signal, node.argument);
    case 'LogicalExpression': return asks(source, signal, node.left) || asks(source, signal, node.right);
    case 'BinaryExpression': return asks(source, signal, node.left);
    default: return denotes(source, signal, node);
  }
}

/** `if (signal) return fetch(url, { signal })`: from here on there is none. */
function leavesWith(source: Source, signal: OwnedSignal, statement: TSESTree.Statement): boolean {
  if (statement.type !== 'IfStatement' || !asks(source, signal, statement.test)) return false;
  const last = statement.consequent.type === 'BlockStatement' ? statement.consequent.body.at(-1) : statement.consequent;
  return last?.type === 'ReturnStatement' && last.argument !== null && mentions(derivedFrom(source, signal, false), last.argument);
}

/** Writes the signal into the call, with `undefined` for the arguments that are left out before it. */
function pass(fixer: TSESLint.RuleFixer, call: TSESTree.CallExpression, { operand }: SignalSlot, { text }: OwnedSignal): TSESLint.RuleFix {
  const index = 'argument' in operand ? operand.argument : operand.of;
  const written = 'argument' in operand ? text : operand.option === text ? text : `${operand.option}: ${text}`;
  const options = call.arguments[index];
  if (options?.type === 'ObjectExpression') {
    const last = options.properties.at(-1);
    return last === undefined ? fixer.replaceText(options, `{ ${written} }`) : fixer.insertTextAfter(last, `, ${written}`);
  }
  const missing = Array.from({ length: index - call.arguments.length }, () => 'undefined');
  const added = [...missing, 'argument' in operand ? written : `{ ${written} }`].join(', ');
  const last = call.arguments.at(-1);
  return last === undefined ? fixer.insertTextBeforeRange([call.range[1] - 1, call.range[1]], added) : fixer.insertTextAfter(last, `, ${added}`);
}
