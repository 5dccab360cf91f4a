import { isQuestion } from './asked.ts';
import type { Machine, Level } from './machine.ts';
import { areDistinct, isSame } from './terms.ts';
import { container, HOLE, kind, object, payload, reference, tag, truth, UNDEFINED, unknown } from './values.ts';

/** Looking up by keys that need not be known: in maps, sets, and objects whose properties are reached by `object[key]`. */

/** Position of the entry whose key is this very value, -1 where none is. */
export function sameKey(m: Machine, keys: readonly number[], key: number): number {
  return keys.findIndex((other) => isSame(m, other, key));
}

/**
 * Position of the entry that a key leads to, -1 where none. The very key that was stored is found; a key that may be equal
 * to others is, or is not, by choice, and is that one from then on. `valueAt` gives the value of the entry at a position,
 * if it has one. `cell` is the container that has the entries, where their order may be left out of the states.
 */
export function findKey(m: Machine, keys: readonly number[], key: number, valueAt?: (at: number) => number, cell?: number): number {
  const same = sameKey(m, keys, key);
  if (same >= 0) return same;
  const possible = keys.flatMap((other, at) => (mayBeOne(m, other, key) ? [at] : []));
  if (possible.length === 0) return -1;
  // which of several it is goes by their places: a replay that kept the order would find another there
  if (possible.length > 1 && cell !== undefined) m.reads(cell);
  const candidates = possible.length > fewKeys && possible.every((at) => valueAt === undefined || isPlain(m, valueAt(at))) ? [possible[0], possible[possible.length - 1]] : possible;
  const choice = m.choose(candidates.length + 1, m.isUnknown(key) ? m.quality(key) : 1);
  if (choice === 0) {
    // an answer that comes for none of those who wait for one is the fault of who sent it
    if (valueAt !== undefined && candidates.every((at) => settles(m, valueAt(at)))) m.level = 2;
    return -1;
  }
  const at = candidates[choice - 1];
  const cost = valueAt === undefined ? 1 : costOf(m, valueAt(at));
  if (cost > m.level) m.level = cost;
  unify(m, key, keys[at]);
  return at;
}

/** Where more keys than these lead to plain values, one that is not known is the first, the last or none of them: which of the others it might be seldom matters, and there would be no end of ways. */
const fewKeys = 2;

/** Whether a value is there to settle a promise: what a promise's executor is given, alone or in an object. */
function settles(m: Machine, value: number): boolean {
  value = m.resolve(value);
  return m.memory.kindOf(value) === kind.resolver || (m.memory.kindOf(value) === kind.object && m.memory.items(payload(value), object.slots).some((slot) => m.memory.kindOf(slot) === kind.resolver));
}

/** Whether two values, of which one at least is unknown, may be equal. */
export function mayBeOne(m: Machine, a: number, b: number): boolean {
  a = m.resolve(a);
  b = m.resolve(b);
  if (!m.isUnknown(a) && !m.isUnknown(b)) return false;
  return !areDistinct(m, a, b) && !(isRuledOut(m, a, b) || isRuledOut(m, b, a));
}

/** What is known of an unknown's truth rules a known value out. */
function isRuledOut(m: Machine, open: number, other: number): boolean {
  if (open === HOLE || !m.isUnknown(open) || m.isUnknown(other)) return false;
  const known = payload(m.memory.words[payload(open) + unknown.truth]);
  return (known === truth.truthy && !m.truthy(other)) || (known === truth.falsy && m.truthy(other));
}

/** From now on the two are one value. */
export function unify(m: Machine, a: number, b: number): void {
  a = m.resolve(a);
  b = m.resolve(b);
  if (a === b) return;
  if (m.isUnknown(a)) m.become(a, b);
  else m.become(b, a);
}

/** Two names for one resource are a guess: no finding above `possible` rests on them. Two names for a plain value are a choice. */
function costOf(m: Machine, value: number): Level {
  const k = m.memory.kindOf(m.resolve(value));
  return k !== 0 && k !== kind.closure && k !== kind.resolver && k !== kind.unknown ? 2 : 1;
}

function isPlain(m: Machine, value: number): boolean {
  value = m.resolve(value);
  return (value & 7) !== tag.reference && (value & 7) !== tag.function && (value & 7) !== tag.library || m.memory.kindOf(value) === kind.unknown;
}

// objects: the properties with keys that are not known when they are stored are kept apart, as a map

