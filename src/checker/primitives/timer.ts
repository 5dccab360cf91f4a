import { Memory } from '../memory.ts';
import type { Primitive } from '../machine.ts';
import { job, jobKind, kind, payload, reference, UNDEFINED, world } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';

/** Timers: each fires at some time after it was set; how long it was set for does not matter. */
export const timer: Primitive = {
  name: 'timer',
  fields: 0,
  operations: {
    set: { operands: ['callback', 'args'], run: (m, [callback, args], call) => reference(m.schedule(world.later, jobKind.call, callback, args === undefined || args === UNDEFINED ? m.newArray([]) : args, call.site)) },
    repeat: { operands: ['callback', 'args'], run: (m, [callback, args], call) => reference(m.schedule(world.later, jobKind.repeat, callback, args === UNDEFINED ? m.newArray([]) : args, call.site)) },
    clear: {
      operands: ['timer'],
      run: (m, [set]) => {
        if (m.memory.kindOf(set) === kind.job && m.memory.remove(Memory.world, world.later, set)) m.evidence.noteGivenBack(payload(m.memory.words[payload(set) + job.site]));
        return UNDEFINED;
      },
    },
    sleep: {
      operands: ['value', 'signal'],
      run: (m, [value, signal], call) => {
        if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
        const waiting = m.newPromise(m.operationIndex('timer.sleep'), call.site, UNDEFINED);
        m.schedule(world.later, jobKind.settle, reference(waiting), value, call.site);
        withSignal(m, waiting, signal);
        return reference(waiting);
      },
    },
  },
};
