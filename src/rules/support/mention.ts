import type { TSESTree } from '@typescript-eslint/utils';
import { lineOf, unwrap } from './ast.ts';
import type { Acquire } from './operations.ts';
import type { Source } from './source.ts';

const longest = 40;

/** How messages name a piece of code: its text, short enough to read. */
export function mention(source: Source, node: TSESTree.Node): string {
  if (node.type === 'CallExpression') return `'${nameOfCall(source, node)}'`;
  if (node.type === 'ForOfStatement') return "the 'for await' loop";
  const text = source.code.getText(node).replace(/\s+/g, ' ');
  return `'${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}'`;
}

/** A call by its callee, e.g. `this.save()`. */
export function nameOfCall(source: Source, call: TSESTree.CallExpression): string {
  const text = source.code.getText(unwrap(call.callee)).replace(/\s+/g, ' ');
  return `${text.length > longest ? `…${text.slice(1 - longest)}` : text}()`;
}

/** The call that takes the lock and gives it back by itself, e.g. `mutex.runExclusive()`, if the library has one. */
export function scopedForm(acquire: Acquire): string | undefined {
  const [scoped] = acquire.obligation.scoped ?? [];
  return scoped === undefined ? undefined : `${acquire.lock.name}.${scoped.method}()`;
}

/** Where a path leaves the body. */
export function exitName(origin: TSESTree.Node | undefined, body: TSESTree.Node): string {
  switch (origin?.type) {
    case 'ReturnStatement': return `the return on line ${lineOf(origin)}`;
    case 'BreakStatement': return `the break on line ${lineOf(origin)}`;
    case 'ContinueStatement': return `the continue on line ${lineOf(origin)}`;
    case 'CallExpression': return `the next round of the loop, when line ${lineOf(origin)} asks for it again`;
    default: return `the end of the ${body.type === 'Program' ? 'module' : 'function'} on line ${body.loc.end.line}`;
  }
}

/** What throws, at the start of a sentence. */
export function causeOf(source: Source, node: TSESTree.Node): string {
  if (node.type === 'ThrowStatement') return `The throw on line ${lineOf(node)}`;
  const awaited = node.type === 'AwaitExpression' ? unwrap(node.argument) : node;
  return `An exception from ${mention(source, awaited.type === 'CallExpression' ? awaited : unwrap(node))} on line ${lineOf(node)}`;
}
