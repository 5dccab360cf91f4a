import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { signalListeners } from '../machine/promises.ts';
import { boolean, FALSE, integer, isInteger, jobKind, payload, promise, promiseState, RAISED, reference, TRUE, UNDEFINED, world } from '../values.ts';
import { commitWaiter, isLive } from './waiting.ts';

/**
 * A channel: a buffer of `capacity` values, and queues of blocked senders and receivers, first come first served.
 * A receiver is the promise it waits for, or a select's waiter; a sender is that and the value it offers.
 */
export const channelField = { capacity: 2, buffer: 3, senders: 4, receivers: 5, closed: 6, default: 7 } as const;

function isClosed(m: Machine, cell: number): boolean {
  return m.memory.words[cell + channelField.closed] === TRUE;
}

/** Entries of selects that have committed elsewhere are no longer there. */
function prune(m: Machine, cell: number): void {
  const { memory } = m;
  while (memory.length(cell, channelField.receivers) > 0 && !isLive(m, memory.item(cell, channelField.receivers, 0))) memory.splice(cell, channelField.receivers, 0, 2, []);
  while (memory.length(cell, channelField.senders) > 0 && !isLive(m, memory.item(cell, channelField.senders, 0))) memory.splice(cell, channelField.senders, 0, 3, []);
}

export function canSend(m: Machine, cell: number): boolean {
  prune(m, cell);
  return isClosed(m, cell) || m.memory.length(cell, channelField.receivers) > 0 || hasRoom(m, cell);
}

export function canReceive(m: Machine, cell: number): boolean {
  prune(m, cell);
  return isClosed(m, cell) || m.memory.length(cell, channelField.buffer) > 0 || m.memory.length(cell, channelField.senders) > 0;
}

function hasRoom(m: Machine, cell: number): boolean {
  // in some libraries nobody who sends goes on before it is received
  if (m.policy(cell, 'sent') === 'when read') return false;
  const capacity = m.memory.words[cell + channelField.capacity];
  // a capacity that is not known is large enough: a finding must not rest on a bound that nobody set
  return !isInteger(capacity) || m.memory.length(cell, channelField.buffer) < payload(capacity);
}

/** Delivers a value where `canSend` holds; an error value where the channel is closed. */
export function deliver(m: Machine, cell: number, value: number, site: number): number {
  if (isClosed(m, cell)) return m.raise(m.misuse('send on a closed channel', site));
  const { memory } = m;
  if (memory.length(cell, channelField.receivers) > 0) {
    const receiver = memory.item(cell, channelField.receivers, 0);
    const index = memory.item(cell, channelField.receivers, 1);
    memory.splice(cell, channelField.receivers, 0, 2, []);
    commitWaiter(m, receiver, index, m.resultObject(value, FALSE));
  } else memory.push(cell, channelField.buffer, value);
  return UNDEFINED;
}

/** Takes the next value where `canReceive` holds, as `{ value, done }`. */
export function take(m: Machine, cell: number): number {
  const { memory } = m;
  if (memory.length(cell, channelField.buffer) > 0) {
    const value = memory.shift(cell, channelField.buffer);
    if (memory.length(cell, channelField.senders) > 0) {
      const sent = takeFromSender(m, cell);
      memory.push(cell, channelField.buffer, sent.isThunk ? UNDEFINED : sent.value);
      if (sent.isThunk) m.follow('select.fillBuffer', [reference(cell), sent.value]);
    }
    return m.resultObject(value, FALSE);
  }
  if (memory.length(cell, channelField.senders) > 0) {
    const sent = takeFromSender(m, cell);
    const result = m.resultObject(sent.isThunk ? UNDEFINED : sent.value, FALSE);
    if (sent.isThunk) m.follow('select.fill', [result, sent.value]);
    return result;
  }
  return m.resultObject(memory.words[cell + channelField.default], TRUE);
}

/** What the first sender sends: a value, or of a select the function that makes it. */
function takeFromSender(m: Machine, cell: number): { readonly value: number; readonly isThunk: boolean } {
  const { memory } = m;
  const sender = memory.item(cell, channelField.senders, 0);
  const index = memory.item(cell, channelField.senders, 1);
  const value = memory.item(cell, channelField.senders, 2);
  memory.splice(cell, channelField.senders, 0, 3, []);
  commitWaiter(m, sender, index, UNDEFINED);
  prune(m, cell);
  return { value, isThunk: payload(index) > 0 && m.isFunction(value) };
}

