import { log, outcome, tick } from './log.js';

export async function oneAfterAnother() {
  const work = (name) => navigator.locks.request('books', async () => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
  });
  await Promise.all([work('a'), work('b')]);
  log('end');
}

export async function nested() {
  outcome('outer', navigator.locks.request('nested', () => navigator.locks.request('nested', () => log('never'))));
  await tick();
  log('end');
}

export async function ifAvailable() {
  await navigator.locks.request('busy', async () => {
    await navigator.locks.request('busy', { ifAvailable: true }, (lock) => log(lock === null));
  });
}

export async function abortedWhileItWaits() {
  const controller = new AbortController();
  await navigator.locks.request('slow', async () => {
    outcome('second', navigator.locks.request('slow', { signal: controller.signal }, () => log('never')));
    await tick();
    controller.abort();
    await tick();
  });
  log('end');
}
