import { speaksOf } from '../endings.ts';
import type { Machine, Primitive } from '../machine.ts';
import { boolean, firstPrimitiveKind, isInteger, kind, payload, tag, UNDEFINED } from '../values.ts';
import { recordFields, recordOperations } from './stream.ts';

/**
 * Ports, workers and child processes: emitters whose other end is a port of the program, or the outside, which answers
 * at some time. A message waits in the port's own list until somebody listens. What they do is in the prelude.
 */

/** What the other side answers: it gives back the numbers and unknown values that it was given, under the same names. */
function answer(m: Machine, message: number): number {
  const made = m.newUnknown();
  if (m.memory.kindOf(message) !== kind.object && m.memory.kindOf(message) !== kind.unknown) return made;
  for (const key of m.ownKeys(payload(message))) {
    const value = m.resolve(m.getOwn(payload(message), key));
    if ((key & 7) === tag.constant && (isInteger(value) || m.isUnknown(value))) m.setOwn(payload(made), key, value);
  }
  return made;
}

export const port: Primitive = {
  name: 'port',
  fields: recordFields,
  create: { operands: ['self'], run: (_m, [self]) => self },
  operations: {
    ...recordOperations,
    answer: { operands: ['message'], run: (m, [message]) => answer(m, message) },
    /** Whether the program sends anything to anybody by this method. */
    isAsked: { operands: ['method'], run: (m, [method]) => boolean(speaksOf(m.model, m.text(method) ?? '')) },
    /** Whether nobody says anything without being asked. */
    isReticent: { operands: [], run: (m) => boolean(m.bounds.reticent === true) },
    /** Somebody says something without being asked, which is a guess. */
    unasked: {
      operands: [],
      run: (m) => {
        m.evidence.unasked = true;
        m.level = 2;
        return UNDEFINED;
      },
    },
    isPort: { operands: ['value'], run: (m, [value]) => boolean(m.memory.kindOf(value) === firstPrimitiveKind + m.primitives.indexOf(port)) },
  },
};
