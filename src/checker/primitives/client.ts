import type { Primitive } from '../machine.ts';
import { Memory } from '../memory.ts';
import { boolean, integer, isInteger, jobKind, kind, payload, reference, tag, UNDEFINED, world } from '../values.ts';

/** Methods that end what an object was handed out for. */
const waysBack = ['release', 'unlock', 'unsubscribe', '@@dispose', '@@asyncDispose'];

/**
 * The code outside of an open program: what it may choose, when it calls again, and what it does with what it is given.
 * `world.client` is the function that makes one more call at once, undefined where no further call will come.
 */
export const client: Primitive = {
  name: 'client',
  fields: 0,
  operations: {
    /** How many calls one caller makes; undefined for any number. */
    calls: { operands: [], run: (m) => (m.bounds.calls === undefined ? UNDEFINED : integer(m.bounds.calls)) },
    unknown: { operands: [], run: (m) => m.newUnknown() },
    choose: { operands: ['count'], run: (m, [count]) => integer(m.choose(isInteger(count) ? payload(count) : 1, 0)) },
    /** At some time. */
    moment: {
      operands: [],
      run: (m, _operands, call) => {
        const waiting = m.newPromise(m.operationIndex('client.moment'), call.site, UNDEFINED);
        m.schedule(world.later, jobKind.settle, reference(waiting), UNDEFINED, call.site);
        return reference(waiting);
      },
    },
    offer: {
      operands: ['callback'],
      run: (m, [callback]) => {
        m.evidence.hasClient = true;
        m.memory.words[Memory.world + world.client] = callback;
        return UNDEFINED;
      },
    },
    retire: {
      operands: [],
      run: (m) => {
        m.touchWorld();
        m.memory.words[Memory.world + world.client] = UNDEFINED;
        return UNDEFINED;
      },
    },
    isRetired: {
      operands: [],
      run: (m) => {
        m.touchWorld();
        return boolean(m.memory.words[Memory.world + world.client] === UNDEFINED);
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
      run: (m, [given]) => {
        const k = m.memory.kindOf(given);
        return boolean((given & 7) === tag.function || k === kind.closure || k === kind.resolver || k === kind.token || k === kind.object || k === kind.generator);
      },
    },
    isSequence: { operands: ['given'], run: (m, [given]) => boolean(m.memory.kindOf(given) === kind.generator) },
    wayBack: {
      operands: ['given'],
      run: (m, [given]) => {
        const name = m.memory.kindOf(given) === kind.object ? waysBack.find((way) => m.hasMethod(given, m.literal(way))) : undefined;
        return name === undefined ? UNDEFINED : m.literal(name);
      },
    },
  },
};

