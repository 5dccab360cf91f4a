import { DroppingBuffer, FixedBuffer, Repeater, SlidingBuffer } from '@repeaterjs/repeater';
import { log, outcome, tick } from './log.js';

export async function lazy() {
  const items = new Repeater(async (push, stop) => {
    log('started');
    await push('a');
    log('pushed');
    stop();
  });
  log('made');
  for await (const item of items) log(item);
  log('end');
}

export async function pushWaitsForTheNextNext() {
  const items = new Repeater(async (push) => {
    await push('a');
    log('asked-again');
  });
  log((await items.next()).value);
  await tick();
  outcome('second', items.next());
}

export async function returnDoesNotStop() {
  const items = new Repeater(async (push) => {
    await push(1);
    return 'over';
  });
  await items.next();
  await outcome('second', items.next());
  log('never');
}

export async function breakStops() {
  const items = new Repeater(async (push, stop) => {
    push(1);
    push(2);
    await stop;
    log('stopped');
  });
  for await (const item of items) {
    log(item);
    break;
  }
  log('end');
}

export async function executorIgnoresStop() {
  const items = new Repeater(async (push) => {
    push(1);
    await new Promise(() => undefined);
  });
  await items.next();
  await outcome('return', items.return());
  log('never');
}

export async function stopsLater() {
  const items = new Repeater(async (push, stop) => {
    const timer = setInterval(() => {
      push('tick');
    }, 1);
    await stop;
    clearInterval(timer);
    log('cleared');
  });
  let count = 0;
  for await (const item of items) {
    log(item);
    if (++count === 2) break;
  }
  log('end');
}

export async function failingExecutor() {
  const items = new Repeater(async (push) => {
    await push(1);
    throw new Error('no');
  });
  await outcome('first', items.next());
  await outcome('second', items.next());
  await outcome('third', items.next());
}

export async function stoppedWithAnError() {
  const items = new Repeater((push, stop) => {
    push(1);
    stop(new Error('no'));
  });
  await outcome('first', items.next());
  await outcome('second', items.next());
  log((await items.next()).done);
}

export async function fixed() {
  const items = new Repeater(async (push, stop) => {
    await push('a');
    log('one');
    await push('b');
    log('two');
    await push('c');
    log('three');
    stop();
  }, new FixedBuffer(1));
  log((await items.next()).value);
  await tick();
  for await (const item of items) log(item);
}

export async function slidingAndDropping() {
  const fill = (push, stop) => {
    for (const name of ['a', 'b', 'c', 'd']) push(name);
    stop();
  };
  for await (const item of new Repeater(fill, new SlidingBuffer(1))) log(item);
  for await (const item of new Repeater(fill, new DroppingBuffer(1))) log(item);
}

export async function pushAfterStop() {
  const items = new Repeater(async (push, stop) => {
    stop();
    await outcome('push', push(1));
  });
  log((await items.next()).done);
}
