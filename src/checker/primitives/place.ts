import type { Primitive } from '../machine.ts';
import { frame, integer, isInteger, payload, UNDEFINED } from '../values.ts';

/** Nothing that blocks: lets code that stands in for a library say at which place of the user's code it works. */
export const place: Primitive = {
  name: 'place',
  fields: 0,
  operations: {
    here: { operands: [], run: (_m, _operands, call) => integer(call.site) },
    /** What the function does from now on is told at a place that it was given. */
    set: {
      operands: ['place'],
      run: (m, [at], call) => {
        if (isInteger(at) && call.frame !== undefined) m.memory.words[call.frame + frame.callSite] = integer(payload(at));
        return UNDEFINED;
      },
    },
  },
};
