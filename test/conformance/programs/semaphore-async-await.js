import { createRequire } from 'node:module';
import { log, outcome, tick } from './log.js';

const require = createRequire(import.meta.url);
const { Lock, default: Semaphore } = require('semaphore-async-await');

async function worker(lock, name) {
  await lock.acquire();
  log(`${name}+`);
  await tick();
  log(`${name}-`);
  lock.release();
}

export async function firstComeFirstServed() {
  const lock = new Lock();
  await Promise.all([worker(lock, 'a'), worker(lock, 'b'), worker(lock, 'c')]);
  log(lock.getPermits());
}

export async function signalTooMany() {
  const lock = new Lock();
  lock.signal();
  await Promise.all([worker(lock, 'a'), worker(lock, 'b')]);
  log(lock.getPermits());
}

export async function waitForSomeTime() {
  const lock = new Lock();
  await lock.wait();
  lock.waitFor(5).then((got) => log(got ? 'got' : 'late'));
  await tick();
  lock.signal();
  await tick();
  log('end');
}

export async function drainAndExecute() {
  const semaphore = new Semaphore(2);
  log(semaphore.drainPermits());
  log(semaphore.tryAcquire());
  outcome('work', semaphore.execute(async () => {
    log('in');
    throw new Error('no');
  }));
  await tick();
  semaphore.release();
  await tick();
  log(semaphore.getPermits());
}
