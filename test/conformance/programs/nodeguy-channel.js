import Channel from '@nodeguy/channel';
import { log, outcome, tick } from './log.js';

export async function rendezvous() {
  const channel = Channel();
  outcome('push', channel.push('a'));
  await tick();
  log(await channel.shift());
}

export async function buffered() {
  const channel = Channel(1);
  outcome('first', channel.push('a'));
  outcome('second', channel.push('b'));
  await tick();
  log(await channel.shift());
  await tick();
  log('end');
}

export async function closed() {
  const channel = Channel(1);
  await channel.push('a');
  await outcome('close', channel.close());
  await outcome('push', channel.push('b'));
  log(await channel.shift());
  log(await channel.shift() === undefined ? 'over' : 'more');
  await outcome('close', channel.close());
}
