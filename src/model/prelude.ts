/**
 * Operations that are made of simpler ones, as the code they are. `mutex$runExclusive` is what `mutex.runExclusive`
 * does; its parameters after the receiver are the operands that library descriptions name. The text is lowered like
 * analysed code; `$op(name, …)` runs a primitive operation. Its steps are shown at the place of the user's call.
 */
export const preludeText = `
function promise$construct(executor) {
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
function promise$all(items) { return $op('promise.combine', 'all', [...items]); }
function promise$allSettled(items) { return $op('promise.combine', 'allSettled', [...items]); }
function promise$race(items) { return $op('promise.combine', 'race', [...items]); }
function promise$any(items) { return $op('promise.combine', 'any', [...items]); }

async function mutex$runExclusive(self, callback, weight) {
  const token = await $op('mutex.acquire', self, weight);
  try { return $op('mutex.passesValue', self) ? await callback($op('mutex.value', self)) : await callback(); }
  finally { $op('token.release', token); }
}
function mutex$withTimeout(lock, error) {
  async function acquire(weight) {
    const granted = lock.acquire(weight);
    let late = false;
    const timeout = $op('promise.create');
    const timer = $op('timer.set', () => { late = true; $op('promise.reject', timeout, error ?? new Error('timeout')); });
    granted.then((token) => { if (late) typeof token === 'function' ? token() : token[1](); }, () => {});
    const token = await Promise.race([granted, timeout]);
    $op('timer.clear', timer);
    return token;
  }
  return {
    acquire,
    async runExclusive(callback, weight) {
      const token = await acquire(weight);
      try { return await callback(); }
      finally { typeof token === 'function' ? token() : token[1](); }
    },
    release(weight) { return lock.release(weight); },
    isLocked() { return lock.isLocked(); },
    waitForUnlock() { return lock.waitForUnlock(); },
    cancel() { return lock.cancel(); },
  };
}

async function rwlock$upgrade(self) { return $op('rwlock.write', $op('token.lock', self)); }

async function condition$wait(self, lock, predicate) {
  if (predicate === undefined) {
    const woken = $op('condition.enqueue', self);
    $op('token.release', lock);
    await woken;
    await $op('token.reacquire', lock);
    return;
  }
  while (!predicate()) {
    const woken = $op('condition.enqueue', self);
    $op('token.release', lock);
    await woken;
    await $op('token.reacquire', lock);
  }
}

async function select$wait(self, signal) {
  select$offers(self);
  return await $op('select.commit', self, signal);
}
function select$poll(self) {
  select$offers(self);
  return $op('select.tryCommit', self);
}
function select$offers(self) {
  for (const item of $op('select.cases', self)) {
    const thunk = $op('select.thunk', item);
    if (typeof thunk === 'function') $op('select.offer', item, thunk());
  }
}

async function limiter$run(self, callback, signal, args) {
  if (!$op('limiter.enterNow', self)) await $op('limiter.enter', self, signal);
  try { return await callback(...(args ?? [])); }
  finally { $op('limiter.leave', self); }
}
function limiter$map(self, items, callback) { return Promise.all([...items].map((item, index) => limiter$run(self, () => callback(item, index)))); }
function limiter$addAll(self, callbacks) { return Promise.all([...callbacks].map((callback) => limiter$run(self, callback))); }

function signal$abort(self, reason) {
  for (const listener of $op('signal.fire', self, reason)) listener({ type: 'abort', target: self });
}
function signal$listen(self, listener) {
  if (typeof listener === 'function') $op('signal.addListener', self, listener);
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

async function* timer$ticks(value, signal) {
  while (true) {
    await $op('timer.sleep', undefined, signal);
    yield value;
  }
}

function event$emit(self, name, args) {
  const listeners = $op('event.fire', self, name, args);
  for (const listener of listeners) listener(...args);
  return listeners.length > 0;
}
function event$dispatch(self, event) {
  for (const listener of $op('event.fire', self, event.type, [event])) listener(event);
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
