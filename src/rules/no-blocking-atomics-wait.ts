import type { TSESTree } from '@typescript-eslint/utils';
import type { Blocking } from '../libraries/index.ts';
import { bodyOf, propertyName, unwrap } from './support/ast.ts';
import { sourceOf } from './support/concurrency.ts';
import { createRule } from './support/create-rule.ts';
import { allCalls } from './support/nodes.ts';
import { operandOf } from './support/operations.ts';
import { originOf } from './support/source.ts';
import type { Source } from './support/source.ts';

export default createRule<[], 'inAsync' | 'noTimeout'>({
  name: 'no-blocking-atomics-wait',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow stopping a thread in asynchronous code, or without a time limit', recommended: 'strict' },
    schema: [],
    messages: {
      inAsync: '{{callee}} stops the whole thread, so no other task of it runs meanwhile, among them perhaps the one that would lead to the wake-up. Await {{instead}} instead.',
      noTimeout: 'If the other thread has ended, or failed before it wakes this one, {{callee}} stops this thread for ever. Give it a time limit, and say what happens when it is over.',
    },
  },
  create(context) {
    const source = sourceOf(context);
    if (!source.known.some((library) => library.blocking !== undefined)) return {};
    return {
      'Program:exit'() {
        for (const node of allCalls(source)) {
          const blocking = blockingOf(source, node);
          if (blocking === undefined) continue;
          const body = bodyOf(node);
          const callee = source.code.getText(node.callee);
          if (body.type !== 'Program' && body.async) context.report({ node, messageId: 'inAsync', data: { callee, instead: blocking.instead } });
          else if (!isLimited(node, blocking)) context.report({ node, messageId: 'noTimeout', data: { callee } });
        }
      },
    };
  },
});

function blockingOf(source: Source, call: TSESTree.CallExpression): Blocking | undefined {
  const callee = unwrap(call.callee);
  const method = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  const origin = callee.type === 'MemberExpression' ? originOf(source, callee.object) : undefined;
  if (method === undefined || origin === undefined) return undefined;
  const name = `${origin.name}.${method}`;
  return source.known.filter((library) => (origin.specifier === undefined ? library.globals?.[origin.name] !== undefined : library.modules.includes(origin.specifier)))
    .flatMap((library) => (library.blocking !== undefined && Object.hasOwn(library.blocking, name) ? [library.blocking[name]] : []))[0];
}

function isLimited(call: TSESTree.CallExpression, { timeout }: Blocking): boolean {
  const limit = operandOf(call, timeout);
  const value = limit === undefined ? undefined : unwrap(limit);
  return value !== undefined && !(value.type === 'Identifier' && (value.name === 'Infinity' || value.name === 'undefined'));
}
