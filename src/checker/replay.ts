import type { Exploration } from './explorer.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { Machine } from './machine.ts';
import { Meetings } from './meetings.ts';
import type { Observer } from './observer.ts';
import { waitingFor } from './obligations/holding.ts';
import { selectTargets } from './primitives/waiting.ts';
import { sortJobs } from './queue-order.ts';
import { resourcesInReach } from './reach.ts';
import { awaitSite, type Move } from './steps.ts';
import type { Suspicion } from './suspicions.ts';
import { FALSE, firstPrimitiveKind, frame, integer, isInteger, job, jobKind, kind, payload, promise, token, UNDEFINED } from './values.ts';
import { Memory } from './memory.ts';

/** A task as a trace tells of it. Inner tasks belong to the task that awaits them. */
export interface Task {
  readonly id: number;
  /** What it is named after: its own function, or where that is a library's, the generator of the program's that it runs. */
  procedure: number;
  hidden: boolean;
  readonly startedAt: number;
  /** The task that awaits this one, if any. */
  awaitedBy: Task | undefined;
  readonly startedBy: Task | undefined;
  ended: boolean;
  /** The last step of the replay in which its own code ran. */
  ranAt: number;
  /** The resources that it could reach when it started. */
  given: ReadonlySet<Resource>;
}

/** One thing that a task did. `resource` is a number that stays the same while cells move. */
export interface Happening {
  readonly task: Task;
  readonly operation: string;
  readonly site: number;
  readonly resource: Resource | undefined;
  /**
   * For a select: what the case is about that it goes on with, or where it waits, all its cases (undefined is a promise).
   * For a task that ends with an error: what it was given or had made.
   */
  readonly about: readonly (Resource | undefined)[];
  /** It had to wait. */
  readonly blocked: boolean;
  /** What a defect of a library does. */
  readonly defect?: string;
  /** Told only where a report asks for it. */
  readonly quiet?: boolean;
}

/** Whether it is a defect that has no part in who waits in the end: that of a wait that is over, or of what is taken. */
export function isMoot({ operation, task }: Happening): boolean {
  return operation === 'defect.noteTaken' || (operation === 'defect.noteWait' && task.ended);
}

/** Something was taken that has to be given back: by whom, and how the function was left that took it. */
export interface Taking {
  readonly took: Happening;
  left: (Happening & { readonly threw: boolean }) | undefined;
}

export interface Resource {
  readonly id: number;
  readonly kind: string;
  /** What the source calls it; numbered by a report that tells of two of one name. */
  label: string;
  readonly site: number;
  /** Who waits for it goes on only after the event loop has had a turn: timers fire in between. */
  readonly lendsTurns: boolean;
  /** Who holds it: a lock's holders, a limiter's running tasks; with the place where each took it. */
  readonly holders: { readonly task: Task; readonly site: number; readonly operation: string }[];
}

/** In the place of a cell that went in an earlier step than the last. */
export const GONE = Number.NEGATIVE_INFINITY;

/** The end of a replay: the machine in that state, and what is known of its cells; of one that the last step lost, by its negative. */
export interface Replay {
  readonly happenings: readonly Happening[];
  /** The earlier happenings whose wait this one ended, or whose value it took. */
  readonly metBy: (happening: Happening) => readonly Happening[];
  /** The task whose outermost frame a cell is. */
  readonly taskAt: (cell: number) => Task | undefined;
  readonly resourceOf: (cell: number) => Resource | undefined;
  /** The task whose end settles a promise. */
  readonly producerOf: (promiseCell: number) => Task | undefined;
  /** The promise that a promise has been resolved with; `GONE` if that went in an earlier step. */
  readonly adoptedBy: (promiseCell: number) => number | undefined;
  /** The promises that a combination of promises (`Promise.all`) waits for. */
  readonly membersOf: (promiseCell: number) => readonly number[];
  /** The task that started a pending operation. */
  readonly starterOf: (promiseCell: number) => Task | undefined;
  readonly tasks: readonly Task[];
  readonly takings: readonly Taking[];
  /** Cells of waiting tasks and operations that the last step made unreachable. */
  readonly lost: readonly number[];
  /** The tasks that were asked for. */
  readonly inside: readonly Task[];
}

