import type { Machine } from '../machine.ts';
import { BY_OUTSIDE, combination, frame, integer, kind, payload, promise, reaction, reactionKind } from '../values.ts';

const deepestCall = 16;
const deepestPromise = 4;

/** The frames that a frame runs inside of: those that called it or wait for its end, alone or with that of others, and so on; itself is none of them. */
export function outerFrames(m: Machine, cell: number, depth = 0): number[] {
  if (depth >= deepestCall) return [];
  const { words } = m.memory;
  const caller = words[cell + frame.caller];
  const outer = [...(m.memory.kindOf(caller) === kind.frame ? [payload(caller)] : []), ...framesBehind(m, words[cell + frame.result], 0)];
  return outer.flatMap((at) => [at, ...outerFrames(m, at, depth + 1)]);
}

/** The frames that await a promise, or one that follows it or is made of it and others. */
function framesBehind(m: Machine, awaited: number, depth: number): number[] {
  const { memory } = m;
  if (memory.kindOf(awaited) !== kind.promise || depth >= deepestPromise) return [];
  return memory.items(payload(awaited), promise.reactions).flatMap((added) => {
    const a = memory.words[payload(added) + reaction.a];
    switch (payload(memory.words[payload(added) + reaction.kind])) {
      case reactionKind.resume: return memory.kindOf(a) === kind.frame ? [payload(a)] : [];
      case reactionKind.adopt: return framesBehind(m, a, depth + 1);
      case reactionKind.combine: return framesBehind(m, memory.words[payload(a) + combination.promise], depth + 1);
      default: return [];
    }
  });
}

/**
 * Notes that something was told to nobody by a frame: where code outside brings that about, by a call that it makes once,
 * at a time of its own choice, it may do so again or later, and who comes to listen only then is not surely left waiting.
 */
export function noteUnheard(m: Machine, cell: number | undefined): void {
  if (cell === undefined || cell === 0) return;
  if ([cell, ...outerFrames(m, cell)].some((at) => m.memory.words[at + frame.callerSlot] === integer(BY_OUTSIDE))) m.level = 2;
}