/** A blocked operation ends with the signal's reason when the signal is aborted. A signal that is not known is aborted at some time. */
export function withSignal(m: Machine, cell: number, signal: number): void {
  if (signal !== UNDEFINED && m.isUnknown(signal)) {
    const abort = m.schedule(world.later, jobKind.abort, reference(cell), UNDEFINED, payload(m.memory.words[cell + promise.site]));
    m.memory.words[cell + promise.signal] = reference(abort);
    return;
  }
  if (m.memory.kindOf(signal) < 32) return;
  m.memory.words[cell + promise.signal] = signal;
  m.touch(payload(signal));
  m.memory.push(payload(signal), signalListeners, reference(cell));
}

export function isAborted(m: Machine, signal: number): boolean {
  return m.memory.kindOf(signal) >= 32 && m.memory.words[payload(signal) + 2] === TRUE;
}

export function abortError(m: Machine, signal: number): number {
  const reason = m.memory.words[payload(signal) + 3];
  return reason === UNDEFINED ? m.error('This operation was aborted', 'AbortError') : reason;
}

function send(m: Machine, [self, value, signal]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const cell = payload(self);
  if (canSend(m, cell)) {
    if (deliver(m, cell, value, call.site) === RAISED) return m.policy(cell, 'sendOnClosed') === 'throw' ? m.rejectedPromise(m.thrown) : m.settled(FALSE);
    return m.settled(UNDEFINED);
  }
  const waiting = m.block('channel.send', call, self);
  m.memory.splice(cell, channelField.senders, m.memory.length(cell, channelField.senders), 0, [reference(waiting), integer(0), value]);
  withSignal(m, waiting, signal);
  return reference(waiting);
}

function receive(m: Machine, [self, signal]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const cell = payload(self);
  if (canReceive(m, cell)) return m.settled(take(m, cell));
  const waiting = m.block('channel.receive', call, self);
  m.memory.splice(cell, channelField.receivers, m.memory.length(cell, channelField.receivers), 0, [reference(waiting), integer(0)]);
  withSignal(m, waiting, signal);
  return reference(waiting);
}

/** Whether one more may lie there unread, where those who send wait for as long. */
function isRoomy(m: Machine, cell: number): boolean {
  prune(m, cell);
  const capacity = m.memory.words[cell + channelField.capacity];
  return !isInteger(capacity) || m.memory.length(cell, channelField.senders) / 3 < payload(capacity);
}

/** Leaves a value there for who receives next, and nobody waits until then. */
function offer(m: Machine, [self, value]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  if (isClosed(m, cell)) return FALSE;
  if (canSend(m, cell)) return deliver(m, cell, value, call.site) === RAISED ? RAISED : TRUE;
  if (!isRoomy(m, cell)) return FALSE;
  const nobody = reference(m.newPromise(m.operationIndex('promise.new'), call.site, UNDEFINED));
  m.memory.splice(cell, channelField.senders, m.memory.length(cell, channelField.senders), 0, [nobody, integer(0), value]);
  return TRUE;
}

/** Closed, and all that was sent before is received. */
function isOver(m: Machine, cell: number): boolean {
  prune(m, cell);
  return isClosed(m, cell) && m.memory.length(cell, channelField.buffer) === 0 && m.memory.length(cell, channelField.senders) === 0;
}

