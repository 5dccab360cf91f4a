import { openFor } from '../obligations/settling.ts';
import { Memory } from '../memory.ts';
import type { Machine } from '../machine.ts';
import { firstPrimitiveKind, frame, jobKind, kind, payload, tag, UNDEFINED, world } from '../values.ts';
import type { Interpreter } from './interpreter.ts';
import { failures } from './names.ts';

/**
 * Whether code outside may well call a function again that it has called: it is there to settle a promise, which it did
 * not, and is not of the kind that is called once, with an error or a result.
 */
export function isCalledAgain(it: Interpreter, callee: number): boolean {
  const { m } = it;
  if (m.memory.kindOf(callee) !== kind.closure) return false;
  const [first = ''] = m.model.procedures[m.procedureOf(callee)].parameterNames;
  return !failures.has(first) && openFor(m, it.uses, callee).length > 0;
}

/** What code outside is given, it may use at some time as its description says: read a stream, write to it and end it, answer on a port. */
export function useOutside(m: Machine, value: number, site: number): void {
  const given = m.unwrap(value);
  if (m.memory.kindOf(given) < firstPrimitiveKind) return;
  const procedure = m.model.derived[String(m.policy(payload(given), 'outside'))] as number | undefined;
  if (procedure !== undefined) m.schedule(world.later, jobKind.outside, (procedure << 3) | tag.function, m.newArray([given]), site);
}

/** The frames of code outside that waits for an event to call a function. */
export function handlersIn(m: Machine): readonly number[] {
  const { memory } = m;
  const isHandler = (cell: number): boolean => memory.kind(cell) === kind.frame && payload(memory.words[cell + frame.procedure]) === m.model.derived['client.handle'];
  return memory.items(Memory.world, world.pending).map(payload).filter(isHandler);
}

/** Code outside calls the functions among `args` no more: the first of them says for which event, if it does. */
export function letGo({ m }: Interpreter, args: readonly number[]): void {
  const { memory } = m;
  const [event] = args;
  for (const cell of handlersIn(m)) {
    const [callback, handled] = [memory.words[cell + frame.slots], memory.words[cell + frame.slots + 1]];
    if (!args.includes(callback) || (event !== callback && event !== handled)) continue;
    m.touch(cell);
    memory.words[cell + frame.slots] = UNDEFINED;
  }
}
