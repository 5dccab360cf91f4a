import { Memory } from '../memory.ts';
import { frame, job, jobKind, payload, reference, UNDEFINED, world } from '../values.ts';
import { execute } from './execute.ts';
import type { Interpreter } from './interpreter.ts';

/** How much further a step is run that has become long, and how many of its states are compared. */
const furtherInstructions = 40_000;
const furtherRounds = 64;

/** A loop that a step never leaves, and the function that it is in. */
export interface Endless {
  readonly site: number;
  readonly procedure: number;
}

/**
 * Whether a step that has become long comes back to a state that it was in before, without any choice on the way: then it
 * goes round for ever. The step must be lost anyway: it is not the same afterwards.
 */
export function findEndlessLoop(it: Interpreter): Endless | undefined {
  const { m, memory } = it;
  const choices = m.made.length;
  const seen = new Set<string>();
  m.owners = undefined;
  for (let i = 0; i < furtherInstructions && seen.size < furtherRounds; i++) {
    if (it.fp === 0 || it.hasCrashed || m.made.length > choices) return undefined;
    const cell = it.fp;
    const p = it.programs.at(payload(memory.words[cell + frame.procedure]));
    const pc = payload(memory.words[cell + frame.pc]);
    memory.words[cell + frame.pc] += 1 << 3;
    execute(it, p, p.code[pc], pc, cell);
    if (it.fp !== cell || payload(memory.words[cell + frame.pc]) > pc) continue;
    const image = imageOfRun(it);
    if (seen.has(image)) return { site: it.site(p, payload(memory.words[it.fp + frame.pc]), it.fp), procedure: payload(memory.words[it.fp + frame.procedure]) };
    seen.add(image);
  }
  return undefined;
}

/** The state in the middle of a step, in canonical form: the running frame is kept as if it waited to go on. */
function imageOfRun(it: Interpreter): string {
  const { m, memory } = it;
  m.schedule(world.ready, jobKind.resume, reference(it.fp), UNDEFINED, 0);
  memory.compact(() => undefined);
  const last = memory.length(Memory.world, world.ready) - 1;
  it.fp = payload(memory.words[payload(memory.item(Memory.world, world.ready, last)) + job.a]);
  const image = memory.image().join();
  memory.splice(Memory.world, world.ready, last, 1, []);
  return image;
}
