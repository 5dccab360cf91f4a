import { Deferred, Effect, Fiber, Latch, PubSub, Queue, Semaphore } from 'effect';
import { log, outcome, tick } from './log.js';

const tell = (event) => Effect.sync(() => log(event));
const wait = Effect.promise(() => tick());

export async function oneAtATime() {
  const semaphore = await Effect.runPromise(Semaphore.make(1));
  const worker = (name) => Effect.gen(function* () {
    yield* tell(`${name}+`);
    yield* wait;
    yield* tell(`${name}-`);
  }).pipe(semaphore.withPermits(1));
  await Effect.runPromise(Effect.all([worker('a'), worker('b')], { concurrency: 'unbounded' }));
  log('end');
}

export async function nestedPermits() {
  const semaphore = Effect.runSync(Semaphore.make(1));
  outcome('outer', Effect.runPromise(semaphore.withPermits(1)(Effect.gen(function* () {
    yield* tell('outer');
    yield* semaphore.withPermits(1)(tell('inner'));
  }))));
}

export async function permitsComeBackAfterFailure() {
  const semaphore = Semaphore.makeUnsafe(1);
  await outcome('failing', Effect.runPromise(semaphore.withPermits(1)(Effect.fail('no'))));
  await outcome('next', Effect.runPromise(semaphore.withPermits(1)(tell('in'))));
}

export async function smallOvertakesLarge() {
  const semaphore = Semaphore.makeUnsafe(2);
  await Effect.runPromise(semaphore.take(1));
  outcome('large', Effect.runPromise(semaphore.withPermits(2)(tell('large'))));
  await tick();
  outcome('small', Effect.runPromise(semaphore.withPermits(1)(tell('small'))));
  await tick();
  log('release');
  await Effect.runPromise(semaphore.release(1));
}

export async function childEndsWithItsParent() {
  const parent = Effect.gen(function* () {
    yield* Effect.forkChild(Effect.ensuring(Effect.never, tell('finalized')), { startImmediately: true });
    yield* wait;
    yield* tell('parent');
  });
  await outcome('run', Effect.runPromise(parent));
}

export async function joinedFiber() {
  const program = Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.as(wait, 'value'));
    log(yield* Fiber.join(fiber));
  });
  await outcome('run', Effect.runPromise(program));
}

export async function deferredThatNobodySettles() {
  const program = Effect.gen(function* () {
    const deferred = yield* Deferred.make();
    yield* tell('wait');
    yield* Deferred.await(deferred);
  });
  outcome('run', Effect.runPromise(program));
}

export async function deferredSettlesOnce() {
  const program = Effect.gen(function* () {
    const deferred = yield* Deferred.make();
    log(yield* Deferred.succeed(deferred, 'a'));
    log(yield* Deferred.succeed(deferred, 'b'));
    log(yield* Deferred.await(deferred));
  });
  await Effect.runPromise(program);
}

export async function boundedQueue() {
  const program = Effect.gen(function* () {
    const queue = yield* Queue.bounded(1);
    const producer = yield* Effect.forkChild(Effect.gen(function* () {
      yield* Queue.offer(queue, 'a');
      yield* tell('a in');
      yield* Queue.offer(queue, 'b');
      yield* tell('b in');
    }));
    yield* wait;
    log(yield* Queue.take(queue));
    log(yield* Queue.take(queue));
    yield* Fiber.join(producer);
  });
  await outcome('run', Effect.runPromise(program));
}

export async function queueAfterShutdown() {
  const program = Effect.gen(function* () {
    const queue = yield* Queue.bounded(1);
    yield* Queue.shutdown(queue);
    log(yield* Queue.offer(queue, 'a'));
    yield* Queue.take(queue);
  });
  await outcome('run', Effect.runPromise(program));
}

export async function latch() {
  const program = Effect.gen(function* () {
    const gate = yield* Latch.make();
    const fiber = yield* Effect.forkChild(gate.whenOpen(tell('through')));
    yield* wait;
    yield* tell('open');
    yield* gate.open;
    yield* Fiber.join(fiber);
  });
  await outcome('run', Effect.runPromise(program));
}

export async function raceInterruptsTheLoser() {
  const slow = Effect.ensuring(Effect.never, tell('stopped'));
  await outcome('race', Effect.runPromise(Effect.race(slow, wait)));
}

export async function fromOutside() {
  const controller = new AbortController();
  outcome('run', Effect.runPromise(Effect.never, { signal: controller.signal }));
  await tick();
  controller.abort();
}

export async function scopes() {
  const resource = Effect.acquireRelease(tell('acquire'), () => tell('release'));
  await Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    yield* resource;
    yield* tell('use');
  })));
  log('end');
}

