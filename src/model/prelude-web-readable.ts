/**
 * The streams of the platform, as the standard says them (https://streams.spec.whatwg.org) and as run on Node 20: what
 * blocks, in which order, and who is woken. A read request is a promise of `{ value, done }`, or a function that is told
 * `chunk`, `end` or `error`.
 */
export const webReadableText = `
async function web$after(result, done, failed) {
  try { await result; }
  catch (error) { failed(error); return; }
  done();
}
function web$released() { return Promise.reject(new TypeError('the stream was released')); }

function readable$setup(self, source, room) {
  readable$open(self, $op('stream.isUnknown', source) ? readable$fed() : source ?? {}, $op('stream.size', room, 1));
}
function readable$fed() {
  let left = 2;
  return { pull(controller) {
    return new Promise((resolve) => {
      $op('stream.later', () => {
        if (left-- > 0 && $op('stream.either')) controller.enqueue($op('stream.unknown'));
        else controller.close();
        resolve();
      });
    });
  } };
}
function readable$open(self, source, room) {
  const s = { queue: [], room, phase: 'open', error: undefined, busy: true, again: false, closing: false, reads: [], reader: undefined, foreign: false, closed: undefined, source, controller: undefined };
  $op('stream.keep', self, s);
  s.controller = $op('stream.make', 'node:stream/web#ReadableStreamDefaultController', self);
  const started = source.start?.(s.controller);
  if (source.pull === undefined && $op('stream.isSettled', started)) s.busy = false;
  else web$after(started, () => { s.busy = false; readable$pull(self); }, (error) => { readable$fail(self, error); });
}
function readable$pull(self) {
  const s = $op('stream.state', self);
  if (s.phase !== 'open' || s.closing || s.source.pull === undefined || !readable$wants(s)) return;
  if (s.busy) { s.again = true; return; }
  s.busy = true;
  let result;
  try { result = s.source.pull(s.controller); }
  catch (error) { readable$fail(self, error); return; }
  if ($op('stream.isSettled', result)) readable$pulled(self);
  else web$after(result, () => { readable$pulled(self); }, (error) => { readable$fail(self, error); });
}
function readable$wants(s) { return s.reads.length > 0 || s.queue.length < Math.min(s.room, 4); }
function readable$pulled(self) {
  const s = $op('stream.state', self);
  s.busy = false;
  if (!s.again) return;
  s.again = false;
  readable$pull(self);
}
function readable$serve(request, how, value) {
  if (typeof request === 'function') request(how, value);
  else if (how === 'error') $op('stream.fail', request, value);
  else $op('stream.settle', request, { value, done: how === 'end' });
}
function readable$request(self, request) {
  const s = $op('stream.state', self);
  if (s.queue.length > 0) {
    const chunk = s.queue.shift();
    if (s.closing && s.queue.length === 0) readable$finish(self, 'closed', 'end', undefined);
    readable$serve(request, 'chunk', chunk);
    readable$pull(self);
  } else if (s.phase !== 'open') readable$serve(request, s.phase === 'closed' ? 'end' : 'error', s.error);
  else {
    s.reads.push(request);
    readable$pull(self);
  }
}
function readable$finish(self, phase, how, error) {
  const s = $op('stream.state', self);
  s.phase = phase;
  s.error = error;
  s.queue = [];
  s.source = {};
  const waiting = s.reads;
  s.reads = [];
  for (const request of waiting) readable$serve(request, how, error);
  if (phase === 'closed') $op('stream.settle', s.closed, undefined);
  else $op('stream.fail', s.closed, error);
}
function readable$fail(self, error) {
  if ($op('stream.state', self).phase === 'open') readable$finish(self, 'errored', 'error', error);
}
function readable$give(self, chunk) {
  const s = $op('stream.state', self);
  if (s.reads.length > 0) readable$serve(s.reads.shift(), 'chunk', chunk);
  else s.queue.push(chunk);
  readable$pull(self);
}
function readable$end(self) {
  const s = $op('stream.state', self);
  s.closing = true;
  if (s.queue.length === 0) readable$finish(self, 'closed', 'end', undefined);
}
function readable$stop(self, reason) {
  const s = $op('stream.state', self);
  if (s.phase === 'closed') return Promise.resolve();
  if (s.phase === 'errored') return Promise.reject(s.error);
  const { source } = s;
  readable$finish(self, 'closed', 'end', undefined);
  let result;
  try { result = source.cancel?.(reason); }
  catch (error) { return Promise.reject(error); }
  return $op('stream.isSettled', result) ? Promise.resolve() : result;
}
function readable$cancel(self, reason) {
  if ($op('stream.state', self).reader !== undefined) return Promise.reject($op('stream.misuse', 'cancel of a stream that a reader has locked'));
  return readable$stop(self, reason);
}
function readable$locked(self) { return $op('stream.state', self).reader !== undefined; }
function readable$getReader(self) {
  const reader = readable$lock(self);
  $op('stream.state', reader).grant = $op('token.takeReader', self);
  return reader;
}
function readable$lock(self) {
  const s = $op('stream.state', self);
  if (s.reader !== undefined && !s.foreign) throw $op('stream.misuse', 'getReader of a stream that a reader has locked');
  // only who has the reader can give it back, so the stream does not refer to it
  s.reader = true;
  return $op('stream.make', 'node:stream/web#ReadableStreamDefaultReader', { stream: self, grant: undefined });
}
function readable$values(self, keep) {
  const reader = readable$lock(self);
  return {
    next() {
      const result = $op('stream.wait', self, 'read');
      readable$request(self, (how, value) => {
        if (how !== 'chunk') reader$releaseLock(reader);
        readable$serve(result, how, value);
      });
      return result;
    },
    return() {
      const result = keep ? Promise.resolve() : readable$stop(self, undefined);
      reader$releaseLock(reader);
      return result;
    },
  };
}
function readable$from(items) {
  const self = $op('stream.make', 'node:stream/web#ReadableStream', undefined);
  const list = (async function* () { for await (const item of items) yield item; })();
  readable$open(self, {
    async pull(controller) {
      const { value, done } = await list.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel(reason) { return list.return(reason); },
  }, 0);
  return self;
}
function readable$tee(self) {
  const reader = readable$lock(self);
  const branches = [];
  let reading = false;
  let again = false;
  let cancelled = 0;
  let ended = false;
  let done;
  const pull = () => {
    if (reading) { again = true; return; }
    reading = true;
    readable$request(self, (how, value) => {
      reading = false;
      if (how !== 'chunk') {
        ended = true;
        $op('stream.settle', done, undefined);
      }
      for (const branch of branches) {
        const { phase, closing } = $op('stream.state', branch);
        if (phase !== 'open' || closing) continue;
        if (how === 'chunk') readable$give(branch, value);
        else if (how === 'end') readable$end(branch);
        else readable$fail(branch, value);
      }
      if (how === 'chunk' && again) { again = false; pull(); }
    });
  };
  const cancel = (branch, reason) => {
    if (ended) return Promise.resolve();
    done ??= $op('stream.promise', self, 'cancel');
    if (++cancelled === 2) $op('stream.settle', done, readable$stop(self, reason));
    return done;
  };
  for (let i = 0; i < 2; i++) {
    const branch = $op('stream.make', 'node:stream/web#ReadableStream', undefined);
    branches.push(branch);
    readable$open(branch, { pull, cancel: (reason) => cancel(branch, reason) }, 1);
  }
  return branches;
}

function reader$read(self) {
  const { stream } = $op('stream.state', self);
  if (stream === undefined) return web$released();
  const result = $op('stream.wait', stream, 'read');
  readable$request(stream, result);
  return result;
}
function reader$releaseLock(self) {
  const r = $op('stream.state', self);
  if (r.stream === undefined) return;
  const s = $op('stream.state', r.stream);
  r.stream = undefined;
  s.reader = undefined;
  if (r.grant !== undefined) $op('token.end', r.grant);
  const waiting = s.reads;
  s.reads = [];
  for (const request of waiting) readable$serve(request, 'error', new TypeError('the reader was released'));
}
function reader$cancel(self, reason) {
  const { stream, grant } = $op('stream.state', self);
  if (grant !== undefined) $op('token.end', grant);
  return stream === undefined ? web$released() : readable$stop(stream, reason);
}
function reader$closed(self) {
  const { stream } = $op('stream.state', self);
  if (stream === undefined) return web$released();
  const s = $op('stream.state', stream);
  if (s.phase === 'open') return s.closed ??= $op('stream.promise', stream, 'closed');
  return s.phase === 'closed' ? Promise.resolve() : Promise.reject(s.error);
}

function readable$outside(self) {
  const s = $op('stream.state', self);
  if (s.reader !== undefined || s.foreign) return;
  $op('stream.guess');
  s.foreign = true;
  readable$drainTo(self, undefined);
}
function reader$outside(self) {
  const { stream } = $op('stream.state', self);
  if (stream === undefined) return;
  $op('stream.guess');
  $op('stream.state', stream).foreign = true;
  readable$drainTo(stream, undefined);
}
function source$outside(self) {
  const stream = $op('stream.state', self);
  const s = $op('stream.state', stream);
  $op('stream.guess');
  s.foreign = true;
  if (s.phase === 'open' && !s.closing) readable$end(stream);
}
function source$enqueue(self, chunk) {
  const stream = $op('stream.state', self);
  const s = $op('stream.state', stream);
  if (s.foreign && (s.phase !== 'open' || s.closing)) return;
  if (s.phase !== 'open' || s.closing) throw $op('stream.misuse', 'enqueue on a stream that is closed');
  readable$give(stream, chunk);
}
function source$close(self) {
  const stream = $op('stream.state', self);
  const s = $op('stream.state', stream);
  if (s.foreign && (s.phase !== 'open' || s.closing)) return;
  if (s.phase !== 'open' || s.closing) throw $op('stream.misuse', 'close of a stream that is closed');
  readable$end(stream);
}
function source$error(self, error) { readable$fail($op('stream.state', self), error); }
function source$desiredSize(self) {
  const s = $op('stream.state', $op('stream.state', self));
  return s.phase === 'errored' ? null : s.phase === 'closed' ? 0 : s.room - s.queue.length;
}

function readable$pipeTo(self, target, options) {
  const result = $op('stream.wait', self, 'pipe');
  readable$pipe(self, target, options ?? {}, result);
  return result;
}
function readable$pipeThrough(self, pair, options) {
  if ($op('stream.isUnknown', pair)) return $op('stream.unknown');
  readable$pipe(self, pair.writable, options ?? {}, $op('stream.promise', self, 'pipe'));
  return pair.readable;
}
function readable$drainTo(self, result) {
  const next = () => {
    readable$request(self, (how, value) => {
      if (how === 'chunk') next();
      else readable$serve(result, how, value);
    });
  };
  next();
}
function readable$pipe(self, target, options, result) {
  if ($op('stream.isUnknown', target)) { readable$lock(self); readable$drainTo(self, result); return; }
  const w = $op('stream.state', target);
  if ($op('stream.state', self).reader !== undefined || w.writer !== undefined) {
    $op('stream.fail', result, $op('stream.misuse', 'pipe of a stream that is locked'));
    return;
  }
  const reader = readable$lock(self);
  const writer = writable$getWriter(target);
  let over = false;
  let reading = false;
  const leave = (failed, error) => {
    reader$releaseLock(reader);
    writer$releaseLock(writer);
    if (failed) $op('stream.fail', result, error);
    else $op('stream.settle', result, undefined);
  };
  const stop = (waitFor, failed, error) => {
    over = true;
    w.watch = undefined;
    if ($op('stream.isSettled', waitFor)) leave(failed, error);
    else web$after(waitFor, () => { leave(failed, error); }, (reason) => { leave(true, failed ? error : reason); });
  };
  const pump = () => {
    if (over) return;
    if (w.phase !== 'open' || w.ended) {
      const error = w.error ?? new TypeError('the target is closed');
      stop(options.preventCancel ? undefined : readable$stop(self, error), true, error);
      return;
    }
    if (reading || w.queue.length >= w.room) return;
    reading = true;
    readable$request(self, (how, value) => {
      reading = false;
      if (over) return;
      if (how === 'chunk') {
        writable$add(target, value, undefined);
        pump();
      } else if (how === 'end') stop(options.preventClose ? undefined : writable$end(target), false, undefined);
      else stop(options.preventAbort ? undefined : writable$stop(target, value), true, value);
    });
  };
  options.signal?.addEventListener('abort', () => {
    if (over) return;
    const { reason } = options.signal;
    over = true;
    const ended = options.preventAbort ? undefined : writable$stop(target, reason);
    stop(Promise.all([ended, options.preventCancel ? undefined : readable$stop(self, reason)]), true, reason);
  });
  w.watch = pump;
  pump();
}
`;
