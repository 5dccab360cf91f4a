import type { Primitive } from '../machine.ts';
import { FALSE, payload, TRUE, UNDEFINED } from '../values.ts';

/**
 * A function that runs at most once: whoever calls it later gets what the first call gave, for an asynchronous function
 * the promise of the one run. A call from within the run itself, before its first await, gets nothing yet. How it is
 * called is in the prelude; waiting for the run is waiting for the end of its task.
 */
const field = { callback: 2, begun: 3, result: 4 } as const;

export const once: Primitive = {
  name: 'once',
  fields: 3,
  create: {
    operands: ['self', 'callback'],
    run: (m, [self, callback]) => {
      m.memory.words[payload(self) + field.callback] = callback;
      m.memory.words[payload(self) + field.begun] = FALSE;
      return self;
    },
  },
  operations: {
    /** The function, for the caller who is to run it; undefined for all others. */
    begin: {
      operands: ['self'],
      run: (m, [self]) => {
        const { words } = m.memory;
        const cell = payload(self);
        if (words[cell + field.begun] === TRUE) return UNDEFINED;
        words[cell + field.begun] = TRUE;
        const callback = words[cell + field.callback];
        words[cell + field.callback] = UNDEFINED;
        return callback;
      },
    },
    end: {
      operands: ['self', 'result'],
      run: (m, [self, result]) => {
        m.memory.words[payload(self) + field.result] = result;
        return UNDEFINED;
      },
    },
    result: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.result] },
  },
};