/** Which instructions to tell of as reads and writes of a place (`procedure pc`), and whose: tasks by their frames before a step of the path. */
interface Watched {
  readonly resource: Resource;
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly inside: { readonly step: number; readonly cells: readonly number[] };
}

/** Operations that take what has to be given back, and those that give it back. */
export const takes = new Set(['mutex.acquire', 'rwlock.read', 'rwlock.write', 'limiter.enter', 'token.reacquire']);
/** Operations that take what is told of only where it is not given back. */
const takesNamed = new Set(['token.takeReader', 'timer.set', 'timer.repeat', 'event.on', 'event.once', 'signal.addListener', 'loan.worker', 'loan.process', 'loan.file', 'loan.subscription']);
/** Take where they can at once. */
export const tries = new Set(['mutex.tryAcquire', 'rwlock.tryEnter', 'rwlock.seize', 'limiter.enterNow']);
export const gives = new Set(['mutex.release', 'rwlock.release', 'token.release', 'token.dispose', 'limiter.leave']);

/** What a replay runs. */
interface Course {
  readonly path: readonly Move[];
  /** A step out of the state that the path leads to, for what it loses or misuses. */
  readonly last?: Move | undefined;
  /** Called before each step of the path. */
  readonly before?: (move: Move) => void;
  /** A place whose readers and writers are told of. */
  readonly watched?: Watched | undefined;
  /** Called after each step of the path, with how many there have been. */
  readonly onStep?: (so: Replay, steps: number) => void;
  /** Called where a step of the path loses waiting tasks or operations. */
  readonly onLost?: (so: Replay, cells: readonly number[]) => void;
}

/** The way to what an exploration met. */
export function courseTo(exploration: Exploration, { state, move }: Suspicion): Course {
  return { path: exploration.pathTo(state).map((step) => step.move), last: move };
}

/**
 * Runs a path again on the machine, step by step, and watches. What the steps did is kept beside the state, by cell, and
 * moves with the cells; so states need not carry what only a report needs.
 */
