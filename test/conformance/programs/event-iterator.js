import { EventIterator } from 'event-iterator';
import { log, outcome, tick } from './log.js';

export async function pushedAndStopped() {
  const events = new EventIterator(({ push, stop }) => {
    push('a');
    setTimeout(() => push('b'), 1);
    setTimeout(stop, 1);
    return () => log('removed');
  });
  for await (const event of events) log(event);
  log('end');
}

export async function neverStopped() {
  const events = new EventIterator(({ push }) => push('a'));
  for await (const event of events) log(event);
  log('end');
}

export async function failed() {
  const events = new EventIterator(({ fail }) => {
    setTimeout(() => fail(new Error('no')), 1);
  });
  const iterator = events[Symbol.asyncIterator]();
  await outcome('next', iterator.next());
  await outcome('next', iterator.next());
}

export async function returnLeavesWhoWaits() {
  const events = new EventIterator(() => undefined);
  const iterator = events[Symbol.asyncIterator]();
  outcome('next', iterator.next());
  await outcome('return', iterator.return());
  await tick();
  log('end');
}
