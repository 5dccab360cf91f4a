import { Chan, Select, recv, send } from 'ts-chan';
import { attempt, log, outcome, tick } from './log.js';

export async function rendezvous() {
  const channel = new Chan();
  outcome('send', channel.send('a'));
  await tick();
  log((await channel.recv()).value);
}

export async function buffered() {
  const channel = new Chan(1);
  outcome('first', channel.send('a'));
  outcome('second', channel.send('b'));
  log(channel.trySend('c'));
  await tick();
  log(channel.tryRecv().value);
  await tick();
  log('end');
}

export async function closed() {
  const channel = new Chan(1);
  await channel.send('a');
  outcome('blocked', channel.send('b'));
  channel.close();
  attempt('close', () => channel.close());
  await outcome('late', channel.send('c'));
  log((await channel.recv()).value);
  log((await channel.recv()).done);
}

export async function aborted() {
  const channel = new Chan();
  const controller = new AbortController();
  outcome('recv', channel.recv(controller.signal));
  controller.abort();
  await tick();
  log(channel.concurrency);
}

export async function selected() {
  const numbers = new Chan();
  const stop = new Chan();
  outcome('send', numbers.send('a'));
  const select = new Select([recv(numbers), recv(stop)]);
  const chosen = await select.wait();
  log(chosen === 0 ? select.recv(select.cases[0]).value : 'stop');
  stop.close();
  log(await select.wait());
}

export async function selectedSender() {
  const channel = new Chan();
  const select = new Select([send(channel, () => 'a')]);
  outcome('select', select.wait());
  await tick();
  log((await channel.recv()).value);
}
