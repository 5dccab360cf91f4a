import type { Entry, Model } from '../model/ir/ir.ts';
import type { Diagnostic } from '../model/location.ts';
import type { Budget } from './budget.ts';
import { explore, type Exploration, type Explore, type ExploreOptions } from './explorer.ts';
import type { EntryResult, Finding } from './finding.ts';
import { judge } from './judge.ts';
import { exploreNaively } from './naive.ts';
import { allBut, noReductions, type ReductionName } from './reductions.ts';
import { withOrder } from './order.ts';
import type { Schedule } from './steps.ts';
import { findCycles } from './cycles/find.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { findStuck } from './stuck.ts';
import { answerByFiniteModel } from './finite/answer.ts';
import { walk } from './walk.ts';
import type { Bounds, Machine } from './machine.ts';
import { newMachine } from './new-machine.ts';
import { raceFindings } from './races/finding.ts';
import { findRaces } from './races/search.ts';
import { Slicing } from './slicing.ts';

export interface CheckOptions {
  readonly maxStates: number;
  /** For each entry. */
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly schedule: Schedule;
  /** Reductions to do without: fewer states are taken for one, and the findings are the same. */
  readonly without?: readonly ReductionName[];
  /** Explore with the naive explorer, the reference, which has no reductions. */
  readonly isNaive?: boolean;
  /** Told now and then how far the exploration has come. */
  readonly onProgress?: (soFar: { readonly states: number; readonly depth: number }) => void;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly entries: readonly EntryResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Values are kept exactly at first. Where that meets a bound (a counter in an endless loop makes every turn a new
 * state), the entry is explored again with large numbers and long lists unknown.
 */
const coarse: Bounds = { integer: 12, items: 6, step: 40_000, ways: 256 };
const exact: Bounds = { integer: 1 << 20, items: 256, step: 40_000, ways: 256, watched: coarse };
/** A client calls any number of times, so what its calls pile up is bounded early. */
const narrow: Bounds = { integer: 4, items: 3, step: 4_000, ways: 64 };
/** A test calls much, and mostly with what is known: what goes many ways there goes them in code that is stubbed out. */
const ofOneTest: Bounds = { ...narrow, ways: 16 };
/** Where that does not fit, each caller calls once: most bugs need no more (Jackson, Software Abstractions, on the small scope hypothesis). */
const once: Bounds = { ...narrow, calls: 1 };
/** And where that does not fit either, one call is made. */
const single: Bounds = { ...once, callers: 1 };
/** Instructions for what is called from outside any number of times, and a few times, for a test, and for the top level of a module, for each state that an entry may have. */
const openInstructions = 1.5;
const fewerCallsInstructions = 0.4;
const testInstructions = 0.1;
const moduleInstructions = 6;

/** Explores each entry of a model and judges what was met. */
export function checkModel(model: Model, options: CheckOptions): CheckResult {
  const results = model.entries.map((entry) => checkEntry(model, entry, options));
  return { findings: results.flatMap(({ findings }) => findings), entries: results.flatMap(({ entries }) => entries), diagnostics: [] };
}

export function checkEntry(model: Model, entry: Entry, options: CheckOptions): CheckResult {
  const started = performance.now();
  const { exploration, findings: blockages, races } = answer(model, entry, { ...options, deadline: started + options.timeoutSeconds * 1000 });
  const findings = [...blockages, ...races];
  return { findings, entries: [resultOf(model, entry, exploration, findings.length, performance.now() - started)], diagnostics: [] };
}

/** All ways to explore an entry share its time. */
interface Within extends CheckOptions {
  readonly deadline: number;
}

/** How far an exploration came. */
type Extent = Pick<Exploration, 'states' | 'transitions' | 'depth' | 'incomplete'>;

interface Answer {
  readonly exploration: Extent;
  readonly findings: readonly Finding[];
  /** Told besides the others: that there is a race is no reason to look no further. */
  readonly races: readonly Finding[];
}

/** Where values grow, exact ones are followed so far before another way is tried, and so far where that did not answer. */
const early = { states: 6000, share: 0.2 };
const late = { states: 40_000, share: 0.4 };

/** What a way to explore an entry other than by exact values answers. */
type Otherwise = Pick<Answer, 'exploration' | 'findings'>;

/**
 * Several ways within one budget, until one answers: exact values; where they grow without end, coarse ones, and where
 * states are many, a finite model, which both can still show that there is nothing to find; random walks, which go deeper
 * than a search that does not fit.
 */
function answer(model: Model, entry: Entry, options: Within): Answer {
  const slicing = slicingOf(options);
  if (entry.kind === 'test') {
    const { exploration, findings, races } = attempt(model, entry, options, slicing, limited(options, testInstructions), ofOneTest);
    return { exploration, findings: findings.map(ofTest), races: races.map(ofTest) };
  }
  if (entry.kind === 'exported') return answerOpen(model, entry, options, slicing);
  const work = entry.kind === 'module' ? { instructions: options.maxStates * moduleInstructions } : {};
  const within = (share: number): Budget => ({ ...options, ...work, share });
  wander(model, entry, options, slicing, within(0.05), scouts);
  const exactly = (whereValuesGrow: typeof early): ReturnType<typeof attempt> => attempt(model, entry, options, slicing, { ...within(0.6), whereValuesGrow }, exact);
  const begun = exactly(entry.kind === 'module' ? late : early);
  const hasGrown = entry.kind !== 'module' && begun.exploration.incomplete !== undefined && begun.findings.length === 0 && begun.hasOutgrown;
  const shown = hasGrown ? shownCoarsely(model, entry, options, slicing, within(0.1)) ?? byFiniteModel(model, entry, options, 0.2) : undefined;
  const { hasOutgrown, surelyEnded, ...first } = hasGrown && shown === undefined ? exactly(late) : begun;
  if (first.findings.length > 0) return { ...first, findings: inOrder(model, entry, options, slicing, within, first.findings) };
  const isWhole = first.exploration.incomplete === undefined;
  const probed = (): Answer => {
    const findings = wander(model, entry, options, slicing, within(0.15), walks);
    return findings.length > 0 ? { ...first, findings } : first;
  };
  // the top level of a module that is too large is mostly all that it imports
  if (!isWhole && entry.kind === 'module') return probed();
  const otherwise = shown ?? (isWhole || hasGrown ? undefined : byFiniteModel(model, entry, options, 0.2));
  if (otherwise !== undefined && otherwise.findings.length > 0) return { ...first, ...otherwise };
  const cycles = !isWhole || first.exploration.waitGraph.hasCycle() ? roundAndRound(model, entry, slicing, surelyEnded, { ...within(0.2), maxStates: mostByTheClock }) : [];
  if (cycles.length > 0) return { ...first, findings: cycles };
  if (otherwise !== undefined) return { ...first, ...otherwise };
  if (isWhole) return first;
  const further = probed();
  if (further.findings.length > 0 || !hasOutgrown) return further;
  const last = attempt(model, entry, options, slicing, within(1), coarse);
  return first.races.length > 0 ? { ...last, races: first.races } : last;
}

/** A small coarse exploration that comes to its end and meets nothing has shown that there is nothing. */
function shownCoarsely(model: Model, entry: Entry, options: Within, slicing: Slicing, budget: Budget): Otherwise | undefined {
  const { exploration, findings } = attempt(model, entry, options, slicing, { ...budget, maxStates: Math.min(budget.maxStates, early.states) }, coarse);
  return exploration.incomplete === undefined && findings.length === 0 ? { exploration, findings } : undefined;
}

/** What the machine does not come to the end of, its finite model may: it visits dozens of times as many states a second (`docs/benchmarks.md`). */
function byFiniteModel(model: Model, entry: Entry, options: Within, share: number): Otherwise | undefined {
  if (options.isNaive === true || options.schedule === 'fifo' || (options.without ?? []).length > 0) return undefined;
  const seconds = Math.min(options.timeoutSeconds * share, (options.deadline - performance.now()) / 1000);
  const answer = seconds <= 0 ? undefined : answerByFiniteModel(model, entry, { maxStates: options.maxStates, timeoutSeconds: seconds, maxMemoryMb: options.maxMemoryMb, now: () => performance.now() });
  if (answer === undefined) return undefined;
  const { states, transitions, depth } = answer.searched;
  return { findings: answer.findings, exploration: { states, transitions, depth, incomplete: undefined } };
}

/** States in the exact order of microtasks, of which there are few. */
const mostInOrder = 3000;

/** Explores once more in the exact order of microtasks, for whether it is met there too. */
function inOrder(model: Model, entry: Entry, options: Within, slicing: Slicing, within: (share: number) => Budget, findings: readonly Finding[]): readonly Finding[] {
  if (options.schedule === 'fifo') return withOrder(findings, findings, true);
  const { exploration, findings: met } = attempt(model, entry, { ...options, schedule: 'fifo' }, slicing, { ...within(0.1), maxStates: Math.min(options.maxStates, mostInOrder) }, exact);
  return withOrder(findings, met, exploration.incomplete === undefined);
}

/** What one of many entries may take that are not the program's own `main`. */
function limited(options: Within, instructions: number): Budget {
  return { ...options, instructions: Math.ceil(options.maxStates * instructions), share: 0.3 };
}

/** Any number of calls from outside; where that does not fit and shows nothing, fewer. Without a client there is but one call. */
function answerOpen(model: Model, entry: Entry, options: Within, slicing: Slicing): Answer {
  const budget = limited(options, openInstructions);
  const { hasClient, ...whole } = attempt(model, entry, options, slicing, budget, narrow);
  if (whole.exploration.incomplete === undefined || whole.findings.length > 0 || !hasClient) return whole;
  const less = limited(options, fewerCallsInstructions);
  for (const bounds of [once, single]) {
    const fewer = attempt(model, entry, options, slicing, less, bounds);
    if (fewer.findings.length > 0) return { ...fewer, races: whole.races };
  }
  return whole;
}

/** A test often leaves something waiting on purpose, and what it stubs out is not known: only a test that is sure to hang is told of as more than possible. */
function ofTest(finding: Finding): Finding {
  return finding.kind === 'deadlock' && finding.confidence === 'certain' ? finding : { ...finding, confidence: 'possible' };
}

function attempt(model: Model, entry: Entry, options: Within, slicing: Slicing, budget: Budget, bounds: Bounds): Answer & { readonly exploration: Exploration; readonly hasOutgrown: boolean; readonly hasClient: boolean; readonly surelyEnded: ReadonlySet<number> } {
  const exploring = exploreOptions(options, budget);
  const explorer: Explore = options.isNaive === true ? exploreNaively : explore;
  const { machine, interpreter, result: exploration } = untilSliced(model, bounds, slicing, (m, it) => {
    const met = explorer(m, it, () => { it.start(entry.procedure); }, exploring);
    return { ...met, suspicions: findStuck(m, it, met, explorer, exploring) };
  });
  const findings = judge(machine, interpreter, entry, exploration);
  const races = raceFindings(machine, interpreter, entry, exploration, findRaces(machine, interpreter, exploration, options.schedule));
  return { exploration, findings, races, hasOutgrown: machine.precision.hasOutgrown, hasClient: machine.evidence.hasClient, surelyEnded: machine.evidence.surelyEnded };
}

/** Explores on a new machine, and again where that showed that more of the program is read than was kept. */
function untilSliced<T>(model: Model, bounds: Bounds, slicing: Slicing, run: (m: Machine, it: Interpreter) => T): ReturnType<typeof newMachine> & { readonly result: T } {
  for (;;) {
    slicing.begin();
    const made = newMachine(model, bounds, slicing);
    const result = run(made.machine, made.interpreter);
    if (!slicing.mustRestart) return { ...made, result };
  }
}

/** States of the program run by the clock: there are few of them, as most is settled by the order of things. */
const mostByTheClock = 20_000;

function roundAndRound(model: Model, entry: Entry, slicing: Slicing, surelyEnded: ReadonlySet<number>, budget: Budget): readonly Finding[] {
  return untilSliced(model, exact, slicing, (m, it) => findCycles(m, it, entry, surelyEnded, budget, () => performance.now())).result;
}

export function slicingOf({ isNaive = false, without = [] }: Pick<CheckOptions, 'isNaive' | 'without'>): Slicing {
  return new Slicing(isNaive || without.includes('unread-values'), isNaive || without.includes('names'));
}

function exploreOptions(options: Within, budget: Budget): ExploreOptions {
  return { budget, schedule: options.schedule, reductions: options.isNaive === true ? noReductions : allBut(options.without ?? []), now: () => performance.now(), ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) };
}

/** So many random walks before the search show most of what the program reads, which else would begin it again, late. */
const scouts = 12;
const walks = 400;

/** Random walks: where the states do not fit the budget, they look for what the search did not reach. */
function wander(model: Model, entry: Entry, options: Within, slicing: Slicing, budget: Budget, most: number): readonly Finding[] {
  const { machine, interpreter, result } = untilSliced(model, exact, slicing, (m, it) => walk(m, it, entry.procedure, exploreOptions(options, budget), most));
  return judge(machine, interpreter, entry, result);
}

function resultOf(model: Model, entry: Entry, exploration: Extent, findings: number, elapsed: number): EntryResult {
  const site = model.sites[entry.site];
  return {
    name: entry.name,
    file: site.file,
    line: site.line,
    verdict: findings > 0 ? 'findings' : exploration.incomplete === undefined ? 'clean' : 'incomplete',
    reason: exploration.incomplete === undefined ? null : findings > 0 ? `stopped at ${String(exploration.states)} states, with findings` : exploration.incomplete,
    states: exploration.states,
    transitions: exploration.transitions,
    depth: exploration.depth,
    elapsedMs: Math.round(elapsed),
  };
}
