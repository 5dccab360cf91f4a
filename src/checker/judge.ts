import { createHash } from 'node:crypto';
import type { Entry } from '../model/ir/ir.ts';
import type { Location } from '../model/location.ts';
import { coffmanConditions, wasLeftHeld } from './coffman.ts';
import { emptyRace } from './combinations.ts';
import type { Exploration } from './explorer.ts';
import { confidences, type Blocked, type Finding, type FindingKind, type WaitFor } from './finding.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Machine } from './machine.ts';
import { endlessFinding } from './endless-finding.ts';
import { keptFinding, withKept, type Holding } from './kept-finding.ts';
import { isMoot, type Happening, type Resource } from './replay/happening.ts';
import { courseTo, replay, type Replay } from './replay/replay.ts';
import { rootOf, startedFor, stillHolding } from './replay/task.ts';
import { mustReplayNaively } from './naive-replay.ts';
import { mustBeBlocked, NotReplayed } from './replayed.ts';
import { readableTrace } from './trace.ts';
import { causes, lostWaits, waitForGraph, withLost, type LostWait, type Wait } from './wait-for.ts';
import type { Suspicion } from './suspicions.ts';
import { blockedWords, caller, casesName, enclosing, lineIn, nameTasks, resourceName, type TaskName } from './words.ts';
import { Memory } from './memory.ts';
import { resourcesInReach } from './reach.ts';
import { kind, payload, world } from './values.ts';

/** Turns what an exploration met into findings: each replayed, told once, with what causes it told apart from what merely waits behind. */
export function judge(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration): Finding[] {
  const findings: Finding[] = [];
  const told = new Set<string>();
  const heldSince = new Map<Finding, readonly Holding[]>();
  const metAs = new Map<Finding, Suspicion>();
  const found = exploration.suspicions.filter((s) => s.kind !== 'kept').flatMap((suspicion) => {
    const judged = suspicion.kind === 'throws' ? misuseFinding(m, interpreter, entry, exploration, suspicion)
      : suspicion.endless !== undefined ? endlessFinding(m, interpreter, entry, exploration, suspicion.endless, suspicion)
        : blockedFinding(m, interpreter, entry, exploration, suspicion, heldSince);
    return judged === undefined ? [] : [{ ...judged, suspicion, rank: rankOf(m, suspicion, judged.finding) }];
  });
  for (const judged of found.sort((a, b) => a.rank - b.rank)) {
    // one bug is told once: a further set of blocked operations that shares a cause is the same one in another guise
    if (judged.causes.some((cause) => told.has(cause))) continue;
    judged.causes.forEach((cause) => told.add(cause));
    findings.push(judged.finding);
    metAs.set(judged.finding, judged.suspicion);
  }
  const kept = exploration.suspicions.flatMap((suspicion) => {
    const one = keptFinding(m, interpreter, entry, exploration, suspicion);
    if (one !== undefined) metAs.set(one.finding, suspicion);
    return one ?? [];
  });
  const all = withKept(findings, heldSince, kept);
  for (const finding of all) {
    const suspicion = metAs.get(finding);
    if (suspicion !== undefined) mustReplayNaively(m, interpreter, entry, exploration, suspicion);
  }
  return all;
}

/** Where main waits for a task that was lost before, the whole story is told first, and the lost task is not told again. */
function rankOf(m: Machine, suspicion: Suspicion, finding: Finding): number {
  return suspicion.level * 4 + (finding.kind === 'deadlock' ? 0 : 2) + (isJoinOnly(m, suspicion) ? 0 : 1);
}

function isJoinOnly(m: Machine, suspicion: Suspicion): boolean {
  return suspicion.blocked.length > 0 && suspicion.blocked.every((b) => m.operationNames[b.operation] !== 'promise.new' && /^(call|promise)/.test(m.operationNames[b.operation]));
}

/** A finding, and what it must not be told again for: its blocked operations, and grants that were never given back. */
export interface Judged {
  readonly finding: Finding;
  readonly causes: readonly string[];
}

