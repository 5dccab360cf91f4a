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

export async function selectsWhatIsReady() {
  const a = Channel();
  const b = Channel();
  b.push('b1').then(() => log('pushed'));
  const ready = await Channel.select([a.shift(), b.shift()]);
  log(ready === b ? `b:${b.value()}` : 'a');
  const later = a.push('a1').then(() => log('taken'));
  log(await a.shift());
  await later;
}

export async function selectTakesBackTheOthers() {
  const a = Channel();
  const b = Channel();
  const sent = [a.push('a1').then(() => log('a-sent')), b.push('b1').then(() => log('b-sent'))];
  const ready = await Channel.select([a.shift(), b.shift()]);
  log(ready === a ? 'a' : 'b');
  await tick();
  log(await b.shift());
  await Promise.all(sent);
  log('end');
}

export async function selectPushes() {
  const a = Channel();
  const b = Channel(1);
  const ready = await Channel.select([a.push('to-a'), b.push('to-b')]);
  log(ready === b ? 'b' : 'a');
  a.shift().then(() => log('a-got'));
  log(await b.shift());
  await tick();
  log('end');
}

export async function selectOfClosed() {
  const a = Channel();
  await a.close();
  const ready = await Channel.select([a.shift(), Channel().shift()]);
  log(ready === a ? 'closed' : 'other');
  log(a.value());
  await a.push('late').catch(() => log('refused'));
  await a.close().catch(() => log('refused'));
}

export async function bufferedThenTaken() {
  const ch = Channel(2);
  await ch.push('1');
  await ch.push('2');
  log('room');
  ch.push('3').then(() => log('third'));
  await tick();
  log(await ch.shift());
  log(await ch.shift());
  log(await ch.shift());
}

export async function mapped() {
  for (const value of await Channel.of(1).map((n) => n * 10).values()) log(String(value));
}

export async function filtered() {
  for (const value of await Channel.of(2).filter((n) => n > 1).values()) log(String(value));
}

export async function reduced() {
  log(String(await Channel.from([1, 2]).reduce((sum, n) => sum + n)));
}

export async function sliced() {
  log((await Channel.of('a', 'b').slice(1, 2).values()).join());
}

export async function testsEach() {
  log(String(await Channel.of(1, 2).every((n) => n < 2)));
  log(String(await Channel.of(1, 2).some((n) => n > 1)));
}
