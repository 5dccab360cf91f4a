import type { ClassExport, Library, Operation } from './library.ts';

const value: Operation['operands'] = { value: { argument: 0 } };

const channel: ClassExport = {
  kind: 'class',
  primitive: 'channel',
  construct: { capacity: { argument: 0, default: 1 } },
  policy: { sendOnClosed: 'false', closeTwice: 'ignore', pendingAtClose: 'keep', sent: 'when read' },
  members: {
    write: { op: 'channel.write', operands: value, async: true },
    read: { op: 'channel.value', async: true },
    offer: { op: 'channel.offer', operands: value },
    poll: { op: 'channel.poll' },
    close: { op: 'channel.close' },
    closed: { op: 'channel.isOver' },
    readable: { op: 'channel.hasMore' },
    writable: { op: 'channel.isOpen' },
  },
  iterate: { op: 'channel.receive' },
};

/** @thi.ng/csp: a write waits until it is read, however large the buffer, which only `offer()` fills; on a closed channel it gives false, and what was written before is still read. */
export const thingCsp: Library = {
  modules: ['@thi.ng/csp'],
  versions: '>=3 <4',
  exports: {
    Channel: channel,
    channel: { ...channel, factory: true },
    Choice: { kind: 'class', primitive: 'select', construct: { cases: { argument: 0 } }, members: {
      wait: { op: 'select.wait' },
      received: { op: 'select.received', operands: { case: { argument: 0 } } },
    } },
    receiveCase: { kind: 'function', op: 'select.receiveCase', operands: { channel: { argument: 0 } } },
  },
  standIn: `
import { Channel, Choice, receiveCase } from '@thi.ng/csp';

export async function select(...channels) {
  const cases = channels.map((channel) => receiveCase(channel));
  const choice = new Choice(cases);
  const index = await choice.wait();
  return [choice.received(cases[index]).value, channels[index]];
}
export function timeout() {
  const channel = new Channel();
  $op('timer.set', () => { channel.close(); });
  return channel;
}
export async function into(target, source, closes = false) {
  for await (const value of source) {
    if (!target.writable()) break;
    await target.write(value);
  }
  if (closes) target.close();
}
export function pipe(source, target, closes = true) {
  void into(target, source, closes);
  return target;
}
export function fromAsyncIterable(source, closes = true) { return pipe(source, new Channel(), closes); }
export function merge(sources, target = new Channel(), closes = true) {
  void (async () => {
    const open = [...sources];
    while (open.length > 0) {
      const [value, channel] = await select(...open);
      if (value === undefined) open.splice(open.indexOf(channel), 1);
      else await target.write(value);
    }
    if (closes) target.close();
  })();
  return target;
}
export async function consume(channel, values = [], count = Infinity) {
  for (let i = 0; !channel.closed() && i < count; i++) {
    const value = await channel.read();
    if (value === undefined || value === null) break;
    values.push(value);
  }
  return values;
}
export async function consumeWith(channel, callback, count = Infinity) {
  for (let i = 0; !channel.closed() && i < count; i++) {
    const value = await channel.read();
    if (value === undefined || value === null) break;
    callback(value, channel);
  }
}
/** All that comes from a source goes to one tap after the other, each time until it is read. */
export class Mult {
  constructor(source) {
    this.source = source instanceof Channel ? source : new Channel();
    this.taps = [];
    void this.run();
  }
  async run() {
    for await (const value of this.source) {
      for (const tap of this.taps) if (!(await tap.write(value))) this.unsubscribe(tap);
    }
    this.unsubscribeAll();
  }
  writable() { return this.source.writable(); }
  write(value) { return this.source.write(value); }
  close() { this.source.close(); }
  closed() { return this.source.closed(); }
  subscribe(tap = new Channel()) {
    if (!this.taps.includes(tap)) this.taps.push(tap);
    return tap;
  }
  unsubscribe(tap, closes = true) {
    const index = this.taps.indexOf(tap);
    if (index < 0) return false;
    this.taps.splice(index, 1);
    if (closes) tap.close();
    return true;
  }
  unsubscribeAll(closes = true) {
    for (const tap of this.taps.splice(0)) if (closes) tap.close();
  }
}
export function mult(source) { return new Mult(source); }
/** What comes for a topic goes to its own taps, and to nobody where it has none. */
export class PubSub {
  constructor(first, second) {
    this.source = second === undefined ? new Channel() : first;
    this.topicOf = second ?? first;
    this.topics = new Map();
    void this.run();
  }
  async run() {
    for await (const value of this.source) {
      const topic = this.topics.get(this.topicOf(value));
      if (topic !== undefined) await topic.write(value);
    }
    for (const topic of this.topics.values()) topic.close();
  }
  writable() { return this.source.writable(); }
  write(value) { return this.source.write(value); }
  close() { this.source.close(); }
  closed() { return this.source.closed(); }
  subscribeTopic(id) {
    if (!this.topics.has(id)) this.topics.set(id, new Mult());
    return this.topics.get(id).subscribe();
  }
  unsubscribeTopic(id, tap, closes = true) { return this.topics.has(id) && this.topics.get(id).unsubscribe(tap, closes); }
  unsubscribeAll(id, closes = true) { if (this.topics.has(id)) this.topics.get(id).unsubscribeAll(closes); }
}
export function pubsub(...args) { return new PubSub(...args); }
/** The writes are not waited for. */
export async function broadcast(source, targets, closes = true) {
  for await (const value of source) for (const target of targets) void target.write(value);
  if (closes) for (const target of targets) target.close();
}
export async function concat(target, sources, closes = true) {
  for (const source of sources) await consumeWith(source, (value) => { void target.write(value); });
  if (closes) target.close();
}
`,
};