function entriesOf(m: Machine, cell: number): number {
  const entries = m.getOwn(cell, m.literal('@@entries'));
  return entries === HOLE ? 0 : payload(entries);
}

/** What the model keeps with an object or an unknown for itself. */
const own = new Set(['@@entries', '@@term', '@@bound', '@@key', '@@wraps', '@@closed', '@@ended', '@@grant', '@@range', '@@test', '@@above', '@@some', '@@not']);

function isHiddenKey(m: Machine, key: number): boolean {
  const name = m.text(key) ?? '';
  return own.has(name) || isQuestion(name);
}

/** The properties of an object as the program lists them: keys and values alternate. */
export function listedEntries(m: Machine, cell: number): number[] {
  m.asksForNames();
  return ownEntries(m, cell);
}

/** The properties of an object as far as they are kept: keys and values alternate. */
export function ownEntries(m: Machine, cell: number): number[] {
  const entries = entriesOf(m, cell);
  return [
    ...m.ownKeys(cell).filter((key) => !isHiddenKey(m, key)).flatMap((key) => [key, m.getOwn(cell, key)]),
    ...(entries === 0 ? [] : m.memory.items(entries, container.items)),
  ];
}

export function getByKey(m: Machine, cell: number, key: number): number {
  for (const name of m.ownKeys(cell)) m.readsName(name);
  const all = listedEntries(m, cell);
  const keys = all.filter((_, i) => i % 2 === 0);
  const values = all.filter((_, i) => i % 2 === 1);
  m.touch(cell);
  const same = sameKey(m, keys, key);
  if (same >= 0) return values[same];
  if (values.length === 0) return UNDEFINED;
  // of plain values it does not matter which one it is
  if (values.every((value) => isPlain(m, value))) return m.newUnknown();
  const at = findKey(m, keys, key, (i) => values[i]);
  return at < 0 ? UNDEFINED : values[at];
}

/** What an object has under a key that is not known, of which no other may be the same; HOLE where nothing was stored under that very key. */
export function seenByKey(m: Machine, cell: number, key: number): number {
  const entries = entriesOf(m, cell);
  if (entries === 0) return HOLE;
  const at = placeOf(m, entries, key);
  if (at < 0) return HOLE;
  m.touch(cell);
  return m.memory.item(entries, container.items, at + 1);
}

/** Where the very key of an entry stands, with its value behind it; negative where none is. */
function placeOf(m: Machine, entries: number, key: number): number {
  return 2 * sameKey(m, m.memory.items(entries, container.items).filter((_, i) => i % 2 === 0), key);
}

/** Stores a property under a key that may not be known. */
export function setByAnyKey(m: Machine, cell: number, key: number, value: number): void {
  if (isOpenKey(key)) setByKey(m, cell, key, value);
  else m.setOwn(cell, key, value);
}

export function setByKey(m: Machine, cell: number, key: number, value: number): void {
  m.touch(cell);
  let entries = entriesOf(m, cell);
  if (entries === 0) {
    entries = m.newContainer(kind.map, -1);
    m.setOwn(cell, m.literal('@@entries'), reference(entries));
  }
  const at = placeOf(m, entries, key);
  const end = m.memory.length(entries, container.items);
  if (at >= 0) m.memory.setItem(entries, container.items, at + 1, value);
  else if (end < 2 * m.bounds.items) m.memory.splice(entries, container.items, end, 0, [key, value]);
  else m.approximate();
}

export function deleteByKey(m: Machine, cell: number, key: number): void {
  const entries = entriesOf(m, cell);
  if (entries === 0) return;
  m.touch(cell);
  const at = placeOf(m, entries, key);
  if (at >= 0) m.memory.splice(entries, container.items, at, 2, []);
}

/** Whether an object has a property, where the key or some of the keys that it has are not known. */
export function hasByKey(m: Machine, cell: number, key: number): boolean {
  const all = listedEntries(m, cell);
  return findKey(m, all.filter((_, i) => i % 2 === 0), key, (i) => all[i * 2 + 1]) >= 0;
}

/** Whether a key is a value that is not known as a text. */
export function isOpenKey(key: number): boolean {
  return (key & 7) === tag.reference || key === HOLE;
}

/** Whether a property can only be found by comparing keys. */
export function needsLookup(m: Machine, cell: number, key: number): boolean {
  return isOpenKey(key) || entriesOf(m, cell) !== 0;
}

