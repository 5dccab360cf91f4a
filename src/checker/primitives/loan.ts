import type { CallInfo, Machine, Primitive } from '../machine.ts';
import { Memory } from '../memory.ts';
import { FALSE, frame, isReference, ITSELF, kind, payload, token, TRUE, UNDEFINED, world } from '../values.ts';
import { granted, isHeld, newToken } from './token.ts';

/**
 * What is taken without waiting and has to be ended by who took it: a worker, a process, an open file, a subscription.
 * The token goes with a record of its own, where one thing is named and another goes on; else with the thing itself.
 */

function begin(m: Machine, thing: number, mode: number, call: CallInfo): number {
  const held = newToken(m, thing, mode, call);
  granted(m, held);
  return held;
}

/**
 * Whether the code that runs gives up: a listener of a signal that is aborted, or a timer. What ends by itself in the end
 * is only then ended early, so that it says nothing about the other paths.
 */
function isGivingUp(m: Machine, from: number): boolean {
  const { words } = m.memory;
  let bottom = from;
  for (let at = from; at !== 0; at = words[at + frame.caller] === UNDEFINED ? 0 : payload(words[at + frame.caller])) {
    if (payload(words[at + frame.procedure]) === m.model.derived['signal.abort']) return true;
    bottom = at;
  }
  const procedure = m.model.procedures[payload(words[bottom + frame.procedure])];
  return procedure.kind === 'function' && !procedure.hidden;
}

function over(m: Machine, held: number): number {
  if (isHeld(m, held)) m.memory.words[payload(held) + token.used] = TRUE;
  return UNDEFINED;
}

function end(m: Machine, [held]: readonly number[], call: CallInfo): number {
  if (isHeld(m, held) && !isGivingUp(m, call.frame ?? 0)) m.evidence.noteGivenBack(payload(m.memory.words[payload(held) + token.site]));
  return over(m, held);
}

/** What is handed to code that is not known is that code's to end, and so is all that it can come to by way of it. */
export function handOut(m: Machine, value: number): void {
  const { memory } = m;
  const open = memory.items(Memory.world, world.taken).filter((held) => memory.words[payload(held) + token.mode] === ITSELF);
  if (open.length === 0 || !isReference(value)) return;
  const inReach = within(m, payload(value));
  for (const held of open) if (inReach.has(payload(memory.words[payload(held) + token.lock]))) over(m, held);
}

const ownCode = new Set<number>([kind.frame, kind.job, kind.class]);

function within(m: Machine, start: number): ReadonlySet<number> {
  const { memory } = m;
  const seen = new Set([start]);
  for (const cell of seen) {
    for (let at = cell + 1; at <= cell + memory.size(cell); at++) {
      const value = memory.words[at];
      if (isReference(value) && !ownCode.has(memory.kindOf(value))) seen.add(payload(value));
    }
  }
  return seen;
}

/** The things that go on until somebody ends them, in the state that is loaded, and where each began. */
export function thingsIn(m: Machine): { readonly thing: number; readonly site: number }[] {
  const { memory } = m;
  return memory.items(Memory.world, world.taken).map(payload).filter((cell) => memory.words[cell + token.mode] === ITSELF && memory.words[cell + token.used] === FALSE)
    .map((cell) => ({ thing: payload(memory.words[cell + token.lock]), site: payload(memory.words[cell + token.site]) }));
}

const itself = { operands: ['thing'], run: (m: Machine, [thing]: readonly number[], call: CallInfo) => begin(m, thing, payload(ITSELF), call) };

export const loans: Primitive = {
  name: 'loan',
  fields: 0,
  operations: {
    worker: itself,
    process: itself,
    file: itself,
    /** `source` goes on as long as something gives to it; who can end that is who has the token. */
    subscription: { operands: ['source'], run: (m, [source], call) => begin(m, source, 0, call) },
    end: { operands: ['token'], run: end },
    /** It has come to its end by itself, or nobody has to end it. */
    over: { operands: ['token'], run: (m, [held]) => over(m, held) },
    handOut: {
      operands: ['value'],
      run: (m, [value]) => {
        handOut(m, value);
        return UNDEFINED;
      },
    },
  },
};