export function replay(m: Machine, interpreter: Interpreter, procedure: number, { path, last, before, onStep, onLost, watched }: Course): Replay {
  const tasks: Task[] = [];
  const happenings: Happening[] = [];
  const resources: Resource[] = [];
  const takings: Taking[] = [];
  const meetings = new Meetings();
  let takingsOf = new Map<number, readonly Taking[]>();
  let taskAt = new Map<number, Task>();
  let resourceAt = new Map<number, Resource>();
  let producerAt = new Map<number, Task>();
  let starterAt = new Map<number, Task>();
  let waitingAt = new Map<number, { readonly task: Task; readonly site: number; readonly operation: string; readonly resource: Resource }>();
  let followed = new Map<number, readonly number[]>();
  let steps = 0;
  let jobName: { readonly procedure: number; readonly site: number } | undefined;

  function newTask(procedureOf: number, site: number, startedBy: Task | undefined): Task {
    const task: Task = { id: tasks.length, procedure: procedureOf, hidden: m.model.procedures[procedureOf].hidden, startedAt: site, awaitedBy: undefined, startedBy, ended: false, ranAt: steps, given: new Set() };
    tasks.push(task);
    return task;
  }

  /** The task that a frame's code belongs to: a synchronous function is its caller's. */
  function taskOf(cell: number): Task | undefined {
    const { words } = m.memory;
    let bottom = cell;
    for (let at = cell; at !== 0;) {
      const known = taskAt.get(at);
      if (known !== undefined) return known;
      bottom = at;
      const result = words[at + frame.result];
      const caller = words[at + frame.caller];
      if (m.memory.kindOf(result) === kind.generator && caller === UNDEFINED) break;
      at = caller === UNDEFINED ? 0 : payload(caller);
    }
    if (bottom === 0) return undefined;
    const task = newTask(payload(words[bottom + frame.procedure]), jobName?.site ?? payload(words[bottom + frame.callSite]), undefined);
    taskAt.set(bottom, task);
    return task;
  }

  function resourceOf(cell: number): Resource | undefined {
    const known = resourceAt.get(cell);
    if (known !== undefined || m.memory.kind(cell) < firstPrimitiveKind) return known;
    return newResource(cell, -1);
  }

  function newResource(cell: number, site: number): Resource {
    const { name } = m.primitives[m.memory.kind(cell) - firstPrimitiveKind];
    const resource: Resource = { id: resources.length, kind: name, label: m.model.labels[site] ?? `a ${name}`, site, lendsTurns: m.policy(cell, 'turn') === 'macrotask', holders: [] };
    resources.push(resource);
    resourceAt.set(cell, resource);
    return resource;
  }

  /** A task awaits a promise, and so those that the promise follows. */
  function awaitedBy(promiseCell: number, task: Task, seen: Set<number>): void {
    if (seen.has(promiseCell)) return;
    seen.add(promiseCell);
    const producer = producerAt.get(promiseCell);
    if (producer !== undefined && producer !== task) producer.awaitedBy = task;
    for (const other of followed.get(promiseCell) ?? []) awaitedBy(other, producer ?? task, seen);
  }

  function casesOf(name: string, resource: Resource | undefined, select: number, result: number): readonly (Resource | undefined)[] {
    if (resource === undefined || !name.startsWith('select.')) return [];
    const all = selectTargets(m.memory.words, select).map((cell) => resourceAt.get(cell));
    const chosen = m.memory.kindOf(result) === kind.promise ? m.memory.words[payload(result) + promise.value] : result;
    return isInteger(chosen) ? all.slice(payload(chosen), payload(chosen) + 1) : all;
  }

  /** The frame of visible code that an operation of the prelude was called from. */
  function visibleFrame(cell: number): number {
    const { words } = m.memory;
    let at = cell;
    while (at !== 0 && m.model.procedures[payload(words[at + frame.procedure])].hidden && words[at + frame.caller] !== UNDEFINED) at = payload(words[at + frame.caller]);
    return at;
  }

  function adoptedBy(cell: number): number | undefined {
    return producerAt.get(cell)?.ended === true ? followed.get(cell)?.[0] : undefined;
  }

  function lockCell(value: number): number {
    return m.memory.kindOf(value) === kind.token ? payload(m.memory.words[payload(value) + token.lock]) : payload(value);
  }

  const observer: Observer = {
    started(cell, procedureOf, site, caller) {
      const task = newTask(procedureOf, site, caller === 0 ? undefined : taskOf(caller));
      taskAt.set(cell, task);
      producerAt.set(payload(m.memory.words[cell + frame.result]), task);
      if (!task.hidden) task.given = resourcesInReach(m, resourceOf, [cell], m.memory.words);
    },
    ended(cell) {
      const task = taskAt.get(cell);
      if (task !== undefined) task.ended = true;
    },
    failed(cell, site) {
      const task = taskAt.get(cell);
      if (task === undefined || task.hidden) return;
      happenings.push({ task, operation: 'task.fail', site, resource: undefined, about: [...task.given, ...resourcesInReach(m, resourceOf, [cell], m.memory.words)], blocked: false });
    },
    left(cell, site, threw) {
      const open = takingsOf.get(cell)?.filter((taking) => taking.left?.threw !== true) ?? [];
      const task = open.length === 0 ? undefined : taskOf(cell);
      if (task === undefined) return;
      // a function that returns hands on what it took, and who called it may lose that by an error
      if (!threw) for (const outer of waitingFor(interpreter, cell)) takingsOf.set(outer, [...takingsOf.get(outer) ?? [], ...open]);
      const ending = open.filter((taking) => threw || taking.left === undefined);
      if (ending.length === 0) return;
      const happening = { task, operation: threw ? 'call.throw' : 'call.return', site, resource: undefined, about: [], blocked: false, quiet: true, threw };
      happenings.push(happening);
      for (const taking of ending) taking.left = happening;
    },
    resumed(cell) {
      const task = taskOf(cell);
      if (task !== undefined) task.ranAt = steps;
    },
    drives(cell, generatorFrame) {
      const task = taskOf(cell);
      const driven = payload(m.memory.words[generatorFrame + frame.procedure]);
      if (task === undefined || !task.hidden || m.model.procedures[driven].hidden) return;
      task.procedure = driven;
      task.hidden = false;
    },
    awaiting(cell, promiseCell) {
      const task = taskOf(cell);
      if (task === undefined) return;
      awaitedBy(promiseCell, task, new Set());
      happenings.push({ task, operation: 'task.await', site: awaitSite(m, cell, m.memory.words), resource: undefined, about: [], blocked: false, quiet: true });
    },
    follows(target, others) {
      followed.set(target, others);
      const producer = producerAt.get(target);
      if (producer !== undefined) for (const other of others) awaitedBy(other, producer, new Set());
    },
    operated(name, site, cell, value, result) {
      const task = taskOf(cell);
      if (task === undefined) return;
      const isResource = (value & 7) === 3 && (m.memory.kindOf(value) >= firstPrimitiveKind || m.memory.kindOf(value) === kind.token);
      const resource = isResource ? resourceOf(lockCell(value)) : undefined;
      const blocked = m.memory.kindOf(result) === kind.promise && m.isPending(payload(result)) && name !== 'timer.sleep';
      if (blocked) starterAt.set(payload(result), task);
      if (resource !== undefined) {
        if ((takes.has(name) && !blocked) || (tries.has(name) && result !== UNDEFINED && result !== FALSE)) resource.holders.push({ task, site, operation: name });
        else if (takes.has(name)) waitingAt.set(payload(result), { task, site, operation: name, resource });
        else if (gives.has(name)) dropHolder(resource, task);
      }
      // what a stream's operation waits for is made by one operation, and its promise says which it was
      const told = name === 'stream.wait' ? m.operationNames[payload(m.memory.words[payload(result) + promise.operation])] : name;
      const happening: Happening = { task, operation: told, site, resource, about: casesOf(name, resource, payload(value), result), blocked: blocked && told === name, quiet: !shown(told, result), ...(name.startsWith('defect.') ? { defect: m.text(value) } : {}) };
      if (happening.quiet === true && !takesNamed.has(name)) return;
      happenings.push(happening);
      meetings.operated(happening, payload(result));
      if (!takes.has(name) && !takesNamed.has(name)) return;
      const taking: Taking = { took: happening, left: undefined };
      takings.push(taking);
      const taker = visibleFrame(cell);
      takingsOf.set(taker, [...takingsOf.get(taker) ?? [], taking]);
    },
    settled(cell) {
      meetings.settled(cell);
      const waiting = waitingAt.get(cell);
      if (waiting !== undefined && m.memory.words[cell + promise.state] === integer(1)) waiting.resource.holders.push(waiting);
      waitingAt.delete(cell);
    },
    created(cell, site) { newResource(cell, site); },
    keyed(cell, key) { newResource(cell, -1).label = key === undefined ? 'a lock whose key is not known' : `the lock '${key}'`; },
  };

  function move(): readonly number[] {
    const lost: number[] = [];
    const moves = new Map<number, number>();
    sortJobs(m);
    // a lost grant is told of by who took it
    m.memory.compact((cell) => { if (m.memory.kind(cell) !== kind.token) lost.push(cell); }, (from, to) => moves.set(from, to));
    // cells that are gone keep their facts under the negative of their old place, for the report on what was lost
    const moved = <T>(map: Map<number, T>): Map<number, T> => new Map([...map].map(([cell, fact]) => [moves.get(cell) ?? -Math.abs(cell), fact]));
    taskAt = moved(taskAt);
    resourceAt = moved(resourceAt);
    producerAt = moved(producerAt);
    starterAt = moved(starterAt);
    waitingAt = moved(waitingAt);
    takingsOf = moved(takingsOf);
    meetings.moved((cell) => moves.get(cell) ?? -Math.abs(cell));
    followed = moved(new Map([...followed].map(([cell, others]) => [cell, others.map((other) => moves.get(other) ?? (other < 0 ? GONE : -other))])));
    return lost;
  }

  function step(taken: Move): readonly number[] {
    meetings.beginStep();
    // facts about cells that went in earlier steps are of no use any more
    for (const map of [taskAt, resourceAt, producerAt, starterAt, waitingAt, followed, takingsOf] as const) for (const cell of [...map.keys()]) if (cell < 0) map.delete(cell);
    const entry = payload(m.memory.item(Memory.world, taken.queue, taken.index));
    const a = m.memory.words[entry + job.a];
    jobName = [jobKind.call, jobKind.outside].includes(payload(m.memory.words[entry + job.kind]) as 1 | 5) ? { procedure: payload(a), site: payload(m.memory.words[entry + job.site]) } : undefined;
    m.script = taken.script;
    interpreter.step(taken.queue, taken.index);
    return interpreter.hasCrashed ? [] : move();
  }

  m.owners = undefined;
  m.observer = observer;
  interpreter.start(procedure);
  sortJobs(m);
  m.memory.compact(() => undefined);
  let lost: readonly number[] = [];
  let inside: readonly Task[] = [];
  interpreter.watch = watched === undefined ? undefined : (cell, at, pc) => {
    const instruction = `${String(at)} ${String(pc)}`;
    const operation = watched.writes.has(instruction) ? 'place.write' : watched.reads.has(instruction) ? 'place.read' : undefined;
    const task = operation === undefined ? undefined : taskOf(cell);
    if (operation !== undefined && task !== undefined) happenings.push({ task, operation, site: m.model.procedures[at].sites[pc], resource: watched.resource, about: [], blocked: false });
  };
  const soFar = (): Replay => ({
    happenings, tasks, takings, lost, inside, adoptedBy,
    metBy: (happening) => meetings.metBy(happening),
    taskAt: (cell) => taskAt.get(cell),
    resourceOf: (cell) => resourceAt.get(cell),
    producerOf: (cell) => producerAt.get(cell),
    starterOf: (cell) => starterAt.get(cell),
    membersOf: (cell) => followed.get(cell) ?? [],
  });
  for (const taken of path) {
    if (steps === watched?.inside.step) inside = watched.inside.cells.flatMap((cell) => taskOf(cell) ?? []);
    before?.(taken);
    steps++;
    lost = step(taken);
    if (lost.length > 0) onLost?.(soFar(), lost);
    onStep?.(soFar(), steps);
  }
  steps++;
  lost = last === undefined ? [] : step(last);
  m.observer = undefined;
  interpreter.watch = undefined;
  return soFar();
}

