import type { TSESTree } from '@typescript-eslint/utils';
import type { Func } from './ast.ts';
import { functionOf } from './callees.ts';
import { creationsOf } from './events.ts';
import { operandOf } from './operations.ts';
import type { Source } from './source.ts';

/** `new Promise(executor)`, where the file shows the executor. */
export interface Executor {
  readonly promise: TSESTree.Node;
  readonly body: Func;
}

export function executorsOf(source: Source): readonly Executor[] {
  return creationsOf(source, 'promise').flatMap(({ node, found }) => {
    const executor = operandOf(node, found.meaning.construct?.['executor']);
    const body = executor === undefined ? undefined : functionOf(source, executor);
    return body === undefined ? [] : [{ promise: node, body }];
  });
}
