import type { TSESTree } from '@typescript-eslint/utils';
import { functionOf } from './callees.ts';
import type { Concurrency } from './concurrency.ts';
import { allCalls } from './nodes.ts';
import type { Acquire, Scoped } from './operations.ts';
import type { Place } from './places.ts';
import type { Source } from './source.ts';
import { callbackCalls, inlineCalls } from './takings.ts';
import { wrappedCallbacks } from './wrappers.ts';

/** A lock that is held (or a limiter's slot that is taken), and a call that is made meanwhile. */
export interface Meanwhile {
  readonly holder: Acquire | Scoped;
  readonly place: Place | undefined;
  /** Where the lock is taken, as the code around the call sees it. */
  readonly since: TSESTree.CallExpression;
  readonly call: TSESTree.CallExpression;
  /** The call is in a callback, so that to return its promise is to wait for it. */
  readonly returned: boolean;
}

const found = new WeakMap<Concurrency, readonly Meanwhile[]>();

/** Every call that is made while a lock is held: by the code that took it, in its callback, or in one that a wrapper runs under it. */
export function meanwhileIn(concurrency: Concurrency): readonly Meanwhile[] {
  const known = found.get(concurrency) ?? allMeanwhile(concurrency);
  found.set(concurrency, known);
  return known;
}

function allMeanwhile({ source, events, held }: Concurrency): readonly Meanwhile[] {
  if (events.length === 0) return [];
  const acquired = held.flatMap(({ acquire, outcome }) => {
    const holding = { holder: acquire, place: acquire.lock.place, since: acquire.node };
    return [...outcome.calls].flatMap((call) => [
      { ...holding, call, returned: false },
      ...callbackCalls(source, call, false).map((inner) => ({ ...holding, call: inner, returned: true })),
    ]);
  });
  const scoped = events.flatMap((event) => (event.kind === 'scoped' ? meanwhileScoped(source, event) : []));
  return [...acquired, ...scoped, ...allCalls(source).flatMap((call) => meanwhileWrapped(source, call))];
}

function meanwhileScoped(source: Source, holder: Scoped): readonly Meanwhile[] {
  const callback = holder.callback === undefined ? undefined : functionOf(source, holder.callback);
  if (callback === undefined) return [];
  return inlineCalls(source, callback, true).map((call) => ({ holder, place: holder.lock.place, since: holder.node, call, returned: true }));
}

/** What is called in the callback of a function of this file that runs it under a lock. */
function meanwhileWrapped(source: Source, wrapper: TSESTree.CallExpression): readonly Meanwhile[] {
  return wrappedCallbacks(source, wrapper).flatMap(({ callback, under }) => {
    const body = under.length === 0 ? undefined : functionOf(source, callback);
    if (body === undefined) return [];
    return under.flatMap(({ event, place }) => inlineCalls(source, body, true).map((call) => ({ holder: event, place, since: wrapper, call, returned: true })));
  });
}
