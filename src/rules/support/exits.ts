import type { TSESTree } from '@typescript-eslint/utils';
import type { JSONSchema } from '@typescript-eslint/utils';
import type { Outcome } from './flow.ts';
import { heldPart } from './flow-state.ts';

/** Where a path leaves the body, other than by an exception, or comes back to the take, with the resource still taken. */
interface Exit {
  /** The statement that leaves; undefined at the end of the body. */
  readonly origin: TSESTree.Node | undefined;
}

/** The option of a rule that says which exceptions it takes for a way out. */
export const exceptionsOption = {
  type: 'string',
  description: 'Which exceptions count as a way out of the function: those of every call and await, or only those of a throw statement.',
  enum: ['all', 'explicit'],
} as const satisfies JSONSchema.JSONSchema4StringSchema;

export function firstExit({ returns, end, retaken }: Outcome): Exit | undefined {
  return [returns, end, retaken].flatMap((flow) => heldPart(flow))[0];
}

/** The first exception in the source that leaves the body with the resource still taken; `explicit` asks for those of `throw` alone. */
export function firstThrow({ throws }: Outcome, explicit = false): TSESTree.Node | undefined {
  const origins = heldPart(throws).flatMap(({ origin }) => (origin === undefined || (explicit && origin.type !== 'ThrowStatement') ? [] : [origin]));
  return origins.sort((a, b) => a.range[0] - b.range[0])[0];
}
