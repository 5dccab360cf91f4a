/** Latches, functions that run once, barriers, deferreds, and the events of an emitter as they come. */
export const syncText = `
async function latch$pass(self) { await $op('latch.wait', self); }
async function latch$passWithin(self) {
  const waiting = $op('latch.wait', self);
  const timer = $op('timer.set', () => { $op('latch.giveUp', self, waiting); });
  const passed = await waiting;
  $op('timer.clear', timer);
  return passed;
}
async function latch$tryPass(self) { return $op('latch.isOpen', self); }
async function latch$arrive(self, count) { $op('latch.countDown', self, count); }
async function latch$arriveAndWait(self, count) {
  $op('latch.countDown', self, count);
  await $op('latch.wait', self);
}

function once$call(self, args) {
  const callback = $op('once.begin', self);
  if (callback !== undefined) $op('once.end', self, callback(...args));
  return $op('once.result', self);
}

async function barrier$signalAndWait(self, signal) {
  const arrived = $op('barrier.arrive', self, signal);
  if ($op('barrier.isComplete', self)) barrier$endPhase(self);
  await arrived;
}
async function barrier$endPhase(self) {
  const action = $op('barrier.beginEnd', self);
  await undefined;
  try {
    if (typeof action === 'function') await action(self);
    $op('barrier.nextPhase', self);
  } catch (error) { $op('barrier.failPhase', self, error); }
}
function barrier$remove(self, count) {
  $op('barrier.leave', self, count);
  if ($op('barrier.isDeserted', self)) barrier$endPhase(self);
  else if ($op('barrier.isComplete', self)) $op('defect.note', '@esfx/async-barrier 1.0.0-pre.8 does not wake those who wait when the last one that is missing is removed');
}

function promise$deferred() {
  const promise = $op('promise.create');
  const resolve = $op('promise.resolver', promise);
  const reject = $op('promise.rejecter', promise);
  const createCallback = (selector) => (error, ...results) => {
    if (error === null || error === undefined) resolve(selector(...results));
    else reject(error);
  };
  return { promise, resolve, reject, callback: createCallback((value) => value), createCallback };
}

/** Listens from the call on, and keeps what comes until it is asked for. */
function event$values(emitter, name, signal) {
  const events = [];
  const waiting = [];
  let failure;
  let isEnded = false;
  const onEvent = (...args) => {
    if (waiting.length > 0) waiting.shift().resolve({ value: args, done: false });
    else events.push(args);
  };
  const end = () => {
    isEnded = true;
    emitter.off(name, onEvent);
    emitter.off('error', onError);
    while (waiting.length > 0) waiting.shift().resolve({ value: undefined, done: true });
  };
  const fail = (error) => {
    if (waiting.length > 0) waiting.shift().reject(error);
    else failure = { error };
    end();
  };
  const onError = (error) => { fail(error); };
  emitter.on(name, onEvent);
  if (name !== 'error') emitter.on('error', onError);
  if (signal?.aborted) fail(signal.reason);
  else signal?.addEventListener('abort', () => { fail(signal.reason); });
  return {
    next() {
      if (events.length > 0) return Promise.resolve({ value: events.shift(), done: false });
      if (failure !== undefined) {
        const { error } = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (isEnded) return Promise.resolve({ value: undefined, done: true });
      const next = $op('promise.create');
      waiting.push({ resolve: $op('promise.resolver', next), reject: $op('promise.rejecter', next) });
      return next;
    },
    return() {
      end();
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() { return this; },
  };
}
`;
