import { action, all, call, createChannel, createQueue, each, ensure, race, resource, run, scoped, sleep, spawn, suspend, until, withResolvers } from 'effection';
import { log, outcome, tick } from './log.js';

export async function childIsHaltedWithItsParent() {
  await run(function* () {
    yield* spawn(function* () {
      try {
        log('child');
        yield* suspend();
      } finally {
        log('halted');
      }
    });
    yield* sleep(1);
    log('parent');
  });
  log('end');
}

export async function joined() {
  const value = await run(function* () {
    const task = yield* spawn(function* () {
      yield* sleep(1);
      return 'value';
    });
    return yield* task;
  });
  log(value);
}

export async function errorOfAChild() {
  await outcome('run', run(function* () {
    yield* spawn(function* () {
      yield* sleep(1);
      throw new Error('no');
    });
    try {
      yield* suspend();
    } finally {
      log('unwound');
    }
  }));
}

export async function suspendedFinally() {
  const task = run(function* () {
    try {
      yield* sleep(1);
    } finally {
      log('finally');
      yield* suspend();
    }
  });
  outcome('halt', task.halt());
  await tick();
  log('end');
}

export async function raceHaltsTheOthers() {
  await run(function* () {
    const first = yield* race([
      call(function* () {
        yield* sleep(1);
        return 'fast';
      }),
      call(function* () {
        try {
          yield* suspend();
        } finally {
          log('loser');
        }
      }),
    ]);
    log(first);
  });
}

export async function allOfThem() {
  await run(function* () {
    log((yield* all([until(Promise.resolve('a')), until(Promise.resolve('b'))])).join());
  });
  await outcome('failing', run(() => all([suspend(), call(async () => {
    throw new Error('no');
  })])));
}

export async function queued() {
  await run(function* () {
    const queue = createQueue();
    queue.add('a');
    queue.close('over');
    log((yield* queue.next()).value);
    const last = yield* queue.next();
    log(`${last.value}:${last.done}`);
    yield* spawn(function* () {
      yield* queue.next();
      log('never');
    });
    yield* sleep(1);
  });
  log('end');
}

export async function sentBeforeTheSubscription() {
  outcome('run', run(function* () {
    const channel = createChannel();
    yield* channel.send('lost');
    const subscription = yield* channel;
    yield* channel.send('kept');
    log((yield* subscription.next()).value);
    yield* subscription.next();
    log('never');
  }));
  await tick();
  log('end');
}

export async function eachOfAChannel() {
  await run(function* () {
    const channel = createChannel();
    const reader = yield* spawn(function* () {
      for (const value of yield* each(channel)) {
        log(value);
        yield* each.next();
      }
      log('closed');
    });
    yield* sleep(1);
    yield* channel.send('a');
    yield* channel.send('b');
    yield* channel.close();
    yield* reader;
  });
}

export async function resourceOfAScope() {
  const held = resource(function* (provide) {
    log('taken');
    try {
      yield* provide('it');
    } finally {
      log('given');
    }
  });
  await run(function* () {
    yield* scoped(function* () {
      yield* ensure(() => { log('ensured'); });
      log(yield* held);
    });
    log('after');
  });
}

export async function actionDiscards() {
  const task = run(function* () {
    yield* action(() => () => { log('discarded'); });
  });
  await task.halt();
  await outcome('task', task);
}

export async function resolvedByAnother() {
  await run(function* () {
    const { operation, resolve } = withResolvers();
    yield* spawn(function* () {
      yield* sleep(1);
      resolve('done');
    });
    log(yield* operation);
  });
}

export async function haltIsLazy() {
  const task = run(function* () {
    yield* sleep(1);
    return 'done';
  });
  task.halt();
  log(await task);
}
