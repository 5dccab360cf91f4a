import Emittery from 'emittery2';
import { log, outcome, tick } from './log.js';

export async function emitWaitsForListeners() {
  const emitter = new Emittery();
  emitter.on('saved', async () => {
    await tick();
    log('listened');
  });
  await emitter.emit('saved');
  log('emitted');
}

export async function listenerThatHangs() {
  const emitter = new Emittery();
  emitter.on('saved', () => new Promise(() => undefined));
  outcome('emit', emitter.emit('saved'));
  await tick();
  log('end');
}

export async function onceTooLate() {
  const emitter = new Emittery();
  await emitter.emit('ready');
  outcome('once', emitter.once('ready'));
  await tick();
  log('end');
}

export async function onceInTime() {
  const emitter = new Emittery();
  outcome('once', emitter.once('ready'));
  await emitter.emit('ready', 1);
  log(emitter.listenerCount('ready'));
}

export async function failingListener() {
  const emitter = new Emittery();
  emitter.on('saved', () => {
    throw new Error('no');
  });
  await outcome('emit', emitter.emit('saved'));
  await outcome('serial', emitter.emitSerial('saved'));
}

export async function iterated() {
  const emitter = new Emittery();
  const events = emitter.events('item');
  emitter.emit('item', 'a');
  emitter.emit('item', 'b');
  for await (const { data: item } of events) {
    log(item);
    if (item === 'b') break;
  }
  log('end');
}

export async function clearedWhileIterated() {
  const emitter = new Emittery();
  const events = emitter.events('item');
  setTimeout(() => emitter.clearListeners('item'), 1);
  for await (const { data: item } of events) log(item);
  log('end');
}

export async function failsOnceAllHaveEnded() {
  const emitter = new Emittery();
  emitter.on('saved', () => {
    throw new Error('no');
  });
  emitter.on('saved', async ({ name, data }) => {
    await tick();
    log(`${name}:${data}`);
  });
  await outcome('emit', emitter.emit('saved', 1));
}

export async function onceWithASignal() {
  const emitter = new Emittery();
  const controller = new AbortController();
  outcome('once', emitter.once('ready', { signal: controller.signal }));
  await tick();
  controller.abort();
  await tick();
  log(emitter.listenerCount('ready'));
}
