import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { log, outcome, tick } from './log.js';

export async function oneMessage() {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (value) => {
    log(value);
    port2.close();
  });
  port1.postMessage('hello');
}

export async function keptUntilSomebodyListens() {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('early');
  await tick();
  log('listens');
  port2.once('message', (value) => log(value));
}

export async function postedAfterTheClose() {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', () => log('never'));
  port2.close();
  port1.postMessage('late');
  await tick();
  log('end');
}

export async function bothSidesClose() {
  const { port1, port2 } = new MessageChannel();
  port1.once('close', () => log('one'));
  port2.once('close', () => log('two'));
  port1.close();
}

export async function noAnswer() {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', () => log('ignored'));
  outcome('answer', once(port1, 'message'));
  port1.postMessage('question');
}

export async function answered() {
  const { port1, port2 } = new MessageChannel();
  port2.once('message', (value) => port2.postMessage(value + 1));
  const answer = once(port1, 'message');
  port1.postMessage(1);
  log((await answer)[0]);
}
