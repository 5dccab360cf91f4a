import { Mutex, Semaphore } from 'await-semaphore';
import { log, outcome, tick } from './log.js';

export async function firstComeFirstServed() {
  const semaphore = new Semaphore(2);
  const worker = async (name) => {
    const release = await semaphore.acquire();
    log(`${name}+`);
    await tick();
    log(`${name}-`);
    release();
    release();
  };
  await Promise.all([worker('a'), worker('b'), worker('c'), worker('d')]);
  log('end');
}

export async function useReleases() {
  const mutex = new Mutex();
  await outcome('failing', mutex.use(async () => {
    await tick();
    throw new Error('no');
  }));
  await outcome('next', mutex.use(async () => log('in')));
}

export async function useKeepsThePermitOfWhoThrows() {
  const mutex = new Mutex();
  await outcome('throwing', mutex.use(() => {
    throw new Error('no');
  }));
  await outcome('next', mutex.use(async () => log('in')));
}

export async function useKeepsThePermitWithoutPromise() {
  const mutex = new Mutex();
  await outcome('plain', mutex.use(() => undefined));
  await outcome('next', mutex.use(async () => log('in')));
}
