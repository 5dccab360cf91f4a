import { Memory } from '../memory.ts';
import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { job, jobKind, kind, payload, reference, SOON, UNDEFINED, world } from '../values.ts';
import { abortError, isAborted, withSignal } from './channel.ts';

/** Timers: each fires at some time after it was set. How long it was set for matters only where the program is run by the clock. */
export const timer: Primitive = {
  name: 'timer',
  fields: 0,
  operations: {
    set: { operands: ['callback', 'args', 'delay'], run: (m, operands, call) => setTimer(m, jobKind.call, operands, call) },
    repeat: { operands: ['callback', 'args', 'delay'], run: (m, operands, call) => setTimer(m, jobKind.repeat, operands, call) },
    /** What runs at some time, also between tasks that are ready. */
    soon: {
      operands: ['callback', 'args'],
      run: (m, operands, call) => {
        const set = setTimer(m, jobKind.call, operands, call);
        m.memory.words[payload(set) + job.left] = SOON;
        return set;
      },
    },
    clear: {
      operands: ['timer'],
      run: (m, [set]) => {
        if (m.memory.kindOf(set) === kind.job && m.memory.remove(Memory.world, world.later, set)) m.evidence.noteGivenBack(payload(m.memory.words[payload(set) + job.site]));
        return UNDEFINED;
      },
    },
    sleep: {
      operands: ['value', 'signal', 'delay'],
      run: (m, [value, signal, delay = UNDEFINED], call) => {
        if (isAborted(m, signal)) return m.rejectedPromise(abortError(m, signal));
        const waiting = m.newPromise(m.operationIndex('timer.sleep'), call.site, UNDEFINED);
        m.setTimer(jobKind.settle, reference(waiting), value, call.site, delay);
        withSignal(m, waiting, signal);
        return reference(waiting);
      },
    },
  },
};

function setTimer(m: Machine, kindOfJob: number, [callback, args = UNDEFINED, delay = UNDEFINED]: readonly number[], call: CallInfo): number {
  return reference(m.setTimer(kindOfJob, callback, args === UNDEFINED ? m.newArray([]) : args, call.site, delay));
}
