import { askedOf, differ } from './asked.ts';
import { hasByKey, needsLookup } from './keys.ts';
import type { Machine } from './machine.ts';
import { givenProperty } from './own-properties.ts';
import { longestText, regularExpression } from './pure.ts';
import { areDistinct, isSame, newTerm } from './terms.ts';
import { boolean, FALSE, HOLE, isInteger, isReference, kind, NULL, object, payload, tag, TRUE, UNDEFINED, unknown } from './values.ts';

/** What the operators of the language do. */

/** A number as a value; large ones that the program compares with nothing are unknown, so that states stay finite. */
export function numberValue(m: Machine, n: number): number {
  if (Number.isInteger(n) && m.precision.isLarge(n)) return n > 0 ? m.newLarge(m.precision.largest + 1) : m.newUnknown(2);
  const value = m.literal(n);
  return value === HOLE ? m.newUnknown(2) : value;
}

export function unaryOperation(m: Machine, operator: string, a: number): number {
  if (operator === '!') return boolean(!m.truthy(a));
  if (operator === 'typeof') return typeOf(m, a);
  const { known, value } = m.primitive(a);
  // `count++` takes the number of `count` first
  if (!known) return operator === '+' && m.isNumber(a) ? m.resolve(a) : m.newUnknown();
  switch (operator) {
    case '-': return numberValue(m, -Number(value));
    case '+': return m.literal(Number(value));
    case '~': return numberValue(m, ~Number(value));
    default: return m.newUnknown();
  }
}

function typeOf(m: Machine, a: number): number {
  if (m.isUnknown(a)) return a !== HOLE && m.getOwn(payload(a), m.literal('@@bound')) !== HOLE ? m.literal('function') : askedOf(m, a, 'typeof', () => m.newUnknown(m.quality(a)));
  const { known, value } = m.plain(a);
  if (known) return m.literal(value === null ? 'object' : typeof value);
  if (regularExpression(m, a) !== undefined) return m.literal('object');
  if (m.memory.kindOf(a) === kind.object && m.memory.words[payload(a) + object.prototype] === m.builtin('Symbol')) return m.literal('symbol');
  return m.literal(m.isCallable(a) ? 'function' : 'object');
}

/** `isCounted`: both operands were computed, none stands in the code. */
export function binaryOperation(m: Machine, operator: string, a: number, b: number, isCounted = false): number {
  switch (operator) {
    case '===': case '==': return boolean(equal(m, a, b, operator === '==', isCounted));
    case '!==': case '!=': return boolean(!equal(m, a, b, operator === '!=', isCounted));
    case 'in': return hasProperty(m, a, b);
    default:
  }
  if (operator === 'concat' || (operator === '+' && (isText(m, a) || isText(m, b)))) return concatenated(m, a, b);
  a = m.resolve(a);
  b = m.resolve(b);
  const left = m.primitive(a);
  const right = m.primitive(b);
  if (!left.known || !right.known) {
    const derived = m.compared(operator, a, b, isCounted) ?? m.shifted(operator, a, b, m.precision.largest + 1);
    if (derived !== undefined) return derived;
    const quality = m.isUnknown(a) && m.quality(a) === 2 || m.isUnknown(b) && m.quality(b) === 2 ? 2 : 1;
    const isDifference = operator === '-' && m.hasAnswers(a) && m.hasAnswers(b);
    return m.passes(isDifference ? newTerm(m, operator, [a, b], quality) : m.newUnknown(quality));
  }
  return arithmetic(m, operator, left.value, right.value);
}

function isText(m: Machine, value: number): boolean {
  return (value & 7) === tag.constant && typeof m.constants[payload(value)] === 'string';
}

function concatenated(m: Machine, a: number, b: number): number {
  const left = m.plain(a);
  const right = m.plain(b);
  if (!left.known || !right.known) return newTerm(m, 'concat', [a, b]);
  const text = `${String(left.value)}${String(right.value)}`;
  if (text.length > longestText) return m.newUnknown(2);
  const part = (value: number, plain: Plain): number | string => (isText(m, value) ? payload(value) : String(plain));
  return m.names === undefined ? m.literal(text) : (m.names.join(part(a, left.value), part(b, right.value)) << 3) | tag.constant;
}

type Plain = string | number | boolean | null | undefined;

