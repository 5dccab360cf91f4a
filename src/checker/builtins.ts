import { askedOf } from './asked.ts';
import { arrayMember, mapMember, pairs, setMember } from './containers.ts';
import { hasByKey, listedEntries, needsLookup, ownEntries, setByKey } from './keys.ts';
import type { Machine } from './machine.ts';
import { propertyKeyOf } from './operators.ts';
import { makeOwner, ownerOf } from './own-properties.ts';
import {
  boolean, container, FALSE, HOLE, integer, isInteger, iterator, kind, NULL, payload, RAISED, reference, tag, TRUE, UNDEFINED,
} from './values.ts';
import { pureCall, pureMember } from './pure.ts';

/** What the language and its standard library do with plain values: arrays, maps, sets, objects, strings. */

/** A property's key as the program sees it: a string, or what is not known. */
export function keyText(m: Machine, key: number): number {
  return (key & 7) === tag.reference ? key : m.literal(m.text(key));
}

// properties and methods of plain values

export function builtinProperty(m: Machine, target: number, key: number): number {
  const { memory } = m;
  const name = m.text(key) ?? '';
  if (target === UNDEFINED || target === NULL) return m.raiseError(`cannot read ${name} of ${target === UNDEFINED ? 'undefined' : 'null'}`, 'TypeError');
  if ((target & 7) === tag.builtin) return builtinConstant(m, `${m.builtins[payload(target)]}.${name}`);
  switch (memory.kindOf(target)) {
    case kind.array:
      m.touch(payload(target));
      m.reads(payload(target), name !== 'length');
      if (isInteger(key)) return payload(key) < memory.length(payload(target), container.items) ? memory.item(payload(target), container.items, payload(key)) : UNDEFINED;
      if (name === 'length') return integer(memory.length(payload(target), container.items));
      return m.isUnknown(key) ? anyItem(m, payload(target)) : UNDEFINED;
    case kind.map:
    case kind.set:
      m.touch(payload(target));
      m.reads(payload(target), false);
      if (name === 'size') return integer(memory.length(payload(target), container.items) / (memory.kindOf(target) === kind.map ? 2 : 1));
      return UNDEFINED;
    case kind.environment: return UNDEFINED;
    default:
  }
  const { known, value } = m.primitive(target);
  if (known && typeof value === 'string') {
    if (name === 'length') return integer(value.length);
    if (isInteger(key)) return payload(key) < value.length ? m.literal(value[payload(key)]) : UNDEFINED;
  }
  return known ? UNDEFINED : m.newUnknown(2);
}

export function anyItem(m: Machine, cell: number): number {
  const length = m.memory.length(cell, container.items);
  const index = m.choose(length + 1, 2);
  return index === length ? UNDEFINED : m.memory.item(cell, container.items, index);
}

