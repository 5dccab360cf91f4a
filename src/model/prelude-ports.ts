/**
 * Ports and workers, as run on Node 20. A port of a pair keeps its messages until somebody listens; closing drops what
 * nobody listened for. A worker is the outside: it answers each message once, at some time, in any order. It fails only
 * where the program listens for that. Listeners of the `on` kind are given the message, the others an event.
 */
export const portsText = `
let channels;
function port$pair(self) {
  const first = $op('port.make', 'node:worker_threads#MessagePort', undefined);
  const second = $op('port.make', 'node:worker_threads#MessagePort', undefined);
  $op('port.keep', first, port$record(second));
  $op('port.keep', second, port$record(first));
  $op('port.keep', self, { first, second });
}
function port$record(peer) { return { peer, inbox: [], started: false, closed: false, foreign: false, due: false, posted: false, greeted: false, assigned: undefined }; }
function port$first(self) { return $op('port.state', self).first; }
function port$second(self) { return $op('port.state', self).second; }
function port$self(self) { return self; }

function port$on(self, name, listener) {
  $op('event.on', self, name, listener);
  port$heard(self, name);
  return self;
}
function port$once(self, name, listener) {
  $op('event.once', self, name, listener);
  port$heard(self, name);
  return self;
}
function port$listen(self, name, listener, once) {
  const heard = name + ' event';
  if (once) $op('event.once', self, heard, listener);
  else $op('event.on', self, heard, listener);
  port$heard(self, name);
}
function port$unlisten(self, name, listener) { $op('event.off', self, name + ' event', listener); }
function port$onMessage(self, listener) {
  const p = $op('port.state', self);
  if (p.assigned !== undefined) port$unlisten(self, 'message', p.assigned);
  p.assigned = listener ?? undefined;
  p.started = true;
  if (listener) port$listen(self, 'message', listener);
}
function port$onError(self, listener) { port$listen(self, 'error', listener); }
function port$start(self) {
  $op('port.state', self).started = true;
  port$wake(self);
}
function port$tell(self, message) {
  self.emit('message', message);
  self.emit('message event', { type: 'message', data: message, target: self });
}
function port$isHeard(self) { return worker$listens(self, 'message') || $op('port.state', self).started; }
function port$heard(self, name) {
  if (name !== 'message') return;
  const p = $op('port.state', self);
  if ($op('port.state', p.peer).foreign) port$greet(self);
  else port$wake(self);
}
function port$greet(self) {
  const p = $op('port.state', self);
  if (p.greeted || p.posted) return;
  p.greeted = true;
  $op('stream.later', () => { if (!p.closed && !p.posted) port$tell(self, $op('stream.unknown')); });
}
function port$post(self, message, transfer) {
  const p = $op('port.state', self);
  if (p.closed) return;
  p.posted = true;
  const q = $op('port.state', p.peer);
  if (q.foreign) {
    port$hand(transfer);
    port$answer(self, message);
  } else if (!q.closed) {
    q.inbox.push(message);
    port$wake(p.peer);
  }
}
function port$outside(self) {
  const p = $op('port.state', self);
  if (p.closed || p.foreign) return;
  p.foreign = true;
  const { peer, inbox } = p;
  p.inbox = [];
  for (const message of inbox) port$answer(peer, message);
  if (port$isHeard(peer)) port$greet(peer);
}
function port$answer(self, message) {
  const p = $op('port.state', self);
  $op('stream.later', () => { if (!p.closed) port$tell(self, $op('port.answer', message)); });
}
function port$hand(transfer) {
  if (transfer === undefined || $op('stream.isUnknown', transfer)) return;
  for (const item of Array.isArray(transfer) ? transfer : transfer.transfer ?? []) {
    if ($op('port.isPort', item)) port$outside(item);
  }
}
function port$wake(self) {
  const p = $op('port.state', self);
  if (p.due || p.inbox.length === 0 || !port$isHeard(self)) return;
  p.due = true;
  $op('stream.later', () => {
    p.due = false;
    if (p.inbox.length === 0 || !port$isHeard(self)) return;
    port$tell(self, p.inbox.shift());
    port$wake(self);
  });
}
function port$receive(self) {
  const p = $op('port.state', self);
  if ($op('port.state', p.peer).foreign) return $op('stream.unknown');
  return p.inbox.length > 0 ? { message: p.inbox.shift() } : undefined;
}
function port$close(self) {
  const p = $op('port.state', self);
  if (p.closed) return;
  p.closed = true;
  p.inbox = [];
  $op('stream.later', () => {
    port$closed(self);
    const { peer } = p;
    const q = $op('port.state', peer);
    if (q.foreign || q.closed) return;
    while (q.inbox.length > 0 && port$isHeard(peer)) port$tell(peer, q.inbox.shift());
    q.inbox = [];
    q.closed = true;
    port$closed(peer);
  });
}
function port$closed(self) {
  self.emit('close');
  self.emit('close event', { type: 'close', target: self });
}

function broadcast$open(self, name) {
  $op('port.keep', self, { name, closed: false, greeted: false, assigned: undefined });
  channels = [...(channels ?? []), self];
}
function broadcast$others(self) {
  const { name } = $op('port.state', self);
  return channels.filter((other) => other !== self && $op('port.state', other).name === name);
}
function broadcast$heard(self, name) {
  const p = $op('port.state', self);
  if (name !== 'message' || p.greeted) return;
  p.greeted = true;
  // with no other end in the program, the outside sends at some time
  $op('stream.later', () => { if (!p.closed && broadcast$others(self).length === 0) port$tell(self, $op('stream.unknown')); });
}
function broadcast$listen(self, name, listener, once) {
  if (once) $op('event.once', self, name + ' event', listener);
  else $op('event.on', self, name + ' event', listener);
  broadcast$heard(self, name);
}
function broadcast$onMessage(self, listener) {
  const p = $op('port.state', self);
  if (p.assigned !== undefined) port$unlisten(self, 'message', p.assigned);
  p.assigned = listener ?? undefined;
  if (listener) broadcast$listen(self, 'message', listener);
}
function broadcast$post(self, message) {
  if ($op('port.state', self).closed) throw $op('stream.misuse', 'postMessage on a channel that is closed');
  for (const other of broadcast$others(self)) $op('stream.later', () => { if (!$op('port.state', other).closed) port$tell(other, message); });
}
function broadcast$close(self) {
  $op('port.state', self).closed = true;
  channels = channels.filter((other) => other !== self);
}

function worker$open(self, transfer, owner) {
  $op('port.keep', self, { owner, posted: false, left: 0, over: false, greeted: false, leaving: false, ended: undefined, assigned: undefined, loan: $op('loan.worker', self) });
  port$hand(transfer);
}
function worker$on(self, name, listener) {
  $op('event.on', self, name, listener);
  worker$heard(self, name);
  return $op('port.state', self).owner;
}
function worker$once(self, name, listener) {
  $op('event.once', self, name, listener);
  worker$heard(self, name, true);
  return $op('port.state', self).owner;
}
function worker$listen(self, name, listener, once) {
  if (once) $op('event.once', self, name + ' event', listener);
  else $op('event.on', self, name + ' event', listener);
  worker$heard(self, name, once);
}
function worker$onMessage(self, listener) {
  const w = $op('port.state', self);
  if (w.assigned !== undefined) port$unlisten(self, 'message', w.assigned);
  w.assigned = listener ?? undefined;
  if (listener) worker$listen(self, 'message', listener);
}
function worker$heard(self, name, once) {
  const w = $op('port.state', self);
  if (name === 'message' && !w.posted && !w.greeted) {
    w.greeted = true;
    const answers = $op('port.isAsked', 'postMessage');
    // one message may come by itself (that it is ready), but who goes on listening to a worker that is asked waits for answers
    const guesses = answers && !once;
    if (guesses && $op('port.isReticent')) return;
    if (!answers && $op('client.isOpen')) outside$repeat(() => { port$tell(self, $op('stream.unknown')); }, () => w.over);
    $op('stream.later', () => {
      if (w.over || w.posted) return;
      if (guesses) $op('port.unasked');
      if (worker$fails(self)) worker$crash(self);
      else port$tell(self, $op('stream.unknown'));
    });
  } else if (name === 'exit' && !w.leaving && !w.over) {
    w.leaving = true;
    $op('stream.later', () => { worker$leave(self); });
  } else if (name === 'online') $op('stream.later', () => { self.emit('online'); });
}
function worker$leave(self) {
  const w = $op('port.state', self);
  if (w.over) return;
  if (w.left > 0) { w.leaving = 'after'; return; }
  // whether a worker that serves requests ends by itself is not known
  if (w.posted) $op('stream.guess');
  // nothing comes after the exit
  w.over = true;
  $op('loan.over', w.loan);
  self.emit('exit', 0);
}
function worker$listens(self, name) { return $op('event.count', self, name) + $op('event.count', self, name + ' event') > 0; }
function worker$fails(self) { return (worker$listens(self, 'error') || worker$listens(self, 'exit')) && $op('stream.either'); }
function worker$crash(self) {
  const w = $op('port.state', self);
  w.over = true;
  $op('loan.over', w.loan);
  const error = new Error('the worker failed');
  if ($op('event.count', self, 'error') > 0) self.emit('error', error);
  self.emit('error event', { type: 'error', message: error.message, error, target: self });
  self.emit('exit', 1);
}
function worker$post(self, message, transfer) {
  const w = $op('port.state', self);
  if (w.over) return;
  w.posted = true;
  w.left++;
  port$hand(transfer);
  $op('stream.later', () => {
    w.left--;
    if (w.over) return;
    if (worker$fails(self)) { worker$crash(self); return; }
    port$tell(self, $op('port.answer', message));
    if (w.left === 0 && w.leaving === 'after') worker$leave(self);
  });
}
function worker$terminate(self) {
  const w = $op('port.state', self);
  if (w.ended !== undefined) return w.ended;
  const wasOver = w.over;
  w.over = true;
  $op('loan.end', w.loan);
  w.ended = new Promise((resolve) => {
    $op('stream.later', () => {
      if (!wasOver) self.emit('exit', 1);
      resolve(1);
    });
  });
  return w.ended;
}
// who says that the program need not wait for it lets it run on its own
function worker$unref(self) {
  const { loan, owner } = $op('port.state', self);
  $op('loan.over', loan);
  return owner;
}

function parent$on(name, listener) {
  if (name !== 'message') return;
  for (let i = 0; i < 2; i++) $op('stream.later', () => { listener($op('stream.unknown')); });
}
function parent$once(name, listener) { $op('stream.later', () => { listener($op('stream.unknown')); }); }
function parent$ignore() { return undefined; }
`;
