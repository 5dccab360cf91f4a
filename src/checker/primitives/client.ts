import { endsUse } from '../../model/open/ending.ts';
import { callersWithin } from '../bounds.ts';
import { actsOn, givesBack, membersOf, waysBack } from './acts.ts';
import { handlersIn, useOutside } from '../interpreter/outside.ts';
import { carriers, finalEvents, lastEvents, singleEvents } from '../interpreter/names.ts';
import type { Machine, Primitive } from '../machine.ts';
import { noteUnheard } from '../obligations/outer.ts';
import { ownerOf } from '../own-properties.ts';
import { Memory } from '../memory.ts';
import { boolean, container, FALSE, HOLE, integer, isInteger, isReference, jobKind, kind, NULL, object, payload, reference, TRUE, truth, UNDEFINED, unknown, world } from '../values.ts';

/** A client that has closed what it used: NULL in the place of its function. */
function hasRetired(m: Machine): boolean {
  return m.memory.words[Memory.world + world.client] === NULL;
}

/** Whether the client may ever close what it uses. Where it does not, its callers do not meet in asking for that. */
function meetsAtEnd(m: Machine): void {
  if (m.endings.mayRetire) m.touchWorld();
}

/** What an unknown is may turn out in another task, and what a written object has may change. */
function looksAt(m: Machine, given: number): void {
  const k = m.memory.kindOf(given);
  if (k === kind.object || k === kind.array || k === kind.unknown) m.touch(payload(given));
}

function isOutside(m: Machine, source: number): boolean {
  return m.memory.kindOf(source) === kind.unknown;
}

/** The key under which an object or a list that was handed out has the way to give back what it stands for; undefined if it has none. */
function wayBack(m: Machine, given: number): number | undefined {
  const { memory } = m;
  const isGrant = (value: number): boolean => memory.kindOf(value) === kind.token;
  if (memory.kindOf(given) === kind.array) {
    const index = memory.items(payload(given), container.items).findIndex(isGrant);
    return index < 0 ? undefined : integer(index);
  }
  if (memory.kindOf(given) !== kind.object) return undefined;
  const method = waysBack.find((way) => m.hasMethod(given, m.literal(way)));
  if (method !== undefined) return m.literal(method);
  return m.ownKeys(payload(given)).find((key) => {
    const value = m.getOwn(payload(given), key);
    return isGrant(value) || (memory.kindOf(value) === kind.closure && givesBack.test(m.text(key) ?? ''));
  });
}

const mostServices = 2;

/** Functions that code outside has to call where something happens. */
const mostHandlers = 2;

/** Timers, answers and further calls that are to come. */
const mostToCome = 8;

/** Suspended calls, and what they wait for, of which each waits for the one before: with what was started and is waited for by nobody they would get ever more. */
const mostSuspended = 8;

function servicesOf(m: Machine): readonly number[] {
  return m.memory.items(Memory.world, world.services);
}

/** Whether what was handed out is there to be used for a while: a function of arguments, an object with more than ways to give it back. */
function isService(m: Machine, given: number): boolean {
  const parameters = m.parametersOf(given);
  if (parameters !== undefined) return parameters > 0;
  return membersOf(m, given, true).some((key) => !waysBack.includes(m.text(key) ?? '') && !givesBack.test(m.text(key) ?? ''));
}

const deepestService = 2;

/** What was handed out, where it is a service, and the services in it, as `{ Query: { find }, Mutation: { save } }` has them. */
function servicesIn(m: Machine, given: number, depth = 0): number[] {
  const isWrittenOut = m.memory.kindOf(given) === kind.object && m.memory.words[payload(given) + object.prototype] === UNDEFINED;
  const keys = isWrittenOut && depth < deepestService ? m.ownKeys(payload(given)) : [];
  for (const key of keys) m.readsName(key);
  const parts = keys.map((key) => m.getOwn(payload(given), key)).filter((value) => m.memory.kindOf(value) === kind.object);
  return [...isService(m, given) ? [given] : [], ...parts.flatMap((part) => servicesIn(m, part, depth + 1))];
}

/** Objects in objects that one call gives and the next is given. */
const deepestKept = 2;

