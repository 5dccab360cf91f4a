import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { waitingFor } from '../obligations/holding.ts';
import type { Observer } from '../observer.ts';
import { selectTargets } from '../primitives/waiting.ts';
import { resourcesInReach } from '../reach.ts';
import { awaitSite } from '../steps.ts';
import { FALSE, firstPrimitiveKind, frame, integer, isInteger, isReference, job, jobKind, kind, OUTSIDE, payload, promise, promiseState, token, UNDEFINED } from '../values.ts';
import { Facts } from './facts.ts';
import { gives, shown, takes, takesNamed, tries, type Happening, type Resource, type Taking } from './happening.ts';
import { Meetings } from './meetings.ts';
import { causeOf, comesOfCall, isReaction, workOf, type Cause } from './outside.ts';
import { isClient, rootOf, type Task } from './task.ts';

/** Writes down what happens in the steps of a replay, and keeps what is known of the cells. */
export class Recorder implements Observer {
  readonly tasks: Task[] = [];
  readonly happenings: Happening[] = [];
  readonly takings: Taking[] = [];
  readonly meetings = new Meetings();
  readonly facts = new Facts();
  /** How many steps have begun. */
  steps = 0;
  readonly #machine: Machine;
  readonly #interpreter: Interpreter;
  readonly #resources: Resource[] = [];
  /** Where the call is that the step's job makes; undefined where it makes none. */
  #calledAt: number | undefined;
  /** Whether the step's job is that of code outside which was given a function. */
  #isCallback = false;
  /** The events that frames of the step emit. */
  readonly #emitted = new Map<number, string>();

  constructor(machine: Machine, interpreter: Interpreter) {
    this.#machine = machine;
    this.#interpreter = interpreter;
  }

  /** Steps run a job each. */
  beginStep(entry: number): void {
    const { words } = this.#machine.memory;
    this.steps++;
    this.meetings.beginStep();
    this.facts.forgetGone();
    const kindOfJob = payload(words[entry + job.kind]);
    this.#emitted.clear();
    this.#isCallback = kindOfJob === jobKind.outside;
    this.#calledAt = kindOfJob === jobKind.call || kindOfJob === jobKind.outside ? payload(words[entry + job.site]) : undefined;
  }

  /** Cells have moved in the heap; those that are not among the moves are gone. */
  move(moves: ReadonlyMap<number, number>): void {
    const placeOf = (cell: number): number => moves.get(cell) ?? -Math.abs(cell);
    this.facts.move(placeOf);
    this.meetings.moved(placeOf);
  }

  // who and what

  /** The task that a frame's code belongs to: a synchronous function is its caller's. */
  taskOf(cell: number): Task | undefined {
    const { memory } = this.#machine;
    const { words } = memory;
    let bottom = cell;
    for (let at = cell; at !== 0;) {
      const known = this.facts.taskAt.get(at);
      if (known !== undefined) return known;
      bottom = at;
      const result = words[at + frame.result];
      const caller = words[at + frame.caller];
      if (memory.kindOf(result) === kind.generator && caller === UNDEFINED) break;
      at = caller === UNDEFINED ? 0 : payload(caller);
    }
    if (bottom === 0) return undefined;
    const task = this.#newTask(payload(words[bottom + frame.procedure]), this.#calledAt ?? payload(words[bottom + frame.callSite]), undefined);
    this.facts.taskAt.set(bottom, task);
    return task;
  }

  #newTask(procedure: number, site: number, startedBy: Task | undefined): Task {
    const { hidden } = this.#machine.model.procedures[procedure];
    const task: Task = { id: this.tasks.length, procedure, hidden, isReaction: isReaction(this.#machine, procedure), startedAt: site, awaitedBy: undefined, startedBy, ended: false, ranAt: this.steps, given: new Set() };
    this.tasks.push(task);
    return task;
  }

  readonly #resourceOf = (cell: number): Resource | undefined => {
    const known = this.facts.resourceAt.get(cell);
    if (known !== undefined || this.#machine.memory.kind(cell) < firstPrimitiveKind) return known;
    return this.#newResource(cell, -1);
  };

  #newResource(cell: number, site: number): Resource {
    const m = this.#machine;
    const { name } = m.primitives[m.memory.kind(cell) - firstPrimitiveKind];
    const resource: Resource = { id: this.#resources.length, kind: name, label: m.model.labels[site] ?? `a ${name}`, site, lendsTurns: m.policy(cell, 'turn') === 'macrotask', holders: [] };
    this.#resources.push(resource);
    this.facts.resourceAt.set(cell, resource);
    return resource;
  }

  /** What an operation is on: a lock, where it is on a grant of it. */
  #operandOf(value: number): Resource | undefined {
    const { memory } = this.#machine;
    if (memory.kindOf(value) === kind.token) return this.#resourceOf(payload(memory.words[payload(value) + token.lock]));
    return isReference(value) && memory.kindOf(value) >= firstPrimitiveKind ? this.#resourceOf(payload(value)) : undefined;
  }

