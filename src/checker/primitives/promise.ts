import { combine } from '../combinations.ts';
import type { Primitive } from '../machine.ts';
import { ENDLESS } from '../machine/promises.ts';
import { boolean, container, FALSE, jobKind, kind, payload, promise, promiseState, reference, resolver, TRUE, UNDEFINED, world } from '../values.ts';

/** Promises that user code makes. They settle once; one that nobody can settle any more never settles. */
export const promises: Primitive = {
  name: 'promise',
  fields: 0,
  operations: {
    /** `what` a library's own promise stands for, in words: who waits for it waits for that. */
    create: { operands: ['what'], run: (m, [what], call) => reference(m.newPromise(m.operationIndex('promise.new'), call.site, what)) },
    /** An executor that does not even take `resolve` means to wait for ever. */
    isEndless: { operands: ['executor'], run: (m, [executor]) => boolean(m.parametersOf(executor) === 0) },
    endless: { operands: [], run: (m, _operands, call) => reference(m.newPromise(m.operationIndex(ENDLESS), call.site, UNDEFINED)) },
    resolver: { operands: ['promise'], run: (m, [target]) => m.newResolver(payload(target), false) },
    rejecter: { operands: ['promise'], run: (m, [target]) => m.newResolver(payload(target), true) },
    reject: {
      operands: ['promise', 'reason'],
      run: (m, [target, reason]) => {
        m.settle(payload(target), promiseState.rejected, reason);
        return UNDEFINED;
      },
    },
    /** `promise.then(resolve, reject)` with both ways to settle another promise: that one follows, which a report can tell. */
    passOn: {
      operands: ['promise', 'resolve', 'reject'],
      run: (m, [source, resolve, reject]) => {
        const { words } = m.memory;
        if (m.memory.kindOf(source) !== kind.promise || m.memory.kindOf(resolve) !== kind.resolver || m.memory.kindOf(reject) !== kind.resolver) return FALSE;
        if (words[payload(resolve) + resolver.promise] !== words[payload(reject) + resolver.promise] || words[payload(reject) + resolver.rejects] !== TRUE) return FALSE;
        m.resolvePromise(payload(words[payload(resolve) + resolver.promise]), source);
        return TRUE;
      },
    },
    resolved: { operands: ['value'], run: (m, [value]) => (m.memory.kindOf(value) === 10 ? value : m.settled(value)) },
    rejected: { operands: ['reason'], run: (m, [reason]) => m.rejectedPromise(reason) },
    /** What comes from outside and is said to be a promise of nothing: all that it can do is to fail at some time, which is its maker's to see to. */
    onlyFails: {
      operands: ['given'],
      run: (m, [given], call) => {
        if (!m.isUnknown(given)) return given;
        const { words } = m.memory;
        const [failing, failure] = [m.newPromise(m.operationIndex('client.moment'), call.site, UNDEFINED), m.newPromise(1, 0, UNDEFINED)];
        words[failing + promise.handled] = TRUE;
        words[failure + promise.handled] = TRUE;
        m.settle(failure, promiseState.rejected, m.newUnknown());
        m.schedule(world.later, jobKind.settle, reference(failing), reference(failure), call.site);
        m.become(given, reference(failing));
        return reference(failing);
      },
    },
    /** A call of code outside that is said not to return: it throws. */
    notReached: {
      operands: ['given'],
      run: (m, [given]) => (m.isUnknown(given) ? m.raise(m.newUnknown()) : given),
    },
    /** What a list has that is not known, and may be work that goes on outside. */
    outside: { operands: ['items'], run: (m, [items]) => (m.memory.kindOf(items) === kind.array ? m.memory.items(payload(items), container.items) : []).find((item) => m.isUnknown(m.resolve(item))) ?? UNDEFINED },
    combine: { operands: ['mode', 'items', 'outside'], run: (m, [mode, items, outside], call) => combine(m, mode, items, outside, call.site) },
  },
};
