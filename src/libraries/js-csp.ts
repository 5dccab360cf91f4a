import type { Library } from './library.ts';

const value = { value: { argument: 0 } } as const;

/** js-csp: processes are generators that yield what they wait for. A put on a closed channel gives false, a take null; a put that waits while its channel is closed is lost. */
export const jsCsp: Library = {
  modules: ['js-csp'],
  versions: '>=1 <2',
  exports: {
    Line: {
      kind: 'class',
      primitive: 'channel',
      construct: { capacity: { argument: 0 } },
      policy: { sendOnClosed: 'false', closeTwice: 'ignore', pendingAtClose: 'false' },
      members: {
        send: { op: 'channel.send', operands: value },
        receive: { op: 'channel.receive' },
        trySend: { op: 'channel.trySend', operands: value },
        tryReceive: { op: 'channel.tryReceive' },
        close: { op: 'channel.close' },
      },
    },
    Choice: {
      kind: 'class',
      primitive: 'select',
      construct: { cases: { argument: 0 } },
      members: {
        now: { op: 'select.poll' },
        wait: { op: 'select.wait' },
        received: { op: 'select.received', operands: { case: { argument: 0 } } },
      },
    },
    receiveCase: { kind: 'function', op: 'select.receiveCase', operands: { channel: { argument: 0 } } },
    sendCase: { kind: 'function', op: 'select.sendCase', operands: { channel: { argument: 0 }, value: { argument: 1 } } },
  },
  standIn: `
import { Choice, Line, receiveCase, sendCase } from 'js-csp';

export const CLOSED = null;
export const NO_VALUE = '@@process/NO_VALUE';
export const DEFAULT = { isDefault: true };

export class Channel {
  constructor(capacity, whenFull) {
    this.line = new Line(capacity);
    this.whenFull = whenFull;
    this.closed = false;
  }
  close() {
    this.closed = true;
    this.line.close();
  }
}
export const buffers = {
  fixed: (size) => ({ size, whenFull: 'wait' }),
  dropping: (size) => ({ size, whenFull: 'drop' }),
  sliding: (size) => ({ size, whenFull: 'slide' }),
};
export function chan(buffer, transducer) {
  if (transducer !== undefined && transducer !== null) return $op('client.unknown');
  if (buffer === undefined || buffer === null) return new Channel(0, 'wait');
  return typeof buffer === 'number' ? new Channel(buffer, 'wait') : new Channel(buffer.size, buffer.whenFull);
}

async function given(channel, value) {
  if (value === null) throw new Error('Cannot put CLOSED on a channel.');
  if (channel.closed) return false;
  if (channel.whenFull === 'wait') return (await channel.line.send(value)) !== false;
  if (channel.line.trySend(value)) return true;
  if (channel.whenFull === 'slide') {
    channel.line.tryReceive();
    channel.line.trySend(value);
  }
  return true;
}
async function taken(channel) {
  const { value, done } = await channel.line.receive();
  return done ? null : value;
}
async function chosen(operations, options) {
  if (operations.length === 0) throw new Error('Empty alt list');
  const channels = operations.map((operation) => (operation instanceof Channel ? operation : operation[0]));
  const refused = operations.findIndex((operation, i) => !(operation instanceof Channel) && channels[i].closed);
  if (refused >= 0) return { value: false, channel: channels[refused] };
  const cases = operations.map((operation, i) => (operation instanceof Channel ? receiveCase(operation.line) : sendCase(channels[i].line, () => operation[1])));
  const choice = new Choice(cases);
  let index = choice.now();
  if (index === undefined && options !== undefined && options.default) return { value: options.default, channel: DEFAULT };
  if (index === undefined && options !== undefined && 'default' in options) $op('defect.note', 'js-csp 1.0.1 waits where the default of alts() is 0, false, an empty text or null');
  if (index === undefined) index = await choice.wait();
  if (index === false) return { value: false, channel: channels.find((channel) => channel.closed) };
  if (!(operations[index] instanceof Channel)) return { value: true, channel: channels[index] };
  const { value, done } = choice.received(cases[index]);
  return { value: done ? null : value, channel: channels[index] };
}

class Instruction {
  constructor(run) {
    this.run = run;
    this.place = $op('place.here');
  }
}
export function put(channel, value) { return new Instruction(() => given(channel, value)); }
export function take(channel) { return new Instruction(() => taken(channel)); }
export function sleep() { return new Instruction(() => $op('timer.sleep')); }
export function alts(operations, options) { return new Instruction(() => chosen(operations, options)); }

async function answer(asked) {
  if (asked instanceof Channel) return taken(asked);
  if (!(asked instanceof Instruction)) return asked;
  $op('place.set', asked.place);
  return asked.run();
}
async function work(steps, results) {
  let step = steps.next();
  while (!step.done) step = steps.next(await answer(step.value));
  if (step.value !== null) results.line.trySend(step.value);
  results.close();
}
export function spawn(steps) {
  const results = new Channel(1, 'wait');
  work(steps, results);
  return results;
}
export function go(body, args) { return spawn(args === undefined ? body() : body(...args)); }

async function putLater(channel, value, callback) {
  const accepted = await given(channel, value);
  if (callback !== undefined && callback !== null) callback(accepted);
}
export function putAsync(channel, value, callback) { putLater(channel, value, callback); }
async function takeLater(channel, callback) { callback(await taken(channel)); }
export function takeAsync(channel, callback) { takeLater(channel, callback); }
export function offer(channel, value) { return !channel.closed && channel.line.trySend(value); }
export function poll(channel) {
  const result = channel.closed ? undefined : channel.line.tryReceive();
  return result === undefined ? NO_VALUE : result.value;
}
export function timeout() {
  const channel = new Channel(0, 'wait');
  $op('timer.set', () => { channel.close(); });
  return channel;
}
export default { CLOSED, NO_VALUE, DEFAULT, Channel, buffers, chan, put, take, sleep, alts, spawn, go, putAsync, takeAsync, offer, poll, timeout };
`,
};