function close(m: Machine, [self]: readonly number[], call: CallInfo): number {
  const { memory } = m;
  const cell = payload(self);
  if (isClosed(m, cell)) return m.policy(cell, 'closeTwice') === 'throw' ? m.raise(m.misuse('close of a closed channel', call.site)) : UNDEFINED;
  memory.words[cell + channelField.closed] = TRUE;
  prune(m, cell);
  while (memory.length(cell, channelField.receivers) > 0) {
    const receiver = memory.item(cell, channelField.receivers, 0);
    const index = memory.item(cell, channelField.receivers, 1);
    memory.splice(cell, channelField.receivers, 0, 2, []);
    if (isLive(m, receiver)) commitWaiter(m, receiver, index, m.resultObject(memory.words[cell + channelField.default], TRUE));
  }
  // in some libraries what was offered before the close is still received
  while (m.policy(cell, 'pendingAtClose') !== 'keep' && memory.length(cell, channelField.senders) > 0) {
    const sender = memory.item(cell, channelField.senders, 0);
    const site = payload(memory.words[payload(sender) + promise.site] || integer(call.site));
    memory.splice(cell, channelField.senders, 0, 3, []);
    if (isLive(m, sender) && m.policy(cell, 'pendingAtClose') === 'false') m.resolvePromise(payload(sender), FALSE);
    else if (isLive(m, sender)) m.settle(payload(sender), promiseState.rejected, m.misuse('send on a channel that was closed meanwhile', site));
  }
  return UNDEFINED;
}

export const channel: Primitive = {
  name: 'channel',
  fields: 6,
  queues: [{ field: channelField.senders, stride: 3 }, { field: channelField.receivers, stride: 2 }],
  create: {
    operands: ['self', 'capacity', 'default'],
    run: (m, [self, capacity, fallback]) => {
      m.memory.words[payload(self) + channelField.capacity] = capacity;
      m.memory.words[payload(self) + channelField.closed] = FALSE;
      m.memory.words[payload(self) + channelField.default] = fallback;
      return self;
    },
  },
  blocked: {
    send: { verb: 'send', waitsFor: 'a receiver', mends: 'Give the channel room for the value (a buffer), keep receiving until the channel is closed, or let the sender give up: select on a done channel or pass an AbortSignal.' },
    receive: { verb: 'receive', waitsFor: 'a sender or a close', mends: 'Close the channel on every path when no more values come (in a finally), or let the receiver give up: select on a done channel or pass an AbortSignal.' },
  },
  operations: {
    send: { operands: ['self', 'value', 'signal'], run: send },
    receive: { operands: ['self', 'signal'], run: receive },
    trySend: {
      operands: ['self', 'value'],
      run: (m, [self, value], call) => {
        if (!canSend(m, payload(self))) return FALSE;
        return deliver(m, payload(self), value, call.site) === RAISED ? RAISED : TRUE;
      },
    },
    tryReceive: { operands: ['self'], run: (m, [self]) => (canReceive(m, payload(self)) ? take(m, payload(self)) : UNDEFINED) },
    offer: { operands: ['self', 'value'], run: offer },
    isRoomy: { operands: ['self'], run: (m, [self]) => boolean(isRoomy(m, payload(self))) },
    canSend: { operands: ['self'], run: (m, [self]) => boolean(canSend(m, payload(self))) },
    isOpen: { operands: ['self'], run: (m, [self]) => boolean(!isClosed(m, payload(self))) },
    isOver: { operands: ['self'], run: (m, [self]) => boolean(isOver(m, payload(self))) },
    hasMore: { operands: ['self'], run: (m, [self]) => boolean(!isOver(m, payload(self))) },
    close: { operands: ['self'], run: close },
    /** Fills the last place of the buffer, which a select's sender has just been given. */
    refill: {
      operands: ['self', 'value'],
      run: (m, [self, value]) => {
        m.memory.setItem(payload(self), channelField.buffer, m.memory.length(payload(self), channelField.buffer) - 1, value);
        return UNDEFINED;
      },
    },
    /** Somebody sends to who receives, or else receives what is sent, if anybody does. */
    meet: {
      operands: ['self'],
      run: (m, [self], call) => {
        prune(m, payload(self));
        if (m.memory.length(payload(self), channelField.receivers) > 0) return deliver(m, payload(self), m.newUnknown(), call.site);
        if (canReceive(m, payload(self))) take(m, payload(self));
        return UNDEFINED;
      },
    },
    self: { operands: ['self'], run: (_m, [self]) => self },
    length: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), channelField.buffer)) },
    capacity: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + channelField.capacity] },
    concurrency: {
      operands: ['self'],
      run: (m, [self]) => integer(m.memory.length(payload(self), channelField.senders) / 3 - m.memory.length(payload(self), channelField.receivers) / 2),
    },
  },
};
