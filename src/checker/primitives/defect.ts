import type { Primitive } from '../machine.ts';
import { UNDEFINED } from '../values.ts';

/** Nothing that blocks: a place where a library does what it should not, so that a finding behind it can say so. */
export const defect: Primitive = {
  name: 'defect',
  fields: 0,
  operations: {
    note: { operands: ['text'], run: () => UNDEFINED },
    /** One that matters only while the function that met it waits. */
    noteWait: { operands: ['text'], run: () => UNDEFINED },
    /** One that matters only to what is taken here. */
    noteTaken: { operands: ['text'], run: () => UNDEFINED },
  },
};
