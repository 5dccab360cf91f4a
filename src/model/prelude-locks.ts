/** What the locks, queues and channels of single libraries do beyond the primitives' own operations. */
export const locksText = `
/** A wait that is over after some time; \`gives\` nothing, so that the lock is released by its method. */
function mutex$acquireWithin(self, timeout) {
  if (!timeout) return $op('mutex.acquire', self, undefined, undefined, undefined, true);
  const controller = new AbortController();
  const timer = $op('timer.set', () => { controller.abort(new Error('Timed out waiting for lock')); });
  const waiting = $op('mutex.acquire', self, undefined, controller.signal, undefined, true);
  waiting.then(() => { $op('timer.clear', timer); }, () => undefined);
  return waiting;
}
/** The permit is taken in a later step than the call. */
async function mutex$acquireLater(self) {
  await undefined;
  return await $op('mutex.acquire', self);
}
async function mutex$use(self, callback) {
  const release = await mutex$acquireLater(self);
  let work;
  try {
    work = callback();
    if (work === undefined || work === null) throw new TypeError('the callback returned no promise');
  } catch (error) {
    $op('defect.note', 'await-semaphore 0.1.3 keeps the permit where the callback of use() throws at once or returns no promise');
    throw error;
  }
  try { return await work; }
  finally { release(); }
}
/** Takes all permits, one after the other. */
function mutex$drain(self) {
  const all = [];
  for (let i = 0; i < $op('mutex.capacity', self); i++) all.push($op('mutex.acquire', self, undefined, undefined, undefined, true));
  return Promise.all(all);
}
function mutex$drainPermits(self) {
  let taken = 0;
  while ($op('mutex.tryAcquire', self)) taken++;
  return taken;
}
function mutex$tryToken(self) { return $op('mutex.tryAcquire', self) ? '1' : undefined; }
async function mutex$waitFor(self) { return mutex$tryFor(self); }
/** A rate limit: the permit comes back by itself after some time. */
async function mutex$acquireForAWhile(self) {
  await $op('mutex.acquire', self, undefined, undefined, undefined, true);
  $op('timer.set', () => { $op('mutex.release', self); });
}
/** The lock is handed over in a later step than the release: a second release in between passes over who was to have it. */
async function mutex$acquireInTurn(self) {
  const token = await $op('mutex.acquire', self);
  if (!$op('token.held', token)) {
    $op('defect.note', 'mutexify 1.4.0 never tells who is next where the lock is released twice at once');
    await $op('mutex.acquireInVain', self);
  }
  $op('mutex.takeOver', self);
  return token;
}
async function mutex$acquireCallback(self, callback) {
  const token = await mutex$acquireInTurn(self);
  callback((done, error, value) => {
    $op('token.release', token);
    if (done) done(error, value);
  });
}
async function channel$value(self) {
  const { value } = await $op('channel.receive', self);
  return value;
}
async function channel$write(self, value) {
  if (!$op('channel.canSend', self) && $op('channel.isRoomy', self)) $op('defect.noteWait', '@thi.ng/csp 3.2.44 keeps a write waiting until it is read, also where its documentation says that the buffer takes it at once');
  return (await $op('channel.send', self, value)) !== false;
}
function channel$poll(self) {
  const result = $op('channel.tryReceive', self);
  return result === undefined ? undefined : result.value;
}
async function channel$closeLater(self) { $op('channel.close', self); }
async function token$releaseLater(self) { $op('token.release', self); }

async function fastq$push(self, value) { return fastq$run(self, value, 0); }
async function fastq$unshift(self, value) { return fastq$run(self, value, 1); }
async function fastq$run(self, value, priority) {
  if (!$op('limiter.enterNow', self)) await $op('limiter.enter', self, undefined, priority);
  let work;
  try {
    work = $op('limiter.callback', self)(value);
    if (work === undefined || work === null) throw new TypeError('the worker returned no promise');
  } catch (error) {
    $op('defect.note', 'fastq 1.20.3 keeps the place of a worker that throws at once or returns no promise');
    throw error;
  }
  try { return await work; }
  finally { $op('limiter.leave', self); }
}
function fastq$killAndDrain(self) {
  $op('limiter.clear', self);
  $op('limiter.emit', self, 'idle');
}
function fastq$idle(self) { return $op('limiter.running', self) === 0 && $op('limiter.waiting', self) === 0; }

function rwlock$readWithin(self, timeout) { return rwlock$within($op('rwlock.read', self, undefined, true), timeout); }
function rwlock$writeWithin(self, timeout) { return rwlock$within($op('rwlock.write', self, undefined, true), timeout); }
function rwlock$within(granted, timeout) {
  if (!timeout) return granted;
  const late = $op('promise.create');
  const timer = $op('timer.set', () => {
    $op('defect.note', 'async-rwlock 1.1.1 leaves a waiter in the queue after its timeout, and grants it the lock later');
    $op('promise.reject', late, new Error('acquire lock timeout'));
  });
  granted.then(() => { $op('timer.clear', timer); });
  return Promise.race([granted, late]);
}

async function keyed$request(self, name, second, third) {
  const callback = third ?? second;
  const { mode, ifAvailable, steal, signal } = third === undefined ? {} : second;
  const lock = $op('keyed.lock', self, name);
  const shared = mode === 'shared';
  if (ifAvailable && !$op('rwlock.isFree', lock, shared)) return callback(null);
  // where the lock is free the callback runs at once, as Node does it
  const token = steal ? $op('rwlock.seize', lock) : $op('rwlock.tryEnter', lock, shared, signal) ?? await (shared ? $op('rwlock.read', lock, signal) : $op('rwlock.acquire', lock, signal));
  try { return await callback({ name, mode: shared ? 'shared' : 'exclusive' }); }
  finally { $op('token.release', token); }
}
function keyed$acquire(self, key, callback, third, fourth) {
  const options = typeof third === 'function' ? fourth : third;
  const done = $op('keyed.isList', key) ? keyed$acquireAll(self, [...new Set(key)], 0, callback, options) : keyed$acquireOne(self, key, callback, options);
  if (typeof third !== 'function') return done;
  done.then((value) => { third(undefined, value); }, (error) => { third(error); });
}
function keyed$acquireAll(self, keys, at, callback, options) {
  if (at >= keys.length) return callback();
  return keyed$acquireOne(self, keys[at], at === keys.length - 1 ? callback : () => keyed$acquireAll(self, keys, at + 1, callback, options), options, at > 0);
}
async function keyed$acquireOne(self, key, callback, options, isFurther) {
  const lock = $op('keyed.lock', self, key);
  const entered = $op('rwlock.tryEnter', lock);
  const most = options?.maxPending ?? $op('keyed.most', self);
  if (entered === undefined && most !== undefined && $op('rwlock.waiting', lock) >= most) throw new Error('Too many pending tasks in queue');
  if (entered === undefined && isFurther) $op('defect.noteWait', 'async-lock 1.5.0 takes the locks of a list of keys one after the other, in the order of the list');
  const timeout = options?.timeout ?? $op('keyed.timeout', self);
  const token = entered ?? await (timeout ? keyed$enterWithin(lock) : $op('rwlock.acquire', lock));
  try {
    const work = $op('function.length', callback) === 1 ? keyed$callBack(callback) : callback();
    const longest = options?.maxExecutionTime ?? $op('keyed.longest', self);
    return await (longest ? keyed$bounded(work) : work);
  } finally { $op('token.release', token); }
}
function keyed$callBack(callback) {
  const done = $op('promise.create', 'its callback to say that it is done');
  const resolve = $op('promise.resolver', done);
  let isTold = false;
  const tell = (error, value) => {
    isTold = true;
    if (error) $op('promise.reject', done, error);
    else resolve(value);
  };
  try {
    const work = callback(tell);
    if (!isTold && work !== undefined && work !== null) $op('defect.note', 'async-lock 1.5.0 waits for a callback with one parameter to call it, also where the callback returns a promise');
  } catch (error) { $op('promise.reject', done, error); }
  return done;
}
/** Ends when the work does or when the time is over; the work itself goes on. */
async function keyed$bounded(work) {
  const late = $op('promise.create');
  const timer = $op('timer.set', () => {
    $op('defect.note', 'async-lock 1.5.0 lets the next one in when maxExecutionTime is over, while the function still runs');
    $op('promise.reject', late, new Error('Maximum execution time is exceeded'));
  });
  try { return await Promise.race([work, late]); }
  finally { $op('timer.clear', timer); }
}
async function keyed$enterWithin(lock) {
  const controller = new AbortController();
  const timer = $op('timer.set', () => { controller.abort(new Error('async-lock timed out')); });
  try { return await $op('rwlock.acquire', lock, controller.signal); }
  finally { $op('timer.clear', timer); }
}
`;
