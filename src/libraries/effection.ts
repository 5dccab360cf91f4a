import type { Library } from './library.ts';

/**
 * effection 4: operations are generators that a task runs; a task that ends halts its children and waits for their `finally`, a
 * child's error halts its parent. Signals and channels keep nothing for who subscribes later. Streams of asynchronous iterables,
 * contexts and `interval()` are left out.
 */
export const effection: Library = {
  modules: ['effection'],
  versions: '>=4 <5',
  exports: {
    Line: {
      kind: 'class',
      primitive: 'channel',
      construct: {},
      members: {
        add: { op: 'channel.trySend', operands: { value: { argument: 0 } } },
        receive: { op: 'channel.receive', operands: { signal: { argument: 0 } } },
      },
    },
  },
  standIn: `
import { Line } from 'effection';

const halted = { isHalt: true };

class Operation {
  constructor(run) { this.run = run; }
  *[Symbol.iterator]() { return yield { run: this.run, place: $op('place.here') }; }
}
/** An operation that waits for nothing: its task goes on before any that it has spawned. */
class Prompt extends Operation {
  *[Symbol.iterator]() { return yield { now: this.run, place: $op('place.here') }; }
}
function isOperation(value) { return value instanceof Operation || value instanceof Task || $op('client.isSequence', value); }

function settle(promise, fulfilled, rejected) {
  return $op('promise.passOn', promise, fulfilled, rejected) ? undefined : promise.then(fulfilled, rejected);
}

class Task {
  constructor(parent, isIsolated) {
    this.parent = parent;
    this.isIsolated = isIsolated;
    this.children = [];
    this.spawned = [];
    this.loops = [];
    this.controller = new AbortController();
    this.isStopped = false;
    this.isUnwinding = false;
    this.failure = undefined;
    if (parent !== undefined) parent.children.push(this);
  }
  start(body) {
    this.result = this.work(body);
    this.result.catch(() => undefined);
    return this;
  }
  startSpawned() { for (const start of this.spawned.splice(0)) start(); }
  async work(body) {
    let value;
    try { if (!this.isStopped) value = await drive(this, body); }
    catch (error) { if (this.failure === undefined) this.failure = { error }; }
    this.spawned.splice(0);
    for (const child of this.children.splice(0).reverse()) if (child.result !== undefined) await child.ended();
    const { failure, parent } = this;
    if (failure !== undefined && parent !== undefined && !this.isIsolated) parent.crash(failure);
    if (failure !== undefined) throw failure.error;
    if (this.isStopped) throw new Error('halted');
    return value;
  }
  /** While it is halted, what its \`finally\` waits for is no longer cut short. */
  get signal() { return this.isUnwinding ? undefined : this.controller.signal; }
  stop() {
    this.isStopped = true;
    this.controller.abort(halted);
  }
  crash(failure) {
    if (this.failure === undefined) this.failure = failure;
    this.controller.abort(halted);
  }
  async ended() {
    this.stop();
    await this.result.catch(() => undefined);
  }
  halt() {
    const end = () => this.ended();
    const halting = new Operation((own) => patiently(end(), own));
    halting.then = (fulfilled, rejected) => settle(end(), fulfilled, rejected);
    return halting;
  }
  run(body) { return new Task(this, false).start(body); }
  spawn(body) { return new Prompt(() => this.run(body)); }
  then(fulfilled, rejected) { return settle(this.result, fulfilled, rejected); }
  catch(rejected) { return this.result.catch(rejected); }
  finally(callback) { return this.result.finally(callback); }
  *[Symbol.iterator]() {
    return yield { run: (own) => {
      own.startSpawned();
      return patiently(this.result, own);
    }, place: $op('place.here') };
  }
  [Symbol.asyncDispose]() { return this.ended(); }
}

async function drive(task, body) {
  const made = body();
  const steps = $op('client.isSequence', made) ? made : made[Symbol.iterator]();
  let step = steps.next();
  while (!step.done) {
    $op('place.set', step.value.place);
    let value;
    let failure;
    try {
      if (step.value.now !== undefined) value = step.value.now(task);
      else {
        const waiting = step.value.run(task);
        task.startSpawned();
        value = await waiting;
      }
    } catch (error) { failure = { error }; }
    if (task.controller.signal.aborted && !task.isUnwinding) {
      task.isUnwinding = true;
      step = steps.return();
    } else step = failure === undefined ? steps.next(value) : steps.throw(failure.error);
  }
  return step.value;
}
/** Waits for a promise, unless the task is halted before. */
async function patiently(promise, task) {
  const { signal } = task;
  if (signal === undefined) return promise;
  if (signal.aborted) throw halted;
  const stopped = $op('promise.create');
  const stop = () => { $op('promise.reject', stopped, halted); };
  signal.addEventListener('abort', stop, { once: true });
  try { return await Promise.race([promise, stopped]); }
  finally { signal.removeEventListener('abort', stop); }
}
function later(what) {
  const promise = $op('promise.create', what);
  return { promise, resolve: $op('promise.resolver', promise), reject: $op('promise.rejecter', promise) };
}
const current = new Prompt((task) => task);

export function run(body) { return new Task(undefined, false).start(body); }
export async function main(body) { await run(() => body([])); }
export function createScope() {
  const scope = new Task(undefined, false);
  scope.result = Promise.resolve();
  return [scope, () => scope.ended()];
}
export function useScope() { return current; }
export function spawn(body) {
  return new Prompt((task) => {
    const child = new Task(task, false);
    task.spawned.push(() => { child.start(body); });
    return child;
  });
}
export function suspend() { return new Operation((task) => patiently($op('promise.create'), task)); }
export function sleep() { return new Operation((task) => $op('timer.sleep', undefined, task.signal)); }
export function until(promise) { return new Operation((task) => patiently(promise, task)); }
export function lift(call) { return (...args) => new Prompt(() => call(...args)); }
export function* call(callee, ...args) {
  const made = callee(...args);
  return isOperation(made) ? yield* made : yield* until(made);
}
export function action(executor) {
  return new Operation(async (task) => {
    const settled = later('the action to be resolved');
    const discard = executor(settled.resolve, settled.reject);
    try { return await patiently(settled.promise, task); }
    finally { if (typeof discard === 'function') discard(); }
  });
}
export function withResolvers() {
  const settled = later('the operation to be resolved');
  settled.promise.catch(() => undefined);
  return { operation: until(settled.promise), resolve: settled.resolve, reject: settled.reject };
}
/** Runs a body in a scope of its own, whose errors go to who waits for it. */
export function scoped(body) {
  return new Operation((task) => patiently(new Task(task, true).start(body).result, task));
}
export function all(operations) {
  return scoped(function* () {
    const tasks = [];
    for (const operation of operations) tasks.push(yield* spawn(() => operation));
    const results = [];
    for (const task of tasks) results.push(yield* task);
    return results;
  });
}
export function race(operations) {
  return scoped(function* () {
    const winner = withResolvers();
    for (const operation of operations) {
      yield* spawn(function* () {
        try { winner.resolve(yield* operation); }
        catch (error) { winner.reject(error); }
      });
    }
    return yield* winner.operation;
  });
}
export function resource(body) {
  return new Operation(async (task) => {
    const provided = later();
    const provide = (value) => {
      provided.resolve(value);
      return suspend();
    };
    const child = new Task(task, true).start(() => body(provide));
    return patiently(Promise.race([provided.promise, child.result.then(() => provided.promise)]), task);
  });
}
export function ensure(release) {
  return resource(function* (provide) {
    try { yield* provide(); }
    finally {
      const made = release();
      if (isOperation(made)) yield* made;
    }
  });
}
export function useAbortSignal() {
  return resource(function* (provide) {
    const controller = new AbortController();
    try { yield* provide(controller.signal); }
    finally { controller.abort(); }
  });
}

export function createQueue() {
  const line = new Line();
  return {
    add: (value) => { line.add({ value, done: false }); },
    close: (value) => { line.add({ value, done: true }); },
    next: () => new Operation(async (task) => (await line.receive(task.signal)).value),
  };
}
class Signal extends Prompt {
  constructor() {
    super(() => {
      const queue = createQueue();
      this.queues.push(queue);
      return { next: queue.next };
    });
    this.queues = [];
    this.send = (value) => { for (const queue of this.queues) queue.add(value); };
    this.close = (value) => { for (const queue of this.queues) queue.close(value); };
  }
}
export function createSignal() { return new Signal(); }
export function createChannel() {
  const channel = new Signal();
  const { send, close } = channel;
  channel.send = (value) => new Prompt(() => send(value));
  channel.close = (value) => new Prompt(() => close(value));
  return channel;
}
export function* each(stream) {
  const { loops } = yield* current;
  const subscription = yield* stream;
  const loop = { subscription, current: yield* subscription.next(), isRead: false };
  loops.push(loop);
  return {
    [Symbol.iterator]: () => ({
      next() {
        if (loop.isRead) throw new Error('for each loop did not use each.next() operation before continuing');
        loop.isRead = true;
        return loop.current;
      },
      return() {
        loops.pop();
        return { value: undefined, done: true };
      },
    }),
  };
}
function* eachNext() {
  const { loops } = yield* current;
  const loop = loops.at(-1);
  loop.current = yield* loop.subscription.next();
  loop.isRead = false;
  if (loop.current.done) loops.pop();
}
each.next = eachNext;
export function on(target, name) {
  return resource(function* (provide) {
    const signal = createSignal();
    target.addEventListener(name, signal.send);
    try { yield* provide(yield* signal); }
    finally { target.removeEventListener(name, signal.send); }
  });
}
export function* once(target, name) {
  const subscription = yield* on(target, name);
  return (yield* subscription.next()).value;
}
`,
};
