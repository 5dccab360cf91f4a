import { anyItem, newIterator } from './builtins.ts';
import { equal } from './operators.ts';
import { findKey, sameKey } from './keys.ts';
import type { Machine } from './machine.ts';
import { boolean, container, integer, isInteger, kind, payload, reference, UNDEFINED } from './values.ts';

/** Methods of arrays, maps and sets. */

function range(m: Machine, length: number, from: number | undefined, to: number | undefined): readonly [number, number] | undefined {
  const bound = (value: number | undefined, fallback: number): number | undefined => {
    if (value === undefined || value === UNDEFINED) return fallback;
    if (!isInteger(value)) return undefined;
    const n = payload(value);
    return n < 0 ? Math.max(0, length + n) : Math.min(length, n);
  };
  const start = bound(from, 0);
  const end = bound(to, length);
  return start === undefined || end === undefined ? undefined : [start, Math.max(start, end)];
}

function indexOf(m: Machine, items: readonly number[], wanted: number): number {
  for (let i = 0; i < items.length; i++) if (equal(m, items[i], wanted, false)) return i;
  return -1;
}

/** What is taken out of a list is truthy, where nothing says otherwise: by that programs tell that there was something. */
function there(m: Machine, item: number): number {
  const value = m.resolve(item);
  if (m.isOpen(value)) {
    m.touch(payload(value));
    m.decide(value, true);
  }
  return item;
}

export function arrayMember(m: Machine, cell: number, name: string, args: readonly number[]): number {
  const { memory } = m;
  if (name === 'push' || name === 'unshift') {
    if (!m.keeps(cell)) return m.newUnknown(2);
    if (name === 'unshift') m.reads(cell);
  } else m.reads(cell, name !== 'includes' && name !== 'length');
  const length = memory.length(cell, container.items);
  switch (name) {
    case 'push':
      if (m.precision.isLong(length + args.length)) return m.approximate();
      memory.splice(cell, container.items, length, 0, args);
      return integer(length + args.length);
    case 'pop': {
      if (length === 0) return UNDEFINED;
      const last = memory.item(cell, container.items, length - 1);
      memory.splice(cell, container.items, length - 1, 1, []);
      return there(m, last);
    }
    case 'shift': return length === 0 ? UNDEFINED : there(m, memory.shift(cell, container.items));
    case 'unshift':
      memory.splice(cell, container.items, 0, 0, args);
      return integer(length + args.length);
    case 'splice': {
      const bounds = range(m, length, args[0], undefined);
      if (bounds === undefined) return m.newUnknown(2);
      const count = args.length < 2 ? length - bounds[0] : isInteger(args[1]) ? Math.max(0, Math.min(payload(args[1]), length - bounds[0])) : 0;
      const removed = memory.items(cell, container.items).slice(bounds[0], bounds[0] + count);
      memory.splice(cell, container.items, bounds[0], count, args.slice(2));
      return m.newArray(removed);
    }
    case 'length': return integer(length);
    default:
  }
  const items = memory.items(cell, container.items);
  for (const part of name === 'concat' ? args : name === 'flat' ? items : []) if (memory.kindOf(part) === kind.array) m.reads(payload(part));
  switch (name) {
    case 'slice': {
      const bounds = range(m, length, args[0], args[1]);
      return bounds === undefined ? m.newUnknown(2) : m.newArray(items.slice(...bounds));
    }
    case 'concat': return m.newArray([...items, ...args.flatMap((a) => (memory.kindOf(a) === kind.array ? memory.items(payload(a), container.items) : [a]))]);
    case 'includes': return boolean(indexOf(m, items, args[0] ?? UNDEFINED) >= 0);
    case 'indexOf': return integer(indexOf(m, items, args[0] ?? UNDEFINED));
    case 'lastIndexOf': return integer(items.lastIndexOf(args[0] ?? UNDEFINED));
    case 'at': {
      if (!isInteger(args[0])) return anyItem(m, cell);
      const at = payload(args[0]) < 0 ? length + payload(args[0]) : payload(args[0]);
      return at >= 0 && at < length ? items[at] : UNDEFINED;
    }
    case 'with': {
      if (!isInteger(args[0] ?? UNDEFINED)) return m.newUnknown(2);
      const at = payload(args[0]) < 0 ? length + payload(args[0]) : payload(args[0]);
      return at >= 0 && at < length ? m.newArray(items.map((item, i) => (i === at ? args[1] ?? UNDEFINED : item))) : m.raiseError('invalid index', 'RangeError');
    }
    case 'reverse': items.reverse().forEach((value, i) => { memory.setItem(cell, container.items, i, value); }); return reference(cell);
    case 'toReversed': return m.newArray(items.reverse());
    case 'fill': for (let i = 0; i < length; i++) memory.setItem(cell, container.items, i, args[0] ?? UNDEFINED); return reference(cell);
    case 'flat': return m.newArray(items.flatMap((a) => (memory.kindOf(a) === kind.array ? memory.items(payload(a), container.items) : [a])));
    case 'join': {
      const parts = items.map((item) => m.primitive(item));
      const separator = args.length > 0 ? m.text(args[0]) : ',';
      return parts.every((p) => p.known) && separator !== undefined ? m.literal(parts.map((p) => p.value ?? '').join(separator).slice(0, 200)) : m.newUnknown();
    }
    case 'keys': return newIterator(m, 0, m.newArray(items.map((_, i) => integer(i))));
    case 'values': case '@@iterator': return newIterator(m, 0, reference(cell));
    case 'entries': return newIterator(m, 0, m.newArray(items.map((item, i) => m.newArray([integer(i), item]))));
    default: return m.newUnknown(2);
  }
}