const subscriber = (hub, name, count) => Effect.scoped(Effect.gen(function* () {
  const values = yield* PubSub.subscribe(hub);
  for (let i = 0; i < count; i++) log(`${name}${yield* PubSub.take(values)}`);
}));

export async function publishWithoutSubscribers() {
  await Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const hub = yield* PubSub.bounded(1);
    log(yield* PubSub.publish(hub, 1));
    log(yield* PubSub.publish(hub, 2));
    const values = yield* PubSub.subscribe(hub);
    log(yield* PubSub.publish(hub, 3));
    log(yield* PubSub.take(values));
  })));
}

export async function slowSubscriberHoldsUpThePublisher() {
  outcome('run', Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const hub = yield* PubSub.bounded(1);
    const slow = yield* PubSub.subscribe(hub);
    yield* Effect.forkChild(subscriber(hub, 'a', 3));
    yield* wait;
    const publisher = yield* Effect.forkChild(Effect.gen(function* () {
      for (const value of [1, 2, 3]) {
        yield* PubSub.publish(hub, value);
        yield* tell(`in${value}`);
      }
    }));
    yield* wait;
    log(`slow${yield* PubSub.take(slow)}`);
    yield* Fiber.join(publisher);
  }))));
}

export async function subscriberThatLeavesFreesThePublisher() {
  outcome('run', Effect.runPromise(Effect.gen(function* () {
    const hub = yield* PubSub.bounded(1);
    const leaving = yield* Effect.forkChild(Effect.scoped(Effect.gen(function* () {
      yield* PubSub.subscribe(hub);
      yield* wait;
      yield* wait;
    })));
    yield* wait;
    yield* PubSub.publish(hub, 1);
    const publisher = yield* Effect.forkChild(PubSub.publish(hub, 2).pipe(Effect.andThen(tell('in2'))));
    yield* Fiber.join(leaving);
    yield* Fiber.join(publisher);
    log('end');
  })));
}

export async function droppingAndSliding() {
  await Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    for (const make of [PubSub.dropping, PubSub.sliding]) {
      const hub = yield* make(1);
      const values = yield* PubSub.subscribe(hub);
      log(yield* PubSub.publish(hub, 1));
      log(yield* PubSub.publish(hub, 2));
      log(yield* PubSub.take(values));
    }
  })));
}

export async function pubSubAfterShutdown() {
  outcome('run', Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const hub = yield* PubSub.bounded(1);
    const values = yield* PubSub.subscribe(hub);
    const taking = yield* Effect.forkChild(PubSub.take(values));
    yield* wait;
    yield* PubSub.shutdown(hub);
    log(yield* PubSub.publish(hub, 1));
    yield* Fiber.join(taking);
  }))));
}

export async function failuresByTag() {
  const failing = (tag) => Effect.fail({ _tag: tag }).pipe(Effect.catchTag('Lost', () => tell('found')));
  await outcome('lost', Effect.runPromise(failing('Lost')));
  await outcome('other', Effect.runPromise(failing('Other')));
  await outcome('cases', Effect.runPromise(Effect.fail({ _tag: 'Late' }).pipe(Effect.catchTags({ Lost: () => tell('found'), Late: () => tell('waited') }))));
  await outcome('mapped', Effect.runPromise(Effect.fail('no').pipe(Effect.mapError(() => 'never'), Effect.tapError((error) => tell(error)), Effect.orElseSucceed(() => 'all right'), Effect.tap((value) => tell(value)))));
}

export async function outcomesAsValues() {
  const ended = (effect) => effect.pipe(Effect.tap(({ _tag }) => tell(_tag)));
  await outcome('exit', Effect.runPromise(Effect.all([ended(Effect.exit(Effect.succeed(1))), ended(Effect.exit(Effect.fail('no')))])));
  await outcome('option', Effect.runPromise(ended(Effect.option(Effect.fail('no')))));
  await outcome('match', Effect.runPromise(Effect.match(Effect.fail('no'), { onSuccess: () => log('yes'), onFailure: (error) => log(error) })));
  await outcome('zip', Effect.runPromise(Effect.zip(tell('a'), Effect.fail('no'))));
  await Effect.runPromiseExit(Effect.fail('no')).then(({ _tag }) => log(_tag));
}

export async function againAndAgain() {
  await outcome('repeat', Effect.runPromise(tell('a').pipe(Effect.repeat({ times: 2 }))));
  await outcome('retry', Effect.runPromise(Effect.flatMap(tell('b'), () => Effect.fail('no')).pipe(Effect.retry({ times: 1 }))));
  const fiber = Effect.runFork(Effect.forever(Effect.flatMap(wait, () => tell('c'))));
  await tick();
  await outcome('interrupt', Effect.runPromise(Fiber.interrupt(fiber)));
}
