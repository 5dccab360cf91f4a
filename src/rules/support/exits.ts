import type { TSESTree } from '@typescript-eslint/utils';
import type { Outcome } from './flow.ts';
import { heldPart } from './flow-state.ts';

/** Where a path leaves the body, other than by an exception, or comes back to the take, with the resource still taken. */
export interface Exit {
  /** The statement that leaves; undefined at the end of the body. */
  readonly origin: TSESTree.Node | undefined;
}

export function firstExit({ returns, end, retaken }: Outcome): Exit | undefined {
  return [returns, end, retaken].flatMap((flow) => heldPart(flow))[0];
}

/** The first exception in the source that leaves the body with the resource still taken; `explicit` asks for those of `throw` alone. */
export function firstThrow({ throws }: Outcome, explicit = false): TSESTree.Node | undefined {
  const origins = heldPart(throws).flatMap(({ origin }) => (origin === undefined || (explicit && origin.type !== 'ThrowStatement') ? [] : [origin]));
  return origins.sort((a, b) => a.range[0] - b.range[0])[0];
}
