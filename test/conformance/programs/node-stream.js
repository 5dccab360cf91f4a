import { once } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { log, outcome, tick } from './log.js';

export async function drainNeverComes() {
  const through = new PassThrough({ highWaterMark: 1 });
  log(through.write('ab'));
  outcome('drain', once(through, 'drain'));
  await tick();
  log('end');
}

export async function drainOnceItIsRead() {
  const through = new PassThrough({ highWaterMark: 1 });
  log(through.write('ab'));
  outcome('drain', once(through, 'drain'));
  through.resume();
  await tick();
  log('end');
}

export async function pipelineToAnUnreadTail() {
  outcome('pipeline', pipeline(Readable.from(['a', 'b', 'c']), new PassThrough({ objectMode: true, highWaterMark: 1 })));
  await tick();
  log('end');
}

export async function pipelineToASink() {
  await pipeline(Readable.from(['a', 'b']), new Writable({
    objectMode: true,
    write(chunk, _encoding, done) {
      log(chunk);
      setTimeout(done, 1);
    },
  }));
  log('end');
}

export async function callbackForgotten() {
  const sink = new Writable({ write() { log('write'); } });
  sink.write('a');
  sink.end();
  outcome('finish', once(sink, 'finish'));
  await tick();
  log('end');
}

export async function breakDestroys() {
  const source = Readable.from(['a', 'b']);
  for await (const chunk of source) {
    log(chunk);
    break;
  }
  log(source.destroyed);
}

export async function readableThatNeverPushes() {
  const source = new Readable({ read() { log('read'); } });
  outcome('end', once(source, 'end'));
  source.resume();
  await tick();
  log('waits');
}

export async function readToTheEndWhilePaused() {
  const input = new PassThrough();
  input.pause();
  input.on('end', () => { log('end'); });
  input.write('a');
  log(String(input.read()));
  input.end();
  log(String(input.read()));
}
