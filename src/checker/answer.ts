import { textOf } from '../model/ir/flow.ts';
import type { Model } from '../model/ir/ir.ts';
import { attempt, byFiniteModel, isWhole, roundAndRound, wander, type Attempt } from './attempt.ts';
import { isByWork, type Budget } from './budget.ts';
import type { Finding } from './finding.ts';
import type { Bounds } from './machine.ts';
import { withOrder } from './order.ts';
import { extended, limited, shareOf, type Answer, type Question } from './question.ts';

/**
 * Values are kept exactly at first. Where that meets a bound (a counter in an endless loop makes every turn a new
 * state), the entry is explored again with large numbers and long lists unknown.
 */
const coarse: Bounds = { integer: 12, items: 6, step: 40_000, ways: 256 };
const exact: Bounds = { integer: 1 << 20, items: 256, step: 40_000, ways: 256, watched: coarse };
/** A client calls any number of times, so what its calls pile up is bounded early. */
const narrow: Bounds = { integer: 4, items: 3, step: 4_000, ways: 64, setup: { integer: 1 << 20, items: 256, step: 100_000 } };
/** A test calls much, and mostly with what is known: what goes many ways there goes them in code that is stubbed out. */
const ofOneTest: Bounds = { ...narrow, ways: 16 };
/** Where that does not fit, each caller calls once: most bugs need no more (Jackson, Software Abstractions, on the small scope hypothesis). */
const once: Bounds = { ...narrow, calls: 1 };
/** And where that does not fit either, one call is made. */
const single: Bounds = { ...once, callers: 1 };
/** More callers at once than this are not tried. */
const mostCallers = 10;
/** Where nothing was found in a part of the states, those are looked at in which timers wait for microtasks, as they do on the platform: they may all fit. */
const resting: Bounds = { ...narrow, timersWait: true };
/** Instructions for what is called from outside any number of times, and a few times, for a test, and for the top level of a module, for each state that an entry may have. */
const openInstructions = 1.5;
const fewerCallsInstructions = 0.4;
const testInstructions = 0.1;
const moduleInstructions = 6;
/** Where values grow, exact ones are followed so far before another way is tried, and so far where that did not answer. */
const early = { states: 6000, share: 0.2 };
const late = { states: 40_000, share: 0.4 };
/** Most programs have fewer states than this. */
const small = 400;
/** Where a program has more, so many random walks before the search show most of what it reads, which else would begin the search again, late. */
const scouts = 12;
const walks = 400;
/** States in the exact order of microtasks, of which there are few. */
const mostInOrder = 3000;

/** Looks in one way after another, within one budget, until one answers. */
export function answerTo(question: Question): Answer {
  switch (question.entry.kind) {
    case 'test': return ofTest(question, attempt(question, limited(question, testInstructions), ofOneTest));
    case 'exported': return ofClients(question);
    case 'module': return ofModule(question);
    default: return ofMain(question);
  }
}

/**
 * A program of its own: exact values; where they grow without end, coarse ones, and where states are many, a finite model,
 * which both can still show that there is nothing to find; random walks, which go deeper than a search that does not fit.
 */
function ofMain(question: Question): Answer {
  const begun = begin(question, shareOf(question, 0.05), () => exactly(question, early));
  const settled = settledBy(question, begun);
  if (settled !== undefined) return settled;
  const shown = (begun.hasOutgrown ? shownCoarsely(question) : undefined) ?? byFiniteModel(question, 0.2);
  if (shown !== undefined) return shown.findings.length > 0 ? { ...begun, ...shown, races: begun.races } : withCycles(question, begun, { ...shown, races: begun.races });
  const met = wander(question, shareOf(question, 0.15), exact, walks);
  if (met.length > 0) return { ...begun, findings: met };
  const further = begun.hasOutgrown ? exactly(question, late) : begun;
  const settledLate = settledBy(question, further);
  if (settledLate !== undefined) return settledLate;
  const cycles = withCycles(question, further, further);
  if (cycles.findings.length > 0 || !further.hasOutgrown) return cycles;
  const last = attempt(question, shareOf(question, 1), coarse);
  const isBetter = last.findings.length > 0 || isWhole(last) || last.exploration.states >= further.exploration.states;
  return isBetter ? { ...last, races: further.races.length > 0 ? further.races : last.races } : further;
}

