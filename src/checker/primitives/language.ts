import { extendArray, keyText } from '../builtins.ts';
import { listedEntries } from '../keys.ts';
import type { Machine, Primitive } from '../machine.ts';
import { boolean, CLOSING, container, integer, isInteger, kind, payload, UNDEFINED } from '../values.ts';

/** Operations on plain values that the prelude and the lowering need. */

function compare(m: Machine, a: number, b: number): number {
  const isBefore = m.isBefore(a, b);
  if (isBefore !== undefined) return isBefore ? -1 : 1;
  const x = m.primitive(a).value;
  const y = m.primitive(b).value;
  return String(x) < String(y) ? -1 : String(x) > String(y) ? 1 : 0;
}

/** The items of an iterable, or of an object with a `length`. */
function items(m: Machine, source: number): number {
  const made = m.newArray([]);
  if (m.memory.kindOf(source) === kind.object) {
    const length = m.getOwn(payload(source), m.literal('length'));
    const count = isInteger(length) ? Math.min(payload(length), 256) : m.choose(3, 2);
    if (count > 0) m.memory.splice(payload(made), container.items, 0, 0, new Array<number>(count).fill(UNDEFINED));
  } else extendArray(m, made, source);
  return made;
}

export const objects: Primitive = {
  name: 'object',
  fields: 0,
  operations: {
    keys: {
      operands: ['object'],
      run: (m, [source]) => {
        if (m.memory.kindOf(source) === kind.array) m.reads(payload(source));
        if (m.memory.kindOf(source) === kind.array) return m.newArray(m.memory.items(payload(source), container.items).map((_, i) => m.literal(String(i))));
        return m.memory.kindOf(source) === kind.object ? m.newArray(listedEntries(m, payload(source)).filter((_, i) => i % 2 === 0).map((key) => keyText(m, key)).filter((key) => !(m.text(key) ?? '').startsWith('#'))) : m.newUnknown();
      },
    },
  },
};

export const functions: Primitive = {
  name: 'function',
  fields: 0,
  operations: {
    /** Whether it is a function of the program. */
    isOwn: { operands: ['function'], run: (m, [callee]) => boolean(m.isFunction(callee)) },
    /** Whether what a handler caught is no error, but that the generator was told to return. */
    isReturn: { operands: ['caught'], run: (_m, [caught]) => boolean(caught === CLOSING) },
    /** How many parameters a function declares; unknown where the function is not one of the program. */
    length: {
      operands: ['function'],
      run: (m, [callee]) => {
        if (!m.isFunction(callee)) return m.newUnknown(2);
        const { parameters, rest } = m.model.procedures[m.procedureOf(callee)];
        return integer(rest ? parameters - 1 : parameters);
      },
    },
  },
};

export const arrays: Primitive = {
  name: 'array',
  fields: 0,
  operations: {
    items: { operands: ['source'], run: (m, [source]) => items(m, source) },
    isList: { operands: ['source'], run: (m, [source]) => boolean(m.memory.kindOf(source) === kind.array) },
    // a spread keeps its items whether or not the list is read: it may be a list of arguments
    append: {
      operands: ['array', 'item'],
      run: (m, [array, item]) => {
        if (m.memory.length(payload(array), container.items) >= 256) return m.approximate();
        m.memory.push(payload(array), container.items, item);
        return UNDEFINED;
      },
    },
    sortPlain: {
      operands: ['array'],
      run: (m, [array]) => {
        m.reads(payload(array));
        const sorted = m.memory.items(payload(array), container.items).sort((a, b) => compare(m, a, b));
        sorted.forEach((value, i) => { m.memory.setItem(payload(array), container.items, i, value); });
        return array;
      },
    },
  },
};
