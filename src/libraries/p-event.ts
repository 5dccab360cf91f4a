import type { Library } from './library.ts';

/** p-event: a promise of the next event, which an error or the end of its time rejects; the event is lost where it came before. */
export const pEvent: Library = {
  modules: ['p-event'],
  versions: '>=5 <8',
  exports: {},
  standIn: `
function listen(emitter, name, listener) {
  if ($op('event.isTarget', emitter)) emitter.addEventListener(name, listener);
  else emitter.on(name, listener);
}
function unlisten(emitter, name, listener) {
  if ($op('event.isTarget', emitter)) emitter.removeEventListener(name, listener);
  else emitter.off(name, listener);
}
function several(name) { return Array.isArray(name) ? name : [name]; }

export class TimeoutError extends Error {}

function collect(emitter, name, count, options, answer) {
  const { signal, timeout, filter, rejectionEvents = ['error'], resolveImmediately } = options;
  const names = several(name);
  const failures = rejectionEvents.filter((failure) => !names.includes(failure));
  if (signal !== undefined && signal.aborted) return Promise.reject(signal.reason);
  const promise = $op('promise.create', 'the event');
  const resolve = $op('promise.resolver', promise);
  const reject = $op('promise.rejecter', promise);
  const items = [];
  let timer;
  const end = () => {
    for (const each of names) unlisten(emitter, each, onItem);
    for (const failure of failures) unlisten(emitter, failure, onFailure);
    $op('timer.clear', timer);
  };
  promise.cancel = end;
  const onItem = async (value) => {
    if (filter !== undefined) {
      try { if (!(await filter(value))) return; }
      catch (error) {
        end();
        reject(error);
        return;
      }
    }
    items.push(value);
    if (items.length === count) {
      end();
      resolve(answer(items));
    }
  };
  const onFailure = (error) => {
    end();
    reject(error);
  };
  for (const each of names) listen(emitter, each, onItem);
  for (const failure of failures) listen(emitter, failure, onFailure);
  if (signal !== undefined) {
    signal.addEventListener('abort', () => { onFailure(signal.reason); }, { once: true });
    $op('defect.noteTaken', 'p-event 7.1.1 leaves its listener on the signal when the event comes');
    // one of its own, so that it is seen to be left behind
    signal.addEventListener('abort', $op('promise.rejecter', promise), { once: true });
  }
  if (resolveImmediately) resolve(answer(items));
  if (timeout !== undefined) timer = $op('timer.set', () => { onFailure(new TimeoutError('Promise timed out')); });
  return promise;
}

export function pEventMultiple(emitter, name, options) { return collect(emitter, name, options.count, options, (items) => items); }
export function pEvent(emitter, name, options) {
  const all = typeof options === 'function' ? { filter: options } : { ...options, resolveImmediately: false };
  return collect(emitter, name, 1, all, ([first]) => first);
}

export function pEventIterator(emitter, name, options) {
  const { signal, filter, rejectionEvents = ['error'], resolutionEvents = [], limit } = typeof options === 'function' ? { filter: options } : options ?? {};
  const names = several(name);
  if (signal !== undefined) signal.throwIfAborted();
  const values = [];
  const takers = [];
  let isDone = false;
  let failure;
  let count = 0;
  const end = () => {
    isDone = true;
    for (const each of names) unlisten(emitter, each, onValue);
    for (const each of rejectionEvents) unlisten(emitter, each, onFailure);
    for (const each of resolutionEvents) unlisten(emitter, each, onEnd);
    while (takers.length > 0) takers.shift().resolve({ done: true, value: undefined });
  };
  const onValue = (value) => {
    count++;
    if (takers.length > 0) takers.shift().resolve({ done: false, value });
    else values.push(value);
    if (count === limit) end();
  };
  const onFailure = (error) => {
    if (takers.length > 0) takers.shift().reject(error);
    else failure = { error };
    end();
  };
  const onEnd = (value) => {
    if (filter !== undefined && !filter(value)) return;
    end();
  };
  for (const each of names) listen(emitter, each, onValue);
  for (const each of rejectionEvents) listen(emitter, each, onFailure);
  for (const each of resolutionEvents) listen(emitter, each, onEnd);
  if (signal !== undefined) signal.addEventListener('abort', () => { onFailure(signal.reason); }, { once: true });
  return {
    [Symbol.asyncIterator]() { return this; },
    next() {
      if (values.length > 0) return Promise.resolve({ done: isDone && values.length === 0 && limit === 0, value: values.shift() });
      if (failure !== undefined) {
        const { error } = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (isDone) return Promise.resolve({ done: true, value: undefined });
      const next = $op('promise.create', 'the next event');
      takers.push({ resolve: $op('promise.resolver', next), reject: $op('promise.rejecter', next) });
      return next;
    },
    return(value) {
      end();
      return Promise.resolve({ done: true, value });
    },
  };
}
`,
};
