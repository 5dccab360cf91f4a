import type { Machine } from '../machine.ts';
import { closure, combination, integer, kind, payload, promise, reaction, reactionKind, resolver } from '../values.ts';
import { variableIn, type UsesOf } from './uses.ts';

/** The promises that are still open and that a function settles, alone or by what it uses. */
export function openFor(m: Machine, uses: UsesOf, callee: number): number[] {
  const { memory } = m;
  const values = memory.kindOf(callee) === kind.closure ? captured(m, uses, payload(callee)) : [callee];
  return values.filter((value) => memory.kindOf(value) === kind.resolver).map((value) => payload(memory.words[payload(value) + resolver.promise])).filter((cell) => m.isPending(cell));
}

/** The values of the variables that a function uses. */
export function captured(m: Machine, uses: UsesOf, cell: number): number[] {
  const { words } = m.memory;
  return uses.closure(payload(words[cell + closure.procedure])).variables.filter(({ level }) => level <= 0)
    .map(({ level, index }) => m.resolve(variableIn(m, words[cell + closure.environment], -level, index)));
}

/** Whether somebody waits for a promise; whoever waited for the first of several does no longer once there was one. */
export function isAwaited(m: Machine, cell: number): boolean {
  const { words } = m.memory;
  return m.memory.items(cell, promise.reactions).some((added) => {
    if (words[payload(added) + reaction.kind] !== integer(reactionKind.combine)) return true;
    return m.isPending(payload(words[payload(words[payload(added) + reaction.a]) + combination.promise]));
  });
}
