import type { TSESTree } from '@typescript-eslint/utils';
import type { Body, Func } from './ast.ts';
import { calleeOf, inlineCallback, isAwaited } from './callees.ts';
import { callsIn, lockEventOf, operandOf, operationOf } from './operations.ts';
import type { Acquire, Scoped } from './operations.ts';
import { placeOf, samePlace } from './places.ts';
import type { Place } from './places.ts';
import type { Source } from './source.ts';

/** A lock that a call waits for, itself or through the functions that it runs. */
export interface Taking {
  readonly event: Acquire | Scoped;
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
function canGiveUp(source: Source, event: Acquire | Scoped): boolean {
  return event.lock.shape.limited || operandOf(event.node, operationOf(source, event.node)?.operation.operands?.['signal']) !== undefined;
}

/** `save(true)`: which way the callee goes is for its parameter to say, so nothing is claimed. */
function passesFlag(call: TSESTree.CallExpression): boolean {
  return call.arguments.some((argument) => argument.type === 'Literal' && typeof argument.value === 'boolean');
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
    if (lock?.place !== undefined && !isTake && !found.some((taking) => samePlace(taking.place, lock.place))) aware.push(lock.place);
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

/** The calls in the callback that the call has run when it is over. */
export function callbackCalls(source: Source, call: TSESTree.CallExpression, returned: boolean, outer: readonly Body[] = []): readonly TSESTree.CallExpression[] {
  const callback = inlineCallback(source, call, returned);
  return callback === undefined || outer.includes(callback) ? [] : inlineCalls(source, callback, true, outer);
}

/** The place in the caller's terms: a parameter is what is passed for it, and the callee's own variables are out of reach. */
function asSeenBy(source: Source, call: TSESTree.CallExpression, callee: Func, place: Place): Place | undefined {
  const { root } = place;
  if (!('defs' in root)) return place;
  const definition = root.defs[0];
  if (definition === undefined || !isInside(callee, definition.name)) return place;
  const index = callee.params.findIndex((parameter) => parameter === definition.name);
  const argument = call.arguments[index];
  const passed = argument === undefined ? undefined : placeOf(source, argument);
  return passed === undefined ? undefined : { root: passed.root, path: `${passed.path}${place.path}` };
}

function isInside(body: Func, node: TSESTree.Node): boolean {
  return body.range[0] <= node.range[0] && node.range[1] <= body.range[1] && body.id !== node;
}
