import type { Library } from './library.ts';
import { operatorNames, operatorsText } from './stand-ins/effect-operators.ts';
import { pubSubText } from './stand-ins/effect-pubsub.ts';

/** Effects are descriptions that a fiber runs; a fiber that is interrupted leaves where it waits. Both versions share this. */
const core = `
import { Permits, Line } from 'effect';

const interruption = { isInterruption: true };

class Effected {
  constructor(run, now) {
    this.run = run;
    this.now = now;
  }
  *[Symbol.iterator]() { return yield { effect: this, place: $op('place.here') }; }
  pipe(...steps) {
    let effect = this;
    for (const step of steps) effect = $op('stream.isUnknown', step) ? throughUnknown(effect) : step(effect);
    return effect;
  }
}
function pipe(start, ...steps) {
  let value = start;
  for (const step of steps) value = step(value);
  return value;
}
/** What becomes of an effect by a step that is not known: most run it, and what they give is a guess. */
function throughUnknown(self) {
  return new Effected(async (fiber) => {
    $op('stream.guess');
    await attempt(self, fiber);
    return $op('stream.unknown');
  });
}
function isEffect(value) { return !$op('stream.isUnknown', value) && value instanceof Effected; }
function now(make) { return new Effected(async () => make(), make); }

class Running {
  constructor(parent) {
    this.controller = new AbortController();
    this.signal = this.controller.signal;
    this.children = [];
    this.scope = parent === undefined ? [] : parent.scope;
  }
  start(effect) {
    this.result = this.work(effect);
    this.result.catch(() => undefined);
    return this;
  }
  async work(effect) {
    try { return await perform(effect, this); }
    finally { for (const child of this.children) child.stop(); }
  }
  stop() { this.controller.abort(interruption); }
  *[Symbol.iterator]() { return yield* Fiber.join(this); }
}
async function perform(effect, fiber) {
  if (fiber.signal.aborted) throw interruption;
  return effect.run(fiber);
}
/** Waits for a promise, unless the fiber is interrupted before. */
async function patiently(promise, fiber) {
  if (fiber.signal.aborted) throw interruption;
  const stopped = $op('promise.create');
  const stop = () => { $op('promise.reject', stopped, interruption); };
  fiber.signal.addEventListener('abort', stop, { once: true });
  try { return await Promise.race([promise, stopped]); }
  finally { fiber.signal.removeEventListener('abort', stop); }
}
/** A function of an effect and something else, which also takes the effect last, in a pipe. */
function lastOrFirst(body) {
  return (first, second, third) => (isEffect(first) ? body(first, second, third) : (self) => body(self, first, second));
}

function gen(first, second) {
  const [body, self] = typeof first === 'function' ? [first] : [second, first];
  return new Effected(async (fiber) => {
    const steps = body.call(selfOf(self));
    let step = steps.next();
    while (!step.done) {
      $op('place.set', step.value.place);
      step = steps.next(await perform(step.value.effect, fiber));
    }
    return step.value;
  });
}
function fn(first) {
  if (typeof first === 'function') return (...args) => gen(() => first(...args));
  return (body) => (...args) => gen(() => body(...args));
}
function succeed(value) { return now(() => value); }
function fail(error) { return new Effected(async () => { throw error; }); }
function sync(make) { return now(make); }
function suspend(make) { return new Effected((fiber) => perform(make(), fiber)); }
function promise(make) { return new Effected((fiber) => patiently(make(fiber.signal), fiber)); }
function trying(options) { return now(() => (typeof options === 'function' ? options : options.try)()); }
function tryPromise(options) { return promise(typeof options === 'function' ? options : options.try); }
function callback(register) {
  return new Effected((fiber) => {
    const answered = $op('promise.create');
    const resolve = $op('promise.resolver', answered);
    register((effect) => { resolve(perform(effect, fiber)); }, fiber.signal);
    return patiently(answered, fiber);
  });
}
const never = new Effected((fiber) => patiently($op('promise.create'), fiber));
const nothing = succeed(undefined);
const yieldNow = new Effected(async () => undefined);
function sleep() { return new Effected((fiber) => $op('timer.sleep', undefined, fiber.signal)); }

${operatorsText}
function acquireRelease(acquire, release) {
  return new Effected(async (fiber) => {
    const value = await perform(acquire, fiber);
    fiber.scope.push(() => release(value).run(new Running(fiber)));
    return value;
  });
}
function addFinalizer(release) { return new Effected(async (fiber) => { fiber.scope.push(() => release().run(new Running(fiber))); }); }
function acquireUseRelease(acquire, use, release) {
  return new Effected(async (fiber) => {
    const value = await perform(acquire, fiber);
    try { return await perform(use(value), fiber); }
    finally { await release(value).run(new Running(fiber)); }
  });
}
function scoped(self) {
  return new Effected(async (fiber) => {
    const outer = fiber.scope;
    const own = [];
    fiber.scope = own;
    try { return await perform(self, fiber); }
    finally {
      fiber.scope = outer;
      for (const release of own.reverse()) await release();
    }
  });
}

function forked(self, place) {
  return new Effected(async (fiber) => {
    const child = new Running(fiber);
    if (place === 'child') fiber.children.push(child);
    if (place === 'scope') fiber.scope.push(async () => { await halted(child); });
    return child.start(self);
  });
}
const forkChild = (self) => forked(self, 'child');
const forkDetach = (self) => forked(self, 'nowhere');
const forkScoped = (self) => forked(self, 'scope');
async function halted(fiber) {
  fiber.stop();
  await fiber.result.catch(() => undefined);
}
const Fiber = {
  join: (fiber) => new Effected((own) => patiently(fiber.result, own)),
  await: (fiber) => new Effected((own) => patiently(fiber.result.then(() => undefined, () => undefined), own)),
  interrupt: (fiber) => new Effected(() => halted(fiber)),
  joinAll: (fibers) => new Effected((own) => patiently(Promise.all(fibers.map((fiber) => fiber.result)), own)),
};

/** Runs several at once; once it ends the others are interrupted, and waited for. */
function compete(effects, combine) {
  return new Effected(async (fiber) => {
    const children = effects.map((effect) => new Running(fiber).start(effect));
    fiber.children.push(...children);
    try { return await patiently(combine(children.map((child) => child.result)), fiber); }
    finally { await Promise.all(children.map((child) => halted(child))); }
  });
}
const race = lastOrFirst((self, other) => compete([self, other], (results) => Promise.any(results)));
const raceFirst = lastOrFirst((self, other) => compete([self, other], (results) => Promise.race(results)));
function raceAll(effects) { return compete([...effects], (results) => Promise.any(results)); }
const timeout = lastOrFirst((self) => compete([self, flatMap(sleep(), () => fail(new Error('timed out')))], (results) => Promise.race(results)));

function forEach(first, second, third) {
  if (typeof first === 'function') return (items) => forEach(items, first, second);
  const items = [...first];
  const { concurrency } = third ?? {};
  if (concurrency === undefined || concurrency === 1) {
    return new Effected(async (fiber) => {
      const results = [];
      for (let i = 0; i < items.length; i++) results.push(await perform(second(items[i], i), fiber));
      return results;
    });
  }
  if (typeof concurrency !== 'number' || concurrency >= items.length) return compete(items.map((item, i) => suspend(() => second(item, i))), (results) => Promise.all(results));
  let next = 0;
  const worker = new Effected(async (fiber) => {
    while (next < items.length) {
      const i = next++;
      await perform(second(items[i], i), fiber);
    }
  });
  return compete(items.slice(0, concurrency).map(() => worker), (results) => Promise.all(results));
}
function all(effects, options) {
  return Array.isArray(effects) ? forEach(effects, (effect) => effect, options)
    : map(forEach(Object.keys(effects), (key) => effects[key], options), (values) => Object.fromEntries(Object.keys(effects).map((key, i) => [key, values[i]])));
}

function runFork(effect) { return new Running().start(effect); }
function runPromise(effect, options) {
  const fiber = new Running();
  if (options !== undefined && options.signal !== undefined) options.signal.addEventListener('abort', () => { fiber.stop(); }, { once: true });
  fiber.start(effect);
  return fiber.result;
}
function runPromiseExit(effect) { return runPromise(exit(effect)); }
function runSync(effect) { return effect.now === undefined ? $op('client.unknown') : effect.now(); }

class Sem {
  constructor(permits) { this.permits = new Permits(permits); }
  withPermits(count) {
    return (self) => new Effected(async (fiber) => {
      await this.permits.take(count, fiber.signal);
      try { return await perform(self, fiber); }
      finally { this.permits.give(count); }
    });
  }
  withPermit(self) { return this.withPermits(1)(self); }
  withPermitsIfAvailable(count) {
    return (self) => new Effected(async (fiber) => {
      if (!this.permits.tryTake(count)) return undefined;
      try { return await perform(self, fiber); }
      finally { this.permits.give(count); }
    });
  }
  take(count) {
    return new Effected(async (fiber) => {
      await this.permits.take(count, fiber.signal);
      return count;
    });
  }
  release(count) { return now(() => { this.permits.give(count); }); }
}

class Gate {
  constructor(isOpen) {
    this.isOpen = isOpen === true;
    this.opened = $op('promise.create', 'the latch to be opened');
    this.open = now(() => {
      this.isOpen = true;
      this.pass();
    });
    this.release = now(() => { if (!this.isOpen) this.pass(); });
    this.close = now(() => { this.isOpen = false; });
    this.await = new Effected(async (fiber) => { if (!this.isOpen) await patiently(this.opened, fiber); });
  }
  pass() {
    const { opened } = this;
    this.opened = $op('promise.create', 'the latch to be opened');
    $op('promise.resolver', opened)(undefined);
  }
  whenOpen(self) { return flatMap(this.await, () => self); }
}

const Deferred = {
  make: () => now(() => deferred()),
  await: (self) => new Effected((fiber) => patiently(self.promise, fiber)),
  succeed: (self, value) => settled(self, () => { self.resolve(value); }),
  fail: (self, error) => settled(self, () => { self.reject(error); }),
  die: (self, error) => settled(self, () => { self.reject(error); }),
  interrupt: (self) => settled(self, () => { self.reject(interruption); }),
  isDone: (self) => now(() => self.isDone),
};
function deferred() {
  const answered = $op('promise.create', 'the Deferred to be settled');
  return { promise: answered, resolve: $op('promise.resolver', answered), reject: $op('promise.rejecter', answered), isDone: false };
}
function settled(self, settle) {
  return now(() => {
    if (self.isDone) return false;
    self.isDone = true;
    settle();
    return true;
  });
}

class Buffered {
  constructor(capacity, whenFull) {
    this.line = new Line(capacity);
    this.whenFull = whenFull;
    this.isOver = false;
  }
}
function newQueue(capacity, whenFull) { return now(() => new Buffered(capacity, whenFull)); }
async function offered(self, value, fiber) {
  if (self.isOver) return refused();
  if (self.whenFull === 'wait') return (await self.line.send(value, fiber.signal)) !== false;
  if (self.line.trySend(value)) return true;
  if (self.whenFull === 'drop') return false;
  self.line.tryReceive();
  return self.line.trySend(value);
}
async function taken(self, fiber) {
  const { value, done } = await self.line.receive(fiber.signal);
  if (done) throw interruption;
  return value;
}
const offer = (self, value) => new Effected((fiber) => offered(self, value, fiber));
const takeOne = (self) => new Effected((fiber) => (self instanceof Subscriber ? heard(self, fiber) : taken(self, fiber)));
function closed(self, keepsItems) {
  return now(() => {
    if (self.isOver) return false;
    self.isOver = true;
    while (!keepsItems && self.line.tryReceive() !== undefined);
    self.line.close();
    return true;
  });
}
const Queue = {
  bounded: (capacity) => newQueue(capacity, 'wait'),
  unbounded: () => newQueue(undefined, 'wait'),
  dropping: (capacity) => newQueue(capacity, 'drop'),
  sliding: (capacity) => newQueue(capacity, 'slide'),
  offer,
  offerAll: (self, values) => forEach(values, (value) => offer(self, value)),
  take: takeOne,
  takeN: (self, count) => forEach(Array.from({ length: count }), () => takeOne(self)),
  shutdown: (self) => closed(self, false),
  end: (self) => closed(self, true),
  size: (self) => now(() => self.line.length()),
  poll: (self) => now(() => (self.line.tryReceive() ?? {}).value),
};
${pubSubText}const Ref = {
  make: (value) => now(() => ({ value })),
  get: (self) => now(() => self.value),
  set: (self, value) => now(() => { self.value = value; }),
  update: (self, change) => now(() => { self.value = change(self.value); }),
  updateAndGet: (self, change) => now(() => (self.value = change(self.value))),
  getAndUpdate: (self, change) => now(() => {
    const { value } = self;
    self.value = change(value);
    return value;
  }),
};
const SynchronizedRef = {
  ...Ref,
  make: (value) => now(() => ({ value, permits: new Permits(1) })),
  updateEffect: (self, change) => new Effected(async (fiber) => {
    await self.permits.take(1, fiber.signal);
    try { self.value = await perform(change(self.value), fiber); }
    finally { self.permits.give(1); }
  }),
};
`;

