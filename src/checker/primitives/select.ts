import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { container, firstPrimitiveKind, HOLE, integer, kind, payload, promise, promiseState, RAISED, reactionKind, reference, UNDEFINED } from '../values.ts';
import { abortError, canReceive, canSend, channelField, deliver, isAborted, take as takeNext, withSignal } from './channel.ts';
import { caseField, commitCase, selectCases } from './waiting.ts';

/** A select: goes on with one of its cases that can, chosen freely; where none can, waits in all their queues at once. */

/** `spent`: a promise case that has gone on, which it does only once. */
const caseKind = { receive: 0, send: 1, promise: 2, spent: 3 } as const;

function newCase(m: Machine, kindOfCase: number, channel: number, value: number): number {
  const cell = m.newObject(UNDEFINED, 2);
  const offered = m.memory.vector([integer(kindOfCase), channel, value]);
  m.memory.words[cell + caseField.offered] = offered;
  return reference(cell);
}

function part(m: Machine, item: number, index: number): number {
  return m.memory.item(item, caseField.offered, index);
}

function kindOf(m: Machine, item: number): number {
  return payload(part(m, item, 0));
}

function cases(m: Machine, select: number): number[] {
  return m.memory.items(select, selectCases).map(payload);
}

function isEnabled(m: Machine, item: number): boolean {
  const target = payload(part(m, item, 1));
  m.touch(target);
  switch (kindOf(m, item)) {
    case caseKind.receive: return canReceive(m, target);
    case caseKind.send: return canSend(m, target);
    case caseKind.promise: return !m.isPending(target);
    default: return false;
  }
}

/** Index of a case that can go on, undefined where none can. */
function choose(m: Machine, [self, signal]: readonly number[]): number {
  if (isAborted(m, signal)) return m.raise(abortError(m, signal));
  const list = cases(m, payload(self));
  for (const item of list) m.memory.words[item + caseField.received] = UNDEFINED;
  const enabled = list.flatMap((item, index) => (isEnabled(m, item) ? [index] : []));
  return enabled.length === 0 ? UNDEFINED : integer(enabled[m.choose(enabled.length, 0)]);
}

/** Goes on with a case, a send case with the value that it offers; gives its index. */
function take(m: Machine, [self, index, value]: readonly number[], call: CallInfo): number {
  const item = cases(m, payload(self))[payload(index)];
  const target = payload(part(m, item, 1));
  switch (kindOf(m, item)) {
    case caseKind.receive: m.memory.words[item + caseField.received] = takeNext(m, target); return index;
    case caseKind.send: return deliver(m, target, value, call.site) === RAISED ? RAISED : index;
    default: receiveSettled(m, item, target); return index;
  }
}

/** A promise case goes on once, with its promise's value; where the promise was rejected, whoever asks for the value gets the error. */
function receiveSettled(m: Machine, item: number, target: number): void {
  const { words } = m.memory;
  m.memory.setItem(item, caseField.offered, 0, integer(caseKind.spent));
  words[target + promise.handled] = integer(1);
  const value = words[target + promise.value];
  const received = words[target + promise.state] === integer(promiseState.fulfilled) ? m.resultObject(value, m.literal(false)) : m.newArray([value]);
  m.memory.words[item + caseField.received] = received;
}

function wait(m: Machine, [self, signal]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const waiting = m.block('select.wait', call, self);
  cases(m, payload(self)).forEach((item, index) => {
    const target = payload(part(m, item, 1));
    const entry = [reference(waiting), integer(index + 1)];
    switch (kindOf(m, item)) {
      case caseKind.receive: m.memory.splice(target, channelField.receivers, m.memory.length(target, channelField.receivers), 0, entry); break;
      case caseKind.send: m.memory.splice(target, channelField.senders, m.memory.length(target, channelField.senders), 0, [...entry, part(m, item, 2)]); break;
      case caseKind.promise: m.react(target, reactionKind.select, reference(waiting), integer(index)); break;
      default:
    }
  });
  withSignal(m, waiting, signal);
  return reference(waiting);
}

