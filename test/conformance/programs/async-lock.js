import AsyncLock from 'async-lock';
import { log, outcome, tick } from './log.js';

export async function byKey() {
  const lock = new AsyncLock();
  const worker = (key, name) => outcome(name, lock.acquire(key, async () => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
  }));
  await Promise.all([worker('x', 'a'), worker('x', 'b'), worker('y', 'c')]);
  log(lock.isBusy());
}

export async function startsAtOnceWhereFree() {
  const lock = new AsyncLock();
  lock.acquire('x', async () => log('in'));
  log('called');
}

export async function callbackOfOneParameter() {
  const lock = new AsyncLock();
  outcome('first', lock.acquire('x', async (done) => log(typeof done)));
  await tick();
  outcome('second', lock.acquire('x', async () => log('in')));
}

export async function listsOfKeys() {
  const lock = new AsyncLock();
  const worker = (keys, name) => outcome(name, lock.acquire(keys, async () => log(name)));
  await Promise.all([worker(['x', 'y'], 'a'), worker(['x', 'y'], 'b'), worker('y', 'c')]);
  log('end');
}

export async function failing() {
  const lock = new AsyncLock();
  await outcome('rejected', lock.acquire('x', async () => {
    throw new Error('no');
  }));
  await outcome('next', lock.acquire('x', async () => log('in')));
}

export async function nested() {
  const lock = new AsyncLock();
  outcome('outer', lock.acquire('x', async () => {
    log('outer');
    await lock.acquire('x', async () => log('inner'));
  }));
}

export async function waitingTooLong() {
  const lock = new AsyncLock({ timeout: 5 });
  outcome('first', lock.acquire('x', () => tick()));
  await outcome('second', lock.acquire('x', async () => log('in')));
}

export async function keysInOppositeOrder() {
  const lock = new AsyncLock();
  const worker = (keys, name) => outcome(name, lock.acquire(keys, async () => log(name)));
  worker(['x', 'y'], 'a');
  worker(['y', 'x'], 'b');
}

export async function runningTooLong() {
  const lock = new AsyncLock({ maxExecutionTime: 5 });
  outcome('first', lock.acquire('x', async () => {
    log('in');
    await tick();
    log('out');
  }));
  await outcome('second', lock.acquire('x', async () => log('second-in')));
}

export async function tooManyWaiting() {
  const lock = new AsyncLock({ maxPending: 1 });
  outcome('first', lock.acquire('x', () => tick()));
  outcome('second', lock.acquire('x', async () => log('in')));
  await outcome('third', lock.acquire('x', async () => log('third-in')));
}

export async function nestedByDomain() {
  const lock = new AsyncLock();
  await outcome('outer', lock.acquire('x', (done) => {
    log('in');
    done(undefined, 'value');
  }));
  await outcome('failing', lock.acquire('x', (done) => done(new Error('no'))));
}