/** The task's holding that a release ends: its own, else that of a task it belongs to, else the oldest. */
function dropHolder(resource: Resource, task: Task): void {
  const own = resource.holders.findIndex((h) => h.task === task);
  const related = own >= 0 ? own : resource.holders.findIndex((h) => rootOf(h.task) === rootOf(task));
  resource.holders.splice(Math.max(0, related), 1);
}

/** Who holds what a task took: the task itself, or where it has ended, the one that it worked for. */
export function stillHolding(task: Task): Task | undefined {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined && !seen.has(at); at = at.awaitedBy) {
    if (!at.ended) return isClient(at) ? undefined : at;
    seen.add(at);
  }
  return undefined;
}

/** The code outside of an open program, which calls in and gives back nothing that the calls took for themselves. */
export function isClient(task: Task): boolean {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined; at = at.awaitedBy) {
    if (!at.hidden || at.startedBy === undefined || startedFor(at) !== undefined || seen.has(at)) return false;
    seen.add(at);
  }
  return true;
}

/** The visible task that started a task, or one of those that did so for it. */
export function startedFor(task: Task): Task | undefined {
  let at = task.startedBy;
  while (at?.hidden === true) at = at.startedBy;
  return at;
}

export function belongsTo(task: Task, owner: Task): boolean {
  const seen = new Set<Task>();
  for (let at: Task | undefined = task; at !== undefined && !seen.has(at); at = at.awaitedBy) {
    if (at === owner) return true;
    seen.add(at);
  }
  return false;
}

