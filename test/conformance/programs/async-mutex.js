import { E_CANCELED, Mutex, Semaphore, tryAcquire, withTimeout } from 'async-mutex';
import { log, outcome, tick } from './log.js';

export async function exclusive() {
  const mutex = new Mutex();
  const worker = (name, fails) => outcome(name, mutex.runExclusive(async () => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    if (fails) throw new Error(name);
  }));
  await Promise.all([worker('a'), worker('b', true), worker('c')]);
  log(mutex.isLocked());
}

export async function releaseFunctionWorksOnce() {
  const mutex = new Mutex();
  const release = await mutex.acquire();
  mutex.acquire().then(() => log('second'));
  mutex.acquire().then(() => log('third'));
  release();
  release();
  await tick();
  log('end');
}

export async function releaseByAnyone() {
  const mutex = new Mutex();
  mutex.release();
  await mutex.acquire();
  mutex.acquire().then(() => log('second'));
  await tick();
  mutex.release();
  await tick();
  log(mutex.isLocked());
}

export async function cancelRejectsWaiters() {
  const mutex = new Mutex();
  await mutex.acquire();
  outcome('unlock', mutex.waitForUnlock());
  mutex.acquire().catch((error) => log(error === E_CANCELED ? 'canceled' : 'other'));
  mutex.cancel();
  await tick();
  log('end');
}

export async function unlockDoesNotTake() {
  const mutex = new Mutex();
  const release = await mutex.acquire();
  outcome('first', mutex.waitForUnlock());
  outcome('second', mutex.waitForUnlock());
  release();
  await tick();
  log(mutex.isLocked());
}

export async function weights() {
  const semaphore = new Semaphore(3);
  const [value, release] = await semaphore.acquire(2);
  log(value);
  semaphore.acquire(2).then(([left]) => log(`two:${left}`));
  semaphore.acquire(1).then(([left]) => log(`one:${left}`));
  await tick();
  log('release');
  release();
  await tick();
  log(semaphore.getValue());
}

export async function priorities() {
  const mutex = new Mutex();
  const release = await mutex.acquire();
  mutex.runExclusive(() => log('low'), 0);
  mutex.runExclusive(() => log('high'), 2);
  release();
  await tick();
  log('end');
}

export async function timeouts() {
  const mutex = withTimeout(new Mutex(), 5);
  const release = await mutex.acquire();
  outcome('late', mutex.acquire());
  await tick();
  log('release');
  release();
}

export async function tries() {
  const mutex = new Mutex();
  await mutex.acquire();
  await outcome('try', tryAcquire(mutex).acquire());
  mutex.release();
  await outcome('again', tryAcquire(mutex).acquire());
}