const shared = `
  gen, fn, succeed, fail, die: fail, sync, suspend, promise, try: trying, tryPromise, never, void: nothing, yieldNow, sleep,
  ${operatorNames} acquireRelease, addFinalizer, acquireUseRelease, scoped, forkScoped, race, raceFirst, raceAll, timeout,
  forEach, all, runFork, runPromise, runPromiseExit, runSync,
  log: () => nothing, logDebug: () => nothing, logInfo: () => nothing, logWarning: () => nothing, logError: () => nothing,
`;

const exports: Library['exports'] = {
  Permits: {
    kind: 'class',
    primitive: 'mutex',
    construct: { permits: { argument: 0 } },
    policy: { releaseFree: 'grow', order: 'overtaking' },
    members: {
      take: { op: 'mutex.acquire', operands: { weight: { argument: 0, default: 1 }, signal: { argument: 1 } }, gives: 'nothing' },
      tryTake: { op: 'mutex.tryAcquire', operands: { weight: { argument: 0, default: 1 } }, gives: 'nothing' },
      give: { op: 'mutex.release', operands: { weight: { argument: 0, default: 1 } } },
    },
  },
  Line: {
    kind: 'class',
    primitive: 'channel',
    construct: { capacity: { argument: 0 } },
    policy: { sendOnClosed: 'false', closeTwice: 'ignore', pendingAtClose: 'false' },
    members: {
      send: { op: 'channel.send', operands: { value: { argument: 0 }, signal: { argument: 1 } } },
      receive: { op: 'channel.receive', operands: { signal: { argument: 0 } } },
      trySend: { op: 'channel.trySend', operands: { value: { argument: 0 } } },
      tryReceive: { op: 'channel.tryReceive' },
      close: { op: 'channel.close' },
      length: { op: 'channel.length' },
    },
  },
};

