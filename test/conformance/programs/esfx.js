import { AsyncBarrier } from '@esfx/async-barrier';
import { AsyncCountdownEvent } from '@esfx/async-countdown';
import { AsyncManualResetEvent } from '@esfx/async-manualresetevent';
import { AsyncMutex } from '@esfx/async-mutex';
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
import { AsyncSemaphore } from '@esfx/async-semaphore';
import { attempt, log, outcome, tick } from './log.js';

export async function mutex() {
  const lock = new AsyncMutex();
  const worker = async (name) => {
    const handle = await lock.lock();
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    handle.unlock();
  };
  await Promise.all([worker('a'), worker('b')]);
  log('end');
}

export async function unlockTwice() {
  const lock = new AsyncMutex();
  const handle = await lock.lock();
  handle.unlock();
  attempt('unlock', () => handle.unlock());
}

export async function semaphore() {
  const permits = new AsyncSemaphore(1, 1);
  await permits.wait();
  outcome('second', permits.wait());
  await tick();
  log('release');
  permits.release();
  await tick();
  permits.release();
  attempt('release', () => permits.release());
}

export async function waitingWriterKeepsReadersOut() {
  const lock = new AsyncReaderWriterLock();
  const first = await lock.read();
  const writing = lock.write();
  outcome('write', writing);
  outcome('read', lock.read());
  await tick();
  log('unlock');
  first.unlock();
  (await writing).unlock();
}

export async function countdown() {
  const event = new AsyncCountdownEvent(2);
  outcome('wait', event.wait());
  event.signal();
  await tick();
  log('one');
  event.signal();
  await tick();
  attempt('signal', () => event.signal());
}

export async function resetEvent() {
  const event = new AsyncManualResetEvent(false);
  outcome('first', event.wait());
  event.set();
  event.reset();
  outcome('second', event.wait());
  await tick();
  log('end');
}

export async function barrier() {
  const meeting = new AsyncBarrier(2);
  outcome('a', meeting.signalAndWait());
  await tick();
  log('alone');
  outcome('b', meeting.signalAndWait());
}