function blockedFinding(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, suspicion: Suspicion, heldSince: Map<Finding, readonly Holding[]>): Judged | undefined {
  const before: LostWait[] = [];
  const end = replay(m, interpreter, entry.procedure, {
    ...courseTo(exploration, suspicion),
    onLost: (soFar, cells) => { before.push(...lostWaits(m, soFar, cells, m.memory.previous(), nameTasks(m.model, soFar.tasks))); },
  });
  const isLost = suspicion.kind === 'lost';
  const pending = m.memory.items(Memory.world, world.pending).map(payload);
  const cells = isLost ? end.lost : suspicion.waits?.map((wait) => pending[wait]) ?? pending;
  const words = isLost ? m.memory.previous() : m.memory.words;
  mustBeBlocked(m, entry, suspicion, cells, words);
  const name = nameTasks(m.model, end.tasks);
  const waits = withLost(waitForGraph(m, end, cells, words, name), before);
  const { primary, cycle: knot } = causes(waits);
  const cycle = areAlike(knot) ? [] : knot;
  tellApart(waits.flatMap(resourcesOf));
  if (primary.length === 0) return undefined;
  const isMainStuck = waits.some((w) => w.task !== undefined && m.model.procedures[w.task.procedure].name === 'entry');
  const kind: FindingKind = knot.length > 0 || isMainStuck ? 'deadlock' : 'leak';
  const describe = (w: Wait): Blocked => ({
    task: w.task !== undefined ? name(w.task) : w.starter !== undefined ? name(w.starter) : 'main',
    operation: blockedWords(w.operation).verb,
    resource: w.what ?? (w.isJoin ? 'the end of another task' : w.operation === 'select.wait' ? casesName(w.cases) : resourceName(w.resource)),
    location: m.model.sites[w.site],
  });
  const blocked = unique(primary.map(describe));
  const waiting = unique(waits.filter((w) => w.task?.hidden === false && w.isVisible).map((w) => inside(w, waits)).filter((w) => !primary.includes(w)).map(describe)).filter((w) => !blocked.some((b) => sameOperation(b, w)));
  const [first] = primary;
  const finding: Finding = {
    id: identify(m, kind, blocked),
    kind,
    confidence: isAmongCallers(cycle, name) || primary.every(isLeftAlone) ? 'possible' : confidences[suspicion.level],
    message: [explain(m, kind, waits, primary, cycle, describe, name), ...defectsMet(end.happenings.filter((happening) => !isMoot(happening)))].join(' '),
    location: m.model.sites[first.site],
    entry: entryOf(m, entry),
    blocked,
    waiting,
    trace: readableTrace(m, end, new Set(primary.flatMap(resourcesOf)), new Set(waits.flatMap((w) => (w.task === undefined ? [] : [w.task]))), name, beginnings(end, primary)),
    waitFor: edgesOf(waits, cycle, describe),
    coffman: kind === 'deadlock' ? coffmanConditions(m, primary, cycle, name) : null,
    suggestion: suggest(primary, cycle),
  };
  heldSince.set(finding, waits.flatMap((w) => [w.resource ?? [], ...behind(m, end, w, words)].flat()).flatMap(({ holders }) => holders.map(({ site }): Holding => ({ site, holders: holders.length }))));
  return { finding, causes: [...blocked.map((b) => `blocks ${placeKey(b.location)}`), ...keptGrants(m, primary)] };
}

/** Where tasks begin to wait for what no operation stands for. */
function beginnings(end: Replay, primary: readonly Wait[]): ReadonlySet<Happening> {
  const isTold = (h: Happening, { task, site }: Wait): boolean => h.blocked && h.task === task && h.site === site;
  const bare = primary.filter((wait) => !end.happenings.some((h) => isTold(h, wait)));
  return new Set(bare.flatMap(({ task, site }) => end.happenings.findLast((h) => h.operation === 'task.await' && h.task === task && h.site === site) ?? []));
}

/** Calls of one function that wait for promises at one place: each could have served the next, had it been served itself, but what they lack is somebody else. */
function areAlike(cycle: readonly Wait[]): boolean {
  const [first] = cycle;
  return cycle.length > 1 && cycle.every(({ madeAt, site, task }) => madeAt !== undefined && madeAt === first.madeAt && site === first.site && task?.procedure === first.task?.procedure);
}