/** The top level of a module, with the handlers that it sets up. One that is too large is mostly all that it imports. */
function ofModule(question: Question): Answer {
  const work = { instructions: question.options.maxStates * moduleInstructions };
  const within = (share: number): Budget => ({ ...shareOf(question, share), ...work });
  const begun = begin(question, within(0.05), () => attempt(question, { ...within(0.6), whereValuesGrow: late }, exact));
  const settled = settledBy(question, begun);
  if (settled !== undefined) return settled.findings.length > 0 ? settled : { ...settled, findings: whereWorkFails(question, begun, within(0.6), exact) };
  const met = wander(question, within(0.15), exact, walks);
  return met.length > 0 ? { ...begun, findings: met } : begun;
}

/**
 * Any number of calls from outside, and where that shows nothing, with failures that nobody has provided for and more callers. Where it does
 * not fit and shows nothing, fewer calls, and then any number again: with more work where few files are checked, and where there
 * are timers, in the fewer states in which these wait, which can show that there is nothing. Without a client there is but one call.
 */
function ofClients(question: Question): Answer {
  const begun = attempt(question, limited(question, openInstructions), narrow);
  const squeezed = inFewPlaces(question, begun);
  if (squeezed.length > 0) return { ...begun, findings: squeezed };
  if (begun.findings.length > 0 || isWhole(begun)) return inWorseTimes(question, begun, narrow);
  for (const bounds of begun.hasClient ? [once, single] : []) {
    const fewer = attempt(question, limited(question, fewerCallsInstructions), bounds);
    if (fewer.findings.length > 0) return { ...fewer, races: begun.races };
  }
  if (!isByWork(begun.exploration.incomplete ?? '')) return begun;
  const more = extended(question, openInstructions);
  if (!begun.canRest) return more === undefined ? begun : inWorseTimes(question, attempt(question, more, narrow), narrow);
  const rested = attempt(question, more ?? limited(question, openInstructions), resting);
  const hasShown = rested.canRest && inWorseTimes(question, rested, resting).findings.length === 0;
  return hasShown || !isWhole(rested) ? { ...begun, exploration: rested.exploration } : begun;
}

/** What shows where outside work fails that nobody has provided for, if an exploration has trusted in some. */
function whereWorkFails(question: Question, { trusts }: Attempt, budget: Budget, bounds: Bounds): readonly Finding[] {
  return trusts ? attempt(question, budget, { ...bounds, failures: true }).findings : [];
}

/** So many places do for the smallest deadlock among callers who each hold one and wait for another. */
const fewPlaces = 2;

/**
 * Callers who hold a place of a limiter and wait for another take all places, however many there are, where enough of
 * them call: two callers show it with two places, which are far fewer states than eight callers with eight.
 */
function inFewPlaces(question: Question, { findings, nested }: Attempt): readonly Finding[] {
  if (findings.length > 0 || nested <= fewPlaces) return [];
  const squeezed = attempt(question, limited(question, openInstructions), { ...narrow, places: fewPlaces });
  const note = `Found with ${String(fewPlaces)} places in the limiter instead of ${String(nested)}: with more places it takes as many more callers.`;
  return squeezed.findings.filter(({ blocked }) => blocked.every(({ operation }) => operation === 'run')).map((finding) => (
    { ...finding, confidence: finding.confidence === 'certain' ? 'likely' : finding.confidence, message: `${finding.message} ${note}` }
  ));
}

