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
import { findStuck } from './stuck.ts';
import { walk } from './walk.ts';

/** An exploration and what was judged of it. */
export interface Attempt extends Answer {
  readonly exploration: Exploration;
  /** Values have been met that grow beyond what a coarser exploration keeps. */
  readonly hasOutgrown: boolean;
  /** Code outside calls the program, any number of times unless the bounds say otherwise. */
  readonly hasClient: boolean;
  /** Outside work was taken not to fail where nobody has provided for that. */
  readonly trusts: boolean;
  /** Workers were taken to send something that nobody has asked for. */
  readonly unasked: boolean;
  /** So many callers at once may be in one another's way where few are not; 0 where that does not show. */
  readonly crowd: number;
  /** The places of the one limiter that there is, where a task of it asks for one more from inside; else 0. */
  readonly nested: number;
  readonly surelyEnded: ReadonlySet<number>;
  /** Timers were set, and nothing else takes time but what is awaited as unknown work. */
  readonly canRest: boolean;
}

export function isWhole({ exploration }: Pick<Answer, 'exploration'>): boolean {
  return exploration.incomplete === undefined;
}

/**
 * Explores breadth first, within a budget and bounds on values. A worker either tells that it is ready or does not: what
 * is met only where it does, in a program that may be meant for one that does not, is not told.
 */
export function attempt(question: Question, budget: Budget, bounds: Bounds): Attempt {
  const met = attemptOnce(question, budget, bounds);
  if (!met.unasked || !met.findings.some(({ confidence }) => confidence === 'possible')) return met;
  const reticent = attemptOnce(question, budget, { ...bounds, reticent: true });
  if (!isWhole(reticent)) return met;
  if (reticent.findings.length === 0) return { ...reticent, races: met.races };
  return { ...met, findings: met.findings.filter(({ id, confidence }) => confidence !== 'possible' || reticent.findings.some((other) => other.id === id)) };
}

function attemptOnce(question: Question, budget: Budget, bounds: Bounds): Attempt {
  const { entry, options } = question;
  const exploring = exploreOptions(options, budget);
  const explorer: Explore = options.isNaive === true ? exploreNaively : explore;
  const run = (m: Machine, it: Interpreter): Exploration => {
    const met = explorer(m, it, () => { it.start(entry.procedure); }, exploring);
    return m.slicing.mustRestart ? met : { ...met, suspicions: findStuck(m, it, met, explorer, exploring) };
  };
  return untilSliced(question, bounds, run, (m, it, exploration) => {
    const findings = judge(m, it, entry, exploration);
    const races = raceFindings(m, it, entry, exploration, findRaces(m, it, exploration, options.schedule));
    return { exploration, findings, races, hasOutgrown: m.precision.hasOutgrown, hasClient: m.evidence.hasClient, trusts: m.evidence.trusts, unasked: m.evidence.unasked, crowd: m.evidence.crowd, nested: m.evidence.limits.size === 1 ? m.evidence.nested : 0, surelyEnded: m.evidence.surelyEnded, canRest: m.evidence.setsTimers && !m.evidence.borrows };
  });
}

/** Takes random walks: where the states do not fit the budget, they look for what the search did not reach. */
export function wander(question: Question, budget: Budget, bounds: Bounds, most: number): readonly Finding[] {
  const { entry, options } = question;
  return untilSliced(question, bounds, (m, it) => walk(m, it, entry.procedure, exploreOptions(options, budget), most), (m, it, exploration) => judge(m, it, entry, exploration));
}

/** States of the program run by the clock: there are few of them, as most is settled by the order of things. */
const mostByTheClock = 20_000;

/** Looks for tasks that go round and get nowhere. */
export function roundAndRound(question: Question, surelyEnded: ReadonlySet<number>, budget: Budget, bounds: Bounds): readonly Finding[] {
  return untilSliced(question, bounds, (m, it) => findCycles(m, it, question.entry, surelyEnded, { ...budget, maxStates: mostByTheClock }, () => performance.now()), (_m, _it, findings) => findings);
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

/** Explores on a new machine, and again where that showed that more of the program is read than was kept; then concludes from it, on the same machine. */
function untilSliced<Met, Told>({ model, slicing }: Question, bounds: Bounds, run: (m: Machine, it: Interpreter) => Met, conclude: (m: Machine, it: Interpreter, met: Met) => Told): Told {
  for (;;) {
    slicing.begin();
    const { machine, interpreter } = newMachine(model, bounds, slicing);
    try {
      const met = run(machine, interpreter);
      if (!slicing.mustRestart) return conclude(machine, interpreter, met);
    } finally {
      machine.memory.release();
    }
  }
}

function exploreOptions(options: CheckOptions, budget: Budget): ExploreOptions {
  return { budget, schedule: options.schedule, reductions: options.isNaive === true ? noReductions : allBut(options.without ?? []), now: () => performance.now(), ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) };
}
