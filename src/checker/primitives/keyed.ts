import { propertyKeyOf } from '../operators.ts';
import { mayBeOne, sameKey, unify } from '../keys.ts';
import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { boolean, FALSE, firstPrimitiveKind, integer, isReference, kind, payload, reference, UNDEFINED, world } from '../values.ts';
import { Memory } from '../memory.ts';
import { isIdle, rwlock } from './rwlock.ts';

/**
 * Locks by key: the locks in use, as (key, lock), where each lock is a readers-writer lock of its own. The same known key is
 * the same lock, and so is the same unknown value. Two keys of which one is not known may be the same: that they are is
 * a guess. How a lock is asked for is in the prelude.
 */
const field = { locks: 2, timeout: 3, longest: 4, most: 5 } as const;

/** Forgets the locks that nobody holds or waits for: asked for again, they are new. */
function forgetIdle(m: Machine, cell: number): void {
  const { memory } = m;
  for (let i = memory.length(cell, field.locks) - 2; i >= 0; i -= 2) {
    const lock = payload(memory.item(cell, field.locks, i + 1));
    m.touch(lock);
    if (isIdle(m, lock)) memory.splice(cell, field.locks, i, 2, []);
  }
}

function lockOf(m: Machine, [self, key]: readonly number[], call: CallInfo): number {
  const cell = payload(self);
  const { memory } = m;
  key = propertyKeyOf(m, key);
  forgetIdle(m, cell);
  const keys = memory.items(cell, field.locks).flatMap((item, i) => (i % 2 === 0 ? [m.resolve(item)] : []));
  const same = sameKey(m, keys, key);
  if (same >= 0) return memory.item(cell, field.locks, same * 2 + 1);
  const alike = keys.flatMap((other, i) => (mayBeOne(m, key, other) ? [i] : []));
  // the first way is that they differ, which costs nothing
  const choice = alike.length === 0 ? 0 : m.choose(alike.length + 1, 0);
  if (choice > 0) {
    m.approximate();
    unify(m, key, keys[alike[choice - 1]]);
    return memory.item(cell, field.locks, alike[choice - 1] * 2 + 1);
  }
  const lock = newLock(m, call);
  memory.splice(cell, field.locks, memory.length(cell, field.locks), 0, [key, lock]);
  m.observer?.keyed(payload(lock), isReference(key) ? undefined : m.text(key));
  return lock;
}

function newLock(m: Machine, call: CallInfo): number {
  const made = m.memory.allocate(firstPrimitiveKind + m.primitives.indexOf(rwlock), rwlock.fields + 1);
  m.memory.words[made + 1] = integer(-1);
  return rwlock.create?.run(m, [reference(made)], call) ?? UNDEFINED;
}

/** The one lock manager of the platform: it is kept behind the globals of all modules. */
function platform(m: Machine, call: CallInfo): number {
  m.evidence.borrows = true;
  const known = m.memory.item(Memory.world, world.globals, m.globalCount);
  if (known !== UNDEFINED) return known;
  const handle = call.operation?.handle;
  const library = handle === undefined || call.library < 0 ? -1 : m.library(call.library).handles[handle] ?? -1;
  const cell = m.memory.allocate(firstPrimitiveKind + m.primitives.indexOf(keyed), keyed.fields + 1);
  m.memory.words[cell + 1] = integer(library);
  m.memory.setItem(Memory.world, world.globals, m.globalCount, reference(cell));
  return reference(cell);
}

export const keyed: Primitive = {
  name: 'keyed',
  fields: 4,
  create: {
    operands: ['self', 'timeout', 'longest', 'most'],
    run: (m, [self, timeout, longest, most]) => {
      m.memory.words[payload(self) + field.timeout] = timeout;
      m.memory.words[payload(self) + field.longest] = longest;
      m.memory.words[payload(self) + field.most] = most;
      return self;
    },
  },
  operations: {
    /** Whether a key is a list of keys; one that is not known is taken for a single one. */
    isList: { operands: ['key'], run: (m, [key]) => boolean(m.memory.kindOf(key) === kind.array) },
    platform: { operands: [], run: (m, _operands, call) => platform(m, call) },
    lock: { operands: ['self', 'key'], run: lockOf },
    isBusy: {
      operands: ['self', 'key'],
      run: (m, [self, key]) => {
        forgetIdle(m, payload(self));
        const keys = m.memory.items(payload(self), field.locks).filter((_, i) => i % 2 === 0).map((item) => m.resolve(item));
        if (key === UNDEFINED || sameKey(m, keys, key) >= 0) return boolean(keys.length > 0);
        return keys.some((other) => mayBeOne(m, other, key)) ? m.newUnknown(2) : FALSE;
      },
    },
    /** Who holds and who waits is not told. */
    query: { operands: ['self'], run: (m) => m.newUnknown() },
    timeout: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.timeout] },
    /** How many may wait for one lock; undefined where nobody said. */
    most: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.most] },
    longest: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.longest] },
  },
};