function builtinConstant(m: Machine, name: string): number {
  const known: Readonly<Record<string, number>> = { 'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER, 'Number.POSITIVE_INFINITY': Infinity, 'Math.PI': Math.PI };
  if (name in known) return m.literal(known[name]);
  return /^(Math|Number|JSON|Object|Array|String|console|Date|globalThis|Symbol)\./.test(name) ? m.builtin(name.replace(/^globalThis\./, '')) : m.newUnknown();
}

export function builtinMember(m: Machine, target: number, name: string, args: readonly number[]): number {
  if (target === UNDEFINED || target === NULL) return m.raiseError(`cannot read ${name} of ${target === UNDEFINED ? 'undefined' : 'null'}`, 'TypeError');
  switch (m.memory.kindOf(target)) {
    case kind.array: return arrayMember(m, payload(target), name, args);
    case kind.map: return mapMember(m, payload(target), name, args);
    case kind.set: return setMember(m, payload(target), name, args);
    case kind.iterator: return name === 'next' ? iteratorNext(m, payload(target)) : target;
    case kind.object: return objectMember(m, target, name, args);
    case kind.closure: return m.newUnknown(2);
    default:
  }
  const { known, value } = m.primitive(target);
  if (known && value !== null && value !== undefined) return pureMember(m, value, name, args);
  return m.newUnknown(2);
}

/** What objects have from times before `Object.defineProperty`. */
const ofAccessors: ReadonlySet<string> = new Set(['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__', 'isPrototypeOf', 'propertyIsEnumerable']);

function objectMember(m: Machine, target: number, name: string, args: readonly number[]): number {
  if (name === 'hasOwnProperty') {
    const key = propertyKeyOf(m, args[0] ?? UNDEFINED);
    m.asksForName(key);
    return boolean(m.getOwn(payload(target), key) !== HOLE || (needsLookup(m, payload(target), key) && hasByKey(m, payload(target), key)));
  }
  if (name === 'toString' || name === 'toLocaleString' || name === 'toJSON') return m.newUnknown();
  if (name === 'valueOf') return target;
  if (ofAccessors.has(name)) return m.newUnknown(2);
  return m.raiseError(`${name} is not a function`, 'TypeError');
}

// iteration

export function newIterator(m: Machine, iteratorKind: number, source: number): number {
  const cell = m.memory.allocate(kind.iterator, 3);
  m.memory.words[cell + iterator.kind] = integer(iteratorKind);
  m.memory.words[cell + iterator.source] = source;
  m.memory.words[cell + iterator.index] = integer(0);
  return reference(cell);
}

/** An unknown that is used as a list: none, one or two unknown items, from then on; not none where it was found to have some. */
export function someItems(m: Machine, source: number): number {
  const isSome = source !== HOLE && m.isSome(m.resolve(m.getOwn(payload(source), m.literal('length'))));
  const count = isSome ? 1 + m.choose(2, m.quality(source)) : m.choose(3, m.quality(source));
  const items = m.newArray(new Array<number>(count).fill(UNDEFINED).map(() => m.newUnknown()));
  m.become(source, items);
  return items;
}

export function openIterator(m: Machine, source: number): number {
  switch (m.memory.kindOf(source)) {
    case kind.array: m.reads(payload(source)); return newIterator(m, 0, source);
    case kind.map: m.touch(payload(source)); m.reads(payload(source)); return newIterator(m, 0, pairs(m, m.memory.items(payload(source), container.items)));
    case kind.set: m.touch(payload(source)); m.reads(payload(source)); return newIterator(m, 0, m.newArray(m.memory.items(payload(source), container.items)));
    case kind.unknown: return newIterator(m, 0, someItems(m, source));
    default:
  }
  const { known, value } = m.primitive(source);
  if (known && typeof value === 'string') return newIterator(m, 0, m.newArray(Array.from(value).slice(0, 64).map((c) => m.literal(c))));
  if (known) return m.raiseError('the value is not iterable', 'TypeError');
  return m.newUnknown(2);
}

export function iteratorNext(m: Machine, cell: number): number {
  const source = payload(m.memory.words[cell + iterator.source]);
  const index = payload(m.memory.words[cell + iterator.index]);
  if (index >= m.memory.length(source, container.items)) return m.resultObject(UNDEFINED, TRUE);
  m.memory.words[cell + iterator.index] = integer(index + 1);
  return m.resultObject(m.memory.item(source, container.items, index), FALSE);
}

/** Appends what an iterable gives to an array. */
export function extendArray(m: Machine, target: number, source: number): number {
  const opened = m.memory.kindOf(source) === kind.iterator ? source : openIterator(m, source);
  if (opened === RAISED) return RAISED;
  const cell = payload(target);
  if (m.memory.kindOf(opened) !== kind.iterator) {
    m.approximate();
    return UNDEFINED;
  }
  const from = payload(m.memory.words[payload(opened) + iterator.index]);
  const items = m.memory.items(payload(m.memory.words[payload(opened) + iterator.source]), container.items).slice(from);
  m.memory.splice(cell, container.items, m.memory.length(cell, container.items), 0, items);
  return UNDEFINED;
}

/** `isWritten`: the target may have been read before. */
export function assignProperties(m: Machine, target: number, source: number, without: readonly string[], isWritten = false): void {
  const from = ownerOf(m, source);
  const owner = from === 0 ? 0 : makeOwner(m, target);
  if (owner === 0) return;
  m.touch(from);
  const all = ownEntries(m, from);
  for (let i = 0; i < all.length; i += 2) {
    if ((all[i] & 7) === tag.reference) setByKey(m, owner, all[i], all[i + 1]);
    else if (!without.includes(m.text(all[i]) ?? '')) {
      if (isWritten) m.writesName(all[i]);
      m.setOwn(owner, all[i], all[i + 1]);
    }
  }
}

// global functions

export function builtinNew(m: Machine, name: string, args: readonly number[], origin = -1): number | undefined {
  switch (name) {
    case 'Map': case 'WeakMap': return newMap(m, args[0] ?? UNDEFINED, origin);
    case 'Set': case 'WeakSet': {
      const cell = m.newContainer(kind.set, args.length > 0 ? -1 : origin);
      if (args[0] !== undefined && args[0] !== UNDEFINED && args[0] !== NULL) {
        const items = m.newArray([]);
        if (extendArray(m, items, args[0]) === RAISED) return RAISED;
        for (const item of m.memory.items(payload(items), container.items)) setMember(m, cell, 'add', [item]);
      }
      return reference(cell);
    }
    case 'Array': return isInteger(args[0] ?? UNDEFINED) && args.length === 1 ? sized(m, args[0]) : m.newArray(args, origin);
    case 'Object': return reference(m.newObject(UNDEFINED));
    case 'Proxy': return m.newUnknown(2);
    case 'CountQueuingStrategy': case 'ByteLengthQueuingStrategy': return args[0] ?? m.newUnknown();
    case 'Event': case 'CustomEvent': {
      const cell = m.newObject(UNDEFINED);
      m.setOwn(cell, m.literal('type'), args[0] ?? UNDEFINED);
      assignProperties(m, reference(cell), args[1] ?? UNDEFINED, ['type']);
      return reference(cell);
    }
    case 'Date': case 'URL': case 'RegExp': case 'TextEncoder': case 'TextDecoder': case 'Uint8Array': case 'WeakRef': case 'Headers': return m.newUnknown();
    default:
  }
  if (name.endsWith('Error') || name === 'DOMException') {
    const cell = m.newObject(m.builtin(name));
    fillError(m, cell, name, args);
    return reference(cell);
  }
  return undefined;
}

/** What the constructors of the platform's errors store. */
export function fillError(m: Machine, cell: number, name: string, args: readonly number[]): void {
  const [message = UNDEFINED, options = UNDEFINED] = name === 'AggregateError' ? args.slice(1) : args;
  m.setOwn(cell, m.literal('message'), message === UNDEFINED ? m.literal('') : message);
  m.setOwn(cell, m.literal('name'), m.literal(name));
  if (name === 'AggregateError') m.setOwn(cell, m.literal('errors'), args[0] ?? UNDEFINED);
  const cause = m.memory.kindOf(options) === kind.object ? m.getOwn(payload(options), m.literal('cause')) : HOLE;
  if (cause !== HOLE) m.setOwn(cell, m.literal('cause'), cause);
}

function sized(m: Machine, length: number): number {
  return m.newArray(new Array<number>(Math.max(0, Math.min(payload(length), 256))).fill(UNDEFINED));
}

function newMap(m: Machine, entries: number, origin: number): number {
  const cell = m.newContainer(kind.map, entries === UNDEFINED ? origin : -1);
  if (m.memory.kindOf(entries) === kind.map) {
    m.reads(payload(entries));
    const items = m.memory.items(payload(entries), container.items);
    if (items.length > 0) {
      const copied = m.memory.vector(items);
      m.memory.words[cell + container.items] = copied;
    }
  } else if (m.memory.kindOf(entries) === kind.array || m.memory.kindOf(entries) === kind.iterator) {
    const list = m.newArray([]);
    extendArray(m, list, entries);
    for (const entry of m.memory.items(payload(list), container.items)) {
      if (m.memory.kindOf(entry) !== kind.array) continue;
      const [key, value] = m.memory.items(payload(entry), container.items);
      mapMember(m, cell, 'set', [m.resolve(key ?? UNDEFINED), value ?? UNDEFINED]);
    }
  } else if (m.isUnknown(entries)) return m.newUnknown();
  return reference(cell);
}

function readsAll(m: Machine, target: number): void {
  if (m.memory.kindOf(target) === kind.object) for (const key of m.ownKeys(payload(target))) m.readsName(key);
}

/** Calls of platform functions that need no interpretation; undefined where the function is not known. */
export function builtinCall(m: Machine, name: string, args: readonly number[]): number | undefined {
  const [first = UNDEFINED] = args;
  const cell = payload(first);
  const k = m.memory.kindOf(first);
  switch (name) {
    case 'Object.keys': return m.operations.get('object.keys')?.run(m, [first], { site: 0, library: -1, operation: undefined });
    case 'Object.values':
      readsAll(m, first);
      return k === kind.object ? m.newArray(listedEntries(m, cell).filter((_, i) => i % 2 === 1)) : m.newUnknown();
    case 'Object.entries':
      readsAll(m, first);
      return k === kind.object ? pairs(m, listedEntries(m, cell).map((item, i) => (i % 2 === 0 ? keyText(m, item) : item))) : m.newUnknown();
    case 'Object.fromEntries': {
      if (k !== kind.array && k !== kind.map && k !== kind.iterator) return m.newUnknown();
      const list = m.newArray([]);
      extendArray(m, list, first);
      const made = m.newObject(UNDEFINED);
      for (const entry of m.memory.items(payload(list), container.items)) {
        if (m.memory.kindOf(entry) === kind.array) m.setOwn(made, propertyKeyOf(m, m.memory.item(payload(entry), container.items, 0)), m.memory.item(payload(entry), container.items, 1));
      }
      return reference(made);
    }
    case 'Object.assign': {
      for (const source of args.slice(1)) assignProperties(m, first, source, [], true);
      const owner = ownerOf(m, first);
      if (owner > 0) m.touch(owner);
      return first;
    }
    case 'Object.hasOwn': return k === kind.object ? objectMember(m, first, 'hasOwnProperty', args.slice(1)) : m.newUnknown();
    case 'Object.freeze': case 'Object.seal': case 'structuredClone': return first;
    case 'Object.create': {
      // an object as the prototype is copied: what is changed in it later does not show
      const made = reference(m.newObject(UNDEFINED));
      assignProperties(m, made, first, []);
      return made;
    }
    case 'Array.isArray': return m.isUnknown(first) ? askedOf(m, first, name, () => m.newUnknown()) : boolean(k === kind.array);
    case 'Array.of': return m.newArray(args);
    case 'Array': return builtinNew(m, 'Array', args);
    case 'Boolean': return boolean(m.truthy(first));
    case 'Error': case 'TypeError': case 'RangeError': return builtinNew(m, name, args);
    // a symbol is equal to itself alone, as an object is
    case 'Symbol': return reference(m.newObject(m.builtin('Symbol')));
    case 'Symbol.for': return m.newUnknown();
    case 'JSON.parse':
      return m.newUnknown();
    default:
  }
  if (/^(console|performance|process\.(stdout|stderr|env|hrtime)|crypto|Date|JSON|Intl|Reflect|Symbol|BigInt|Atomics|Buffer)\b/.test(name)) return name.startsWith('console.') ? UNDEFINED : m.passes(m.newUnknown());
  return pureCall(m, name, args);
}
