import PQueue from 'p-queue10';
import { log, outcome, tick } from './log.js';

export async function startsAtOnce() {
  const queue = new PQueue({ concurrency: 1 });
  queue.add(async () => log('in'));
  log('called');
  await queue.onIdle();
  log('idle');
}

export async function priorities() {
  const queue = new PQueue({ concurrency: 1 });
  queue.add(() => tick());
  queue.add(async () => log('low'));
  queue.add(async () => log('high'), { priority: 1 });
  await queue.onIdle();
  log(`${queue.size}${queue.pending}`);
}

export async function pausedIsNotIdle() {
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  outcome('task', queue.add(async () => log('in')));
  outcome('idle', queue.onIdle());
  outcome('empty', queue.onEmpty());
  await tick();
  log(queue.isPaused);
}

export async function startedLater() {
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  queue.add(async () => log('a'));
  queue.add(async () => log('b'));
  queue.start();
  await queue.onIdle();
  log('end');
}

export async function clearedTasksAreRejected() {
  const queue = new PQueue({ concurrency: 1 });
  outcome('first', queue.add(() => tick()));
  outcome('second', queue.add(() => tick()));
  queue.clear();
  await queue.onIdle();
  log('idle');
}

export async function abortedWhileWaiting() {
  const queue = new PQueue({ concurrency: 1 });
  const controller = new AbortController();
  outcome('first', queue.add(() => tick()));
  outcome('second', queue.add(() => log('in'), { signal: controller.signal }));
  controller.abort();
  await queue.onIdle();
  log('idle');
}

export async function failing() {
  const queue = new PQueue({ concurrency: 1 });
  outcome('failing', queue.add(async () => {
    throw new Error('no');
  }));
  outcome('next', queue.add(async () => log('in')));
  await queue.onIdle();
  log('end');
}