/** A promise case's promise settled. */
export function promiseCaseSettled(m: Machine, waiting: number, index: number): void {
  if (!m.isPending(waiting)) return;
  const select = payload(m.memory.words[waiting + promise.resource]);
  const chosen = payload(m.memory.item(select, selectCases, index));
  const target = payload(part(m, chosen, 1));
  receiveSettled(m, chosen, target);
  commitCase(m, waiting, index, m.memory.words[chosen + caseField.received]);
}

/** A case as it was made, or as a factory is given it (`{ recv }`, `{ send, value }`); a promise is waited for. */
function caseOf(m: Machine, item: number): number[] {
  if (m.memory.kindOf(item) === kind.promise) return [newCase(m, caseKind.promise, item, UNDEFINED)];
  if (m.memory.kindOf(item) !== kind.object) return [];
  const cell = payload(item);
  if (m.memory.size(cell) >= caseField.offered) return [item];
  const from = m.getOwn(cell, m.literal('recv'));
  const to = m.getOwn(cell, m.literal('send'));
  if (from !== HOLE) return [newCase(m, caseKind.receive, m.resolve(from), UNDEFINED)];
  return to === HOLE ? [] : [newCase(m, caseKind.send, m.resolve(to), m.getOwn(cell, m.literal('value')))];
}

function create(m: Machine, [self, list]: readonly number[]): number {
  if (m.memory.kindOf(list) === kind.array) m.reads(payload(list));
  const items = m.memory.kindOf(list) === kind.array ? m.memory.items(payload(list), container.items) : [];
  const known = items.flatMap((item) => caseOf(m, m.resolve(item)));
  if (known.length > 0) {
    const vector = m.memory.vector(known);
    m.memory.words[payload(self) + selectCases] = vector;
  }
  return self;
}

/** A select that is made by a function: `Select.promises`, or a factory's `with`. */
function of(m: Machine, [list]: readonly number[], call: CallInfo): number {
  const handle = call.operation?.handle;
  const cell = m.memory.allocate(firstPrimitiveKind + m.primitives.findIndex((p) => p.name === 'select'), 2);
  m.memory.words[cell + 1] = integer(handle === undefined ? call.library : m.library(call.library).handles[handle] ?? -1);
  m.observer?.created(cell, call.site);
  return create(m, [reference(cell), list]);
}

export const select: Primitive = {
  name: 'select',
  fields: 1,
  create: { operands: ['self', 'cases'], run: create },
  blocked: {
    wait: { verb: 'select', waitsFor: 'one of its cases', mends: 'Add a case that ends the wait: a done channel that is closed on every path, or an AbortSignal.' },
  },
  operations: {
    receiveCase: { operands: ['channel'], run: (m, [target]) => newCase(m, caseKind.receive, target, UNDEFINED) },
    sendCase: { operands: ['channel', 'value'], run: (m, [target, value]) => newCase(m, caseKind.send, target, value) },
    promiseCase: {
      operands: ['promise'],
      run: (m, [target]) => newCase(m, caseKind.promise, m.memory.kindOf(target) === kind.promise ? target : m.settled(target), UNDEFINED),
    },
    cases: { operands: ['self'], run: (m, [self]) => m.newArray(m.memory.items(payload(self), selectCases)) },
    length: { operands: ['self'], run: (m, [self]) => integer(cases(m, payload(self)).filter((item) => kindOf(m, item) !== caseKind.spent).length) },
    self: { operands: ['self'], run: (_m, [self]) => self },
    of: { operands: ['cases'], run: of },
    choose: { operands: ['self', 'signal'], run: choose },
    /** The function that makes what a send case sends. */
    thunk: {
      operands: ['self', 'index'],
      run: (m, [self, index]) => {
        const item = cases(m, payload(self))[payload(index)];
        return kindOf(m, item) === caseKind.send ? part(m, item, 2) : UNDEFINED;
      },
    },
    take: { operands: ['self', 'index', 'value'], run: take },
    commit: { operands: ['self', 'signal'], run: wait },
    received: {
      operands: ['self', 'case'],
      run: (m, [, item]) => {
        const received = m.memory.kindOf(item) === kind.object ? m.memory.words[payload(item) + caseField.received] : UNDEFINED;
        if (m.memory.kindOf(received) === kind.array) return m.raise(m.memory.item(payload(received), container.items, 0));
        return received === UNDEFINED ? m.resultObject(UNDEFINED, m.literal(true)) : received;
      },
    },
  },
};