  #inReach(cell: number): ReadonlySet<Resource> {
    const m = this.#machine;
    return resourcesInReach(m, this.#resourceOf, [cell], m.memory.words);
  }

  /** The frame of visible code that an operation of the prelude was called from. */
  #visibleFrame(cell: number): number {
    const m = this.#machine;
    const { words } = m.memory;
    let at = cell;
    while (at !== 0 && m.model.procedures[payload(words[at + frame.procedure])].hidden && words[at + frame.caller] !== UNDEFINED) at = payload(words[at + frame.caller]);
    return at;
  }

  // tasks

  started(cell: number, procedure: number, site: number, caller: number): void {
    const task = this.#newTask(procedure, site, caller === 0 ? undefined : this.taskOf(caller));
    this.facts.taskAt.set(cell, task);
    this.facts.producerAt.set(payload(this.#machine.memory.words[cell + frame.result]), task);
    if (!task.hidden) task.given = this.#inReach(cell);
  }

  entered(cell: number, procedure: number, caller: number): void {
    const m = this.#machine;
    const { name, hidden, site } = m.model.procedures[procedure];
    // an emitter for handlers and one for listeners tell the same event
    if (procedure === m.model.derived['event.emit']) this.#emitted.set(cell, m.text(m.memory.words[cell + frame.slots + 1])?.replace(/ event$/, '') ?? '');
    const cause: Cause | undefined = hidden ? undefined : caller !== 0 ? causeOf(m, caller, this.#isCallback, this.#emitted) : this.#isCallback ? { kind: 'callback' } : undefined;
    const task = cause === undefined ? undefined : this.taskOf(cause.kind === 'call' ? cause.by : cell);
    if (cause === undefined || task === undefined || (cause.kind === 'call' && !isClient(task))) return;
    const about = { resource: undefined, about: [], blocked: false };
    this.happenings.push({ task, operation: `outside.${cause.kind}`, site, ...about, event: (cause.kind === 'event' ? cause.event : undefined) ?? name, starts: this.facts.taskAt.get(cell) });
  }

  threw(cell: number, value: number): void {
    const m = this.#machine;
    const isWaitedFor = this.facts.outsideAt.has(cell);
    const task = m.isUnknown(value) && (isWaitedFor || comesOfCall(m, cell)) ? this.taskOf(cell) : undefined;
    if (task === undefined || isClient(task)) return;
    const event = workOf(m, cell);
    this.happenings.push({ task, operation: 'outside.fail', site: awaitSite(m, cell, m.memory.words), resource: undefined, about: [], blocked: false, ...(event === undefined ? {} : { event }) });
  }

  ended(cell: number): void {
    const task = this.facts.taskAt.get(cell);
    if (task !== undefined) task.ended = true;
  }

  failed(cell: number, site: number): void {
    const task = this.facts.taskAt.get(cell);
    if (task === undefined || task.hidden) return;
    this.happenings.push({ task, operation: 'task.fail', site, resource: undefined, about: [...task.given, ...this.#inReach(cell)], blocked: false });
  }

  left(cell: number, site: number, threw: boolean): void {
    const open = this.facts.takingsOf.get(cell)?.filter((taking) => taking.left?.threw !== true) ?? [];
    const task = open.length === 0 ? undefined : this.taskOf(cell);
    if (task === undefined) return;
    // a function that returns hands on what it took, and who called it may lose that by an error
    if (!threw) for (const outer of waitingFor(this.#interpreter, cell)) this.#addTakings(outer, open);
    const ending = open.filter((taking) => threw || taking.left === undefined);
    if (ending.length === 0) return;
    const happening = { task, operation: threw ? 'call.throw' : 'call.return', site, resource: undefined, about: [], blocked: false, quiet: true, threw };
    this.happenings.push(happening);
    for (const taking of ending) taking.left = happening;
  }

  resumed(cell: number): void {
    const task = this.taskOf(cell);
    if (task !== undefined) task.ranAt = this.steps;
  }

  drives(cell: number, generatorFrame: number): void {
    const m = this.#machine;
    const task = this.taskOf(cell);
    const driven = payload(m.memory.words[generatorFrame + frame.procedure]);
    if (task === undefined || !task.hidden || m.model.procedures[driven].hidden) return;
    task.procedure = driven;
    task.hidden = false;
  }

  awaiting(cell: number, promiseCell: number): void {
    const m = this.#machine;
    const task = this.taskOf(cell);
    if (task === undefined) return;
    this.#awaitedBy(promiseCell, task, new Set());
    if (m.memory.words[promiseCell + promise.resource] === OUTSIDE) this.facts.outsideAt.set(cell, true);
    else this.facts.outsideAt.delete(cell);
    this.happenings.push({ task, operation: 'task.await', site: awaitSite(m, cell, m.memory.words), resource: undefined, about: [], blocked: false, quiet: true });
  }

  follows(target: number, others: readonly number[]): void {
    this.facts.followed.set(target, others);
    const producer = this.facts.producerAt.get(target);
    if (producer !== undefined) for (const other of others) this.#awaitedBy(other, producer, new Set());
  }

  /** A task awaits a promise, and so those that the promise follows. */
  #awaitedBy(promiseCell: number, task: Task, seen: Set<number>): void {
    if (seen.has(promiseCell)) return;
    seen.add(promiseCell);
    const producer = this.facts.producerAt.get(promiseCell);
    if (producer !== undefined && producer !== task) producer.awaitedBy = task;
    for (const other of this.facts.followed.get(promiseCell) ?? []) this.#awaitedBy(other, producer ?? task, seen);
  }

  // operations

  operated(name: string, site: number, cell: number, value: number, result: number): void {
    const task = this.taskOf(cell);
    if (task === undefined) return;
    const m = this.#machine;
    if (takes.has(name) && this.#isRefused(result)) return;
    const resource = this.#operandOf(value);
    const blocked = m.memory.kindOf(result) === kind.promise && m.isPending(payload(result)) && name !== 'timer.sleep';
    if (blocked) this.facts.starterAt.set(payload(result), task);
    if (resource !== undefined) this.#holds({ task, site, operation: name }, resource, result, blocked);
    // what a stream's operation waits for is made by one operation, and its promise says which it was
    const operation = name === 'stream.wait' ? m.operationNames[payload(m.memory.words[payload(result) + promise.operation])] : name;
    const happening: Happening = {
      task, operation, site, resource, about: this.#casesOf(name, resource, payload(value), result), blocked: blocked && operation === name, quiet: !shown(operation, result),
      ...(name.startsWith('defect.') ? { defect: m.text(value) } : name.startsWith('client.') ? { event: m.text(value) } : {}),
    };
    if (happening.quiet === true && !takesNamed.has(name)) return;
    this.happenings.push(happening);
    this.meetings.operated(happening, payload(result));
    if (!takes.has(name) && !takesNamed.has(name)) return;
    const taking: Taking = { took: happening, left: undefined };
    this.takings.push(taking);
    this.#addTakings(this.#visibleFrame(cell), [taking]);
  }

  #isRefused(result: number): boolean {
    const { memory } = this.#machine;
    return memory.kindOf(result) === kind.promise && memory.words[payload(result) + promise.state] === integer(promiseState.rejected);
  }

  settled(cell: number): void {
    this.meetings.settled(cell);
    const { words } = this.#machine.memory;
    const waiting = this.facts.waitingAt.get(cell);
    if (waiting !== undefined && words[cell + promise.state] === integer(promiseState.fulfilled)) waiting.resource.holders.push(waiting);
    this.facts.waitingAt.delete(cell);
  }

  created(cell: number, site: number): void {
    this.#newResource(cell, site);
  }

  keyed(cell: number, key: string | undefined): void {
    this.#newResource(cell, -1).label = key === undefined ? 'a lock whose key is not known' : `the lock '${key}'`;
  }

  #holds(holder: Resource['holders'][number], resource: Resource, result: number, blocked: boolean): void {
    const { operation, task } = holder;
    if ((takes.has(operation) && !blocked) || (tries.has(operation) && result !== UNDEFINED && result !== FALSE)) resource.holders.push(holder);
    else if (takes.has(operation)) this.facts.waitingAt.set(payload(result), { ...holder, resource });
    else if (gives.has(operation)) dropHolder(resource, task);
  }

  #casesOf(name: string, resource: Resource | undefined, select: number, result: number): readonly (Resource | undefined)[] {
    if (resource === undefined || !name.startsWith('select.')) return [];
    const { memory } = this.#machine;
    const all = selectTargets(memory.words, select).map((cell) => this.facts.resourceAt.get(cell));
    const chosen = memory.kindOf(result) === kind.promise ? memory.words[payload(result) + promise.value] : result;
    return isInteger(chosen) ? all.slice(payload(chosen), payload(chosen) + 1) : all;
  }

  #addTakings(cell: number, added: readonly Taking[]): void {
    this.facts.takingsOf.set(cell, [...this.facts.takingsOf.get(cell) ?? [], ...added]);
  }
}

/** The task's holding that a release ends: its own, else that of a task it belongs to, else the oldest. */
function dropHolder(resource: Resource, task: Task): void {
  const own = resource.holders.findIndex((h) => h.task === task);
  const related = own >= 0 ? own : resource.holders.findIndex((h) => rootOf(h.task) === rootOf(task));
  resource.holders.splice(Math.max(0, related), 1);
}
