import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { Memory } from '../memory.ts';
import { boolean, container, FALSE, HOLE, integer, kind, NULL, payload, reference, token, TRUE, UNDEFINED, world } from '../values.ts';

/** What an acquire hands out. The lock says what releasing and re-acquiring a token means. */
interface LockMeaning {
  readonly release: (m: Machine, lock: number, mode: number, held: number) => void;
  /** Whether what was given back is still the owner, as the next one has not gone on yet. */
  readonly isStillOwner?: (m: Machine, lock: number, held: number) => boolean;
  /** Asks for the lock again with the same token; returns a promise. */
  readonly reacquire: (m: Machine, held: number, call: CallInfo) => number;
}

/** Lock meaning by the kind of the lock's cell; filled by the lock primitives. */
export const lockMeanings = new Map<string, LockMeaning>();

export function newToken(m: Machine, lock: number, mode: number, call: CallInfo): number {
  const cell = m.memory.allocate(kind.token, 5);
  const { words } = m.memory;
  words[cell + token.lock] = lock;
  words[cell + token.mode] = integer(mode);
  words[cell + token.used] = NULL;
  words[cell + token.site] = integer(call.site);
  const handle = call.operation?.handle;
  words[cell + token.library] = integer(handle === undefined || call.library < 0 ? -1 : m.library(call.library).handles[handle] ?? -1);
  return reference(cell);
}

/** The form in which an acquire hands out its token. */
export function given(m: Machine, held: number, value: number, call: CallInfo): number {
  switch (call.operation?.gives) {
    case 'nothing': return UNDEFINED;
    case 'pair': return m.newArray([value, held]);
    default: return held;
  }
}

/** The lock was given to whom it was asked for: from now on somebody has to give it back. `value` is what `given` made. */
export function granted(m: Machine, value: number): void {
  const held = m.memory.kindOf(value) === kind.array ? m.memory.item(payload(value), container.items, 1) : value;
  if (m.memory.kindOf(held) !== kind.token) return;
  m.memory.words[payload(held) + token.used] = FALSE;
  m.memory.push(Memory.world, world.taken, held);
}

function meaningOf(m: Machine, lock: number): LockMeaning {
  const name = m.primitiveName(lock) ?? 'a plain cell';
  const meaning = lockMeanings.get(name);
  if (meaning === undefined) throw new Error(`${name} is not a lock`);
  return meaning;
}

function grantKey(m: Machine): number {
  return m.literal('@@grant');
}

/** The token that goes with something lent; undefined where there is none. */
export function boundTo(m: Machine, lent: number): number {
  const found = [kind.object as number, kind.unknown].includes(m.memory.kindOf(lent)) ? m.getOwn(payload(lent), grantKey(m)) : HOLE;
  return found === HOLE ? UNDEFINED : found;
}

export function isHeld(m: Machine, held: number): boolean {
  return m.memory.kindOf(held) === kind.token && m.memory.words[payload(held) + token.used] === FALSE;
}

/** Whether its owner is told that it holds: for some libraries also for a moment after it was given back. */
function ownsLock(m: Machine, held: number): boolean {
  if (isHeld(m, held) || m.memory.kindOf(held) !== kind.token) return isHeld(m, held);
  const lock = payload(m.memory.words[payload(held) + token.lock]);
  return meaningOf(m, lock).isStillOwner?.(m, lock, held) === true;
}

function release(m: Machine, [held]: readonly number[], call: CallInfo): number {
  if (m.memory.kindOf(held) !== kind.token) return UNDEFINED;
  const cell = payload(held);
  const lock = payload(m.memory.words[cell + token.lock]);
  m.touch(lock);
  const meaning = meaningOf(m, lock);
  if (m.memory.words[cell + token.used] === TRUE && meaning.isStillOwner?.(m, lock, held) === true) noteDefect(m, lock, call);
  else if (m.memory.words[cell + token.used] === TRUE) {
    switch (m.policy(lock, 'releaseTwice')) {
      case 'throw': return m.raise(m.misuse('release of a lock that is not held any more', call.site));
      case 'again': break;
      default: return UNDEFINED;
    }
  }
  m.memory.words[cell + token.used] = TRUE;
  meaning.release(m, lock, payload(m.memory.words[cell + token.mode]), held);
  return UNDEFINED;
}

/** What the description says that the library does here and should not. */
export function noteDefect(m: Machine, lock: number, call: CallInfo): void {
  m.observer?.operated('defect.note', call.site, call.frame ?? 0, m.literal(String(m.policy(lock, 'defect'))), UNDEFINED);
}

function take(m: Machine, [lock]: readonly number[], call: CallInfo): number {
  const held = newToken(m, lock, 0, call);
  granted(m, held);
  return held;
}

export const tokens: Primitive = {
  name: 'token',
  fields: 0,
  operations: {
    release: { operands: ['self'], run: release },
    /** What `using` does with a handle: gives back what it still holds. */
    dispose: { operands: ['self'], run: (m, [held], call) => (ownsLock(m, held) ? release(m, [held], call) : UNDEFINED) },
    isToken: { operands: ['value'], run: (m, [value]) => boolean(m.memory.kindOf(value) === kind.token) },
    /** For what is locked without waiting: only that it is given back matters, and the lock itself knows the rest. */
    takeReader: { operands: ['lock'], run: take },
    end: {
      operands: ['token'],
      run: (m, [held]) => {
        if (m.memory.words[payload(held) + token.used] === FALSE) m.evidence.noteGivenBack(payload(m.memory.words[payload(held) + token.site]));
        m.memory.words[payload(held) + token.used] = TRUE;
        return UNDEFINED;
      },
    },
    /** The token goes with what was lent: whoever has that can give the token back. False where it can have nothing with it. */
    bind: {
      operands: ['lent', 'token'],
      run: (m, [lent, held]) => {
        m.evidence.borrows = true;
        const canHave = [kind.object as number, kind.unknown].includes(m.memory.kindOf(lent));
        if (canHave) m.setOwn(payload(lent), grantKey(m), held);
        return boolean(canHave);
      },
    },
    bound: { operands: ['lent'], run: (m, [lent]) => boundTo(m, lent) },
    lock: { operands: ['token'], run: (m, [held]) => m.memory.words[payload(held) + token.lock] },
    held: { operands: ['self'], run: (m, [held]) => boolean(ownsLock(m, held)) },
    reacquire: {
      operands: ['self'],
      run: (m, [held], call) => {
        if (m.memory.kindOf(held) !== kind.token) return UNDEFINED;
        if (isHeld(m, held)) return m.rejectedPromise(m.misuse('taking a lock that the handle already holds', call.site));
        return meaningOf(m, payload(m.memory.words[payload(held) + token.lock])).reacquire(m, payload(held), call);
      },
    },
  },
};
