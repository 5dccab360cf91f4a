import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, unwrap } from './ast.ts';
import type { Body, Func } from './ast.ts';
import { calleeOf, isAwaited, passesFlag, waitedMapCallback } from './callees.ts';
import { callsIn, lockEventOf } from './operations.ts';
import type { Acquire, Scoped } from './operations.ts';
import { asSeenBy, samePlace } from './places.ts';
import type { Place } from './places.ts';
import { variableOf } from './source.ts';
import type { Source } from './source.ts';

/** A lock that is held, and the event that took it. */
export interface Under {
  readonly event: Acquire | Scoped;
  readonly place: Place;
}

/** A function that has run to its end when an `await` of the call to which it is given is over, and the locks that are held meanwhile. */
interface RunCallback {
  readonly callback: TSESTree.Node;
  readonly under: readonly Under[];
}

/** A parameter that a function of this file runs: `withLock(work)`. */
export interface RunParameter {
  readonly index: number;
  readonly under: readonly Under[];
}

/** The callbacks that the call runs: a critical section, a limiter's task, a `map` that is waited for, or one that a wrapper is given. */
export function callbacksOf(source: Source, call: TSESTree.CallExpression, returned: boolean): readonly RunCallback[] {
  const event = lockEventOf(source, call);
  if (event?.kind === 'scoped') {
    if (event.callback === undefined || !isAwaited(source, call, returned)) return [];
    return [{ callback: event.callback, under: event.lock.place === undefined ? [] : [{ event, place: event.lock.place }] }];
  }
  const mapped = waitedMapCallback(source, call, returned);
  if (mapped !== undefined) return [{ callback: mapped, under: [] }];
  return isAwaited(source, call, returned) ? wrappedCallbacks(source, call) : [];
}

/** The callbacks that a function of this file is given and runs. */
export function wrappedCallbacks(source: Source, call: TSESTree.CallExpression): readonly RunCallback[] {
  const callee = call.arguments.length === 0 || passesFlag(call) ? undefined : calleeOf(source, call);
  if (callee === undefined) return [];
  return runParameters(source, callee).flatMap(({ index, under }) => {
    const callback = call.arguments[index];
    if (callback === undefined) return [];
    const seen = under.flatMap(({ event, place }) => {
      const outer = asSeenBy(source, call, callee, place);
      return outer === undefined ? [] : [{ event, place: outer }];
    });
    return [{ callback, under: seen }];
  });
}

/** The parameters that the function runs, each with the locks that it holds whenever it does so. */
function runParameters(source: Source, callee: Func): readonly RunParameter[] {
  const { wrappers } = source.memory;
  const known = wrappers.get(callee);
  if (known !== undefined) return known;
  wrappers.set(callee, []);
  const runs = new Map<number, RunParameter>();
  for (const run of runsIn(source, callee, callee, [])) {
    const other = runs.get(run.index);
    // held on every way to run it: a wrapper may well know that the lock is held already
    const under = other === undefined ? run.under : other.under.filter(({ place }) => run.under.some((mine) => samePlace(mine.place, place)));
    runs.set(run.index, { index: run.index, under });
  }
  const found = [...runs.values()];
  wrappers.set(callee, found);
  return found;
}

function runsIn(source: Source, wrapper: Func, body: Body, outer: readonly Under[]): readonly RunParameter[] {
  return callsIn(source, body).flatMap((call) => {
    if (!isAwaited(source, call, true)) return [];
    const under = [...outer, ...heldDuring(source, body, call, body !== wrapper)];
    const index = parameterOf(source, wrapper, call.callee);
    if (index !== undefined) return [{ index, under }];
    return callbacksOf(source, call, true).flatMap((run) => {
      const inner = [...under, ...run.under];
      const passed = parameterOf(source, wrapper, run.callback);
      if (passed !== undefined) return [{ index: passed, under: inner }];
      const callback = unwrap(run.callback);
      return isFunction(callback) ? runsIn(source, wrapper, callback, inner) : [];
    });
  });
}

/** The locks that the body itself has taken when it waits for the call. */
function heldDuring(source: Source, body: Body, call: TSESTree.CallExpression, returned: boolean): readonly Under[] {
  if (!isAwaited(source, call, returned)) return [];
  return (source.memory.held.get(body) ?? []).flatMap(({ acquire, outcome }) =>
    (acquire.lock.place !== undefined && outcome.calls.has(call) ? [{ event: acquire, place: acquire.lock.place }] : []));
}

function parameterOf(source: Source, wrapper: Func, expression: TSESTree.Node): number | undefined {
  const node = unwrap(expression);
  if (node.type !== 'Identifier') return undefined;
  const name = variableOf(source, node)?.defs[0]?.name;
  const index = wrapper.params.findIndex((parameter) => parameter === name || (parameter.type === 'AssignmentPattern' && parameter.left === name));
  return index < 0 ? undefined : index;
}
