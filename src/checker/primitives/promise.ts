import { combine } from '../combinations.ts';
import { ENDLESS, type Primitive } from '../machine.ts';
import { boolean, payload, promiseState, reference, UNDEFINED } from '../values.ts';

/** Promises that user code makes. They settle once; one that nobody can settle any more never settles. */
export const promises: Primitive = {
  name: 'promise',
  fields: 0,
  operations: {
    create: { operands: [], run: (m, _operands, call) => reference(m.newPromise(m.operationIndex('promise.new'), call.site, UNDEFINED)) },
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
    resolved: { operands: ['value'], run: (m, [value]) => (m.memory.kindOf(value) === 10 ? value : m.settled(value)) },
    rejected: { operands: ['reason'], run: (m, [reason]) => m.rejectedPromise(reason) },
    combine: { operands: ['mode', 'items'], run: (m, [mode, items], call) => combine(m, mode, items, call.site) },
  },
};
