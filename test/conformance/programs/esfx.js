import { AsyncAutoResetEvent } from '@esfx/async-autoresetevent';
import { AsyncBarrier } from '@esfx/async-barrier';
import { AsyncConditionVariable } from '@esfx/async-conditionvariable';
import { AsyncCountdownEvent } from '@esfx/async-countdown';
import { Deferred } from '@esfx/async-deferred';
import { AsyncManualResetEvent } from '@esfx/async-manualresetevent';
import { AsyncMutex } from '@esfx/async-mutex';
import { AsyncReaderWriterLock } from '@esfx/async-readerwriterlock';
import { AsyncSemaphore } from '@esfx/async-semaphore';
import { WaitQueue } from '@esfx/async-waitqueue';
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

export async function triesToLock() {
  const lock = new AsyncMutex();
  log(String(lock.tryLock()));
  log(String(lock.tryLock()));
  lock.unlock();
  log(String(lock.isLocked));
}

export async function barrierLeft() {
  const meeting = new AsyncBarrier(2);
  outcome('a', meeting.signalAndWait());
  await tick();
  meeting.remove(1);
  log(String(meeting.remainingParticipants));
  await tick();
  log('end');
}

export async function upgradesItsRead() {
  const lock = new AsyncReaderWriterLock();
  const read = await lock.upgradeableRead();
  outcome('upgrade', read.upgrade());
  await tick();
  log('end');
}

export async function waitQueue() {
  const queue = new WaitQueue();
  log(String(queue.resolveOne('lost')));
  queue.wait().then((value) => log(value));
  queue.wait().then((value) => log(value));
  queue.resolveOne('first');
  await tick();
  queue.resolveAll('second');
}

export async function autoReset() {
  const event = new AsyncAutoResetEvent(false);
  event.set();
  event.set();
  await outcome('first', event.wait());
  outcome('second', event.wait());
  await tick();
  log('end');
}

export async function conditionVariable() {
  const condition = new AsyncConditionVariable();
  const lock = new AsyncReaderWriterLock();
  condition.notifyOne();
  const handle = await lock.write();
  outcome('wait', condition.wait(handle));
  await tick();
  log('notify');
  condition.notifyAll();
}

export async function deferred() {
  const answer = new Deferred();
  outcome('answer', answer.promise);
  await tick();
  answer.resolve('yes');
  answer.reject(new Error('late'));
}

export async function unlockTwiceBeforeTheNextGoesOn() {
  const lock = new AsyncMutex();
  const first = await lock.lock();
  const worker = async (name) => {
    const handle = await lock.lock();
    log(`${name}+`);
    await tick();
    attempt(`${name}-`, () => handle.unlock());
  };
  const workers = [worker('a'), worker('b'), worker('c')];
  first.unlock();
  attempt('again', () => first.unlock());
  attempt('once more', () => lock.isLocked);
  await Promise.all(workers);
  log('end');
}

export async function unlockTwiceWithOneBehind() {
  const lock = new AsyncMutex();
  const first = await lock.lock();
  const second = lock.lock().then((handle) => {
    log('second');
    return handle;
  });
  first.unlock();
  attempt('again', () => first.unlock());
  attempt('unlock', () => second.then((handle) => handle.unlock()));
  await second;
  log('end');
}

export async function writesBesideAnUpgradeableReader() {
  const lock = new AsyncReaderWriterLock();
  const handle = await lock.upgradeableRead();
  outcome('read', lock.read());
  outcome('write', lock.write());
  await tick();
  handle.unlock();
  log('end');
}

export async function takesTurnsToReadUpgradeably() {
  const lock = new AsyncReaderWriterLock();
  const first = await lock.upgradeableRead();
  const second = lock.upgradeableRead();
  outcome('second', second);
  outcome('plain', lock.read());
  await tick();
  log('unlock');
  first.unlock();
  outcome('third', lock.upgradeableRead());
  (await second).unlock();
  log('end');
}

export async function writersComeBeforeReadersWhoWaited() {
  const lock = new AsyncReaderWriterLock();
  const first = await lock.write();
  const reading = lock.read();
  outcome('read', reading);
  const writing = lock.write();
  outcome('write', writing);
  await tick();
  first.unlock();
  const second = await writing;
  await tick();
  log('unlock');
  second.unlock();
}

export async function givesBackWhatItUpgrades() {
  const lock = new AsyncReaderWriterLock();
  const handle = await lock.upgradeableRead();
  outcome('upgrade', handle.upgrade());
  await tick();
  handle.unlock();
  await tick();
  log('end');
}

export async function waitingWriterKeepsReadersOutWhileOneLeaves() {
  const lock = new AsyncReaderWriterLock();
  const first = await lock.read();
  const second = await lock.read();
  outcome('write', lock.write());
  await tick();
  first.unlock();
  outcome('read', lock.read());
  await tick();
  log('end');
  await tick();
  second.unlock();
}
