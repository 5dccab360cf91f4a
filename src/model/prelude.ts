import { clientsText } from './prelude-clients.ts';

/**
 * Operations that are made of simpler ones, as the code they are. `mutex$runExclusive` is what `mutex.runExclusive`
 * does; its parameters after the receiver are the operands that library descriptions name. The text is lowered like
 * analysed code; `$op(name, …)` runs a primitive operation. Its steps are shown at the place of the user's call.
 */
export const preludeText = `${clientsText}function promise$construct(executor) {
  if ($op('promise.isEndless', executor)) return $op('promise.endless');
  const promise = $op('promise.create');
  try { executor($op('promise.resolver', promise), $op('promise.rejecter', promise)); }
  catch (error) { $op('promise.reject', promise, error); }
  return promise;
}
function promise$withResolvers() {
  const promise = $op('promise.create');
  return { promise, resolve: $op('promise.resolver', promise), reject: $op('promise.rejecter', promise) };
}
function promise$adopt(self, resolve, reject) {
  try { self.then(resolve, reject); }
  catch (error) { reject(error); }
}
// a decorator of the language gives the method that takes the place of the one that it is given; the older kind is given a descriptor
function class$decorate(decorator, method, name) {
  if (!$op('function.isOwn', decorator)) return method;
  if ($op('function.length', decorator) < 3) return decorator(method, { kind: 'method', name, static: false, private: false, addInitializer() {} }) ?? method;
  const descriptor = { value: method, writable: true, enumerable: false, configurable: true };
  return (decorator($op('client.unknown'), name, descriptor) ?? descriptor).value;
}

async function promise$then(self, fulfilled, rejected) {
  let value;
  try { value = await self; }
  catch (error) {
    if (typeof rejected !== 'function') throw error;
    return rejected(error);
  }
  return typeof fulfilled === 'function' ? fulfilled(value) : value;
}
async function promise$catch(self, rejected) {
  try { return await self; }
  catch (error) {
    if (typeof rejected !== 'function') throw error;
    return rejected(error);
  }
}
async function promise$finally(self, callback) {
  let value;
  try { value = await self; }
  catch (error) {
    await callback();
    throw error;
  }
  await callback();
  return value;
}
async function promise$try(callback) { return callback(); }
/** Of several, what is not known is work outside: as long as any of it takes, it may fail, and a race may be over before. */
function promise$combined(mode, items) {
  const work = $op('promise.outside', items);
  return $op('promise.combine', mode, items, work === undefined ? undefined : promise$done(work));
}
async function promise$done(work) { return await work; }
function promise$all(items) { return promise$combined('all', $op('array.isList', items) ? items : [...items]); }
function promise$allSettled(items) { return promise$combined('allSettled', $op('array.isList', items) ? items : [...items]); }
function promise$race(items) { return promise$combined('race', $op('array.isList', items) ? items : [...items]); }
function promise$any(items) { return promise$combined('any', $op('array.isList', items) ? items : [...items]); }

async function mutex$runExclusive(self, callback, weight, priority) {
  const token = await $op('mutex.acquire', self, weight, undefined, priority);
  try { return $op('mutex.passesValue', self) ? await callback($op('mutex.value', self) + (weight ?? 1)) : await callback(); }
  finally { $op('token.release', token); }
}
function mutex$withTimeout(lock, error) {
  const isSemaphore = lock.getValue !== undefined;
  const late = error ?? new Error('timeout while waiting for mutex to become available');
  function acquire(weight, priority) {
    const granted = $op('promise.create');
    let isLate = false;
    const timer = $op('timer.set', () => { isLate = true; $op('promise.reject', granted, late); });
    mutex$grant(lock, weight, priority).then(
      (ticket) => {
        if (isLate) mutex$giveBack(ticket);
        else { $op('timer.clear', timer); $op('promise.resolver', granted)(ticket); }
      },
      (failure) => { $op('timer.clear', timer); $op('promise.reject', granted, failure); },
    );
    return granted;
  }
  return {
    acquire,
    async runExclusive(callback, weight, priority) {
      const ticket = await acquire(weight, priority);
      try { return await (isSemaphore ? callback(ticket[0]) : callback()); }
      finally { mutex$giveBack(ticket); }
    },
    release(weight) { return lock.release(weight); },
    isLocked() { return lock.isLocked(); },
    async waitForUnlock(weight, priority) {
      const timeout = $op('promise.create');
      const timer = $op('timer.set', () => { $op('promise.reject', timeout, late); });
      await Promise.race([lock.waitForUnlock(weight, priority), timeout]);
      $op('timer.clear', timer);
    },
    cancel() { return lock.cancel(); },
    getValue() { return lock.getValue(); },
    setValue(value) { return lock.setValue(value); },
  };
}
async function mutex$grant(lock, weight, priority) { return lock.acquire(weight, priority); }
function mutex$giveBack(ticket) {
  if (typeof ticket === 'function') ticket();
  else ticket[1]();
}
/** Waits for a permit for some time: whether it got one. */
async function mutex$tryFor(self, weight) {
  const controller = new AbortController();
  const timer = $op('timer.set', () => { controller.abort(); });
  try { await $op('mutex.acquire', self, weight, controller.signal); }
  catch (error) { return false; }
  $op('timer.clear', timer);
  return true;
}
async function mutex$tryLater(self, weight) { return $op('mutex.tryAcquire', self, weight); }
async function mutex$releaseLater(self, weight) { $op('mutex.release', self, weight); }

function rwlock$serveWoken(self) { $op('rwlock.serveWritersFirst', self); }
async function rwlock$upgrade(self, signal) {
  $op('defect.note', '@esfx/async-readerwriterlock 1.0.0-pre.8 waits in upgrade() for the end of the very read that is upgraded');
  return $op('rwlock.askUpgrade', $op('token.lock', self), signal);
}

async function condition$wait(self, lock, predicate, signal) {
  if (typeof predicate !== 'function') {
    await condition$waitOnce(self, lock, predicate ?? signal);
    return;
  }
  while (!predicate()) await condition$waitOnce(self, lock, signal);
}
async function condition$waitOnce(self, lock, signal) {
  const woken = $op('condition.enqueue', self, signal);
  const isHandle = $op('token.isToken', lock);
  if (isHandle) $op('token.release', lock);
  else if (lock['AsyncLockable.unlock'] === undefined) lock.unlock();
  else lock['AsyncLockable.unlock']();
  try { await woken; }
  finally { await (isHandle ? $op('token.reacquire', lock) : lock['AsyncLockable.lock'] === undefined ? lock.lock() : lock['AsyncLockable.lock']()); }
}
/** Without a lock, and with a predicate that may be asynchronous. */
async function condition$waitBare(self, predicate) {
  if (predicate === undefined) await $op('condition.enqueue', self);
  else while (!(await predicate())) await $op('condition.enqueue', self);
}
async function condition$notifyOneLater(self) { $op('condition.notifyOne', self); }
async function condition$notifyAllLater(self) { $op('condition.notifyAll', self); }

async function select$wait(self, signal) {
  const now = select$poll(self, signal);
  return now === undefined ? await $op('select.commit', self, signal) : now;
}
function select$poll(self, signal) {
  const chosen = $op('select.choose', self, signal);
  if (chosen === undefined) return undefined;
  const thunk = $op('select.thunk', self, chosen);
  $op('select.take', self, chosen, typeof thunk === 'function' ? thunk() : thunk);
  return chosen;
}
/** A select's sender was served by a receiver: what it sends is made only now. */
function select$fill(result, thunk) { result.value = thunk(); }
function select$fillBuffer(channel, thunk) { $op('channel.refill', channel, thunk()); }

async function limiter$run(self, callback, signal, args, priority, timeout) {
  if (!$op('limiter.enterNow', self, signal)) await $op('limiter.enter', self, signal, priority);
  try {
    const longest = timeout ?? $op('limiter.timeout', self);
    const work = callback(...(args ?? [{ signal }]));
    const result = await ($op('limiter.knows', signal) || longest !== undefined ? limiter$bounded(work, signal, longest) : work);
    if ($op('limiter.isHeard', self, 'completed')) $op('limiter.emit', self, 'completed', result);
    return result;
  } catch (error) {
    if ($op('limiter.isHeard', self, 'error')) $op('limiter.emit', self, 'error', error);
    throw error;
  } finally { $op('limiter.leave', self); }
}
/** Ends when the work does, when the time is over or when the signal is aborted; the work itself goes on. */
async function limiter$bounded(work, signal, longest) {
  const stopped = $op('promise.create');
  const stop = () => { $op('promise.reject', stopped, signal.reason); };
  const timer = longest === undefined ? undefined : $op('timer.set', () => { $op('promise.reject', stopped, new Error('timed out')); });
  if ($op('limiter.knows', signal)) {
    if (signal.aborted) stop();
    else $op('signal.addListener', signal, stop);
  }
  try { return await Promise.race([work, stopped]); }
  finally {
    $op('timer.clear', timer);
    if ($op('limiter.knows', signal)) $op('signal.unlisten', signal, stop);
  }
}
function limiter$runWrapped(self, args) { return limiter$run(self, $op('limiter.callback', self), undefined, args); }
function limiter$onError(self) {
  const failed = $op('promise.create');
  $op('limiter.listen', self, 'error', $op('promise.rejecter', failed), true);
  return failed;
}
function limiter$once(self, name, listener) { return $op('limiter.listen', self, name, listener, true); }
function limiter$map(self, items, callback) { return Promise.all([...items].map((item, index) => limiter$run(self, () => callback(item, index)))); }
function limiter$addAll(self, callbacks) { return Promise.all([...callbacks].map((callback) => limiter$run(self, callback))); }

function signal$abort(self, reason) {
  for (const listener of $op('signal.fire', self, reason)) listener({ type: 'abort', target: self });
}
function signal$listen(self, listener) {
  if (typeof listener === 'function') $op('signal.addListener', self, listener);
}
function signal$abortLater(self) { $op('timer.set', () => { signal$abort(self); }); }
function signal$subscribe(self, listener) {
  if ($op('signal.aborted', self)) listener();
  else $op('signal.addListener', self, listener);
  return { unsubscribe() { $op('signal.unlisten', self, listener); } };
}
function signal$timeout(delay) {
  const controller = new AbortController();
  $op('timer.set', () => { controller.abort(); });
  return controller.signal;
}
function signal$any(signals) {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else $op('signal.addListener', signal, () => { controller.abort(signal.reason); });
  }
  return controller.signal;
}
function signal$abortedSignal(reason) {
  const controller = new AbortController();
  controller.abort(reason);
  return controller.signal;
}

// what is in reach is still there
function weak$ref(target) { return { deref() { return target; } }; }
function disposal$stack() { return disposal$make(false, []); }
function disposal$asyncStack() { return disposal$make(true, []); }
/** A stack of what is to be disposed: the last one first, all of them even where one throws. */
function disposal$make(isAsync, entries) {
  let isDisposed = false;
  const add = (entry) => {
    if (isDisposed) throw new ReferenceError('the stack has been disposed');
    entries.push(entry);
  };
  const stack = {
    use(resource) {
      if (resource !== null && resource !== undefined) add(isAsync ? () => resource[Symbol.asyncDispose]() : () => resource[Symbol.dispose]());
      return resource;
    },
    adopt(value, dispose) {
      add(() => dispose(value));
      return value;
    },
    defer(dispose) { add(dispose); },
    move() {
      if (isDisposed) throw new ReferenceError('the stack has been disposed');
      isDisposed = true;
      return disposal$make(isAsync, entries.splice(0));
    },
    get disposed() { return isDisposed; },
  };
  const end = () => {
    if (isDisposed) return [];
    isDisposed = true;
    return entries.splice(0).reverse();
  };
  if (isAsync) {
    stack.disposeAsync = () => disposal$allAsync(end());
    stack[Symbol.asyncDispose] = stack.disposeAsync;
  } else {
    stack.dispose = () => { disposal$all(end()); };
    stack[Symbol.dispose] = stack.dispose;
  }
  return stack;
}
function disposal$all(entries) {
  const failures = [];
  for (const dispose of entries) {
    try { dispose(); } catch (error) { failures.push(error); }
  }
  if (failures.length > 0) throw failures[failures.length - 1];
}
async function disposal$allAsync(entries) {
  const failures = [];
  for (const dispose of entries) {
    try { await dispose(); } catch (error) { failures.push(error); }
  }
  if (failures.length > 0) throw failures[failures.length - 1];
}

async function* timer$ticks(value, signal, delay) {
  while (true) {
    await $op('timer.sleep', undefined, signal, delay);
    yield value;
  }
}

function event$emit(self, name, args) {
  const listeners = $op('event.fire', self, name, args);
  for (const listener of listeners) event$call(listener, args);
  return listeners.length > 0;
}
// a listener may be an object
function event$call(listener, args) {
  if (typeof listener === 'function') listener(...args);
  else listener.handleEvent(...args);
}
function event$dispatch(self, event) {
  for (const listener of $op('event.fire', self, event.type, [event])) event$call(listener, [event]);
  return true;
}
function event$listen(self, name, listener, once, signal) {
  if (signal?.aborted) return;
  if (once) $op('event.once', self, name, listener);
  else $op('event.on', self, name, listener);
  signal?.addEventListener('abort', () => { $op('event.off', self, name, listener); });
}

function array$map(self, callback, context) {
  const out = [];
  for (let i = 0; i < self.length; i++) out.push(callback.call(context, self[i], i, self));
  return out;
}
function array$forEach(self, callback, context) {
  for (let i = 0; i < self.length; i++) callback.call(context, self[i], i, self);
}
function array$filter(self, callback, context) {
  const out = [];
  for (let i = 0; i < self.length; i++) { const item = self[i]; if (callback.call(context, item, i, self)) out.push(item); }
  return out;
}
function array$find(self, callback) {
  for (let i = 0; i < self.length; i++) { const item = self[i]; if (callback(item, i, self)) return item; }
  return undefined;
}
function array$findLast(self, callback) {
  for (let i = self.length - 1; i >= 0; i--) { const item = self[i]; if (callback(item, i, self)) return item; }
  return undefined;
}
function array$findIndex(self, callback) {
  for (let i = 0; i < self.length; i++) if (callback(self[i], i, self)) return i;
  return -1;
}
function array$some(self, callback) {
  for (let i = 0; i < self.length; i++) if (callback(self[i], i, self)) return true;
  return false;
}
function array$every(self, callback) {
  for (let i = 0; i < self.length; i++) if (!callback(self[i], i, self)) return false;
  return true;
}
function array$reduce(self, callback, ...initial) {
  let i = 0;
  let value = initial.length > 0 ? initial[0] : self[i++];
  for (; i < self.length; i++) value = callback(value, self[i], i, self);
  return value;
}
function array$reduceRight(self, callback, ...initial) {
  let i = self.length - 1;
  let value = initial.length > 0 ? initial[0] : self[i--];
  for (; i >= 0; i--) value = callback(value, self[i], i, self);
  return value;
}
function array$flatMap(self, callback) { return array$map(self, callback).flat(); }
function array$sort(self, compare) {
  if (compare === undefined) return $op('array.sortPlain', self);
  for (let i = 1; i < self.length; i++) {
    const item = self[i];
    let j = i - 1;
    while (j >= 0 && compare(self[j], item) > 0) { self[j + 1] = self[j]; j--; }
    self[j + 1] = item;
  }
  return self;
}
function array$toSorted(self, compare) { return array$sort([...self], compare); }
function array$from(source, callback) {
  const items = $op('array.items', source);
  return callback === undefined ? items : array$map(items, callback);
}
function array$extend(self, source) { for (const item of source) $op('array.append', self, item); }
function array$fromIterable(source, callback) { return callback === undefined ? [...source] : array$map([...source], callback); }
function map$fromIterable(source) { return new Map([...source]); }
function set$fromIterable(source) { return new Set([...source]); }
function object$fromIterable(source) { return Object.fromEntries([...source]); }
function object$invoke(self, key, args) {
  const member = self[key];
  return member.call(self, ...args);
}
function object$groupBy(items, callback) {
  const groups = {};
  let index = 0;
  for (const item of items) (groups[callback(item, index++)] ??= []).push(item);
  return groups;
}
function map$groupBy(items, callback) {
  const groups = new Map();
  let index = 0;
  for (const item of items) {
    const key = callback(item, index++);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}
async function* iterate$async(source) { for (const item of source) yield item; }
function map$forEach(self, callback) { for (const [key, value] of self) callback(value, key, self); }
function set$forEach(self, callback) { for (const value of self) callback(value, value, self); }
function function$bind(self, context, ...bound) { return (...args) => self.call(context, ...bound, ...args); }
async function array$fromAsync(source) {
  const out = [];
  for await (const item of source) out.push(item);
  return out;
}
`;
