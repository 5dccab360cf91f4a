import { Deferred, Effect, Fiber, PubSub, Queue } from 'effect3';
import { log, outcome, tick } from './log.js';

const tell = (event) => Effect.sync(() => log(event));
const wait = Effect.promise(() => tick());

export async function oneAtATime() {
  const semaphore = Effect.unsafeMakeSemaphore(1);
  const worker = (name) => Effect.gen(function* () {
    yield* tell(`${name}+`);
    yield* wait;
    yield* tell(`${name}-`);
  }).pipe(semaphore.withPermits(1));
  await Effect.runPromise(Effect.all([worker('a'), worker('b')], { concurrency: 'unbounded' }));
  log('end');
}

export async function nestedPermits() {
  const semaphore = Effect.runSync(Effect.makeSemaphore(1));
  outcome('outer', Effect.runPromise(semaphore.withPermits(1)(Effect.gen(function* () {
    yield* tell('outer');
    yield* semaphore.withPermits(1)(tell('inner'));
  }))));
}

export async function queueAfterShutdown() {
  const program = Effect.gen(function* () {
    const queue = yield* Queue.bounded(1);
    yield* Queue.shutdown(queue);
    log(yield* Queue.offer(queue, 'a'));
  });
  await outcome('run', Effect.runPromise(program));
}

export async function forked() {
  const program = Effect.gen(function* () {
    const deferred = yield* Deferred.make();
    const fiber = yield* Effect.fork(Effect.andThen(Deferred.await(deferred), tell('woken')));
    yield* wait;
    log(yield* Deferred.succeed(deferred, 1));
    yield* Fiber.join(fiber);
  });
  await outcome('run', Effect.runPromise(program));
}

export async function latch() {
  const program = Effect.gen(function* () {
    const gate = yield* Effect.makeLatch();
    const fiber = yield* Effect.fork(gate.whenOpen(tell('through')));
    yield* wait;
    yield* gate.open;
    yield* Fiber.join(fiber);
  });
  await outcome('run', Effect.runPromise(program));
}

export async function childEndsWithItsParent() {
  const parent = Effect.gen(function* () {
    yield* Effect.fork(Effect.never);
    yield* wait;
    yield* tell('parent');
  });
  await outcome('run', Effect.runPromise(parent));
}

export async function slowSubscriberHoldsUpThePublisher() {
  outcome('run', Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const hub = yield* PubSub.bounded(1);
    const slow = yield* PubSub.subscribe(hub);
    const publisher = yield* Effect.fork(Effect.gen(function* () {
      for (const value of [1, 2, 3]) {
        yield* PubSub.publish(hub, value);
        yield* tell(`in${value}`);
      }
    }));
    yield* wait;
    log(`slow${yield* Queue.take(slow)}`);
    yield* Fiber.join(publisher);
  }))));
}

export async function pubSubAfterShutdown() {
  outcome('run', Effect.runPromise(Effect.scoped(Effect.gen(function* () {
    const hub = yield* PubSub.bounded(1);
    yield* PubSub.shutdown(hub);
    log(yield* PubSub.publish(hub, 1));
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
