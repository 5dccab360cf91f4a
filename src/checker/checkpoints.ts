import type { Interpreter } from './interpreter/interpreter.ts';
import type { Level, Misuse } from './machine.ts';

/** Instructions without a choice after which the next checkpoint is made. */
const longest = 64;

/** Words that are copied in the time of one instruction: what is saved must be worth its copy. */
const wordsPerInstruction = 64;

/** A moment within a step, between two instructions. */
interface Checkpoint {
  words: Int32Array;
  top: number;
  fp: number;
  depth: number;
  /** Choices made, and instructions executed, since the step began. */
  made: number;
  executed: number;
  level: Level;
  isPrivate: boolean;
  rejected: readonly number[];
  misuses: ReadonlyMap<number, Misuse>;
  turns: ReadonlyMap<string, number>;
}

/**
 * Moments of a step that is run in all its ways: what two ways have in common is run once, and the second goes on from the
 * last moment before their choices differ. The depth-first order of the ways makes of the moments a stack.
 */
export class Checkpoints {
  readonly #stack: Checkpoint[] = [];
  #count = 0;

  /** Forgets the step before. */
  clear(): void {
    this.#count = 0;
  }

  /** Makes a checkpoint where there is something to save since the last: a choice, or many instructions. */
  pass(it: Interpreter, executed: number): void {
    const last = this.#count === 0 ? undefined : this.#stack[this.#count - 1];
    const { m, memory } = it;
    const made = m.made.length;
    const since = executed - (last?.executed ?? 0);
    if (since < memory.top / wordsPerInstruction || (made === (last?.made ?? 0) && since < longest)) return;
    const image = memory.image();
    const slot = this.#stack[this.#count]?.words;
    const words = slot !== undefined && slot.length >= image.length ? slot : new Int32Array(image.length * 2);
    words.set(image);
    this.#stack[this.#count++] = {
      words, top: memory.top, fp: it.fp, depth: it.depth, made, executed, level: m.level, isPrivate: m.isPrivate,
      rejected: [...m.rejected], misuses: new Map(m.misuses), turns: new Map(it.loops.turns),
    };
  }

  /** Puts the machine back to the last checkpoint with at most so many choices made; the instructions executed up to there, undefined where there is none. */
  back(it: Interpreter, choices: number): number | undefined {
    while (this.#count > 0 && this.#stack[this.#count - 1].made > choices) this.#count--;
    if (this.#count === 0) return undefined;
    const { m, memory } = it;
    const { words, top, fp, depth, made, executed, level, isPrivate, rejected, misuses, turns } = this.#stack[this.#count - 1];
    memory.load(words, top - 1);
    m.made = m.made.slice(0, made);
    m.level = level;
    m.isPrivate = isPrivate;
    m.rejected = [...rejected];
    m.misuses = new Map(misuses);
    it.loops.turns = new Map(turns);
    it.fp = fp;
    it.depth = depth;
    return executed;
  }
}
