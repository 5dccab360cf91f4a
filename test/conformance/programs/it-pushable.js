import { pushable } from 'it-pushable';
import { log, outcome, tick } from './log.js';

export async function pushedAndEnded() {
  const values = pushable({ objectMode: true });
  setTimeout(() => values.push('a'), 1);
  await tick();
  values.push('b');
  values.end();
  values.push('c');
  for await (const value of values) log(value);
  log('end');
}

export async function neverEnded() {
  const values = pushable({ objectMode: true });
  values.push('a');
  for await (const value of values) log(value);
  log('end');
}

export async function endedWithAnError() {
  const values = pushable({ objectMode: true });
  values.push('a');
  values.end(new Error('no'));
  await outcome('next', values.next());
  await outcome('next', values.next());
}

export async function twoWhoWait() {
  const values = pushable({ objectMode: true });
  outcome('first', values.next());
  outcome('second', values.next());
  await tick();
  values.push('a');
  values.push('b');
}

export async function whenEmpty() {
  const values = pushable({ objectMode: true });
  values.push('a');
  outcome('empty', values.onEmpty({ signal: new AbortController().signal }));
  await outcome('at once', values.onEmpty());
  await tick();
  log('read');
  await values.next();
}