/** Where all was seen and nothing found: what shows where outside work fails that nobody has provided for, or else where so many call at once that they take all permits of a lock. */
function inWorseTimes(question: Question, explored: Attempt, bounds: Bounds): Answer {
  const { findings, crowd } = explored;
  if (findings.length > 0 || !isWhole(explored)) return explored;
  const found = whereWorkFails(question, explored, limited(question, openInstructions), bounds);
  const isCrowded = found.length === 0 && crowd > 0 && crowd <= mostCallers;
  return { ...explored, findings: isCrowded ? attempt(question, limited(question, openInstructions), { ...bounds, calls: 1, callers: crowd }).findings : found };
}

/**
 * A test often leaves something waiting on purpose, and what it stubs out is not known: only a test that is sure to hang, in the
 * exact order of microtasks too, is told of as more than possible.
 */
function ofTest(question: Question, { exploration, findings, races }: Answer): Answer {
  const isSure = (finding: Finding): boolean => finding.kind === 'deadlock' && finding.confidence === 'certain';
  const ordered = !findings.some(isSure) || replacesParts(question.model) ? [] : inOrder(question, findings, limited(question, testInstructions), ofOneTest);
  const doubtful = (finding: Finding): Finding => ({ ...finding, confidence: 'possible' });
  return { exploration, findings: findings.map((finding, i) => (isSure(finding) && ordered.at(i)?.order === 'exact' ? finding : doubtful(finding))), races: races.map(doubtful) };
}

/** Functions by which a test puts something else in the place of a module, a function or the clock. */
const replacing = /^(mock|doMock|spyOn|stubGlobal|useFakeTimers|mock[A-Z]\w*)$/;

/** Whether a test does so: what the code under test does then is not what it says. */
function replacesParts({ procedures, constants }: Model): boolean {
  return procedures.some(({ hidden, code }) => !hidden && code.some((i) => i.op === 'invoke' && replacing.test(textOf(constants, i.key) ?? '')));
}

/** The answer where an exploration has found something or has seen all. */
function settledBy(question: Question, explored: Attempt): Answer | undefined {
  if (explored.findings.length > 0) return { ...explored, findings: inOrder(question, explored.findings) };
  if (!isWhole(explored)) return undefined;
  return explored.exploration.waitGraph.hasCycle() ? withCycles(question, explored, explored) : explored;
}

/** A small program at once; a larger one after some random walks. */
function begin(question: Question, budget: Budget, explore: () => Attempt): Attempt {
  const begun = attempt(question, { ...budget, maxStates: Math.min(question.options.maxStates, small) }, exact);
  if (isWhole(begun) || question.options.maxStates <= small) return begun;
  wander(question, budget, exact, scouts);
  return explore();
}

function exactly(question: Question, whereValuesGrow: typeof early): Attempt {
  return attempt(question, { ...shareOf(question, 0.6), whereValuesGrow }, exact);
}

/** A small coarse exploration that comes to its end and meets nothing has shown that there is nothing. */
function shownCoarsely(question: Question): Answer | undefined {
  const shown = attempt(question, { ...shareOf(question, 0.1), maxStates: Math.min(question.options.maxStates, early.states) }, coarse);
  return isWhole(shown) && shown.findings.length === 0 ? shown : undefined;
}

/** An answer without findings, and the tasks that go round and get nowhere, if there are any. */
function withCycles(question: Question, { surelyEnded }: Attempt, answer: Answer): Answer {
  return { ...answer, findings: roundAndRound(question, surelyEnded, shareOf(question, 0.2), exact) };
}

/** Explores once more in the exact order of microtasks, for whether it is met there too. */
function inOrder(question: Question, findings: readonly Finding[], budget = shareOf(question, 0.1), bounds = exact): readonly Finding[] {
  const { options } = question;
  if (options.schedule === 'fifo') return withOrder(findings, findings, true);
  const ordered = attempt({ ...question, options: { ...options, schedule: 'fifo' } }, { ...budget, maxStates: Math.min(options.maxStates, mostInOrder) }, bounds);
  return withOrder(findings, ordered.findings, isWhole(ordered));
}
