/**
 * The streams of node:stream, as run on Node 20. A record holds what Node's readable and writable state do; `owner` is the
 * object whose `_read`, `_write` … are called. Chunks come one by one. An error that nobody listens for is thrown.
 */
export const nodeStreamsText = `
function node$readable(self, owner, options) { node$open(self, owner, options, true, false); }
function node$writable(self, owner, options) { node$open(self, owner, options, false, true); }
function node$duplex(self, owner, options) { node$open(self, owner, options, true, true); }
function node$transform(self, owner, options) { node$open(self, owner, options, true, true).turns = true; }
function node$passThrough(self, owner, options) {
  const n = node$open(self, owner, options, true, true);
  n.turns = true;
  n.given = { transform(chunk, encoding, callback) { callback(null, chunk); } };
}
function node$open(self, owner, options, reads, writes) {
  const given = $op('stream.isUnknown', options) ? {} : options ?? {};
  const n = { owner, given, r: undefined, w: undefined, turns: false, held: undefined, destroyed: false, closed: false, foreign: false, opens: false, loan: undefined, error: undefined, watch: [], pipes: [] };
  $op('stream.keep', self, n);
  if (reads) {
    const objects = (given.objectMode || given.readableObjectMode) === true;
    n.r = { objects, buffer: [], used: 0, room: $op('stream.size', given.readableHighWaterMark ?? given.highWaterMark, objects ? 16 : 16384), mode: 'idle', ended: false, over: false, busy: false, told: false, due: false, waiting: [] };
  }
  if (writes) {
    const objects = (given.objectMode || given.writableObjectMode) === true;
    n.w = { objects, queue: [], used: 0, room: $op('stream.size', given.writableHighWaterMark ?? given.highWaterMark, objects ? 16 : 16384), ending: false, finishing: false, finished: false, busy: false, full: false, corked: false };
  }
  given.signal?.addEventListener('abort', () => { node$destroy(self, given.signal.reason); });
  return n;
}
function node$tell(self, what, error) {
  for (const watcher of [...$op('stream.state', self).watch]) watcher(what, error);
}

function node$on(self, name, listener) {
  $op('event.on', self, name, listener);
  return node$heard(self, name);
}
function node$once(self, name, listener) {
  $op('event.once', self, name, listener);
  return node$heard(self, name);
}
function node$off(self, name, listener) {
  $op('event.off', self, name, listener);
  return $op('stream.state', self).owner;
}
function node$heard(self, name) {
  const { r, owner, opens } = $op('stream.state', self);
  if (opens && (name === 'open' || name === 'ready')) $op('stream.later', () => { self.emit(name, $op('stream.unknown')); });
  if (r !== undefined && name === 'data' && r.mode !== 'paused') node$resume(self);
  if (r !== undefined && name === 'readable') {
    r.mode = 'pull';
    node$wake(self);
  }
  return owner;
}
function node$resume(self) {
  const { r, owner } = $op('stream.state', self);
  if (r.mode !== 'pull' || $op('event.count', self, 'readable') === 0) r.mode = 'flow';
  node$wake(self);
  return owner;
}
function node$pause(self) {
  const { r, owner } = $op('stream.state', self);
  r.mode = 'paused';
  return owner;
}
function node$isPaused(self) { return $op('stream.state', self).r.mode === 'paused'; }
function node$self(self) { return $op('stream.state', self).owner; }

// what the outside pushes or a pipe writes fills no large room: both ways of going on are the same there
function node$weight(side, chunk, isSafe) { return side.objects ? 1 : isSafe && side.room > 64 ? 0 : $op('stream.weight', chunk, side.room); }
function node$push(self, chunk, encoding, isSafe) {
  const n = $op('stream.state', self);
  const { r } = n;
  r.busy = false;
  // what comes from outside is a chunk: who ends a stream says null
  if (!$op('stream.isUnknown', chunk) && chunk === null) r.ended = true;
  else if (r.ended) {
    node$destroy(self, $op('stream.misuse', 'push after the end of the stream'));
    return false;
  } else {
    const weight = node$weight(r, chunk, isSafe);
    if (r.buffer.length === 0) r.told = false;
    r.buffer.push({ chunk, weight });
    r.used += weight;
  }
  if (r.mode !== 'idle') node$wake(self);
  return !r.ended && r.used < r.room;
}
function node$wake(self) {
  const { r } = $op('stream.state', self);
  if (r.due) return;
  r.due = true;
  $op('stream.soon', () => {
    r.due = false;
    node$flow(self);
  });
}
function node$take(r) {
  const { chunk, weight } = r.buffer.shift();
  r.used -= weight;
  return chunk;
}
function node$flow(self) {
  const n = $op('stream.state', self);
  const { r } = n;
  for (;;) {
    if (n.destroyed || r.over || r.mode === 'paused') return;
    if (r.buffer.length > 0 && r.mode === 'flow') self.emit('data', node$take(r));
    else if (r.buffer.length > 0 && r.waiting.length > 0) $op('stream.settle', r.waiting.shift(), { value: node$take(r), done: false });
    else if (r.buffer.length === 0 && r.ended) {
      if (!r.told && $op('event.count', self, 'readable') > 0) {
        r.told = true;
        self.emit('readable');
      }
      node$over(self);
      return;
    } else if (!r.busy && !r.ended && r.used < r.room) node$fill(self);
    else break;
  }
  if (r.buffer.length > 0 && r.mode === 'pull' && !r.told && $op('event.count', self, 'readable') > 0) {
    r.told = true;
    self.emit('readable');
  }
}
function node$isRead(self) {
  if (self === undefined) return false;
  const { r, destroyed } = $op('stream.state', self);
  return r.mode !== 'idle' && !r.over && !destroyed;
}
function node$over(self) {
  const n = $op('stream.state', self);
  n.r.over = true;
  for (const request of n.r.waiting) $op('stream.settle', request, { value: undefined, done: true });
  n.r.waiting = [];
  self.emit('end');
  node$tell(self, 'end');
  if (n.given.allowHalfOpen === false && n.w !== undefined) node$end(self);
  node$rest(self);
}
function node$fill(self) {
  const n = $op('stream.state', self);
  n.r.busy = true;
  if (n.turns) {
    const { held } = n;
    n.held = undefined;
    held?.();
    return;
  }
  try {
    if (n.given.read !== undefined) n.given.read.call(n.owner, 1);
    else n.owner._read?.(1);
  } catch (error) { node$destroy(self, error); }
}
function node$read(self) {
  const n = $op('stream.state', self);
  const { r } = n;
  if (r.mode === 'idle') r.mode = 'pull';
  if (n.destroyed || r.over) return null;
  if (!r.busy && !r.ended && r.used < r.room) node$fill(self);
  if (r.buffer.length === 0) {
    r.told = false;
    if (r.ended) node$readOn(self);
    return null;
  }
  const chunk = node$take(r);
  self.emit('data', chunk);
  node$readOn(self);
  return chunk;
}
/** Who reads a paused stream to its end ends it. */
function node$readOn(self) {
  const n = $op('stream.state', self);
  const { r } = n;
  if (r.mode !== 'paused') node$wake(self);
  else if (r.buffer.length === 0 && r.ended) $op('stream.soon', () => { if (!n.destroyed && !r.over) node$over(self); });
}
function node$values(self, keep) {
  const n = $op('stream.state', self);
  n.r.mode = 'pull';
  return {
    next() {
      const result = $op('stream.wait', self, 'read');
      if (n.r.over) $op('stream.settle', result, { value: undefined, done: true });
      else if (n.destroyed) $op('stream.fail', result, n.error ?? new Error('Premature close'));
      else {
        n.r.waiting.push(result);
        node$wake(self);
      }
      return result;
    },
    return() {
      if (!keep && !n.destroyed) {
        // whoever leaves early aborts the stream; that error is thrown to nobody
        n.watch.push(() => {});
        node$destroy(self, n.r.over ? undefined : new Error('The operation was aborted'));
      }
      return Promise.resolve();
    },
  };
}
async function node$toArray(self) {
  const items = [];
  for await (const item of self) items.push(item);
  return items;
}
function node$from(items) {
  if ($op('stream.isUnknown', items)) return node$outsideReadable();
  const self = $op('stream.make', 'node:stream#Readable', undefined);
  const n = node$open(self, self, { objectMode: true, highWaterMark: 1 }, true, false);
  if (typeof items === 'string' || Array.isArray(items)) {
    for (const chunk of typeof items === 'string' ? [items] : items) n.r.buffer.push({ chunk, weight: 1 });
    n.r.used = n.r.buffer.length;
    n.r.ended = true;
    return self;
  }
  const list = (async function* () { for await (const item of items) yield item; })();
  n.given = {
    read() {
      list.next().then(({ value, done }) => { node$push(self, done ? null : value); }, (error) => { node$destroy(self, error); });
    },
    destroy(error, callback) { list.return().then(() => { callback(error); }, () => { callback(error); }); },
  };
  return self;
}

function node$write(self, chunk, encoding, callback, isSafe) {
  const done = typeof encoding === 'function' ? encoding : callback;
  const n = $op('stream.state', self);
  const { w } = n;
  if (n.foreign && (w.ending || n.destroyed)) {
    if (done !== undefined) $op('stream.soon', () => { done(null); });
    return true;
  }
  if (w.ending || n.destroyed) {
    const error = w.ending ? $op('stream.misuse', 'write after the end of the stream') : new Error('the stream was destroyed');
    if (done !== undefined) $op('stream.soon', () => { done(error); });
    node$destroy(self, error);
    return false;
  }
  const weight = node$weight(w, chunk, isSafe);
  w.used += weight;
  const hasRoom = w.used < w.room;
  if (!hasRoom) w.full = true;
  w.queue.push({ chunk, weight, done });
  node$next(self);
  return hasRoom && !n.destroyed;
}
function node$next(self) {
  const n = $op('stream.state', self);
  const { w } = n;
  if (w.busy || w.corked || n.destroyed) return;
  if (w.queue.length === 0) { node$finish(self); return; }
  w.busy = true;
  const { chunk, weight, done } = w.queue[0];
  let isSync = true;
  let called = false;
  const wrote = (error) => {
    if (called) return;
    called = true;
    w.busy = false;
    w.used -= weight;
    if (!n.destroyed) w.queue.shift();
    if (error) {
      if (done !== undefined) $op('stream.soon', () => { done(error); });
      node$destroy(self, error);
      return;
    }
    const after = () => {
      if (w.full && w.queue.length === 0 && !w.ending && !n.destroyed) {
        w.full = false;
        self.emit('drain');
      }
      done?.(null);
      node$finish(self);
    };
    const matters = done !== undefined || (w.full && w.queue.length === 0);
    node$next(self);
    if (!matters) return;
    if (isSync) $op('stream.soon', after);
    else after();
  };
  try {
    if (n.turns) node$turn(self, chunk, wrote);
    else if (n.given.write !== undefined) n.given.write.call(n.owner, chunk, 'utf8', wrote);
    else if (n.given.writev !== undefined) n.given.writev.call(n.owner, [{ chunk, encoding: 'utf8' }], wrote);
    else if (n.owner._write !== undefined) n.owner._write(chunk, 'utf8', wrote);
    else n.owner._writev([{ chunk, encoding: 'utf8' }], wrote);
  } catch (error) { node$destroy(self, error); }
  isSync = false;
}
function node$turn(self, chunk, wrote) {
  const n = $op('stream.state', self);
  const before = n.r.buffer.length;
  const turned = (error, value) => {
    if (error) { wrote(error); return; }
    if (value !== undefined && value !== null) node$push(self, value);
    if (n.w.ending || n.foreign || n.r.buffer.length === before || n.r.used < n.r.room) wrote();
    else n.held = wrote;
  };
  if (n.given.transform !== undefined) n.given.transform.call(n.owner, chunk, 'utf8', turned);
  else n.owner._transform(chunk, 'utf8', turned);
}
function node$finish(self) {
  const n = $op('stream.state', self);
  const { w } = n;
  if (!w.ending || n.destroyed || w.finishing || w.busy || w.queue.length > 0) return;
  w.finishing = true;
  const done = (error) => {
    if (error) { node$destroy(self, error); return; }
    $op('stream.soon', () => {
      if (n.destroyed) return;
      w.finished = true;
      self.emit('finish');
      node$tell(self, 'finish');
      node$rest(self);
    });
  };
  const flushed = (error, value) => {
    if (error) { done(error); return; }
    if (value !== undefined && value !== null) node$push(self, value);
    node$push(self, null);
    done();
  };
  if (n.turns) {
    if (n.given.flush !== undefined) n.given.flush.call(n.owner, flushed);
    else if (n.owner._flush !== undefined) n.owner._flush(flushed);
    else flushed();
  } else if (n.given.final !== undefined) n.given.final.call(n.owner, done);
  else if (n.owner._final !== undefined) n.owner._final(done);
  else done();
}
function node$end(self, chunk, encoding, callback) {
  const n = $op('stream.state', self);
  $op('loan.end', n.loan);
  const { w } = n;
  const done = typeof chunk === 'function' ? chunk : typeof encoding === 'function' ? encoding : callback;
  if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') node$write(self, chunk);
  if (done !== undefined) {
    if (w.finished || n.destroyed) $op('stream.soon', () => { done(n.error); });
    else n.watch.push((what, error) => { if (what === 'finish') done(); else if (what === 'close' && !w.finished) done(error ?? new Error('the stream was destroyed')); });
  }
  w.corked = false;
  if (!w.ending) {
    w.ending = true;
    node$next(self);
  }
  return n.owner;
}
function node$cork(self) { $op('stream.state', self).w.corked = true; }
function node$uncork(self) {
  $op('stream.state', self).w.corked = false;
  node$next(self);
}
function node$rest(self) {
  const { r, w, given } = $op('stream.state', self);
  if ((r === undefined || r.over) && (w === undefined || w.finished) && given.autoDestroy !== false) node$destroy(self);
}
function node$giveUp(self, error) {
  $op('loan.end', $op('stream.state', self).loan);
  return node$destroy(self, error);
}

function node$destroy(self, error) {
  const n = $op('stream.state', self);
  if (n.destroyed) return n.owner;
  n.destroyed = true;
  $op('loan.over', n.loan);
  n.error = error ?? undefined;
  if (n.r !== undefined) n.r.buffer = [];
  const gone = (failure) => {
    n.error = failure ?? n.error ?? undefined;
    $op('stream.soon', () => { node$gone(self); });
  };
  if (n.given.destroy !== undefined) n.given.destroy.call(n.owner, n.error ?? null, gone);
  else if (n.owner._destroy !== undefined) n.owner._destroy(n.error ?? null, gone);
  else gone();
  return n.owner;
}
function node$gone(self) {
  const n = $op('stream.state', self);
  if (n.closed) return;
  n.closed = true;
  const { error, r, w } = n;
  const early = error ?? new Error('Premature close');
  if (r !== undefined) {
    const { waiting } = r;
    r.waiting = [];
    for (const request of waiting) $op('stream.fail', request, early);
  }
  if (w !== undefined) {
    const { queue } = w;
    w.queue = [];
    for (const { done } of queue) done?.(early);
  }
  if (error !== undefined && (n.watch.length === 0 || $op('event.count', self, 'error') > 0)) self.emit('error', error);
  self.emit('close');
  node$tell(self, 'close', error);
  n.watch = [];
}
function node$is(self, what) {
  const n = $op('stream.state', self);
  switch (what) {
    case 'destroyed': return n.destroyed;
    case 'closed': return n.closed;
    case 'errored': return n.error ?? null;
    case 'writable': return n.w !== undefined && !n.w.ending && !n.destroyed;
    case 'writableEnded': return n.w.ending;
    case 'writableFinished': return n.w.finished;
    case 'writableNeedDrain': return n.w.full && !n.destroyed && !n.w.ending;
    case 'writableLength': return n.w.used;
    case 'writableHighWaterMark': return n.w.room;
    case 'readable': return n.r !== undefined && !n.r.over && !n.destroyed;
    case 'readableEnded': return n.r.over;
    case 'readableLength': return n.r.used;
    case 'readableFlowing': return n.r.mode === 'idle' ? null : n.r.mode === 'flow';
    default: return n.r.room;
  }
}
`;
