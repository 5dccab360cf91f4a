/** Pipes, pipelines and the streams of files, which the outside feeds or takes. It is lowered together with Node's streams. */
export const nodePipesText = `
function node$pipe(self, target, options) {
  const n = $op('stream.state', self);
  if (!$op('stream.isStream', target)) {
    node$resume(self);
    return target;
  }
  const t = $op('stream.state', target);
  const pipe = { target, isFull: false, give: undefined, drained: undefined, left: false };
  pipe.give = (chunk) => {
    if (node$write(target, chunk, undefined, undefined, true) === false) {
      pipe.isFull = true;
      n.r.mode = 'paused';
    }
  };
  pipe.drained = () => {
    pipe.isFull = false;
    if (!n.pipes.some((other) => other.isFull)) node$resume(self);
  };
  n.pipes.push(pipe);
  $op('event.on', target, 'drain', pipe.drained);
  if (options?.end !== false) n.watch.push((what) => { if (what === 'end' && !pipe.left) target.end(); });
  t.watch.push((what) => { if (what === 'close') node$unpipe(self, target); });
  $op('event.on', self, 'data', pipe.give);
  if (t.w.full) {
    pipe.isFull = true;
    n.r.mode = 'paused';
  } else node$resume(self);
  return target;
}
function node$unpipe(self, target) {
  const n = $op('stream.state', self);
  const gone = n.pipes.filter((pipe) => target === undefined || pipe.target === target);
  if (gone.length === 0) return n.owner;
  n.pipes = n.pipes.filter((pipe) => !gone.includes(pipe));
  for (const pipe of gone) {
    pipe.left = true;
    $op('event.off', self, 'data', pipe.give);
    $op('event.off', pipe.target, 'drain', pipe.drained);
  }
  if (n.pipes.length === 0) n.r.mode = 'paused';
  return n.owner;
}

function node$watched(stream, options, done) {
  if (!$op('stream.isStream', stream)) {
    $op('stream.later', () => { done(); });
    return () => {};
  }
  const n = $op('stream.state', stream);
  const isDone = () => (n.r === undefined || n.r.over || n.foreign || options?.readable === false) && (n.w === undefined || n.w.finished || options?.writable === false);
  let told = false;
  const tell = (error) => {
    if (told) return;
    told = true;
    done(error);
  };
  if (n.closed || isDone()) {
    $op('stream.soon', () => { tell(n.error ?? (isDone() ? undefined : new Error('Premature close'))); });
    return () => { told = true; };
  }
  n.watch.push((what, error) => {
    if (what !== 'close' && isDone()) tell();
    else if (what === 'close') tell(error ?? (isDone() ? undefined : new Error('Premature close')));
  });
  options?.signal?.addEventListener('abort', () => { tell(options.signal.reason); });
  return () => { told = true; };
}
function node$finished(stream, options, callback) {
  return typeof options === 'function' ? node$watched(stream, undefined, options) : node$watched(stream, options, callback);
}
function node$finishedPromise(stream, options) {
  const result = $op('stream.wait', stream, 'finished');
  node$watched(stream, options, (error) => {
    if (error) $op('stream.fail', result, error);
    else $op('stream.settle', result, undefined);
  });
  return result;
}
function node$pipeline(parts) {
  const done = parts.pop();
  return node$connect(parts, undefined, done);
}
function node$pipelinePromise(parts) {
  const last = parts[parts.length - 1];
  const options = !$op('stream.isUnknown', last) && typeof last !== 'function' && !$op('stream.isStream', last) && parts.length > 1 ? parts.pop() : undefined;
  const result = $op('stream.wait', $op('stream.isStream', parts[parts.length - 1]) ? parts[parts.length - 1] : parts[0], 'pipe');
  node$connect(parts, options, (error, value) => {
    if (error) $op('stream.fail', result, error);
    else $op('stream.settle', result, value);
  });
  return result;
}
function node$connect(given, options, callback) {
  const parts = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
  const streams = [];
  let over = false;
  const done = (error, value) => {
    if (over) return;
    over = true;
    if (error) for (const stream of streams) node$destroy(stream, $op('stream.state', stream).closed ? undefined : error);
    callback(error, value);
  };
  const add = (stream, isLast) => {
    streams.push(stream);
    const { w } = $op('stream.state', stream);
    node$watched(stream, { readable: isLast ? false : undefined, writable: undefined }, (error) => { if (error || (isLast && w !== undefined)) done(error); });
  };
  let before;
  parts.forEach((part, i) => {
    const isLast = i === parts.length - 1;
    let stream = part;
    if (!$op('stream.isUnknown', part) && typeof part === 'function') {
      const made = part(before);
      if (isLast) {
        Promise.resolve(made).then((value) => { done(undefined, value); }, done);
        return;
      }
      stream = node$from(made);
    } else if (!$op('stream.isStream', part)) {
      if (i === 0) stream = node$from(part);
      else if (isLast) {
        node$watched(before, { writable: false }, done);
        before.resume();
        return;
      } else return;
    }
    add(stream, isLast);
    if (before !== undefined && stream === part) before.pipe(stream);
    before = stream;
  });
  options?.signal?.addEventListener('abort', () => { done(options.signal.reason); });
  return before;
}

// unknown code reads what nobody else reads, and ends what it writes
function node$outside(self) {
  const n = $op('stream.state', self);
  if (n.foreign || n.destroyed) return;
  $op('stream.guess');
  n.foreign = true;
  if (n.r !== undefined && n.w === undefined && n.r.mode === 'idle') node$resume(self);
  if (n.w !== undefined && !n.w.ending) node$end(self);
}
function node$outsideReadable() {
  const self = $op('stream.make', 'node:stream#Readable', undefined);
  let left = 2;
  node$open(self, self, undefined, true, false).given = {
    read() {
      $op('stream.later', () => {
        if ($op('event.count', self, 'error') > 0 && $op('stream.either')) node$destroy(self, new Error('read failed'));
        else node$push(self, left-- > 0 && $op('stream.either') ? $op('stream.unknown') : null, undefined, true);
      });
    },
  };
  return self;
}
function node$outsideWritable() {
  const self = $op('stream.make', 'node:stream#Writable', undefined);
  node$open(self, self, undefined, false, true).given = { write(chunk, encoding, callback) {
    $op('stream.later', () => { callback($op('event.count', self, 'error') > 0 && $op('stream.either') ? new Error('write failed') : null); });
  } };
  return self;
}
function node$readFile() { return node$opens(node$outsideReadable()); }
function node$writeFile() { return node$opens(node$outsideWritable()); }
function node$opens(self) {
  const n = $op('stream.state', self);
  n.opens = true;
  n.loan = $op('loan.file', self);
  return self;
}
`;
