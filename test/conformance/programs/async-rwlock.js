import { RWLock } from 'async-rwlock';
import { attempt, log, outcome, tick } from './log.js';

export async function readersOvertakeWriters() {
  const lock = new RWLock();
  await lock.readLock();
  outcome('write', lock.writeLock());
  outcome('read', lock.readLock());
  await tick();
  lock.unlock();
  await tick();
  lock.unlock();
  await tick();
  log('end');
}

export async function whoComesAfterAWriter() {
  const lock = new RWLock();
  await lock.writeLock();
  outcome('read', lock.readLock());
  outcome('write', lock.writeLock());
  outcome('read', lock.readLock());
  lock.unlock();
  await tick();
  log('end');
}

export async function unlockOfFreeLock() {
  const lock = new RWLock();
  attempt('unlock', () => lock.unlock());
  await lock.readLock();
  attempt('unlock', () => lock.unlock());
  attempt('unlock', () => lock.unlock());
}

export async function timeoutGrantsToNobody() {
  const lock = new RWLock();
  await lock.readLock();
  await outcome('write', lock.writeLock(1));
  lock.unlock();
  await outcome('read', lock.readLock());
  log('end');
}
