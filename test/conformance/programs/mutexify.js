import mutexify from 'mutexify';
import mutexifyPromise from 'mutexify/promise.js';
import { log, tick } from './log.js';

export async function firstComeFirstServed() {
  const lock = mutexifyPromise();
  const worker = async (name) => {
    const release = await lock();
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    release();
  };
  await Promise.all([worker('a'), worker('b'), worker('c')]);
  log(lock.locked);
}

export async function callbacks() {
  const lock = mutexify();
  lock((release) => {
    log('first');
    setTimeout(() => release(() => log('done')), 1);
  });
  lock((release) => {
    log('second');
    release();
  });
  await tick();
  log('end');
}

export async function releaseTwiceLater() {
  const lock = mutexifyPromise();
  const release = await lock();
  const second = lock().then(() => log('second'));
  lock().then(() => log('third'));
  release();
  await second;
  await tick();
  release();
}

export async function releaseTwiceAtOnce() {
  const lock = mutexifyPromise();
  const release = await lock();
  lock().then(() => log('second'));
  lock().then(() => log('third'));
  release();
  release();
  await tick();
  log('end');
}