/** Callers who wait for one another's promises alone: that one of them would have served the other is a guess at what they would call. */
function isAmongCallers(cycle: readonly Wait[], name: TaskName): boolean {
  return cycle.length > 1 && cycle.every(({ task, operation }) => task !== undefined && name(task) === caller && /^(call|promise)/.test(operation));
}

/** In a call from outside something is to follow on a promise, and nobody waits for what comes of that: it may well not come. */
function isLeftAlone({ task }: Wait): boolean {
  return task?.hidden === true && task.isReaction && startedFor(task) === undefined && rootOf(task).isReaction;
}

/** For a wait for the end of a library's own code, what that code waits for: the lock of a key, say. */
function inside(wait: Wait, waits: readonly Wait[]): Wait {
  const { producer } = wait;
  return producer?.hidden === true ? waits.find((other) => other.task === producer && !other.isJoin && other.resource !== undefined) ?? wait : wait;
}

/** What a library's own code waits for by means of its own: a pool that waits until all that it has lent is back. */
function behind(m: Machine, end: Replay, { cell, isVisible }: Wait, words: Int32Array): readonly Resource[] {
  return isVisible || words !== m.memory.words || m.memory.kind(cell) !== kind.frame ? [] : [...resourcesInReach(m, end.resourceOf, [cell], words)];
}

/** The wait-for graph by the names of its tasks; those that are not the user's own are left out. */
function edgesOf(waits: readonly Wait[], cycle: readonly Wait[], describe: (w: Wait) => Blocked): WaitFor[] {
  const isShown = (w: Wait): boolean => w.isVisible && w.task !== undefined && (!w.task.hidden || cycle.includes(w));
  const names = new Map(waits.filter(isShown).map((wait) => [wait, describe(wait)]));
  const edges = new Map<string, WaitFor>();
  for (const [wait, described] of names) {
    const next = cycle.includes(wait) ? cycle[(cycle.indexOf(wait) + 1) % cycle.length] : undefined;
    for (const index of wait.edges) {
      const other = names.get(waits[index]);
      if (other === undefined) continue;
      const key = JSON.stringify([described.task, other.task, described.resource]);
      if (!edges.has(key)) edges.set(key, { ...described, other: other.task, circular: next === waits[index] });
    }
  }
  return [...edges.values()].filter((edge) => edge.circular || edge.task !== edge.other);
}

/** Which defects of libraries the way led through. */
export function defectsMet(happenings: readonly Happening[]): readonly string[] {
  return [...new Set(happenings.flatMap((happening) => (happening.defect === undefined ? [] : [`It rests on a defect: ${happening.defect}.`])))];
}

/** Where locks were taken that those who wait for them will never see released. */
function keptGrants(m: Machine, primary: readonly Wait[]): string[] {
  return primary.flatMap((w) => w.resource?.holders.filter((h) => stillHolding(h.task) === undefined).map((h) => `kept ${placeKey(m.model.sites[h.site])}`) ?? []);
}

export function placeKey(location: Location): string {
  return `${location.file}:${String(location.line)}:${String(location.column)}`;
}

function resourcesOf({ resource, cases }: Wait): Resource[] {
  return [resource, ...cases].filter((r) => r !== undefined);
}

/** Two resources of one name are numbered in the order in which they were made. */
function tellApart(resources: readonly Resource[]): void {
  const distinct = [...new Set(resources)].sort((a, b) => a.id - b.id);
  const labels = distinct.map((r) => r.label);
  distinct.forEach((resource, i) => {
    if (labels.filter((label) => label === labels[i]).length > 1) resource.label = `${labels[i]} (${String(labels.slice(0, i + 1).filter((label) => label === labels[i]).length)})`;
  });
}

