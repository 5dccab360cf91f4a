import type { Entry } from '../model/ir/ir.ts';
import type { Exploration } from './explorer.ts';
import { confidences, type Blocked, type Finding } from './finding.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { defectsMet, entryOf, identify, placeKey } from './judge.ts';
import type { Machine } from './machine.ts';
import type { Resource, Taking } from './replay/happening.ts';
import { courseTo, replay } from './replay/replay.ts';
import type { Suspicion } from './suspicions.ts';
import { readableTrace } from './trace.ts';
import { lineIn, nameTasks, resourceName } from './words.ts';

/** How a resource that was not given back is told. */
interface KeptWords {
  /** What the user's code did to take it, as a verb and, given the name of what it was taken from, an object. */
  readonly operation: string;
  readonly took: (name: string) => string;
  readonly resource: (name: string) => string;
  readonly givesBack: string;
  readonly consequence: string;
  readonly mends: string;
}

const lock: KeptWords = {
  operation: 'acquire',
  took: (name) => `acquires ${name}`,
  resource: (name) => name,
  givesBack: 'release it',
  consequence: 'Whoever asks for it next waits for ever.',
  mends: 'Release it in a finally, or run the work inside runExclusive.',
};

const listener: KeptWords = {
  operation: 'listen',
  took: (name) => `adds a listener to ${name}`,
  resource: (name) => `a listener of ${name}`,
  givesBack: 'remove it',
  consequence: 'It stays as long as what it listens to, with all that it refers to, and every further call adds one more.',
  mends: 'Remove it on every path, in a finally. { once: true } removes it only if the event comes.',
};

const words: Readonly<Record<string, KeptWords>> = {
  'mutex.acquire': lock,
  'rwlock.acquire': lock,
  'rwlock.read': { ...lock, operation: 'read-lock', took: (name) => `takes the read side of ${name}`, consequence: 'The next writer waits for ever, and so does whoever comes after it.', mends: 'Release it in a finally.' },
  'rwlock.write': { ...lock, operation: 'write-lock', took: (name) => `takes the write side of ${name}`, mends: 'Release it in a finally.' },
  'token.takeReader': {
    operation: 'getReader', took: (name) => `takes the reader of ${name}`, resource: (name) => `the reader of ${name}`, givesBack: 'give it back',
    consequence: 'The stream stays locked: nobody else can read or cancel it, and its source is never told to stop.',
    mends: 'Cancel the reader or release its lock in a finally, or read with for await, which does so by itself.',
  },
  'timer.set': {
    operation: 'set', took: () => 'sets a timer', resource: () => 'a timer', givesBack: 'clear it',
    consequence: 'It fires when nobody expects it any more, and keeps the process up until then.',
    mends: 'Clear it in a finally.',
  },
  'timer.repeat': {
    operation: 'set', took: () => 'starts an interval', resource: () => 'an interval', givesBack: 'clear it',
    consequence: 'It goes on for ever, and keeps the process up with all that it refers to.',
    mends: 'Clear it on every path: in a finally, and where the object that owns it is closed.',
  },
  'loan.worker': {
    operation: 'start', took: () => 'starts a worker', resource: () => 'a worker', givesBack: 'terminate it',
    consequence: 'Its thread stays, and keeps the process up, unless its own code ends it.',
    mends: 'Terminate it in a finally, and where the object that owns it is closed.',
  },
  'loan.process': {
    operation: 'spawn', took: () => 'starts a process', resource: () => 'a process', givesBack: 'kill it',
    consequence: 'It runs on for as long as it wants.',
    mends: 'Kill it in a finally, and where the object that owns it is closed.',
  },
  'loan.file': {
    operation: 'open', took: () => 'opens a file', resource: () => 'a stream of a file', givesBack: 'close it',
    consequence: 'The file stays open.',
    mends: 'Destroy the stream in a finally, or read it to its end.',
  },
  'loan.subscription': {
    operation: 'subscribe', took: () => 'subscribes', resource: () => 'a subscription', givesBack: 'unsubscribe',
    consequence: 'It is called as long as what it listens to goes on, with all that it refers to, and every further call adds one more.',
    mends: 'Unsubscribe in a finally.',
  },
  'event.on': listener,
  'event.once': listener,
  'signal.addListener': listener,
};

/** A finding, and the site that took what it is about. */
interface Kept {
  readonly finding: Finding;
  readonly site: number;
}

