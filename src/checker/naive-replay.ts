import type { Entry } from '../model/ir/ir.ts';
import type { Exploration } from './explorer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Machine } from './machine.ts';
import { Memory } from './memory.ts';
import { newMachine } from './new-machine.ts';
import { abandonedIn } from './obligations/abandoned.ts';
import { sortJobs } from './queue-order.ts';
import { courseTo } from './replay/replay.ts';
import { NotReplayed } from './replayed.ts';
import { Slicing } from './slicing.ts';
import { blockedIn, eventsOf, waysOf, type BlockedSite, type Move, type Successor } from './steps.ts';
import type { Suspicion } from './suspicions.ts';
import { frame, job, jobKind, payload, promise, world } from './values.ts';
import { waitsIn } from './waking.ts';

/** One step of a way, in words that mean the same on every machine of a model. */
interface Stride {
  readonly job: string;
  readonly script: string;
  /** What can run and what waits after it, where the program goes on. */
  readonly after: string;
}

/** A state of the machine without reductions that is so many strides along. */
interface Place {
  readonly stride: number;
  readonly image: Int32Array;
}

/** Ways of single jobs that a replay may run, for each stride. */
const mostTries = 20;

/**
 * Goes the way to a suspicion again on a machine that leaves nothing out of its states: in each step a job of the same name runs,
 * and what can run and what waits afterwards shows which of several, and in which of its ways. Other steps are tried as well
 * where that leads nowhere. So no reduction has a part in what is told.
 */
export function mustReplayNaively(m: Machine, interpreter: Interpreter, entry: Entry, exploration: Exploration, suspicion: Suspicion): void {
  const naive = newMachine(m.model, m.bounds, new Slicing(true));
  const { path, last } = courseTo(exploration, suspicion);
  const strides = stridesOf(m, interpreter, entry, last === undefined ? path : [...path, last]);
  const isMet = (place: Place, successor: Successor | undefined): boolean => isMetAt(m, suspicion, naive, place, successor);
  if (!leadsThere(naive.machine, naive.interpreter, entry, strides, last !== undefined, isMet)) throw new NotReplayed(m, entry, suspicion, 'a way without reductions');
}

function stridesOf(m: Machine, interpreter: Interpreter, entry: Entry, moves: readonly Move[]): Stride[] {
  begin(m, interpreter, entry);
  return moves.map((move): Stride => {
    const name = jobName(m, move.queue, move.index);
    m.script = move.script;
    interpreter.step(move.queue, move.index);
    const goesOn = !interpreter.hasCrashed && interpreter.overrun === undefined;
    if (goesOn) {
      sortJobs(m);
      m.memory.compact(() => undefined);
    }
    return { job: name, script: move.script.join(), after: goesOn ? profileOf(m) : '' };
  });
}

function begin(m: Machine, interpreter: Interpreter, entry: Entry): void {
  m.owners = undefined;
  interpreter.start(entry.procedure);
  sortJobs(m);
  m.memory.compact(() => undefined);
}