function misuseFinding(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, suspicion: Suspicion): Judged | undefined {
  const { misuse } = suspicion;
  if (misuse === undefined) return undefined;
  const end = replay(m, interpreter, entry.procedure, courseTo(exploration, suspicion));
  if (!interpreter.hasCrashed) throw new NotReplayed(m, entry, suspicion, misuse.message);
  const name = nameTasks(m.model, end.tasks);
  const last = [...end.happenings].reverse().find((h) => h.site === misuse.site && h.resource !== undefined);
  const location = m.model.sites[misuse.site];
  const blocked: Blocked[] = [{ task: last === undefined ? 'main' : name(last.task), operation: misuse.message, resource: resourceName(last?.resource), location }];
  const finding: Finding = {
    id: identify(m, 'throws', blocked),
    kind: 'throws',
    confidence: confidences[suspicion.level],
    message: [`Throws: ${misuse.message} (${resourceName(last?.resource)}), and nothing catches the error.`, ...defectsMet(end.happenings.filter((happening) => !isMoot(happening)))].join(' '),
    location,
    entry: entryOf(m, entry),
    blocked,
    waiting: [],
    trace: readableTrace(m, end, new Set(last?.resource === undefined ? [] : [last.resource]), new Set(last === undefined ? [] : [last.task]), name),
    waitFor: [],
    coffman: null,
    suggestion: 'Let one owner close or release, exactly once, after all others are done with it.',
  };
  return { finding, causes: [`throws ${placeKey(location)}`] };
}

function unique(list: readonly Blocked[]): Blocked[] {
  return list.filter((b, i) => list.findIndex((other) => sameOperation(b, other) && b.task === other.task) === i);
}

function sameOperation(a: Blocked, b: Blocked): boolean {
  return a.location.file === b.location.file && a.location.line === b.location.line && a.location.column === b.location.column;
}

export function entryOf(m: Machine, entry: Entry): Finding['entry'] {
  const site = m.model.sites[entry.site];
  return { name: entry.name, file: site.file, line: site.line };
}

/** Stable across edits elsewhere: what blocks, on what, in which task, file and function; no lines. */
export function identify({ model }: Machine, kind: FindingKind, blocked: readonly Blocked[]): string {
  const parts = blocked.map((b) => `${b.location.file} ${enclosing(model, b.location)} ${b.task} ${b.operation} ${b.resource}`).sort();
  return `${kind}-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 10)}`;
}

/** More tasks than this that all wait at one place are told of together. */
const fewAlike = 3;

function explain(m: Machine, kind: FindingKind, waits: readonly Wait[], primary: readonly Wait[], cycle: readonly Wait[], describe: (w: Wait) => Blocked, name: TaskName): string {
  const at = (location: Location): string => lineIn(m.model.sites[primary[0].site].file, location);
  const clause = (w: Wait): string => {
    const b = describe(w);
    const who = w.task === undefined ? `the ${b.operation} that ${b.task} started` : b.task;
    if (w.isJoin && w.producer !== undefined) return `${who} waits for ${name(w.producer)} to end (${b.operation}, ${at(b.location)})`;
    if (w.parts.length > 0) return `${who} waits for ${w.parts.length === 1 ? 'a task' : `${String(w.parts.length)} tasks`} to end (${b.operation}, ${at(b.location)})`;
    if (w.what !== undefined) return `${who} waits for ${w.what} (${at(b.location)})`;
    return `${who} waits for ${blockedWords(w.operation).waitsFor} (${b.operation} on ${b.resource}, ${at(b.location)})`;
  };
  if (cycle.length > 0) {
    const parts = cycle.map((w) => {
      const holding = w.reasons.find((_, i) => [...w.edges][i] === waits.indexOf(cycle[(cycle.indexOf(w) + 1) % cycle.length])) ?? w.reasons[0];
      return `${clause(w)}${holding === undefined ? '' : `, which ${holding}`}`;
    });
    const [{ task, site }] = cycle;
    const next = cycle[1]?.task;
    if (cycle.length > fewAlike && next !== undefined && cycle.every((w) => w.site === site && w.operation === cycle[0].operation)) {
      const each = parts[0].replace(task === undefined ? '' : name(task), 'each').replace(name(next), 'another');
      return `Deadlock: of ${String(cycle.length)} tasks, ${each}. None of them can ever go on.`;
    }
    const why = wasLeftHeld(cycle) ? 'Nothing that still runs will give it back.' : cycle.length > 1 ? 'Each waits for the next, so none of them can ever go on.' : cycle.every(({ isJoin }) => isJoin) ? 'It waits for its own end, so it can never go on.' : 'It waits for what only it could give back, so it can never go on.';
    return `Deadlock: ${parts.join('; ')}. ${why}`;
  }
  const word = kind === 'deadlock' ? 'Deadlock' : 'Leak';
  const [first] = primary;
  return `${word}: ${together(primary, clause).join('; ')}. ${whyNobody(m, first, waits, name)}`;
}