/** How many objects deep a written-out object goes, as far as it matters. */
function depthOf(m: Machine, given: number, depth = 0): number {
  if (depth > deepestKept || m.memory.kindOf(given) !== kind.object || m.memory.words[payload(given) + object.prototype] !== UNDEFINED) return depth;
  return Math.max(depth + 1, ...m.ownKeys(payload(given)).map((key) => depthOf(m, m.resolve(m.getOwn(payload(given), key)), depth + 1)));
}

/**
 * The code outside of an open program: what it may choose, when it calls again, and what it does with what it is given.
 * `world.client` is the function that makes one more call at once, undefined in a closed program, null where no further call will come.
 */
export const client: Primitive = {
  name: 'client',
  fields: 0,
  operations: {
    /** How many calls are under way at once. */
    callers: { operands: [], run: (m) => integer(callersWithin(m.bounds)) },
    /** How many calls one caller makes; undefined for any number. */
    calls: { operands: [], run: (m) => (m.bounds.calls === undefined ? UNDEFINED : integer(m.bounds.calls)) },
    unknown: { operands: [], run: (m) => m.newUnknown() },
    /** What happens from here on rests on a guess at what code outside does. */
    guess: {
      operands: [],
      run: (m) => {
        m.level = 2;
        return UNDEFINED;
      },
    },
    /** Something was told to nobody. */
    unheard: {
      operands: [],
      run: (m, _operands, call) => {
        noteUnheard(m, call.frame);
        return UNDEFINED;
      },
    },
    choose: { operands: ['count'], run: (m, [count]) => integer(m.choose(isInteger(count) ? payload(count) : 1, 0)) },
    /** A list that a caller passes, which may as well be empty. */
    some: {
      operands: ['items'],
      run: (m, [items]) => {
        if (m.choose(2, 0) === 0) return items;
        if (m.level < 1) m.level = 1;
        return m.newArray([]);
      },
    },
    /** At some time. */
    moment: {
      operands: [],
      run: (m, _operands, call) => {
        const waiting = m.newPromise(m.operationIndex('client.moment'), call.site, UNDEFINED);
        m.schedule(world.later, jobKind.settle, reference(waiting), UNDEFINED, call.site);
        return reference(waiting);
      },
    },
    /** Keeps what a test file gives to its runner: `[role, place, function, what was given before]`. A file may have hundreds of tests, of which each entry runs one, so this is one instruction. */
    collect: {
      operands: ['role', 'first', 'second', 'third'],
      run: (m, [role, ...parts], call) => {
        const body = parts.find((part) => m.isCallable(part));
        const before = m.memory.words[Memory.world + world.client];
        if (body !== undefined) m.memory.words[Memory.world + world.client] = m.newArray([role, integer(call.site), body, before]);
        return UNDEFINED;
      },
    },
    /** What runs for the test at a place: what is set up before it, its body, what is torn down after it. */
    collected: {
      operands: ['place'],
      run: (m, [place]) => {
        const bodies: Record<string, number[]> = { before: [], case: [], after: [] };
        let kept = m.memory.words[Memory.world + world.client];
        m.memory.words[Memory.world + world.client] = UNDEFINED;
        while (m.memory.kindOf(kept) === kind.array) {
          const [role, at, body, before] = m.memory.items(payload(kept), container.items);
          const name = m.text(role) ?? '';
          if (name !== 'case' || at === place) bodies[name].push(body);
          kept = before;
        }
        return m.newArray([...bodies.before.reverse(), ...bodies.case.reverse(), ...bodies.after.reverse()]);
      },
    },
    offer: {
      operands: ['callback', 'subject', 'reaches'],
      run: (m, [callback, subject = UNDEFINED, reaches = FALSE]) => {
        m.evidence.hasClient = true;
        m.evidence.hasSubject = subject !== UNDEFINED;
        m.evidence.hasReach = reaches === TRUE;
        m.memory.words[Memory.world + world.client] = callback;
        return UNDEFINED;
      },
    },
    /** What may be done to something in reach, as `[way, name]`. */
    acts: { operands: ['thing', 'own'], run: (m, [thing, own]) => m.newArray(actsOn(m, thing, own).map(([way, name]) => m.newArray([m.literal(way), name]))) },
    retire: {
      operands: [],
      run: (m) => {
        m.touchWorld();
        // that nothing comes any more is a convention of names
        if (m.level < 1) m.level = 1;
        const { words } = m.memory;
        // no call comes any more, but what code outside comes to without one stays in its reach
        if (m.evidence.hasReach && !hasRetired(m)) words[Memory.world + world.services] = m.memory.vector([words[Memory.world + world.client]]);
        m.memory.words[Memory.world + world.client] = NULL;
        return UNDEFINED;
      },
    },
    isRetired: {
      operands: [],
      run: (m) => {
        meetsAtEnd(m);
        return boolean(hasRetired(m));
      },
    },
    /** Whether no such event comes any more: what it comes from has been closed. */
    isOver: {
      operands: ['event'],
      run: (m, [event]) => {
        meetsAtEnd(m);
        return boolean(hasRetired(m) && !lastEvents.has(m.text(event) ?? ''));
      },
    },
    /** Whether what an event comes from has told that it has come to its end. That the end comes first is as good a guess as that it does not. */
    isSilent: {
      operands: ['event', 'source'],
      touchesItself: true,
      run: (m, [event, source]) => {
        if (!m.endings.hearsFinalEvents || !isOutside(m, source) || lastEvents.has(m.text(event) ?? '')) return FALSE;
        m.touch(payload(source));
        if (m.getOwn(payload(source), m.literal('@@ended')) === HOLE) return FALSE;
        if (m.level < 1) m.level = 1;
        return TRUE;
      },
    },
    /** What comes with an event. */
    sent: {
      operands: ['event'],
      run: (m, [event]) => {
        const value = m.newUnknown();
        if (carriers.has(m.text(event) ?? '')) m.memory.words[payload(value) + unknown.truth] = integer(truth.present);
        return value;
      },
    },
    /** An event comes; says whether it is the last that something sends, which is noted on it. */
    comes: {
      operands: ['event', 'source'],
      touchesItself: true,
      run: (m, [event, source]) => {
        if (!m.endings.hearsFinalEvents || !isOutside(m, source) || !finalEvents.has(m.text(event) ?? '')) return FALSE;
        m.touch(payload(source));
        m.setOwn(payload(source), m.literal('@@ended'), TRUE);
        return TRUE;
      },
    },
    /** Whether code outside of the program calls it. */
    isOpen: { operands: [], run: (m) => boolean(m.memory.words[Memory.world + world.client] !== UNDEFINED) },
    comesAgain: { operands: ['event'], run: (m, [event]) => boolean(!singleEvents.has(m.text(event) ?? '')) },
    /** Whether a handler can be called while it still runs. */
    overlaps: {
      operands: ['callback', 'event'],
      touchesItself: true,
      run: (m, [callback, event]) => {
        return boolean(m.model.procedures[m.procedureOf(callback)].kind === 'async' && !singleEvents.has(m.text(event) ?? ''));
      },
    },
    /** An unknown object of which one property is known. */
    with: {
      operands: ['object', 'name', 'value'],
      run: (m, [target, name, value]) => {
        m.setOwn(payload(target), name, value);
        return target;
      },
    },
    /** What a call is given that takes something: what an earlier call handed out, or something unknown. */
    handBack: { operands: ['kept'], run: (m, [kept]) => (kept === UNDEFINED || m.choose(2, 0) === 1 ? m.newUnknown() : kept) },
    isGiven: {
      operands: ['given'],
      touchesItself: true,
      run: (m, [given]) => {
        looksAt(m, given);
        const k = m.memory.kindOf(given);
        return boolean(m.isFunction(given) || k === kind.resolver || k === kind.token || k === kind.object || k === kind.array || k === kind.generator);
      },
    },
    /** The function that gives what something that was handed out is there for, where a library's program says so; a name that no user's code has. */
    lookInto: {
      operands: ['given'],
      run: (m, [given]) => {
        const owner = m.isUnknown(given) ? 0 : ownerOf(m, given);
        const name = m.literal('used$');
        m.readsName(name);
        const look = owner === 0 ? HOLE : m.getOwn(owner, name);
        return look === HOLE ? UNDEFINED : look;
      },
    },
    /** Whether a promise that was handed out can be settled by whoever has it. */
    isDeferred: {
      operands: ['given'],
      run: (m, [given]) => {
        const owner = m.memory.kindOf(given) === kind.promise ? ownerOf(m, given) : 0;
        const keys = owner === 0 ? [] : m.ownKeys(owner);
        for (const key of keys) m.readsName(key);
        return boolean(keys.map((key) => m.getOwn(owner, key)).some((value) => m.isFunction(value) || m.memory.kindOf(value) === kind.resolver));
      },
    },
    /** Whether what a call gave is an object of the program that can be waited for: what settles it may be in it, or beside it. */
    isHandle: {
      operands: ['given'],
      run: (m, [given]) => boolean(m.memory.kindOf(given) === kind.object && m.hasMethod(given, m.literal('then'))),
    },
    /** What was handed out is used as an instance of a class is, by calling its functions any number of times; says whether it can be. */
    serves: {
      operands: ['given'],
      run: (m, [given]) => {
        const services = servicesIn(m, given);
        for (const service of services) m.memory.push(Memory.world, world.services, service);
        return boolean(services.length > 0);
      },
    },
    /** Notes what a call hands out, if it is a service that is not known yet. */
    note: {
      operands: ['given', 'subject'],
      touchesItself: true,
      run: (m, [given, subject]) => {
        if (given === subject) return given;
        looksAt(m, given);
        if (!isService(m, given) || wayBack(m, given) !== undefined || servicesOf(m).includes(given)) return given;
        m.touchWorld();
        m.memory.push(Memory.world, world.services, given);
        return given;
      },
    },
    /** The service to use next; undefined where the call that hands them out is made. While there is none, callers do not meet at them. */
    pick: {
      operands: ['call'],
      touchesItself: true,
      run: (m, [call]) => {
        const known = servicesOf(m);
        if (known.length === 0) return UNDEFINED;
        m.touchWorld();
        const chosen = m.choose(known.length + (call === UNDEFINED ? 0 : 1), 0);
        return chosen < known.length ? known[chosen] : UNDEFINED;
      },
    },
    /** Whether the outside has as many services as it uses, or functions to call, or as much is to come: what further calls leave behind is like what earlier ones did. */
    isBusy: { operands: [], run: (m) => boolean(servicesOf(m).length > mostServices || handlersIn(m).length > mostHandlers || m.memory.length(Memory.world, world.later) > mostToCome || m.memory.length(Memory.world, world.pending) > mostSuspended) },
    members: { operands: ['given'], run: (m, [given]) => m.newArray(membersOf(m, given, true)) },
    isEnding: { operands: ['name'], run: (m, [name]) => boolean(m.endings.mayRetire && endsUse.test(m.text(name) ?? '')) },
    /** Whether it is a stream of a library that pushes its values to who subscribes. */
    isPushed: { operands: ['given'], run: (m, [given]) => boolean(m.memory.kindOf(given) === kind.object && m.hasMethod(given, m.literal('subscribe')) && m.hasMethod(given, m.literal('attach'))) },
    /** What a call hands out, alone or in a list, is used as its description says: a stream is read, a port answered. */
    takes: {
      operands: ['given'],
      run: (m, [given], call) => {
        const things = m.memory.kindOf(given) === kind.array ? m.memory.items(payload(given), container.items) : [given];
        for (const thing of things) useOutside(m, thing, call.site);
        return UNDEFINED;
      },
    },
    /** Whether what a call gave wraps what others gave before it: to hand that back makes ever deeper ones. */
    isDeep: { operands: ['given'], run: (m, [given]) => boolean(depthOf(m, given) > deepestKept) },
    isChannel: { operands: ['given'], touchesItself: true, run: (m, [given]) => boolean(isReference(given) && m.primitiveName(payload(m.unwrap(given))) === 'channel') },
    isSequence: { operands: ['given'], touchesItself: true, run: (m, [given]) => boolean(m.memory.kindOf(given) === kind.generator) },
    wayBack: { operands: ['given'], run: (m, [given]) => wayBack(m, given) ?? UNDEFINED },
  },
};

