import type { Entry, Model } from '../model/ir/ir.ts';
import type { Budget } from './budget.ts';
import type { Exploration } from './explorer.ts';
import type { Finding } from './finding.ts';
import type { ReductionName } from './reductions.ts';
import { Slicing } from './slicing.ts';
import type { Schedule } from './steps.ts';

export interface CheckOptions {
  readonly maxStates: number;
  /** For each entry. */
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly schedule: Schedule;
  /** How many times the work of one entry among many each file's entries may take together: more where few files are checked. */
  readonly effort?: number;
  /** Reductions to do without: fewer states are taken for one, and the findings are the same. */
  readonly without?: readonly ReductionName[];
  /** Explore with the naive explorer, the reference, which has no reductions. */
  readonly isNaive?: boolean;
  /** Told now and then how far the exploration has come. */
  readonly onProgress?: (soFar: { readonly states: number; readonly depth: number }) => void;
}

/** What is asked of an entry. All ways to answer it share its time, and what they learn of what the program reads. */
export interface Question {
  readonly model: Model;
  readonly entry: Entry;
  readonly options: CheckOptions;
  readonly slicing: Slicing;
  /** When the time of the entry is over, in milliseconds as of `performance.now()`. */
  readonly deadline: number;
}

/** How far an exploration came. */
export type Extent = Pick<Exploration, 'states' | 'transitions' | 'depth' | 'incomplete'>;

export interface Answer {
  readonly exploration: Extent;
  readonly findings: readonly Finding[];
  /** Told besides the others: that there is a race is no reason to look no further. */
  readonly races: readonly Finding[];
}

export function newQuestion(model: Model, entry: Entry, options: CheckOptions): Question {
  return { model, entry, options, slicing: slicingOf(options, entry), deadline: performance.now() + options.timeoutSeconds * 1000 };
}

/** What code outside calls is never run by the clock. */
export function slicingOf({ isNaive = false, without = [] }: Pick<CheckOptions, 'isNaive' | 'without'>, entry?: Entry): Slicing {
  return new Slicing(isNaive || without.includes('unread-values'), isNaive || without.includes('names'), entry?.kind !== 'exported' && entry?.kind !== 'test');
}

/** A part of the time of an entry, from 0 to 1. */
export function shareOf({ options, deadline }: Question, share: number): Budget {
  return { ...options, deadline, share };
}

/** What an entry may take beyond what one of many may: its part of the effort for its file, as much on every machine; undefined where that is no more. */
export function extended(question: Question, instructions: number): Budget | undefined {
  const { model, options } = question;
  const times = Math.floor((options.effort ?? 1) / model.entries.length);
  return times < 2 ? undefined : { ...shareOf(question, 1), instructions: Math.ceil(options.maxStates * instructions * times) };
}

/** What one of many entries may take that are not the program's own `main`: so many instructions for each state that an entry may have. */
export function limited(question: Question, instructions: number): Budget {
  return { ...shareOf(question, 0.6), instructions: Math.ceil(question.options.maxStates * instructions) };
}
