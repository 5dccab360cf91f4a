import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { signalListeners } from '../machine/promises.ts';
import { boolean, FALSE, firstPrimitiveKind, integer, jobKind, kind, NULL, payload, promiseState, reference, tag, TRUE, UNDEFINED, world } from '../values.ts';
import { equal } from '../operators.ts';
import { beginnings } from '../interpreter/names.ts';
import { noteUnheard } from '../obligations/outer.ts';
import { abortError, isAborted, withSignal } from './channel.ts';
import { isListener, listenerOf, newRegistration, removed } from './listening.ts';

/** An emitter: (name, listener, once) in order of registration; a listener is a registration, or the promise of somebody who waits. */
export const listeners = 2;
/** The field of an emitter that refers to what the program gave it of its own: `socket.close = …`. */
export const ownOfEmitter = 3;

function add(m: Machine, self: number, name: number, listener: number, once: number): number {
  m.memory.splice(payload(self), listeners, m.memory.length(payload(self), listeners), 0, [name, listener, once]);
  return self;
}

/** Adds a listener behind the others, or before them where it is to be the `first`. */
function listen(m: Machine, [self, name, listener, first]: readonly number[], once: number, call: CallInfo): number {
  const entry = newRegistration(m, listener, call.site);
  if (first !== TRUE) return add(m, self, name, entry, once);
  m.memory.splice(payload(self), listeners, 0, 0, [name, entry, once]);
  return self;
}

/** Removes and returns the listeners of an event that go once; those who wait are served. */
function fire(m: Machine, [self, name, args]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  const called: number[] = [];
  const kept: number[] = [];
  const all = m.memory.items(cell, listeners);
  for (let i = 0; i < all.length; i += 3) {
    const matches = equal(m, all[i], name, false);
    const waiting = m.memory.kindOf(all[i + 1]) === kind.promise ? payload(all[i + 1]) : 0;
    if (waiting !== 0) {
      if (matches && all[i + 2] === NULL) m.settle(waiting, promiseState.rejected, m.memory.item(payload(args), 1, 0));
      else if (matches) m.resolvePromise(waiting, args);
      else if (m.isPending(waiting)) kept.push(all[i], all[i + 1], all[i + 2]);
    } else {
      if (matches) called.push(listenerOf(m, all[i + 1]));
      if (!matches || all[i + 2] === FALSE) kept.push(all[i], all[i + 1], all[i + 2]);
    }
  }
  m.memory.splice(cell, listeners, 0, all.length, kept);
  // an 'error' event that nobody listens for is thrown
  const isHeard = called.length > 0 || kept.length < all.length;
  if (!isHeard) noteUnheard(m, call.frame);
  if (!isHeard && m.text(name) === 'error' && m.memory.length(payload(args), 1) > 0) return m.raise(m.memory.item(payload(args), 1, 0));
  return m.newArray(called);
}

function awaitOnce(m: Machine, [emitter, name, signal]: readonly number[], call: CallInfo): number {
  if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
  if (m.memory.kindOf(emitter) < 32) {
    // an emitter from outside is friendly: the event comes at some time, as long as there is no end of events
    const waiting = m.newPromise(m.operationIndex('event.awaitOnce'), call.site, UNDEFINED);
    // what begins (a server that listens) does so before it ends
    if (beginnings.has(m.text(name) ?? '')) m.schedule(world.later, jobKind.settle, reference(waiting), m.newArray([m.newUnknown()]), call.site);
    else m.following.push({ procedure: m.model.derived['client.tellOnce'], args: [m.newResolver(waiting, false), name, emitter] });
    withSignal(m, waiting, signal);
    return reference(waiting);
  }
  // it counts only where somebody awaits it: the loser of a race is a listener on an emitter that is done
  const waiting = m.newPromise(m.operationIndex('event.awaitOnce'), call.site, emitter);
  if (m.primitiveName(payload(emitter)) === 'signal') {
    if (m.text(name) === 'abort' && !isAborted(m, emitter)) m.memory.push(payload(emitter), signalListeners, m.newResolver(waiting, false));
    withSignal(m, waiting, signal);
    return reference(waiting);
  }
  add(m, emitter, name, reference(waiting), TRUE);
  withSignal(m, waiting, signal);
  // an 'error' event ends the wait as well, by rejecting
  if (m.text(name) !== 'error') add(m, emitter, m.literal('error'), reference(waiting), NULL);
  // some emitters act once somebody listens: a stream flows, a port gives what it kept
  const heard = m.model.derived[String(m.policy(payload(emitter), 'heard'))] as number | undefined;
  const isHeard = heard !== undefined && String(m.policy(payload(emitter), 'hears')).split(' ').includes(m.text(name) ?? '');
  if (isHeard) m.schedule(world.ready, jobKind.call, (heard << 3) | tag.function, m.newArray([emitter, name]), call.site);
  return reference(waiting);
}

function hasMember(m: Machine, value: number, name: string): boolean {
  return m.memory.kindOf(value) >= firstPrimitiveKind && Object.hasOwn(m.classOf(payload(value))?.members ?? {}, name);
}

export const event: Primitive = {
  name: 'event',
  fields: 2,
  queues: [{ field: listeners, stride: 3, waiter: 1 }],
  create: { operands: ['self'], run: (_m, [self]) => self },
  blocked: {
    awaitOnce: { verb: 'once', waitsFor: 'an event', mends: 'Start to listen before the event can be emitted, in the same step as the check that it has not come yet.' },
  },
  operations: {
    on: { operands: ['self', 'name', 'listener', 'first'], run: (m, operands, call) => listen(m, operands, FALSE, call) },
    once: { operands: ['self', 'name', 'listener', 'first'], run: (m, operands, call) => listen(m, operands, TRUE, call) },
    off: {
      operands: ['self', 'name', 'listener'],
      run: (m, [self, name, listener]) => {
        const all = m.memory.items(payload(self), listeners);
        for (let i = 0; i < all.length; i += 3) {
          if (isListener(m, all[i + 1], listener) && equal(m, all[i], name, false)) {
            removed(m, all[i + 1]);
            m.memory.splice(payload(self), listeners, i, 3, []);
            break;
          }
        }
        return self;
      },
    },
    fire: { operands: ['self', 'name', 'args'], run: fire },
    removeAll: {
      operands: ['self', 'name'],
      run: (m, [self, name]) => {
        const all = m.memory.items(payload(self), listeners);
        const kept: number[] = [];
        for (let i = 0; i < all.length; i += 3) {
          if (name !== UNDEFINED && !equal(m, all[i], name, false)) kept.push(all[i], all[i + 1], all[i + 2]);
          else removed(m, all[i + 1]);
        }
        m.memory.splice(payload(self), listeners, 0, all.length, kept);
        return self;
      },
    },
    count: {
      operands: ['self', 'name'],
      run: (m, [self, name]) => integer(m.memory.items(payload(self), listeners).filter((item, i) => i % 3 === 0 && equal(m, item, name, false)).length),
    },
    self: { operands: ['self'], run: (_m, [self]) => self },
    /** Whether it is listened to in the way of an EventTarget only. */
    isTarget: { operands: ['emitter'], run: (m, [emitter]) => boolean(hasMember(m, emitter, 'addEventListener') && !hasMember(m, emitter, 'on')) },
    awaitOnce: { operands: ['emitter', 'name', 'signal'], run: awaitOnce },
  },
};
