import { callbackNames, libraries } from '../../libraries/index.ts';

/** Names of builtins that are given a callback or an iterable, or keep what they are given, and the prelude's procedures for them. */

export const arrayCallbacks = new Set(['map', 'forEach', 'filter', 'find', 'findIndex', 'some', 'every', 'reduce', 'flatMap']);

export const withCallback: Readonly<Record<string, string>> = {
  'Array.from': 'array.from', 'Array.fromAsync': 'array.fromAsync', 'Object.groupBy': 'object.groupBy', 'Map.groupBy': 'map.groupBy',
  'class decorate': 'class.decorate', 'new DisposableStack': 'disposal.stack', 'new AsyncDisposableStack': 'disposal.asyncStack',
  'new WeakRef': 'weak.ref',
};
export const overIterable: Readonly<Record<string, string>> = {
  'Array.from': 'array.fromIterable', 'Object.fromEntries': 'object.fromIterable', 'new Map': 'map.fromIterable', 'new WeakMap': 'map.fromIterable', 'new Set': 'set.fromIterable', 'new WeakSet': 'set.fromIterable',
};

/** Methods of objects from outside that keep a function and call it again and again. */
export const handlerMethods = callbackNames(libraries, 'methods');

/** Methods of objects from outside that let go of a function. */
export const removalMethods = callbackNames(libraries, 'removals');

/** What the first parameter is called of a function that is called once, with an error or a result. */
export const failures = callbackNames(libraries, 'failures');

/** Events that come with something. */
export const carriers = callbackNames(libraries, 'carriers');

/** Events after which nothing but other endings comes from what they come from. */
export const finalEvents = callbackNames(libraries, 'finals');

/** Events that still come, once, when what they come from has been closed. */
export const lastEvents = callbackNames(libraries, 'endings');

/** Events with which something begins. */
export const beginnings = callbackNames(libraries, 'beginnings');

/** Events that come once at most. */
export const singleEvents: ReadonlySet<string> = new Set([...lastEvents, ...beginnings]);
