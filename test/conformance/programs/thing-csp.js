import { channel } from '@thi.ng/csp';
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