/** A clause for each wait, or one for many that wait alike at one place. */
function together(primary: readonly Wait[], clause: (wait: Wait) => string): readonly string[] {
  const alike = (a: Wait, b: Wait): boolean => a.site === b.site && a.operation === b.operation && a.resource === b.resource && a.task?.procedure === b.task?.procedure;
  return [...new Set(primary.flatMap((wait) => {
    const others = primary.filter((other) => alike(wait, other));
    if (others.length <= fewAlike) return [clause(wait)];
    return others[0] === wait ? [clause(wait).replace(' waits for ', ` and ${String(others.length - 1)} more wait for `)] : [];
  }))];
}

function whyNobody(m: Machine, wait: Wait, waits: readonly Wait[], name: TaskName): string {
  const at = (site: number): string => lineIn(m.model.sites[wait.site].file, m.model.sites[site]);
  const holder = wait.resource?.holders[0];
  const held = waits.find((w) => w !== wait && w.task !== undefined && w.task === holder?.task);
  if (wait.what === emptyRace) return 'There is nothing that could settle it.';
  if (wait.what !== undefined) return 'Nothing that still runs can bring it about.';
  switch (wait.operation) {
    case 'mutex.acquire': case 'rwlock.read': case 'rwlock.upgradeableRead': case 'rwlock.write': case 'rwlock.acquire': case 'mutex.waitForUnlock':
      return holder === undefined
        ? 'It was taken before and not given back, and nothing that still runs will release it.'
        : `${name(holder.task)} took it at ${at(holder.site)} and ${held === undefined ? 'has ended or gone on without releasing it' : `waits at ${at(held.site)} itself, so that it never comes to release it`}.`;
    case 'channel.send': return 'Nothing that still runs receives from the channel.';
    case 'channel.receive': return 'Nothing that still runs sends on the channel or closes it.';
    case 'select.wait': return wait.cases.length === 0 ? 'A select without cases waits for ever.' : 'Nothing that still runs serves any of its cases.';
    case 'condition.wait': return 'The notify came before it waited, or never comes: a notify with nobody waiting is lost.';
    case 'countdown.wait': return 'Nothing that still runs counts down.';
    case 'limiter.run': return 'The places are taken by tasks that do not end, or the queue is paused.';
    case 'event.awaitOnce': return 'The event was emitted before it listened, or is never emitted.';
    default: return blockedWords(wait.operation).nobody ?? `Nothing that still runs can settle the promise${wait.madeAt === undefined ? '' : ` made at ${at(wait.madeAt)}`}.`;
  }
}

function suggest(primary: readonly Wait[], cycle: readonly Wait[]): string {
  const locks = cycle.filter((w) => /^(mutex|rwlock)\./.test(w.operation));
  if (locks.length > 1 && locks.length === cycle.length && new Set(cycle.map((w) => w.resource)).size > 1) return 'Take the locks in one order everywhere, or take them together before either task goes on.';
  if (cycle.length === 1 && locks.length === 1 && !wasLeftHeld(cycle)) return 'The lock is not re-entrant: release it before calling code that takes it, or split off a helper that expects the lock to be held.';
  if (locks.length > 1 && locks.every((w) => w.operation === 'mutex.acquire')) return 'Do not take a second one while holding one: hand the first on to the code that needs it.';
  if (cycle.length > 0 && cycle.every((w) => w.isJoin)) return 'Let one of the tasks go on without waiting for the other to end.';
  const [first] = primary;
  if (first.what === emptyRace) return 'See to it that the list is not empty, or do not wait where it is.';
  return first.what === undefined ? blockedWords(first.operation).mends : 'Make sure that it comes about on every path, failures and closing included, or limit the wait by a time.';
}

