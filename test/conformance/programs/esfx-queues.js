import { CancelToken } from '@esfx/async-canceltoken';
import { delay } from '@esfx/async-delay';
import { AsyncLazy } from '@esfx/async-lazy';
import { AsyncMutex } from '@esfx/async-mutex';
import { AsyncQueue } from '@esfx/async-queue';
import { AsyncStack } from '@esfx/async-stack';
import { attempt, log, outcome, tick } from './log.js';

export async function queueInOrder() {
  const queue = new AsyncQueue(['a']);
  queue.put('b');
  log(String(queue.size));
  log(await queue.get());
  log(await queue.get());
  queue.get().then((value) => log(value));
  queue.get().then((value) => log(value));
  log(String(queue.size));
  queue.put('c');
  await tick();
  queue.put('d');
}

export async function queueEnds() {
  const queue = new AsyncQueue();
  outcome('waiting', queue.get());
  await tick();
  queue.end();
  outcome('late', queue.get());
  attempt('put', () => queue.put('x'));
  await tick();
  log(String(queue.done));
}

export async function queueIsDoneWriting() {
  const queue = new AsyncQueue();
  queue.put('a');
  queue.doneWriting();
  attempt('put', () => queue.put('b'));
  log(await queue.get());
  outcome('more', queue.get());
  await tick();
  log('end');
}

export async function queueCanceled() {
  const queue = new AsyncQueue();
  const source = CancelToken.source();
  outcome('waiting', queue.get(source.token));
  await tick();
  source.cancel();
  queue.put('a');
  log(await queue.get());
}

export async function lastComesFirst() {
  const stack = new AsyncStack();
  stack.push('a');
  stack.push('b');
  log(await stack.pop());
  log(await stack.pop());
  stack.pop().then((value) => log(value));
  await tick();
  stack.push('c');
  stack.end();
  await outcome('pop', stack.pop());
}

export async function lazily() {
  const value = new AsyncLazy(async () => {
    log('made');
    await tick();
    return 'value';
  });
  log(String(value.isStarted));
  const [first, second] = await Promise.all([value.value, value.value]);
  log(`${first}${second}`);
}

export async function lazilyFailing() {
  const value = new AsyncLazy(() => { throw new Error('no'); });
  await outcome('first', value.value);
  await outcome('second', value.value);
}

export async function delayed() {
  log(await delay(5, 'late'));
  const source = CancelToken.source();
  outcome('canceled', delay(source.token, 5));
  source.cancel();
}

export async function lockCanceled() {
  const lock = new AsyncMutex();
  const handle = await lock.lock();
  const source = CancelToken.source();
  outcome('second', lock.lock(source.token));
  await tick();
  source.cancel();
  await tick();
  handle.unlock();
  log(String(lock.isLocked));
}

export async function closedSourceCancelsNoMore() {
  const source = CancelToken.source();
  source.token.subscribe(() => log('told'));
  source.close();
  source.cancel();
  log(`${source.token.signaled} ${source.token.canBeSignaled}`);
}

export async function linkedSources() {
  const outer = CancelToken.source();
  const inner = CancelToken.source([outer.token]);
  const subscription = inner.token.subscribe(() => log('told'));
  subscription.unsubscribe();
  inner.token.subscribe(() => log('told again'));
  outer.cancel();
  log(String(inner.token.signaled));
  attempt('check', () => inner.token.throwIfSignaled());
}

export async function allOfThem() {
  const [a, b] = [CancelToken.source(), CancelToken.source()];
  const all = CancelToken.all([a.token, b.token]);
  const any = CancelToken.race([a.token, b.token]);
  a.cancel();
  log(`${all.signaled} ${any.signaled}`);
  b.cancel();
  log(String(all.signaled));
}

export async function timesOut() {
  const queue = new AsyncQueue();
  await outcome('waiting', queue.get(CancelToken.timeout(5)));
}
