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

export async function idleIsTold() {
  const limiter = new Bottleneck({ maxConcurrent: 1 });
  limiter.on('idle', () => log('idle'));
  limiter.schedule(() => tick());
  await limiter.schedule(() => tick());
  log('done');
}

export async function submitted() {
  const limiter = new Bottleneck({ maxConcurrent: 1 });
  const read = (name, done) => setTimeout(() => done(name === 'b' ? new Error('no') : null, name), 1);
  limiter.submit(read, 'a', (error, name) => log(error ? 'failed' : name));
  limiter.submit(read, 'b', (error, name) => log(error ? 'failed' : name));
}

export async function chained() {
  const outer = new Bottleneck({ maxConcurrent: 2 });
  const inner = new Bottleneck({ maxConcurrent: 1 });
  outer.chain(inner);
  await Promise.all(['a', 'b'].map((name) => outer.schedule(async () => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
  })));
}

export async function grouped() {
  const group = new Bottleneck.Group({ maxConcurrent: 1 });
  log(String(group.key('x') === group.key('x')));
  await group.key('x').schedule(() => group.key('y').schedule(async () => log('other')));
  outcome('outer', group.key('x').schedule(() => group.key('x').schedule(async () => log('same'))));
  await tick();
  log('end');
}

export async function spacedInTime() {
  const limiter = new Bottleneck({ maxConcurrent: 1, minTime: 5 });
  await Promise.all(['a', 'b'].map((name) => limiter.schedule(async () => log(name))));
  log('end');
}

export async function refreshedReservoir() {
  const limiter = new Bottleneck({ reservoir: 1 });
  limiter.on('depleted', () => log('depleted'));
  await limiter.schedule(async () => log('a'));
  outcome('b', limiter.schedule(async () => log('b')));
  await tick();
  await limiter.incrementReservoir(1);
}

export async function spacedWithoutALimit() {
  const limiter = new Bottleneck({ minTime: 5 });
  await Promise.all(['a', 'b'].map((name) => outcome(name, limiter.schedule(async () => {
    log(`${name}+`);
    await tick();
  }))));
  log('end');
}
