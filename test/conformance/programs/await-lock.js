import AwaitLock from 'await-lock';
import { attempt, log, outcome, tick } from './log.js';

export async function firstComeFirstServed() {
  const lock = new AwaitLock();
  const worker = async (name) => {
    await lock.acquireAsync();
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    lock.release();
  };
  await Promise.all([worker('a'), worker('b'), worker('c')]);
  log(lock.acquired);
}

export async function releaseOfFreeLock() {
  const lock = new AwaitLock();
  attempt('release', () => lock.release());
  log(lock.tryAcquire());
  log(lock.tryAcquire());
  attempt('release', () => lock.release());
  attempt('release', () => lock.release());
}

export async function timeoutLeavesTheQueue() {
  const lock = new AwaitLock();
  await lock.acquireAsync();
  outcome('late', lock.acquireAsync({ timeout: 1 }));
  outcome('patient', lock.acquireAsync());
  await tick();
  log('release');
  lock.release();
  await tick();
  lock.release();
  log(lock.acquired);
}

export async function nested() {
  const lock = new AwaitLock();
  await lock.acquireAsync();
  log('outer');
  await lock.acquireAsync();
  log('inner');
}
