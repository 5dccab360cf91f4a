import { broadcast, channel, concat, consume, merge, mult, pubsub, select, timeout } from '@thi.ng/csp';
import { log, tick } from './log.js';

export async function writeWaitsForItsReader() {
  const ch = channel(2);
  ch.write('a').then((done) => log(`a:${done}`));
  ch.write('b').then((done) => log(`b:${done}`));
  await tick();
  log(await ch.read());
  await tick();
  log('end');
}

export async function closed() {
  const ch = channel(1);
  ch.write('a').then((done) => log(`a:${done}`));
  ch.close();
  ch.write('b').then((done) => log(`b:${done}`));
  log(await ch.read());
  log(await ch.read() === undefined ? 'over' : 'more');
}

export async function offersWhatFits() {
  const ch = channel(2);
  log(String(ch.offer('a')));
  log(String(ch.offer('b')));
  log(String(ch.offer('c')));
  log(ch.poll());
  log(String(ch.offer('d')));
  log(await ch.read());
  log(await ch.read());
  log(String(ch.poll()));
  ch.close();
  log(String(ch.offer('e')));
  log(String(ch.closed()));
}

export async function offerToWhoReads() {
  const ch = channel();
  ch.read().then((got) => log(`read:${got}`));
  log(String(ch.offer('a')));
  log(String(ch.offer('b')));
  await tick();
  log(String(ch.poll()));
}

export async function selects() {
  const a = channel();
  const b = channel();
  b.write('b1').then(() => log('read'));
  const [value, from] = await select(a, b);
  log(`${from === b ? 'b' : 'a'}:${value}`);
  select(a, b).then(([late]) => log(`late:${late}`));
  await tick();
  a.write('a1');
}

export async function selectOfClosed() {
  const a = channel();
  const b = channel();
  a.close();
  const [value, from] = await select(a, b);
  log(`${from === a ? 'a' : 'b'}:${value}`);
}

export async function timesOut() {
  const [value, from] = await select(channel(), timeout(10));
  log(`${String(value)}:${String(from.closed())}`);
}

export async function iterates() {
  const ch = channel();
  (async () => {
    await ch.write('a');
    await ch.write('b');
    ch.close();
  })();
  for await (const value of ch) log(value);
  log('end');
}

export async function merged() {
  const a = channel();
  const b = channel();
  const out = merge([a, b]);
  a.write('a');
  a.close();
  b.close();
  log((await consume(out)).join());
}

export async function multiplied() {
  const taps = mult();
  const one = taps.subscribe();
  const two = taps.subscribe();
  taps.write('x').then(() => log('written'));
  log(`one:${await one.read()}`);
  log(`two:${await two.read()}`);
  taps.close();
  log(String(await one.read()));
}

export async function topics() {
  const news = pubsub((item) => item.topic);
  const sports = news.subscribeTopic('s');
  consume(sports).then((got) => log(`sports:${got.length}`));
  log(`nobody:${await news.write({ topic: 'x' })}`);
  log(`first:${await news.write({ topic: 's' })}`);
  news.write({ topic: 's' }).then(() => log('second'));
  await tick();
  news.close();
  await tick();
  log('end');
}

export async function topicLeft() {
  const news = pubsub((item) => item.topic);
  const sports = news.subscribeTopic('s');
  log(String(news.unsubscribeTopic('s', sports)));
  log(String(news.unsubscribeTopic('t', sports)));
  log(await sports.read() === undefined ? 'over' : 'more');
}

export async function broadcasts() {
  const source = channel();
  const [a, b] = [channel(), channel()];
  broadcast(source, [a, b]).then(() => log('all'));
  consume(a).then((got) => log(`a:${got.length}`));
  await source.write(1);
  await source.write(2);
  source.close();
  await tick();
  log(`b:${await b.read()}`);
}

export async function concatenates() {
  const [first, second, target] = [channel(), channel(), channel()];
  concat(target, [first, second]).then(() => log('all'));
  second.write('late').then(() => log('taken'));
  first.write('early');
  first.close();
  log(await target.read());
  second.close();
  log(await target.read());
  log(await target.read() === undefined ? 'over' : 'more');
}
