import { RateLimit, Sema } from 'async-sema';
import { log, outcome, tick } from './log.js';

async function worker(sema, name) {
  await sema.acquire();
  log(`${name}+`);
  await tick();
  log(`${name}-`);
  sema.release();
}

export async function firstComeFirstServed() {
  const sema = new Sema(1);
  await Promise.all(['a', 'b', 'c'].map((name) => worker(sema, name)));
  log('end');
}

export async function releaseTooMany() {
  const sema = new Sema(1);
  sema.release();
  await Promise.all(['a', 'b'].map((name) => worker(sema, name)));
  log('end');
}

export async function takenAtTheCall() {
  const sema = new Sema(1);
  const first = sema.acquire();
  log(sema.tryAcquire() === undefined ? 'taken' : 'free');
  outcome('second', sema.acquire());
  log(sema.nrWaiting());
  await first;
  log('end');
}

export async function drainWhileHeld() {
  const sema = new Sema(2);
  await sema.acquire();
  outcome('drain', sema.drain());
  await tick();
  log('asked');
  sema.release();
  outcome('late', sema.acquire());
}

export async function rate() {
  const limit = RateLimit(2);
  for (const name of ['a', 'b', 'c']) {
    await limit();
    log(name);
  }
}
