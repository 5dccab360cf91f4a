import { EventEmitter } from 'node:events';
import { pEvent, pEventIterator, pEventMultiple } from 'p-event';
import { log, outcome, tick } from './log.js';

export async function eventBeforeIsLost() {
  const emitter = new EventEmitter();
  emitter.emit('ready');
  outcome('ready', pEvent(emitter, 'ready'));
  await tick();
  log(emitter.listenerCount('ready'));
}

export async function eventAfter() {
  const emitter = new EventEmitter();
  outcome('ready', pEvent(emitter, 'ready'));
  await tick();
  emitter.emit('ready');
  await tick();
  log(emitter.listenerCount('ready'));
}

export async function errorRejects() {
  const emitter = new EventEmitter();
  outcome('ready', pEvent(emitter, 'ready'));
  emitter.emit('error', new Error('no'));
}

export async function target() {
  const element = new EventTarget();
  outcome('click', pEvent(element, 'click'));
  element.dispatchEvent(new Event('click'));
}

export async function timeout() {
  const emitter = new EventEmitter();
  await outcome('ready', pEvent(emitter, 'ready', { timeout: 5 }));
  log(emitter.listenerCount('ready'));
}

export async function several() {
  const emitter = new EventEmitter();
  outcome('both', pEventMultiple(emitter, 'item', { count: 2 }));
  emitter.emit('item', 1);
  await tick();
  log('one');
  emitter.emit('item', 2);
}

export async function iterated() {
  const emitter = new EventEmitter();
  const items = pEventIterator(emitter, 'item', { resolutionEvents: ['end'] });
  emitter.emit('item', 'a');
  setTimeout(() => emitter.emit('end'), 1);
  for await (const item of items) log(item);
  log('end');
}

export async function filtered() {
  const emitter = new EventEmitter();
  outcome('big', pEvent(emitter, 'item', (value) => value > 1));
  emitter.emit('item', 1);
  await tick();
  log('small');
  emitter.emit('item', 2);
}

export async function signalOutlivesTheWait() {
  const emitter = new EventEmitter();
  const controller = new AbortController();
  outcome('ready', pEvent(emitter, 'ready', { signal: controller.signal }));
  emitter.emit('ready');
  await tick();
  controller.abort();
  outcome('again', pEvent(emitter, 'ready', { signal: controller.signal }));
}

export async function abortedWhileWaiting() {
  const emitter = new EventEmitter();
  const controller = new AbortController();
  outcome('ready', pEvent(emitter, 'ready', { signal: controller.signal }));
  await tick();
  controller.abort();
  await tick();
  log(emitter.listenerCount('ready'));
}

export async function cancelled() {
  const emitter = new EventEmitter();
  const waiting = pEvent(emitter, 'ready');
  outcome('ready', waiting);
  waiting.cancel();
  emitter.emit('ready');
  log(emitter.listenerCount('ready'));
}