export function rootOf(task: Task): Task {
  let at = task;
  const seen = new Set<Task>();
  while (at.awaitedBy !== undefined && !seen.has(at)) {
    seen.add(at);
    at = at.awaitedBy;
  }
  return at;
}

const told = /^(latch\.(wait|countDown)|resetEvent\.(wait|set|reset)|barrier\.(arrive|nextPhase|leave)|channel\.(send|receive|trySend|tryReceive|close)|select\.(commit|take)|mutex\.(acquire|tryAcquire|release|waitForUnlock|cancel)|rwlock\.(read|write|tryEnter|seize|release)|token\.(release|dispose|reacquire)|condition\.(enqueue|notifyOne|notifyAll)|countdown\.(wait|done|add)|signal\.fire|event\.(fire|awaitOnce)|stream\.(read|write|close|pipe|finished)|limiter\.(enter|enterNow|leave|onIdle|onEmpty|onSizeLessThan|onPendingZero|pause|start|clear)|timer\.(sleep|clear)|promise\.(resolve|reject)|defect\.note(Wait|Taken)?)$/;

/** Whether an operation is a step that a reader wants to see. */
function shown(name: string, result: number): boolean {
  return told.test(name) && !(tries.has(name) && (result === UNDEFINED || result === FALSE));
}

