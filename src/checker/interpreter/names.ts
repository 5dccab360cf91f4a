/** Names of builtins that are given a callback or an iterable, and the prelude's procedures for them. */

export const arrayCallbacks = new Set(['map', 'forEach', 'filter', 'find', 'findIndex', 'some', 'every', 'reduce', 'flatMap']);

export const withCallback: Readonly<Record<string, string>> = {
  'Array.from': 'array.from', 'Array.fromAsync': 'array.fromAsync', 'Object.groupBy': 'object.groupBy', 'Map.groupBy': 'map.groupBy',
  'new DisposableStack': 'disposal.stack', 'new AsyncDisposableStack': 'disposal.asyncStack',
};
export const overIterable: Readonly<Record<string, string>> = {
  'Array.from': 'array.fromIterable', 'Object.fromEntries': 'object.fromIterable', 'new Map': 'map.fromIterable', 'new WeakMap': 'map.fromIterable', 'new Set': 'set.fromIterable', 'new WeakSet': 'set.fromIterable',
};

/** Methods of objects from outside that keep a function and call it again and again, also while an earlier call of it still runs. */
export const handlerMethods = new Set([
  'on', 'addListener', 'addEventListener', 'once', 'subscribe', 'get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'route', 'use', 'handle', 'onMessage', 'onRequest',
]);

/** Events that come once at most. */
export const singleEvents = /^(close|end|exit|error|finish|abort|aborted|disconnect|open|connect|connected|ready|listening|online|timeout|load|beforeExit|unhandledRejection|uncaughtException|SIG[A-Z]+)$/;

/** Of these, those that still come when what they come from has been closed. */
export const lastEvents = /^(close|end|exit|error|finish|abort|aborted|disconnect|timeout)$/;