/** Whether the strides lead to what is looked for, or there is no end of looking. Depth first, what fits best before the rest. */
function leadsThere(m: Machine, interpreter: Interpreter, entry: Entry, strides: readonly Stride[], endsInStep: boolean, isMet: (place: Place, successor: Successor | undefined) => boolean): boolean {
  m.sortsQueues = false;
  begin(m, interpreter, entry);
  const places: Place[] = [{ stride: 0, image: m.memory.image().slice() }];
  const seen = new Set<string>();
  let tries = mostTries * (strides.length + 1);
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const key = `${String(place.stride)} ${place.image.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (place.stride === strides.length) {
      if (isMet(place, undefined)) return true;
      continue;
    }
    if (tries <= 0) return true;
    const stride = strides[place.stride];
    const isLast = endsInStep && place.stride === strides.length - 1;
    const successors = successorsOf(m, interpreter, place.image, stride.job);
    tries -= successors.length;
    if (isLast && successors.some((successor) => isMet(place, successor))) return true;
    if (!isLast) places.push(...bestLast(m, stride, successors).map((image) => ({ stride: place.stride + 1, image })));
  }
  return false;
}

function successorsOf(m: Machine, interpreter: Interpreter, image: Int32Array, name: string): Successor[] {
  const load = (): void => { m.memory.load(image, image.length); };
  load();
  const events = eventsOf(m, 'any').filter(({ queue, index }) => jobName(m, queue, index) === name);
  const waits = waitsIn(m);
  return events.flatMap((event) => waysOf(m, interpreter, event, load, waits).successors);
}

/** The states that steps lead to, those that fit the stride after those that do not. */
function bestLast(m: Machine, { script, after }: Stride, successors: readonly Successor[]): Int32Array[] {
  const fits = successors.flatMap(({ image, move }) => {
    if (image === undefined) return [];
    m.memory.load(image, image.length);
    return [{ image, fit: (profileOf(m) === after ? 2 : 0) + (move.script.join() === script ? 1 : 0) }];
  });
  return fits.sort((a, b) => a.fit - b.fit).map(({ image }) => image);
}

/** What a job goes on with: the place of a task, or where the job was made. */
function jobName(m: Machine, queue: number, index: number): string {
  const { words } = m.memory;
  const cell = payload(m.memory.item(Memory.world, queue, index));
  const a = payload(words[cell + job.a]);
  const kindOfJob = payload(words[cell + job.kind]);
  const about = kindOfJob === jobKind.resume ? [words[a + frame.procedure], words[a + frame.pc]] : kindOfJob === jobKind.settle ? [words[a + promise.site]] : [words[cell + job.site]];
  return `${String(kindOfJob)} ${about.map((word) => String(payload(word))).join()}`;
}

function profileOf(m: Machine): string {
  const jobs = [world.ready, world.later].map((queue) => m.memory.items(Memory.world, queue).map((_, index) => jobName(m, queue, index)).sort().join(';'));
  return [...jobs, ...sitesIn(m)].join(' | ');
}

/** Where tasks and operations wait. */
function sitesIn(m: Machine): string[] {
  const { cells } = waitsIn(m);
  return [...new Set([...blockedIn(m, cells), ...cells.flatMap((cell) => blockedIn(m, [cell]))].map((site) => siteName(m, site)))].sort();
}

/** Machines number operations in the order in which they come to them. */
function siteName(m: Machine, { site, operation }: BlockedSite): string {
  return `${m.operationNames[operation]} at ${String(site)}`;
}

/** Whether what was suspected is met in the state at a place, or in a step out of it. */
function isMetAt(m: Machine, { kind, blocked, misuse, taken }: Suspicion, naive: ReturnType<typeof newMachine>, { image }: Place, successor: Successor | undefined): boolean {
  const { machine, interpreter } = naive;
  const areAmong = (sites: readonly string[]): boolean => blocked.every((site) => sites.includes(siteName(m, site)));
  if (successor === undefined) {
    machine.memory.load(image, image.length);
    return kind === 'kept' ? abandonedIn(interpreter, image).some(({ site }) => site === taken) : areAmong(sitesIn(machine));
  }
  switch (kind) {
    case 'throws': return successor.misuse?.site === misuse?.site;
    // a counter that nobody reads makes each round another state here: then the loop is only seen not to end
    case 'endless': return successor.misuse === undefined && successor.image === undefined;
    case 'kept': return successor.kept.some(({ site }) => site === taken);
    // here they may be in reach of what nobody reads: then they wait on
    default: return areAmong([...successor.lost.map((site) => siteName(machine, site)), ...waitingAfter(machine, successor)]);
  }
}

function waitingAfter(m: Machine, { image }: Successor): string[] {
  if (image === undefined) return [];
  m.memory.load(image, image.length);
  return sitesIn(m);
}