function arithmetic(m: Machine, operator: string, left: Plain, right: Plain): number {
  if (typeof left === 'string' && typeof right === 'string') {
    switch (operator) {
      case '<': return boolean(left < right);
      case '>': return boolean(left > right);
      case '<=': return boolean(left <= right);
      case '>=': return boolean(left >= right);
      default:
    }
  }
  const x = Number(left);
  const y = Number(right);
  switch (operator) {
    case '+': return numberValue(m, x + y);
    case '-': return numberValue(m, x - y);
    case '*': return numberValue(m, x * y);
    case '/': return numberValue(m, x / y);
    case '%': return numberValue(m, x % y);
    case '**': return numberValue(m, x ** y);
    case '&': return numberValue(m, x & y);
    case '|': return numberValue(m, x | y);
    case '^': return numberValue(m, x ^ y);
    case '<<': return numberValue(m, x << y);
    case '>>': return numberValue(m, x >> y);
    case '>>>': return numberValue(m, x >>> y);
    case '<': return boolean(x < y);
    case '>': return boolean(x > y);
    case '<=': return boolean(x <= y);
    case '>=': return boolean(x >= y);
    default: return m.newUnknown(2);
  }
}

/** Equality; with an unknown it is chosen, and the unknown is that value from then on. */
export function equal(m: Machine, a: number, b: number, loose: boolean, isCounted = false): boolean {
  a = m.resolve(a);
  b = m.resolve(b);
  if (a === b) return (a & 7) !== tag.constant || !Number.isNaN(m.constants[payload(a)]);
  if (loose && (a === UNDEFINED || a === NULL) && (b === UNDEFINED || b === NULL)) return true;
  const first = m.isUnknown(a);
  if (!first && !m.isUnknown(b)) {
    if (!loose || isReference(a) || isReference(b)) return false;
    const left = m.primitive(a).value;
    const right = m.primitive(b).value;
    return left !== null && left !== undefined && right !== null && right !== undefined && String(left) === String(right);
  }
  if (isSame(m, a, b)) return true;
  if (areDistinct(m, a, b)) return false;
  const [open, other] = first ? [a, b] : [b, a];
  if (m.isUnknown(other)) return m.choose(2, 1) === 0;
  if (other === UNDEFINED || other === NULL) {
    const isNullish = m.nullish(open);
    return isNullish;
  }
  const known = open === HOLE ? 0 : payload(m.memory.words[payload(open) + unknown.truth]);
  if (known === 1 && !m.truthy(other)) return false;
  if (known === 2 && m.truthy(other)) return false;
  const number = isInteger(other) && open !== HOLE ? payload(other) : undefined;
  if (number !== undefined && m.isBeyond(open, number)) return false;
  if (m.choose(2, m.quality(open)) === 0) {
    if (number === undefined || !m.excludes(open, number)) differ(m, open, other);
    return false;
  }
  // a limit that lets nothing through is nothing that anybody means
  if (isCounted && number !== undefined && number <= 0) m.level = 2;
  m.become(open, other);
  return true;
}

function hasProperty(m: Machine, key: number, target: number): number {
  const k = m.memory.kindOf(target);
  if ((target & 7) === tag.library) {
    const { meaning } = m.library(payload(target));
    return meaning.kind === 'class' && Object.hasOwn(meaning.statics ?? {}, m.text(key) ?? '') ? TRUE : m.newUnknown();
  }
  key = propertyKeyOf(m, key);
  if (givenProperty(m, target, key) !== HOLE) return TRUE;
  if (k !== kind.object) return askedOf(m, target, `in ${m.text(key) ?? '?'}`, () => m.newUnknown(2));
  m.asksForName(key);
  if (m.getOwn(payload(target), key) !== HOLE) return TRUE;
  if (needsLookup(m, payload(target), key)) return boolean(hasByKey(m, payload(target), key));
  return m.memory.kindOf(m.memory.words[payload(target) + object.prototype]) === kind.class ? m.newUnknown(2) : FALSE;
}

/** Property keys are strings, and integers for items: `'0'` and `0` are one key. */
export function propertyKeyOf(m: Machine, key: number): number {
  key = m.resolve(key);
  if ((key & 7) !== tag.constant) return key;
  m.names?.looksInto(payload(key));
  return m.keyOf(payload(key));
}
