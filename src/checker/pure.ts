import type { Machine } from './machine.ts';
import { HOLE, RAISED, UNDEFINED } from './values.ts';
import { numberValue } from './builtins.ts';

type Plain = string | number | boolean | null | undefined;

/** Methods of strings, numbers and booleans that only compute: with known operands they are computed. */
const members = new Set([
  'at', 'charAt', 'charCodeAt', 'codePointAt', 'concat', 'endsWith', 'includes', 'indexOf', 'lastIndexOf', 'localeCompare', 'normalize', 'padEnd', 'padStart',
  'repeat', 'replace', 'replaceAll', 'slice', 'split', 'startsWith', 'substring', 'substr', 'toLowerCase', 'toUpperCase', 'trim', 'trimEnd', 'trimStart',
  'toString', 'toFixed', 'valueOf', 'toPrecision', 'toLocaleUpperCase', 'toLocaleLowerCase',
]);

const longestText = 200;

function asValue(m: Machine, result: unknown): number {
  if (Array.isArray(result)) return m.newArray(result.slice(0, 64).map((item) => asValue(m, item)));
  if (typeof result === 'number') return numberValue(m, result);
  if (typeof result === 'string' && result.length > longestText) return m.newUnknown();
  const value = m.literal(result);
  return value === HOLE ? m.newUnknown() : value;
}

function known(m: Machine, args: readonly number[]): readonly Plain[] | undefined {
  const values: Plain[] = [];
  for (const argument of args) {
    const { known: isKnown, value } = m.primitive(m.resolve(argument));
    if (!isKnown) return undefined;
    values.push(value);
  }
  return values;
}

export function pureMember(m: Machine, self: string | number | boolean, name: string, args: readonly number[]): number {
  const values = known(m, args);
  if (!members.has(name) || values === undefined) return m.newUnknown();
  if ((name === 'repeat' || name === 'padEnd' || name === 'padStart') && Number(values[0]) > longestText) return m.newUnknown();
  const method: unknown = Reflect.get(Object(self) as object, name);
  if (typeof method !== 'function') return m.raiseError(`${name} is not a function`, 'TypeError');
  try {
    return asValue(m, Reflect.apply(method, self, values));
  } catch {
    return m.raiseError(`${name} failed`, 'RangeError');
  }
}

const functions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  'Math.max': Math.max, 'Math.min': Math.min, 'Math.floor': Math.floor, 'Math.ceil': Math.ceil, 'Math.round': Math.round, 'Math.abs': Math.abs,
  'Math.sqrt': Math.sqrt, 'Math.trunc': Math.trunc, 'Math.pow': Math.pow, 'Math.sign': Math.sign, 'Math.log2': Math.log2,
  Number, String, parseInt, parseFloat, isNaN,
  'Number.isInteger': Number.isInteger, 'Number.isNaN': Number.isNaN, 'Number.isFinite': Number.isFinite, 'Number.parseInt': Number.parseInt, 'Number.isSafeInteger': Number.isSafeInteger,
  encodeURIComponent,
};

/** Functions of the platform that only compute; undefined where the name is not one. Unknown operands give an unknown. */
export function pureCall(m: Machine, name: string, args: readonly number[]): number | undefined {
  if (/^(Math|Number|String)\.?/.test(name) || name in functions) {
    const values = known(m, args);
    const compute = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (values === undefined || compute === undefined) return m.newUnknown();
    try {
      return asValue(m, Reflect.apply(compute, undefined, values));
    } catch {
      return RAISED;
    }
  }
  return name === 'isFinite' ? UNDEFINED : undefined;
}
