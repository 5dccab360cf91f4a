/** The writable side of the platform's streams, and transforms, which are one of each. It is lowered together with the readable side. */
export const webWritableText = `
function writable$setup(self, sink, room) { writable$open(self, $op('stream.isUnknown', sink) ? {} : sink ?? {}, $op('stream.size', room, 1)); }
function writable$open(self, sink, room) {
  const w = { queue: [], room, phase: 'open', error: undefined, busy: true, ended: false, ending: undefined, aborting: undefined, writer: undefined, foreign: false, ready: undefined, closed: undefined, watch: undefined, sink, controller: undefined };
  $op('stream.keep', self, w);
  w.controller = $op('stream.make', 'node:stream/web#WritableStreamDefaultController', { stream: self, signal: undefined });
  const started = sink.start?.(w.controller);
  if ($op('stream.isSettled', started)) w.busy = false;
  else web$after(started, () => { w.busy = false; writable$next(self); }, (error) => { w.busy = false; writable$fail(self, error); });
}
function writable$add(self, chunk, written) {
  const w = $op('stream.state', self);
  if (w.phase !== 'open' && w.phase !== 'closed') $op('stream.fail', written, w.error);
  else if (w.ended && w.foreign) $op('stream.settle', written, undefined);
  else if (w.ended) $op('stream.fail', written, $op('stream.misuse', 'write to a stream that is closed'));
  else {
    w.queue.push({ chunk, written });
    writable$next(self);
  }
  return written;
}
function writable$next(self) {
  const w = $op('stream.state', self);
  if (w.busy) return;
  if (w.phase === 'failing') { writable$failed(self); return; }
  if (w.phase !== 'open') return;
  if (w.queue.length > 0) {
    w.busy = true;
    const done = () => { writable$wrote(self); };
    const failed = (error) => {
      w.busy = false;
      $op('stream.fail', w.queue.shift().written, error);
      writable$fail(self, error);
    };
    const { chunk } = w.queue[0];
    if (w.sink.accept !== undefined) { w.sink.accept(chunk, done, failed); return; }
    let result;
    try { result = w.sink.write?.(chunk, w.controller); }
    catch (error) { result = Promise.reject(error); }
    web$after(result, done, failed);
  } else if (w.ended) {
    w.busy = true;
    let result;
    try { result = w.sink.close?.(w.controller); }
    catch (error) { result = Promise.reject(error); }
    if ($op('stream.isSettled', result)) writable$closed(self);
    else web$after(result, () => { writable$closed(self); }, (error) => {
      w.busy = false;
      $op('stream.fail', w.ending, error);
      writable$fail(self, error);
    });
  }
}
function writable$wrote(self) {
  const w = $op('stream.state', self);
  w.busy = false;
  $op('stream.settle', w.queue.shift().written, undefined);
  if (w.phase === 'open' && w.queue.length === w.room - 1 && !w.ended) {
    $op('stream.settle', w.ready, undefined);
    w.ready = undefined;
    w.watch?.();
  }
  writable$next(self);
}
function writable$closed(self) {
  const w = $op('stream.state', self);
  w.busy = false;
  w.phase = 'closed';
  w.sink = {};
  $op('stream.settle', w.ending, undefined);
  $op('stream.settle', w.closed, undefined);
  $op('stream.settle', w.aborting, undefined);
}
function writable$fail(self, error) {
  const w = $op('stream.state', self);
  if (w.phase === 'open') {
    w.phase = 'failing';
    w.error = error;
    $op('stream.fail', w.ready, error);
    if (!w.busy) writable$failed(self);
    w.watch?.();
  } else if (w.phase === 'failing') writable$next(self);
}
function writable$failed(self) {
  const w = $op('stream.state', self);
  w.phase = 'errored';
  const { sink, queue } = w;
  w.sink = {};
  w.queue = [];
  for (const { written } of queue) $op('stream.fail', written, w.error);
  $op('stream.fail', w.ending, w.error);
  $op('stream.fail', w.closed, w.error);
  if (w.aborting === undefined) return;
  let result;
  try { result = sink.abort?.(w.error); }
  catch (error) { result = Promise.reject(error); }
  if ($op('stream.isSettled', result)) $op('stream.settle', w.aborting, undefined);
  else web$after(result, () => { $op('stream.settle', w.aborting, undefined); }, (error) => { $op('stream.fail', w.aborting, error); });
}
function writable$end(self) {
  const w = $op('stream.state', self);
  if (w.phase === 'failing' || w.phase === 'errored') return Promise.reject(w.error);
  if (w.ended && w.foreign) return w.ending;
  if (w.ended) return Promise.reject($op('stream.misuse', 'close of a stream that is closed'));
  w.ended = true;
  w.ending = $op('stream.wait', self, 'close');
  $op('stream.settle', w.ready, undefined);
  w.ready = undefined;
  writable$next(self);
  return w.ending;
}
function writable$stop(self, reason) {
  const w = $op('stream.state', self);
  if (w.phase === 'closed' || w.phase === 'errored') return Promise.resolve();
  if (w.aborting !== undefined) return w.aborting;
  w.aborting = $op('stream.promise', self, 'abort');
  $op('stream.state', w.controller).signal?.abort(reason);
  writable$fail(self, reason);
  return w.aborting;
}
function writable$locked(self) { return $op('stream.state', self).writer !== undefined; }
function writable$getWriter(self) {
  const w = $op('stream.state', self);
  if (w.writer !== undefined && !w.foreign) throw $op('stream.misuse', 'getWriter of a stream that a writer has locked');
  w.writer = $op('stream.make', 'node:stream/web#WritableStreamDefaultWriter', { stream: self });
  return w.writer;
}
function writable$close(self) {
  if ($op('stream.state', self).writer !== undefined) return Promise.reject($op('stream.misuse', 'close of a stream that a writer has locked'));
  return writable$end(self);
}
function writable$abort(self, reason) {
  if ($op('stream.state', self).writer !== undefined) return Promise.reject($op('stream.misuse', 'abort of a stream that a writer has locked'));
  return writable$stop(self, reason);
}

function writable$outside(self) {
  const w = $op('stream.state', self);
  if (w.writer === undefined) writable$given(self);
}
function writer$outside(self) {
  const { stream } = $op('stream.state', self);
  if (stream !== undefined) writable$given(stream);
}
function writable$given(self) {
  const w = $op('stream.state', self);
  $op('stream.guess');
  w.foreign = true;
  if (w.phase === 'open' && !w.ended) writable$end(self);
}
function transform$outside(self) { writable$outside($op('stream.state', self).writable); }

function writer$write(self, chunk) {
  const { stream } = $op('stream.state', self);
  return stream === undefined ? web$released() : writable$add(stream, chunk, $op('stream.wait', stream, 'write'));
}
function writer$close(self) {
  const { stream } = $op('stream.state', self);
  return stream === undefined ? web$released() : writable$end(stream);
}
function writer$abort(self, reason) {
  const { stream } = $op('stream.state', self);
  return stream === undefined ? web$released() : writable$stop(stream, reason);
}
function writer$ready(self) {
  const { stream } = $op('stream.state', self);
  if (stream === undefined) return web$released();
  const w = $op('stream.state', stream);
  if (w.phase === 'failing' || w.phase === 'errored') return Promise.reject(w.error);
  if (w.phase === 'closed' || w.ended || w.queue.length < w.room) return Promise.resolve();
  return w.ready ??= $op('stream.promise', stream, 'ready');
}
function writer$closed(self) {
  const { stream } = $op('stream.state', self);
  if (stream === undefined) return web$released();
  const w = $op('stream.state', stream);
  if (w.phase === 'closed') return Promise.resolve();
  if (w.phase === 'errored') return Promise.reject(w.error);
  return w.closed ??= $op('stream.promise', stream, 'closed');
}
function writer$desiredSize(self) {
  const { stream } = $op('stream.state', self);
  const w = $op('stream.state', stream);
  return w.phase === 'failing' || w.phase === 'errored' ? null : w.phase === 'closed' ? 0 : w.room - w.queue.length;
}
function writer$releaseLock(self) {
  const r = $op('stream.state', self);
  if (r.stream === undefined) return;
  const w = $op('stream.state', r.stream);
  r.stream = undefined;
  w.writer = undefined;
  const error = new TypeError('the writer was released');
  $op('stream.fail', w.ready, error);
  $op('stream.fail', w.closed, error);
  w.ready = undefined;
  w.closed = undefined;
}
function sink$error(self, error) { writable$fail($op('stream.state', self).stream, error); }
function sink$signal(self) { return ($op('stream.state', self).signal ??= new AbortController()).signal; }

function transform$setup(self, transformer, writableRoom, readableRoom) {
  transform$open(self, $op('stream.isUnknown', transformer) ? transform$unknown() : transformer ?? {}, $op('stream.size', writableRoom, 1), $op('stream.size', readableRoom, 0));
}
function transform$native(self) { transform$open(self, transform$unknown(), 1, 0); }
function transform$unknown() { return { transform(chunk, controller) { controller.enqueue($op('stream.unknown')); } }; }
function transform$open(self, transformer, writableRoom, readableRoom) {
  const readable = $op('stream.make', 'node:stream/web#ReadableStream', undefined);
  const writable = $op('stream.make', 'node:stream/web#WritableStream', undefined);
  const t = { readable, writable, wake: undefined };
  $op('stream.keep', self, t);
  const controller = $op('stream.make', 'node:stream/web#TransformStreamDefaultController', t);
  readable$open(readable, {
    pull() {
      const { wake } = t;
      t.wake = undefined;
      wake?.();
    },
    cancel(reason) {
      transform$break(t, reason);
      return transformer.cancel?.(reason);
    },
  }, readableRoom);
  writable$open(writable, {
    start() { return transformer.start?.(controller); },
    accept(chunk, done, failed) {
      const run = () => {
        const { phase, error } = $op('stream.state', writable);
        if (phase !== 'open') { failed(error); return; }
        let result;
        try {
          if (transformer.transform === undefined) readable$offer(readable, chunk);
          else result = transformer.transform(chunk, controller);
        } catch (error) { result = Promise.reject(error); }
        const broken = (error) => { readable$fail(readable, error); failed(error); };
        if ($op('stream.isSettled', result)) done();
        else web$after(result, done, broken);
      };
      if (readable$wants($op('stream.state', readable))) run();
      else t.wake = run;
    },
    close() {
      const ended = () => { if (!$op('stream.state', readable).closing) readable$end(readable); };
      const result = transformer.flush?.(controller);
      if ($op('stream.isSettled', result)) { ended(); return undefined; }
      return result.then(ended, (error) => { readable$fail(readable, error); throw error; });
    },
    abort(reason) {
      readable$fail(readable, reason);
      return transformer.cancel?.(reason);
    },
  }, writableRoom);
}
function readable$offer(self, chunk) {
  const { phase, closing } = $op('stream.state', self);
  if (phase !== 'open' || closing) throw new TypeError('the readable side is closed');
  readable$give(self, chunk);
}
function transform$break(t, error) {
  writable$fail(t.writable, error);
  const { wake } = t;
  t.wake = undefined;
  wake?.();
}
function transform$readable(self) { return $op('stream.state', self).readable; }
function transform$writable(self) { return $op('stream.state', self).writable; }
function transform$enqueue(self, chunk) { readable$offer($op('stream.state', self).readable, chunk); }
function transform$error(self, error) {
  const t = $op('stream.state', self);
  readable$fail(t.readable, error);
  transform$break(t, error);
}
function transform$terminate(self) {
  const t = $op('stream.state', self);
  if ($op('stream.state', t.readable).phase === 'open') readable$end(t.readable);
  transform$break(t, new TypeError('the transform was terminated'));
}
function transform$desiredSize(self) { return source$desiredSize($op('stream.state', $op('stream.state', self).readable).controller); }
`;
