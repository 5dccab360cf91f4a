/**
 * Child processes, which are the outside: one starts or fails to, exits at some time and then closes.
 * It fails to start only where the program listens for that; then it closes without an exit. It is lowered together with Node's streams.
 */
export const processesText = `
function process$spawn() {
  const self = $op('port.make', 'node:child_process#ChildProcess', undefined);
  $op('port.keep', self, { input: undefined, output: undefined, errors: undefined, over: false, failed: false, told: '', greeted: false, posted: false, loan: $op('loan.process', self) });
  $op('stream.later', () => {
    const c = $op('port.state', self);
    c.over = true;
    $op('loan.over', c.loan);
    c.failed = $op('event.count', self, 'error') > 0 && $op('stream.either');
    if (c.failed) self.emit('error', new Error('the process did not start'));
    process$leave(self);
  });
  return self;
}
// its end follows that of its streams: whoever reads them first and listens then is in time, as run
function process$leave(self) {
  const c = $op('port.state', self);
  if (!c.over) return;
  if (!c.failed && c.told === '' && $op('event.count', self, 'exit') > 0) {
    c.told = 'exit';
    self.emit('exit', $op('stream.unknown'), null);
  }
  if (c.told === 'closed' || $op('event.count', self, 'close') === 0) return;
  c.told = 'closed';
  process$close(self);
}
// what it writes has been read by then, if anybody reads it
function process$close(self) {
  const { output, errors } = $op('port.state', self);
  $op('stream.later', () => {
    if (node$isRead(output) || node$isRead(errors)) process$close(self);
    else self.emit('close', $op('stream.unknown'), null);
  });
}
function process$on(self, name, listener) {
  $op('event.on', self, name, listener);
  process$heard(self, name);
  return self;
}
function process$once(self, name, listener) {
  $op('event.once', self, name, listener);
  process$heard(self, name, true);
  return self;
}
function process$heard(self, name, once) {
  const c = $op('port.state', self);
  if (name === 'spawn') $op('stream.later', () => { self.emit('spawn'); });
  if ($op('port.state', self).over && (name === 'close' || name === 'exit')) $op('stream.later', () => { process$leave(self); });
  if (name !== 'message' || c.greeted) return;
  c.greeted = true;
  const answers = $op('port.isAsked', 'send');
  const guesses = answers && !once;
  if (guesses && $op('port.isReticent')) return;
  if (!answers && $op('client.isOpen')) outside$repeat(() => { self.emit('message', $op('stream.unknown')); }, () => c.over);
  $op('stream.later', () => {
    if (answers && c.posted) return;
    if (guesses) $op('port.unasked');
    self.emit('message', $op('stream.unknown'));
  });
}
function process$send(self, message, others) {
  const c = $op('port.state', self);
  const sent = others.find((other) => typeof other === 'function');
  const failure = c.over ? new Error('the channel to the process is closed') : null;
  if (sent !== undefined) $op('stream.later', () => { sent(failure); });
  else if (c.over && $op('event.count', self, 'error') > 0) $op('stream.later', () => { self.emit('error', failure); });
  if (c.over) return false;
  c.greeted = c.posted = true;
  $op('stream.later', () => { if (!c.over) self.emit('message', $op('port.answer', message)); });
  return true;
}
function process$kill(self) {
  const { over, loan } = $op('port.state', self);
  $op('loan.end', loan);
  return !over;
}
function process$unref(self) {
  $op('loan.over', $op('port.state', self).loan);
  return self;
}
function process$input(self) { return $op('port.state', self).input ??= node$outsideWritable(); }
function process$output(self) { return $op('port.state', self).output ??= node$outsideReadable(); }
function process$errors(self) { return $op('port.state', self).errors ??= node$outsideReadable(); }
`;
