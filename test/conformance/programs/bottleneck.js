import Bottleneck from 'bottleneck';
import { log, outcome, tick } from './log.js';

export async function atMostOne() {
  const limiter = new Bottleneck({ maxConcurrent: 1 });
  await Promise.all(['a', 'b', 'c'].map((name) => outcome(name, limiter.schedule(async () => {
    log(`${name}+`);
    await tick();
    if (name === 'b') throw new Error('no');
  }))));
  log('end');
}

export async function nested() {
  const limiter = new Bottleneck({ maxConcurrent: 1 });
  outcome('outer', limiter.schedule(async () => {
    log('outer');
    await limiter.schedule(async () => log('inner'));
  }));
}

export async function stopped() {
  const limiter = new Bottleneck({ maxConcurrent: 1 });
  const wrapped = limiter.wrap(() => tick());
  outcome('first', wrapped());
  await tick();
  outcome('second', wrapped());
  outcome('stop', limiter.stop());
  outcome('later', wrapped());
}

export async function emptyReservoir() {
  const limiter = new Bottleneck({ reservoir: 1 });
  await outcome('first', limiter.schedule(() => tick()));
  await outcome('second', limiter.schedule(() => tick()));
}
