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
