import pLimit from 'p-limit';
import { log, outcome, tick } from './log.js';

export async function atMostTwo() {
  const limit = pLimit(2);
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => outcome(name, limit(async () => {
    log(`${name}+`);
    await tick();
    if (name === 'b') throw new Error('no');
  }))));
  log(`${limit.activeCount}${limit.pendingCount}`);
}

export async function startsLater() {
  const limit = pLimit(1);
  limit(() => log('in'));
  log('called');
}

export async function nested() {
  const limit = pLimit(1);
  outcome('outer', limit(async () => {
    log('outer');
    await limit(async () => log('inner'));
  }));
}

export async function cleared() {
  const limit = pLimit(1);
  outcome('first', limit(() => tick()));
  outcome('second', limit(() => tick()));
  await Promise.resolve();
  limit.clearQueue();
  await tick();
  log(limit.pendingCount);
}

export async function clearedWithRejection() {
  const limit = pLimit({ concurrency: 1, rejectOnClear: true });
  outcome('first', limit(() => tick()));
  outcome('second', limit(() => tick()));
  limit.clearQueue();
}

export async function mapped() {
  const limit = pLimit(1);
  const values = await limit.map(['a', 'b'], async (item) => {
    log(item);
    return item;
  });
  log(values.length);
}
