import fastq from 'fastq';
import { log, outcome, tick } from './log.js';

export async function startsAtOnce() {
  const queue = fastq.promise(async (name) => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    if (name === 'b') throw new Error('no');
  }, 1);
  outcome('a', queue.push('a'));
  log('called');
  outcome('b', queue.push('b'));
  outcome('c', queue.push('c'));
  await queue.drained();
  log('drained');
}

export async function killedTasksAreNeverTold() {
  const queue = fastq.promise(() => tick(), 1);
  outcome('a', queue.push('a'));
  outcome('b', queue.push('b'));
  queue.kill();
  await tick();
  log(queue.length());
}

export async function abortedTasksAreRejected() {
  const queue = fastq.promise(() => tick(), 1);
  outcome('a', queue.push('a'));
  outcome('b', queue.push('b'));
  queue.abort();
}

export async function throwingWorkerKeepsItsPlace() {
  const queue = fastq.promise((name) => {
    if (name === 'a') throw new Error('no');
    return tick();
  }, 1);
  await outcome('a', queue.push('a'));
  outcome('b', queue.push('b'));
  await tick();
  log(queue.running());
}

export async function pausedIsNotDrained() {
  const queue = fastq.promise(async () => log('in'), 1);
  queue.pause();
  outcome('task', queue.push('a'));
  outcome('drained', queue.drained());
  await tick();
  log('end');
}

export async function nested() {
  const queue = fastq.promise(async (name) => {
    log(name);
    if (name === 'outer') await queue.push('inner');
  }, 1);
  outcome('outer', queue.push('outer'));
}

export async function withCallbacks() {
  const queue = fastq((name, done) => {
    log(`${name}+`);
    setTimeout(() => done(name === 'b' ? new Error('no') : null, name), 1);
  }, 1);
  queue.drain = () => log('drained');
  const told = (error, name) => log(error ? 'failed' : `${name}:ok`);
  queue.push('a', told);
  queue.push('b', told);
  queue.unshift('c', told);
  log(String(queue.length()));
}

export async function callbackNeverCalled() {
  const queue = fastq((name, done) => {
    log(name);
    if (name !== 'a') done(null);
  }, 1);
  queue.drain = () => log('drained');
  queue.push('a', () => log('a:done'));
  queue.push('b', () => log('b:done'));
  await tick();
  log(`${queue.running()} ${queue.length()} ${queue.idle()}`);
}

export async function callbacksAfterKillAndAbort() {
  const worker = (_, done) => setTimeout(done, 1, null);
  const killed = fastq(worker, 1);
  killed.push('a', () => log('killed a'));
  killed.push('b', () => log('killed b'));
  killed.kill();
  await tick();
  const aborted = fastq(worker, 1);
  aborted.push('a', () => log('a'));
  aborted.push('b', (error) => log(error ? 'b:failed' : 'b'));
  aborted.abort();
}

export async function pausedWithCallbacks() {
  const queue = fastq((name, done) => {
    log(name);
    done(null);
  }, 1);
  queue.pause();
  queue.push('a', () => log('a:done'));
  queue.push('b', () => log('b:done'));
  await tick();
  log('resume');
  queue.resume();
}
