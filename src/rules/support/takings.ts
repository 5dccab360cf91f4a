import type { TSESTree } from '@typescript-eslint/utils';
import type { Body, Func } from './ast.ts';
import { calleeOf, functionOf, isAwaited, passesFlag } from './callees.ts';
import { callsIn, lockEventOf, operandOf, operationOf } from './operations.ts';
import type { Acquire, Idle, Scoped } from './operations.ts';
import { asSeenBy, samePlace } from './places.ts';
import type { Place } from './places.ts';
import type { Source } from './source.ts';
import { callbacksOf } from './wrappers.ts';

/** A lock that a call waits for, itself or through the functions that it runs. */
export interface Taking {
  readonly event: Acquire | Scoped | Idle;
  /** The lock's place as the caller sees it. */
  readonly place: Place;
}

/** The locks that the call waits for before an `await` of it is over. `returned`: see `isAwaited`. */
export function takingsOf(source: Source, call: TSESTree.CallExpression, returned: boolean): readonly Taking[] {
  if (!isAwaited(source, call, returned)) return [];
  const own = takingOf(source, call);
  if (own !== undefined) return [own];
  const callee = calleeOf(source, call);
  if (callee === undefined || passesFlag(call)) return [];
  return rememberedTakings(source, callee).flatMap((taking) => {
    const place = asSeenBy(source, call, callee, taking.place);
    return place === undefined ? [] : [{ event: taking.event, place }];
  });
}

function takingOf(source: Source, call: TSESTree.CallExpression): Taking | undefined {
  const event = lockEventOf(source, call);
  if (event === undefined || event.kind === 'release' || event.lock.place === undefined) return undefined;
  return canGiveUp(source, event) ? undefined : { event, place: event.lock.place };
}

/** A time limit or a signal ends the wait. */
function canGiveUp(source: Source, event: Acquire | Scoped | Idle): boolean {
  return event.lock.shape.limited || operandOf(event.node, operationOf(source, event.node)?.operation.operands?.['signal']) !== undefined;
}

function rememberedTakings(source: Source, callee: Func): readonly Taking[] {
  const { takings } = source.memory;
  const known = takings.get(callee);
  if (known !== undefined) return known;
  takings.set(callee, []);
  const found = takingsIn(source, callee);
  takings.set(callee, found);
  return found;
}

/** What the function waits for, without the locks that it releases (or looks at) first: those it knows to be held. */
function takingsIn(source: Source, callee: Func): readonly Taking[] {
  const aware: Place[] = [];
  const found: Taking[] = [];
  for (const call of inlineCalls(source, callee, true)) {
    const lock = operationOf(source, call)?.lock;
    const isTake = takingOf(source, call) !== undefined;
    if (lock?.place !== undefined && lock.shape.found.meaning.primitive !== 'limiter' && !isTake && !found.some((taking) => samePlace(taking.place, lock.place))) aware.push(lock.place);
    for (const taking of takingsOf(source, call, true)) {
      if (!aware.some((place) => samePlace(place, taking.place))) found.push(taking);
    }
  }
  return found;
}

/** The calls that have been made when the body has run, in source order: also those of callbacks that it waits for. */
export function inlineCalls(source: Source, body: Body, returned: boolean, outer: readonly Body[] = []): readonly TSESTree.CallExpression[] {
  return callsIn(source, body).flatMap((call) => [call, ...callbackCalls(source, call, returned, [...outer, body])]);
}

/** The calls in the callbacks that the call has run when it is over. */
export function callbackCalls(source: Source, call: TSESTree.CallExpression, returned: boolean, outer: readonly Body[] = []): readonly TSESTree.CallExpression[] {
  return callbacksOf(source, call, returned).flatMap(({ callback }) => {
    const body = functionOf(source, callback);
    return body === undefined || outer.includes(body) ? [] : inlineCalls(source, body, true, outer);
  });
}
