import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { container, integer, kind, payload, promise, promiseState, RAISED, reactionKind, reference, UNDEFINED } from '../values.ts';
import { abortError, canReceive, canSend, channelField, deliver, isAborted, take, withSignal } from './channel.ts';
import { caseField, commitCase, selectCases } from './waiting.ts';

/** A select: goes on with one of its cases that can, chosen freely; where none can, waits in all their queues at once. */

const caseKind = { receive: 0, send: 1, promise: 2 } as const;

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
    default: return !m.isPending(target);
  }
}

function commit(m: Machine, item: number, site: number): number {
  const target = payload(part(m, item, 1));
  switch (kindOf(m, item)) {
    case caseKind.receive: m.memory.words[item + caseField.received] = take(m, target); return UNDEFINED;
    case caseKind.send: return deliver(m, target, part(m, item, 2), site);
    default:
      m.memory.words[item + caseField.received] = m.resultObject(m.memory.words[target + promise.value], m.literal(false));
      return UNDEFINED;
  }
}

/** Index of a case that went on, -1 where none can, RAISED where it threw. */
function tryCommit(m: Machine, select: number, site: number): number {
  const list = cases(m, select);
  for (const item of list) m.memory.words[item + caseField.received] = UNDEFINED;
  const enabled = list.flatMap((item, index) => (isEnabled(m, item) ? [index] : []));
  if (enabled.length === 0) return -1;
  const index = enabled[m.choose(enabled.length, 0)];
  return commit(m, list[index], site) === RAISED ? RAISED : integer(index);
}

function wait(m: Machine, [self, signal]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  const select = payload(self);
  const done = tryCommit(m, select, call.site);
  if (done === RAISED) return m.rejectedPromise(m.thrown);
  if (done !== -1) return m.settled(done);
  const waiting = m.block('select.wait', call, self);
  cases(m, select).forEach((item, index) => {
    const target = payload(part(m, item, 1));
    const entry = [reference(waiting), integer(index + 1)];
    switch (kindOf(m, item)) {
      case caseKind.receive: m.memory.splice(target, channelField.receivers, m.memory.length(target, channelField.receivers), 0, entry); break;
      case caseKind.send: m.memory.splice(target, channelField.senders, m.memory.length(target, channelField.senders), 0, [...entry, part(m, item, 2)]); break;
      default: m.react(target, reactionKind.select, reference(waiting), integer(index));
    }
  });
  withSignal(m, waiting, signal);
  return reference(waiting);
}

/** A promise case's promise settled. */
export function promiseCaseSettled(m: Machine, waiting: number, index: number): void {
  if (!m.isPending(waiting)) return;
  const select = payload(m.memory.words[waiting + promise.resource]);
  const target = payload(part(m, payload(m.memory.item(select, selectCases, index)), 1));
  const value = m.memory.words[target + promise.state] === integer(promiseState.fulfilled) ? m.memory.words[target + promise.value] : UNDEFINED;
  commitCase(m, waiting, index, m.resultObject(value, m.literal(false)));
}

export const select: Primitive = {
  name: 'select',
  fields: 1,
  create: {
    operands: ['self', 'cases'],
    run: (m, [self, list]) => {
      if (m.memory.kindOf(list) === kind.array) m.reads(payload(list));
      const items = m.memory.kindOf(list) === kind.array ? m.memory.items(payload(list), container.items) : [];
      const known = items.map((item) => m.resolve(item)).filter((item) => m.memory.kindOf(item) === kind.object);
      if (known.length > 0) {
        const vector = m.memory.vector(known);
        m.memory.words[payload(self) + selectCases] = vector;
      }
      return self;
    },
  },
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
    length: { operands: ['self'], run: (m, [self]) => integer(m.memory.length(payload(self), selectCases)) },
    thunk: { operands: ['case'], run: (m, [item]) => (kindOf(m, payload(item)) === caseKind.send ? part(m, payload(item), 2) : UNDEFINED) },
    offer: {
      operands: ['case', 'value'],
      run: (m, [item, value]) => {
        m.memory.setItem(payload(item), caseField.offered, 2, value);
        return UNDEFINED;
      },
    },
    commit: { operands: ['self', 'signal'], run: wait },
    tryCommit: {
      operands: ['self'],
      run: (m, [self], call) => {
        const done = tryCommit(m, payload(self), call.site);
        return done === -1 ? UNDEFINED : done;
      },
    },
    received: {
      operands: ['self', 'case'],
      run: (m, [, item]) => {
        const received = m.memory.kindOf(item) === kind.object ? m.memory.words[payload(item) + caseField.received] : UNDEFINED;
        return received === UNDEFINED ? m.resultObject(UNDEFINED, m.literal(true)) : received;
      },
    },
  },
};
