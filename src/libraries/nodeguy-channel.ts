import type { Library, Operation } from './library.ts';

const value: Operation['operands'] = { value: { argument: 0 } };

/** @nodeguy/channel: a rendezvous unless made with a length. Pushes and shifts are matched a moment after the call, so that `select` can take back the others. Pushing on or closing a closed channel rejects; what was pushed before is still taken. */
export const nodeguyChannel: Library = {
  modules: ['@nodeguy/channel'],
  versions: '>=1 <2',
  exports: {
    default: {
      kind: 'class',
      primitive: 'channel',
      factory: true,
      standsIn: true,
      construct: { capacity: { argument: 0, default: 0 } },
      policy: { sendOnClosed: 'throw', closeTwice: 'throw', pendingAtClose: 'keep' },
      members: {
        push: { op: 'channel.send', operands: value, async: true },
        shift: { op: 'channel.receive', async: true },
        close: { op: 'channel.close', async: true },
      },
    },
  },
  standIn: `
/** What a push or a shift asked for, with its promise; it can be taken back until it is served. */
function ordered(channel, value, what) {
  const promise = $op('promise.create', what);
  const order = { value, resolve: $op('promise.resolver', promise), reject: $op('promise.rejecter', promise), isAccepted: false, isCancelled: false, isServed: false, failure: undefined, whenServed: [] };
  promise.channel = channel;
  promise.order = order;
  promise.cancel = () => { order.isCancelled = true; };
  return promise;
}
function serve(order, value) {
  order.isServed = true;
  for (const tell of order.whenServed) tell();
  order.resolve(value);
}
function refuse(order, failure) {
  order.failure = failure;
  order.reject(failure);
}

class Line {
  constructor(length) {
    this.length = length;
    this.pushes = [];
    this.shifts = [];
    this.isClosed = false;
    this.last = undefined;
  }
  push(value) {
    const promise = ordered(this, value, 'somebody to take the value');
    if (this.isClosed) refuse(promise.order, new Error("Can't push to closed channel."));
    else if (value === undefined) refuse(promise.order, new TypeError("Can't push 'undefined' to channel, use close instead."));
    else {
      this.pushes.push(promise.order);
      this.matchSoon();
    }
    return promise;
  }
  shift() {
    const promise = ordered(this, undefined, 'a value of the channel');
    this.shifts.push(promise.order);
    this.matchSoon();
    return promise;
  }
  close() {
    if (this.isClosed) return Promise.reject(new Error("Can't close an already-closed channel."));
    this.isClosed = true;
    this.match();
    return Promise.resolve();
  }
  matchSoon() { $op('stream.soon', () => { this.match(); }); }
  match() {
    for (;;) {
      this.pushes = this.pushes.filter((order) => !order.isCancelled);
      this.shifts = this.shifts.filter((order) => !order.isCancelled);
      if (this.pushes.length === 0 || this.shifts.length === 0) break;
      const pushed = this.pushes.shift();
      this.last = pushed.value;
      serve(this.shifts.shift(), pushed.value);
      if (!pushed.isAccepted) serve(pushed, this.length);
    }
    for (let i = 0; i < this.pushes.length && i < this.length; i++) {
      const pushed = this.pushes[i];
      if (pushed.isAccepted || pushed.isCancelled) continue;
      pushed.isAccepted = true;
      serve(pushed, this.length);
    }
    if (!this.isClosed) return;
    for (const shifted of this.shifts.splice(0)) {
      if (shifted.isCancelled) continue;
      this.last = undefined;
      serve(shifted, undefined);
    }
  }
  value() { return this.last; }
  readOnly() { return this; }
  writeOnly() { return this; }
  async forEach(callback) {
    for (let value = await this.shift(); value !== undefined; value = await this.shift()) await callback(value);
  }
  async values() {
    const all = [];
    await this.forEach((value) => { all.push(value); });
    return all;
  }
  async join(separator) { return (await this.values()).join(separator); }
  async every(test) {
    for (let value = await this.shift(); value !== undefined; value = await this.shift()) if (!test(value)) return false;
    return true;
  }
  async some(test) {
    for (let value = await this.shift(); value !== undefined; value = await this.shift()) if (test(value)) return true;
    return false;
  }
  async reduce(combine, ...initial) {
    let result = initial[0];
    let isFirst = initial.length === 0;
    await this.forEach((value) => {
      result = isFirst ? value : combine(result, value);
      isFirst = false;
    });
    return result;
  }
  flatMap(expand) {
    return output(async (out) => { await this.forEach((value) => expand(value).forEach((item) => out.push(item))); });
  }
  map(change) { return this.flatMap((value) => Channel.of(change(value))); }
  filter(keeps) { return this.flatMap((value) => (keeps(value) ? Channel.of(value) : Channel.of())); }
  slice(start = 0, end = Infinity) {
    return output(async (out) => {
      for (let i = 0; i < end; i++) {
        const value = await this.shift();
        if (value === undefined) return;
        if (i >= start) await out.push(value);
      }
    });
  }
  concat(...others) {
    return output(async (out) => {
      await this.forEach((value) => out.push(value));
      for (const other of others) {
        if (other instanceof Line) await other.forEach((value) => out.push(value));
        else await out.push(other);
      }
    });
  }
}
/** A channel that a task of its own fills, and closes when it is through. */
function output(fill) {
  const out = new Line(0);
  void (async () => {
    await fill(out);
    await out.close();
  })();
  return out;
}

export default function Channel(length = 0) { return new Line(length); }
Channel.of = (...values) => Channel.from(values);
Channel.from = (values) => output(async (out) => {
  if (typeof values === 'function') for (let value = values(); value !== undefined; value = values()) await out.push(value);
  else for (const value of values) await out.push(value);
});
Channel.all = (channels) => output(async (out) => {
  for (;;) {
    const values = await Promise.all(channels.map((channel) => channel.shift()));
    if (values.every((value) => value === undefined)) return;
    await out.push(values);
  }
});
Channel.isChannel = (value) => value instanceof Line;
/** The first that is served takes back the others. */
Channel.select = (promises) => {
  const chosen = $op('promise.create');
  const resolve = $op('promise.resolver', chosen);
  const reject = $op('promise.rejecter', chosen);
  for (const promise of promises) {
    const { order, channel } = promise;
    if (order.failure !== undefined) reject(order.failure);
    else if (order.isServed) resolve(channel);
    else order.whenServed.push(() => {
      for (const other of promises) if (other !== promise) other.cancel();
      resolve(channel);
    });
  }
  chosen.cancel = () => { for (const promise of promises) promise.cancel(); };
  return chosen;
};
`,
};
