import pRetry, { AbortError } from 'p-retry';
import { log, outcome } from './log.js';

export async function untilItWorks() {
  await outcome('work', pRetry((attempt) => {
    log(attempt);
    if (attempt < 3) throw new Error('no');
  }));
}

export async function untilItIsEnough() {
  await outcome('work', pRetry(async (attempt) => {
    log(attempt);
    throw new Error('no');
  }, { retries: 2 }));
}

export async function untilItGivesUp() {
  await outcome('work', pRetry(async (attempt) => {
    log(attempt);
    throw new AbortError('no');
  }));
}
