import { Mutex, Semaphore } from 'es-toolkit';
import { log, tick } from './log.js';

async function worker(lock, name) {
  await lock.acquire();
  log(`${name}+`);
  await tick();
  log(`${name}-`);
  lock.release();
}

export async function exclusive() {
  const mutex = new Mutex();
  await Promise.all(['a', 'b', 'c'].map((name) => worker(mutex, name)));
  log(mutex.isLocked);
}

export async function releaseByAnyone() {
  const mutex = new Mutex();
  mutex.release();
  await mutex.acquire();
  mutex.acquire().then(() => log('second'));
  mutex.acquire().then(() => log('third'));
  mutex.release();
  mutex.release();
  await tick();
  log('end');
}

export async function clampedAtCapacity() {
  const semaphore = new Semaphore(2);
  semaphore.release();
  await Promise.all(['a', 'b', 'c'].map((name) => worker(semaphore, name)));
  log(semaphore.available);
}
