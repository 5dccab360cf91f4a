import type { Machine } from '../machine.ts';
import { classCell, container, firstPrimitiveKind, kind, object, payload, UNDEFINED } from '../values.ts';
import { listeners } from './event.ts';

/** What code outside of a program may do to something that it comes to. */

/** Methods that end what an object was handed out for. */
export const waysBack = ['release', 'unlock', 'unsubscribe', '@@dispose', '@@asyncDispose'];
export const givesBack = /^(release|unlock|unsubscribe)/;

const mostMembers = 24;

/** The names of the functions of an object, of its own and of its class, that are there for others to call; only those of the program, if so asked. */
export function membersOf(m: Machine, given: number, isOwn = false): number[] {
  const { memory } = m;
  if (memory.kindOf(given) !== kind.object) return [];
  const keys = m.ownKeys(payload(given)).filter((key) => !/^[_#]/.test(m.text(key) ?? '_'));
  for (const key of keys) m.handsOutName(key);
  const isAsked = (procedure: number): boolean => !isOwn || !m.model.procedures[procedure].hidden;
  const isOffered = (value: number): boolean => m.isCallable(value) && (!m.isFunction(value) || isAsked(m.procedureOf(value)));
  const found = new Set(keys.filter((key) => isOffered(m.getOwn(payload(given), key))));
  for (let at = memory.words[payload(given) + object.prototype]; memory.kindOf(at) === kind.class; at = memory.words[payload(at) + classCell.parent]) {
    for (const member of m.model.classes[payload(memory.words[payload(at) + classCell.index])].members) {
      if (member.kind === 'method' && !member.isStatic && !member.isInner && isAsked(member.procedure)) found.add(m.literal(member.name));
    }
  }
  return [...found].slice(0, mostMembers);
}

/** An event that somebody listens to is emitted; a function is called; a method of that name is called. */
type Act = readonly [way: 'emit' | 'call' | 'method', name: number];

/** What anybody may do to a resource by a method of it. Nobody gives back what others took. */
const free = new Set(['signal.abort', 'channel.send', 'channel.receive', 'channel.close', 'latch.arrive', 'countdown.done', 'resetEvent.set', 'condition.notifyOne', 'condition.notifyAll']);

/** What may be done to something in reach, but for the `own` events and methods, which the program itself sees to. */
export function actsOn(m: Machine, thing: number, own: number): Act[] {
  const { memory } = m;
  const isOwn = (name: number): boolean => memory.items(payload(own), container.items).includes(name);
  if (m.isCallable(thing)) return isOwn(m.literal('call')) ? [] : [['call', UNDEFINED]];
  const resource = m.unwrap(thing);
  const names = memory.kindOf(resource) < firstPrimitiveKind ? membersOf(m, thing).filter((name) => !givesBack.test(m.text(name) ?? '')) : methodsOf(m, payload(resource));
  const acts = names.map((name): Act => ['method', name]);
  return [...acts, ...eventsOf(m, resource).map((name): Act => ['emit', name])].filter(([, name]) => !isOwn(name));
}

function methodsOf(m: Machine, resource: number): number[] {
  return Object.entries(m.classOf(resource)?.members ?? {}).flatMap(([name, { op }]) => (free.has(op) ? [m.literal(name)] : []));
}

/** The events of an emitter that somebody listens to or waits for. What streams, ports and processes emit, the outside does by itself. */
function eventsOf(m: Machine, resource: number): number[] {
  if (m.memory.kindOf(resource) < firstPrimitiveKind || m.primitiveName(payload(resource)) !== 'event') return [];
  return [...new Set(m.memory.items(payload(resource), listeners).filter((_, i) => i % 3 === 0))];
}
