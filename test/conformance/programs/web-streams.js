import { attempt, log, outcome, tick } from './log.js';

export async function writeBeforeRead() {
  const { writable, readable } = new TransformStream();
  const writer = writable.getWriter();
  outcome('write', writer.write('a'));
  await tick();
  log('reads');
  log((await readable.getReader().read()).value);
}

export async function closeBeforeRead() {
  const { writable, readable } = new TransformStream();
  const writer = writable.getWriter();
  outcome('close', writer.close());
  await tick();
  log('reads');
  log((await readable.getReader().read()).done);
}

export async function secondReader() {
  const stream = new ReadableStream();
  const reader = stream.getReader();
  attempt('second', () => stream.getReader());
  outcome('read', reader.read());
  reader.releaseLock();
  attempt('third', () => stream.getReader());
  await outcome('cancel', stream.cancel());
}

export async function breakCancels() {
  const stream = new ReadableStream({
    pull(controller) { controller.enqueue('a'); },
    cancel() { log('cancelled'); },
  });
  for await (const chunk of stream) {
    log(chunk);
    break;
  }
  log(stream.locked);
}

export async function teeCancelledOnOneSide() {
  const [left, right] = new ReadableStream({ cancel() { log('source'); } }).tee();
  outcome('left', left.cancel());
  await tick();
  log('right');
  await outcome('right', right.cancel());
}

export async function neverEnqueued() {
  const reader = new ReadableStream({ start() { log('start'); } }).getReader();
  outcome('read', reader.read());
  await tick();
  log('end');
}

export async function pipedToASlowSink() {
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue('a');
      controller.enqueue('b');
      controller.close();
    },
  });
  await source.pipeTo(new WritableStream({
    async write(chunk) {
      await tick();
      log(chunk);
    },
    close() { log('closed'); },
  }));
  log('end');
}

export async function erroredSource() {
  const stream = new ReadableStream({ start(controller) { controller.error(new Error('no')); } });
  await outcome('read', stream.getReader().read());
  await outcome('pipe', new ReadableStream({ start(controller) { controller.error(new Error('no')); } }).pipeTo(new WritableStream()));
}