/** effect 4: a semaphore gives its permits back on failure and interruption too, and lets a small request overtake a large one. After its shutdown a queue takes nothing more, and offering to it gives false. */
export const effect4: Library = {
  modules: ['effect'],
  versions: '>=4 <5',
  exports,
  standIn: `${core}
function refused() { return false; }
function selfOf(given) { return given === undefined ? undefined : given.self; }
export const Effect = { ${shared} forkChild, forkDetach, catch: catchAll, result, callback };
export const Semaphore = { make: (permits) => now(() => new Sem(permits)), makeUnsafe: (permits) => new Sem(permits) };
export const Latch = { make: (isOpen) => now(() => new Gate(isOpen)), makeUnsafe: (isOpen) => new Gate(isOpen), open: (latch) => latch.open, close: (latch) => latch.close, await: (latch) => latch.await, release: (latch) => latch.release };
export { Deferred, Fiber, PubSub, Queue, Ref, SynchronizedRef, pipe };
`,
};

/** effect 3: as effect 4, but that offering to a queue after its shutdown interrupts. */
export const effect3: Library = {
  modules: ['effect'],
  versions: '>=3 <4',
  exports,
  standIn: `${core}
function refused() { throw interruption; }
function selfOf(given) { return given; }
const makeSemaphore = (permits) => now(() => new Sem(permits));
const makeLatch = (isOpen) => now(() => new Gate(isOpen));
export const Effect = { ${shared} fork: forkChild, forkDaemon: forkDetach, catchAll, orElse, zipLeft, zipRight, either, async: callback, makeSemaphore, unsafeMakeSemaphore: (permits) => new Sem(permits), makeLatch, unsafeMakeLatch: (isOpen) => new Gate(isOpen) };
export { Deferred, Fiber, PubSub, Queue, Ref, SynchronizedRef, pipe };
`,
};