/** What finds an item by its key, whatever the order. */
const byKey = new Set(['get', 'has', 'delete']);

export function mapMember(m: Machine, cell: number, name: string, args: readonly number[]): number {
  const { memory } = m;
  const key = args[0] ?? UNDEFINED;
  if (name === 'set') {
    if (!m.keeps(cell)) return reference(cell);
  } else if (name !== 'clear') m.reads(cell, !byKey.has(name));
  switch (name) {
    case 'get': {
      const at = keyIndex(m, cell, key, 2);
      return at < 0 ? UNDEFINED : memory.item(cell, container.items, at + 1);
    }
    case 'has': return boolean(keyIndex(m, cell, key, 2) >= 0);
    case 'set': {
      const at = 2 * sameKey(m, keysOf(m, cell, 2), key);
      if (at >= 0) memory.setItem(cell, container.items, at + 1, args[1] ?? UNDEFINED);
      else if (!m.precision.isLong(memory.length(cell, container.items) / 2 + 1)) memory.splice(cell, container.items, memory.length(cell, container.items), 0, [key, args[1] ?? UNDEFINED]);
      else m.approximate();
      return reference(cell);
    }
    case 'delete': {
      const at = keyIndex(m, cell, key, 2);
      if (at >= 0) memory.splice(cell, container.items, at, 2, []);
      return boolean(at >= 0);
    }
    case 'clear': memory.words[cell + container.items] = UNDEFINED; return UNDEFINED;
    case 'keys': return newIterator(m, 0, m.newArray(memory.items(cell, container.items).filter((_, i) => i % 2 === 0)));
    case 'values': return newIterator(m, 0, m.newArray(memory.items(cell, container.items).filter((_, i) => i % 2 === 1)));
    case 'entries': case '@@iterator': return newIterator(m, 0, pairs(m, memory.items(cell, container.items)));
    default: return m.newUnknown(2);
  }
}

export function pairs(m: Machine, flat: readonly number[]): number {
  const out: number[] = [];
  for (let i = 0; i < flat.length; i += 2) out.push(m.newArray([flat[i], flat[i + 1]]));
  return m.newArray(out);
}

function keysOf(m: Machine, cell: number, stride: number): number[] {
  return m.memory.items(cell, container.items).filter((_, i) => i % stride === 0);
}

/** Position of a key; an unknown key may be any of them. */
function keyIndex(m: Machine, cell: number, key: number, stride: number): number {
  return stride * findKey(m, keysOf(m, cell, stride), key, stride === 1 ? undefined : (at) => m.memory.item(cell, container.items, at * stride + 1), cell);
}

export function setMember(m: Machine, cell: number, name: string, args: readonly number[]): number {
  const { memory } = m;
  const value = args[0] ?? UNDEFINED;
  if (name === 'add') {
    if (!m.keeps(cell)) return reference(cell);
  } else if (name !== 'clear') m.reads(cell, !byKey.has(name));
  switch (name) {
    case 'add':
      if (sameKey(m, keysOf(m, cell, 1), value) < 0) {
        if (!m.precision.isLong(memory.length(cell, container.items) + 1)) memory.push(cell, container.items, value);
        else m.approximate();
      }
      return reference(cell);
    case 'has': return boolean(keyIndex(m, cell, value, 1) >= 0);
    case 'delete': {
      const at = keyIndex(m, cell, value, 1);
      if (at >= 0) memory.splice(cell, container.items, at, 1, []);
      return boolean(at >= 0);
    }
    case 'clear': memory.words[cell + container.items] = UNDEFINED; return UNDEFINED;
    case 'keys': case 'values': case '@@iterator': return newIterator(m, 0, m.newArray(memory.items(cell, container.items)));
    case 'entries': return newIterator(m, 0, m.newArray(memory.items(cell, container.items).map((v) => m.newArray([v, v]))));
    default: return m.newUnknown(2);
  }
}
