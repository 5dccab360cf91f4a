import type { Model } from '../model/ir/ir.ts';
import type { Budget } from './budget.ts';
import { findCycles } from './cycles/find.ts';
import { explore, type Exploration, type Explore, type ExploreOptions } from './explorer.ts';
import type { Finding } from './finding.ts';
import { answerByFiniteModel } from './finite/answer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { judge } from './judge.ts';
import type { Bounds, Machine } from './machine.ts';
import { exploreNaively } from './naive.ts';
import { newMachine } from './new-machine.ts';
import { raceFindings } from './races/finding.ts';
import { findRaces } from './races/search.ts';
import type { Answer, CheckOptions, Question } from './question.ts';
import { allBut, noReductions } from './reductions.ts';
import type { Slicing } from './slicing.ts';
import { findStuck } from './stuck.ts';
import { walk } from './walk.ts';

/** An exploration and what was judged of it. */
export interface Attempt extends Answer {
  readonly exploration: Exploration;
  /** Values have been met that grow beyond what a coarser exploration keeps. */
  readonly hasOutgrown: boolean;
  /** Code outside calls the program, any number of times unless the bounds say otherwise. */
  readonly hasClient: boolean;
  readonly surelyEnded: ReadonlySet<number>;
}

export function isWhole({ exploration }: Pick<Answer, 'exploration'>): boolean {
  return exploration.incomplete === undefined;
}

/** Explores breadth first, within a budget and bounds on values. */
export function attempt({ model, entry, options, slicing }: Question, budget: Budget, bounds: Bounds): Attempt {
  const exploring = exploreOptions(options, budget);
  const explorer: Explore = options.isNaive === true ? exploreNaively : explore;
  const { machine, interpreter, result: exploration } = untilSliced(model, bounds, slicing, (m, it) => {
    const met = explorer(m, it, () => { it.start(entry.procedure); }, exploring);
    return { ...met, suspicions: findStuck(m, it, met, explorer, exploring) };
  });
  const findings = judge(machine, interpreter, entry, exploration);
  const races = raceFindings(machine, interpreter, entry, exploration, findRaces(machine, interpreter, exploration, options.schedule));
  machine.memory.release();
  return { exploration, findings, races, hasOutgrown: machine.precision.hasOutgrown, hasClient: machine.evidence.hasClient, surelyEnded: machine.evidence.surelyEnded };
}

/** Takes random walks: where the states do not fit the budget, they look for what the search did not reach. */
export function wander({ model, entry, options, slicing }: Question, budget: Budget, bounds: Bounds, most: number): readonly Finding[] {
  const { machine, interpreter, result } = untilSliced(model, bounds, slicing, (m, it) => walk(m, it, entry.procedure, exploreOptions(options, budget), most));
  const findings = judge(machine, interpreter, entry, result);
  machine.memory.release();
  return findings;
}

/** States of the program run by the clock: there are few of them, as most is settled by the order of things. */
const mostByTheClock = 20_000;

/** Looks for tasks that go round and get nowhere. */
export function roundAndRound({ model, entry, slicing }: Question, surelyEnded: ReadonlySet<number>, budget: Budget, bounds: Bounds): readonly Finding[] {
  const { machine, result } = untilSliced(model, bounds, slicing, (m, it) => findCycles(m, it, entry, surelyEnded, { ...budget, maxStates: mostByTheClock }, () => performance.now()));
  machine.memory.release();
  return result;
}

/** What the machine does not come to the end of, its finite model may: it visits dozens of times as many states a second (`docs/benchmarks.md`). */
export function byFiniteModel({ model, entry, options, deadline }: Question, share: number): Answer | undefined {
  if (options.isNaive === true || options.schedule === 'fifo' || (options.without ?? []).length > 0) return undefined;
  const seconds = Math.min(options.timeoutSeconds * share, (deadline - performance.now()) / 1000);
  const answer = seconds <= 0 ? undefined : answerByFiniteModel(model, entry, { maxStates: options.maxStates, timeoutSeconds: seconds, maxMemoryMb: options.maxMemoryMb, now: () => performance.now() });
  if (answer === undefined) return undefined;
  const { states, transitions, depth } = answer.searched;
  return { findings: answer.findings, races: [], exploration: { states, transitions, depth, incomplete: undefined } };
}

/** Explores on a new machine, and again where that showed that more of the program is read than was kept. */
function untilSliced<T>(model: Model, bounds: Bounds, slicing: Slicing, run: (m: Machine, it: Interpreter) => T): ReturnType<typeof newMachine> & { readonly result: T } {
  for (;;) {
    slicing.begin();
    const made = newMachine(model, bounds, slicing);
    const result = run(made.machine, made.interpreter);
    if (!slicing.mustRestart) return { ...made, result };
    made.machine.memory.release();
  }
}

function exploreOptions(options: CheckOptions, budget: Budget): ExploreOptions {
  return { budget, schedule: options.schedule, reductions: options.isNaive === true ? noReductions : allBut(options.without ?? []), now: () => performance.now(), ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) };
}