/** The finding for a resource that nobody can give back any more. */
export function keptFinding(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, suspicion: Suspicion): Kept | undefined {
  if (suspicion.taken === undefined) return undefined;
  const end = replay(m, interpreter, entry.procedure, courseTo(exploration, suspicion));
  const taking = takingAt(end.takings, suspicion.taken);
  if (taking === undefined) return undefined;
  const { took, left } = taking;
  const told = words[took.operation];
  const name = nameTasks(m.model, end.tasks);
  const label = resourceName(took.resource);
  const location = m.model.sites[took.site];
  const blocked: Blocked[] = [{ task: name(took.task), operation: told.operation, resource: told.resource(label), location }];
  const others = m.evidence.givenBack.has(took.site) ? ', though other paths do' : '';
  const finding: Finding = {
    id: identify(m, 'leak', blocked),
    kind: 'leak',
    confidence: isDoubtful(m, entry, took) ? 'possible' : confidences[suspicion.level],
    message: `Leak: ${name(took.task)} ${told.took(label)} at line ${String(location.line)} and does not ${told.givesBack}${exitOf(m, taking, location.file)}${others}. ${[told.consequence, ...defectsMet(end.happenings.filter(({ site }) => site === took.site))].join(' ')}`,
    location,
    entry: entryOf(m, entry),
    blocked,
    waiting: [],
    trace: readableTrace(m, end, new Set(took.resource === undefined ? [] : [took.resource]), new Set([took.task]), name, new Set([took, ...(left === undefined ? [] : [left])])),
    waitFor: [],
    coffman: null,
    suggestion: told.mends,
    isResource: true,
  };
  return { finding, site: took.site };
}

/** In a program that is called from outside, a listener on what the program itself made lives and ends with that, and a timer that fires once does little harm. */
function isDoubtful(m: Machine, entry: Entry, took: Taking['took']): boolean {
  if (entry.kind !== 'exported') return false;
  // that a method which starts something is called again before the one that ends it is a guess
  if (m.evidence.hasSubject && took.operation.startsWith('loan.')) return true;
  if (took.operation === 'timer.set') return true;
  return words[took.operation] === listener && !isFromOutside(m, entry, took.resource) && !(m.evidence.givenBack.has(took.site) && isLasting(m, took.resource));
}

/** What the top level of a module makes is there as long as the program: what one path removes from it, each has to. */
function isLasting({ model }: Machine, resource: Resource | undefined): boolean {
  return resource !== undefined && model.modules.some(({ init }) => init >= 0 && model.procedures[init].sites.includes(resource.site));
}

/** What the client of an entry makes is made where the entry is. */
function isFromOutside(m: Machine, entry: Entry, resource: Resource | undefined): boolean {
  const made = resource === undefined ? undefined : m.model.sites[resource.site];
  return made !== undefined && placeKey(made) === placeKey(m.model.sites[entry.site]);
}

/** How the function was left that took it. A listener or timer mostly outlives that, and its return says nothing. */
function exitOf(m: Machine, { took, left }: Taking, file: string): string {
  if (left === undefined || (!left.threw && words[took.operation] === listener) || (!left.threw && took.operation.startsWith('timer.'))) return '';
  const line = lineIn(file, m.model.sites[left.site]);
  return left.threw ? ` when ${line} throws` : ` when it returns at ${line}`;
}

/** The one of several that the path ends with: the last whose function was left by an error, else the last that was left, else the last. */
function takingAt(takings: readonly Taking[], site: number): Taking | undefined {
  const here = takings.filter(({ took }) => took.site === site).reverse();
  return here.find(({ left }) => left?.threw === true) ?? here.find(({ left }) => left !== undefined) ?? here[0];
}

/** Where something was taken that blocked tasks wait for, and how many had taken it. */
export interface Holding {
  readonly site: number;
  readonly holders: number;
}

/** So many may have taken what others wait for that the story is still one of those who wait. */
const fewHolders = 2;

/**
 * Adds the findings on what is not given back. Where tasks wait for just that, the same omission is told once: as the
 * blocked tasks, unless those are less certain, or wait only because many before them did not give back.
 */
export function withKept(blocked: readonly Finding[], heldSince: ReadonlyMap<Finding, readonly Holding[]>, kept: readonly Kept[]): Finding[] {
  const rank = (finding: Finding): number => confidences.indexOf(finding.confidence);
  const isSame = (finding: Finding, site: number, most = Infinity): boolean => heldSince.get(finding)?.some((holding) => holding.site === site && holding.holders <= most) === true;
  const further = kept.filter(({ finding, site }) => !blocked.some((other) => isSame(other, site, fewHolders) && rank(other) <= rank(finding)));
  const remaining = blocked.filter((other) => !further.some(({ site }) => isSame(other, site)));
  return [...remaining, ...further.map(({ finding }) => finding)];
}
