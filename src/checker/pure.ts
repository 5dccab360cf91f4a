import { askedOf } from './asked.ts';
import type { Machine } from './machine.ts';
import { newTerm } from './terms.ts';
import { HOLE, isInteger, payload, RAISED, tag, UNDEFINED } from './values.ts';
import { numberValue } from './operators.ts';

type Plain = string | number | boolean | null | undefined | RegExp;

/** Methods of strings, numbers and booleans that only compute: with known operands they are computed. */
export const members = new Set([
  'at', 'charAt', 'charCodeAt', 'codePointAt', 'concat', 'endsWith', 'includes', 'indexOf', 'lastIndexOf', 'localeCompare', 'normalize', 'padEnd', 'padStart',
  'match', 'matchAll', 'repeat', 'replace', 'replaceAll', 'search', 'slice', 'split', 'startsWith', 'substring', 'substr', 'toLowerCase', 'toUpperCase', 'trim', 'trimEnd', 'trimStart',
  'toString', 'toFixed', 'valueOf', 'toPrecision', 'toLocaleUpperCase', 'toLocaleLowerCase',
]);

export const longestText = 200;

/** A quantified group with a quantifier inside can take exponential time: such a pattern is not run. */
const nestedQuantifier = /[*+}][^()]*\)[*+{]/;

/** The regular expression that a value is, if matching it needs no state and little time. */
export function regularExpression(m: Machine, value: number): RegExp | undefined {
  const name = (value & 7) === tag.builtin ? m.builtins[payload(value)] : '';
  return name.startsWith('/') ? parsePattern(name) : undefined;
}

function parsePattern(text: string): RegExp | undefined {
  const end = text.lastIndexOf('/');
  const source = text.slice(1, end);
  // named groups are properties of the array that a match gives, which the model's arrays cannot have
  if (source.includes('(?<') || nestedQuantifier.test(source)) return undefined;
  try {
    return new RegExp(source, text.slice(end + 1));
  } catch {
    return undefined;
  }
}

function patternCall(m: Machine, name: string, args: readonly number[]): number {
  const end = name.lastIndexOf('.');
  const pattern = parsePattern(name.slice(0, end));
  const values = known(m, args.slice(0, 1));
  if (pattern === undefined || pattern.global || pattern.sticky || values === undefined || String(values[0]).length > longestText) {
    return args.length === 1 && pattern?.global === false && !pattern.sticky ? askedOf(m, args[0], name, () => m.newUnknown()) : m.newUnknown();
  }
  switch (name.slice(end + 1)) {
    case 'test': return asValue(m, pattern.test(String(values[0])));
    case 'exec': return asValue(m, pattern.exec(String(values[0])));
    default: return m.newUnknown();
  }
}

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
    const pattern = isKnown ? undefined : regularExpression(m, argument);
    if (!isKnown && pattern === undefined) return undefined;
    values.push(isKnown ? value : pattern);
  }
  return values;
}

export function pureMember(m: Machine, self: string | number | boolean, name: string, args: readonly number[]): number {
  const values = known(m, args);
  if (values === undefined && members.has(name)) return newTerm(m, name, [m.literal(self), ...args]);
  if (!members.has(name) || values === undefined) return m.newUnknown();
  if ((name === 'repeat' || name === 'padEnd' || name === 'padStart') && Number(values[0]) > longestText) return m.newUnknown();
  const method: unknown = Reflect.get(Object(self) as object, name);
  if (typeof method !== 'function') return m.raiseError(`${name} is not a function`, 'TypeError');
  try {
    const result: unknown = Reflect.apply(method, self, values);
    return asValue(m, name === 'matchAll' ? [...(result as Iterable<unknown>)] : result);
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

/** The larger or smaller of numbers, of which some are known: it is at least, or at most, what these are. */
function extreme(m: Machine, name: 'Math.max' | 'Math.min', args: readonly number[]): number {
  const made = newTerm(m, name, args);
  const numbers = args.map((argument) => m.resolve(argument)).filter((argument) => isInteger(argument)).map(payload);
  if (numbers.length === 0) return made;
  return m.bounded(made, name === 'Math.max' ? { least: Math.max(...numbers), below: undefined } : { least: undefined, below: Math.min(...numbers) + 1 });
}

/** Functions of the platform that only compute; undefined where the name is not one. Unknown operands give an unknown. */
export function pureCall(m: Machine, name: string, args: readonly number[]): number | undefined {
  if (name.startsWith('/')) return patternCall(m, name, args);
  if (/^(Math|Number|String)\.?/.test(name) || name in functions) {
    const compute = Object.hasOwn(functions, name) ? functions[name] : undefined;
    // as a callback, a conversion is given more than it takes
    const values = known(m, compute === undefined || name.startsWith('Math.') ? args : args.slice(0, compute.length));
    if (values === undefined && (name === 'Math.max' || name === 'Math.min')) return extreme(m, name, args);
    if (values === undefined && compute !== undefined) return args.length === 1 ? askedOf(m, args[0], name, () => newTerm(m, name, args)) : newTerm(m, name, args);
    if (values === undefined || compute === undefined) return m.newUnknown();
    try {
      return asValue(m, Reflect.apply(compute, undefined, values));
    } catch {
      return RAISED;
    }
  }
  return name === 'isFinite' ? UNDEFINED : undefined;
}
