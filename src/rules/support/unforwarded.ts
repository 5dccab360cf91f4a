import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isFunction, lineOf, unwrap } from './ast.ts';
import { isWaitedCallback } from './callees.ts';
import type { SignalSlot } from './cancellation.ts';
import { derivedFrom, mentions } from './derived.ts';
import { isLeftAlone } from './events.ts';
import { isLoop } from './loops.ts';
import { nameOfCall } from './mention.ts';
import { allCalls } from './nodes.ts';
import { denotes, mayHaveSignals, signalsOf } from './signals.ts';
import type { OwnedSignal } from './signals.ts';
import type { Source } from './source.ts';

export type UnforwardedId = 'notForwarded' | 'forward';

export const unforwardedMessages: Readonly<Record<UnforwardedId, string>> = {
  notForwarded: "{{call}} does not get '{{signal}}' (line {{line}}), so when the caller aborts, this function goes on waiting for it. Pass the signal on.",
  forward: "Pass '{{signal}}' to {{call}}.",
};

/** A call that takes a signal and gets none, with how to pass it on. */
interface Unforwarded {
  readonly node: TSESTree.CallExpression;
  readonly data: Readonly<Record<string, string | number>>;
  readonly fix: (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix;
}

/** The calls that take a signal, by what `slotOf` knows of them, where the function around has one and does not pass it. */
export function unforwarded(source: Source, slotOf: (call: TSESTree.CallExpression) => SignalSlot | undefined): readonly Unforwarded[] {
  if (!mayHaveSignals(source)) return [];
  return allCalls(source).flatMap((node) => {
    const signal = signalFor(source, node);
    const slot = signal === undefined || isLeftAlone(source, node) ? undefined : slotOf(node);
    if (signal === undefined || slot?.given !== false || isSettled(source, node, signal)) return [];
    return [{ node, data: { call: nameOfCall(source, node), signal: signal.text, line: lineOf(signal.owner) }, fix: (fixer: TSESLint.RuleFixer) => pass(fixer, node, slot, signal) }];
  });
}

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
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) return true;
  return false;
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
