import { advance } from '../combinations.ts';
import { Memory } from '../memory.ts';
import type { CallInfo } from '../primitive.ts';
import {
  boolean, FALSE, integer, isInteger, job, jobKind, kind, payload, promise, promiseState, reaction, reactionKind, reference, resolver, tag, UNDEFINED, world,
} from '../values.ts';
import { WithRanges } from './ranges.ts';

/** The operation of a promise that is made to stay pending: who waits for it means to. */
export const ENDLESS = 'promise.endless';

/** Offset of the list of listeners in a signal's cell, which a settled operation leaves. */
export const signalListeners = 4;

/** Promises, and the jobs that go on with those who wait for them. */
export class WithPromises extends WithRanges {
  /** A pending promise; `operation` is the index of the operation that will settle it. */
  newPromise(operation: number, site: number, resource: number): number {
    const cell = this.memory.allocate(kind.promise, 9);
    const { words } = this.memory;
    words[cell + promise.state] = integer(promiseState.pending);
    words[cell + promise.operation] = integer(operation);
    words[cell + promise.site] = integer(site);
    words[cell + promise.resource] = resource;
    words[cell + promise.handled] = FALSE;
    return cell;
  }

  /** The promise of a blocking operation: it counts as a leak if nothing can settle it any more. */
  block(name: string, call: CallInfo, resource: number): number {
    const cell = this.newPromise(this.operationIndex(name), call.site, resource);
    this.memory.push(Memory.world, world.pending, reference(cell));
    return cell;
  }

  settled(value: number): number {
    const cell = this.newPromise(1, 0, UNDEFINED);
    this.resolvePromise(cell, value);
    return reference(cell);
  }

  rejectedPromise(error: number): number {
    const cell = this.newPromise(1, 0, UNDEFINED);
    this.settle(cell, promiseState.rejected, error);
    return reference(cell);
  }

  isPending(cell: number): boolean {
    return this.memory.words[cell + promise.state] === integer(promiseState.pending);
  }

  /** Resolves with a value; a promise is followed. */
  resolvePromise(cell: number, value: number): void {
    if (!this.isPending(cell)) return;
    value = this.resolve(value);
    if (this.hasMethod(value, this.then)) {
      // its `then` is called in a step of its own, and settles this promise
      const args = this.newArray([value, this.newResolver(cell, false), this.newResolver(cell, true)]);
      this.schedule(world.ready, jobKind.call, (this.model.derived['promise.adopt'] << 3) | tag.function, args, payload(this.memory.words[cell + promise.site]));
      return;
    }
    if (this.memory.kindOf(value) !== kind.promise) {
      this.settle(cell, promiseState.fulfilled, value);
      return;
    }
    const other = payload(value);
    if (other === cell) {
      this.settle(cell, promiseState.rejected, this.error('a promise cannot be resolved with itself', 'TypeError'));
    } else if (this.isPending(other)) {
      this.observer?.follows(cell, [other]);
      this.react(other, reactionKind.adopt, reference(cell), UNDEFINED);
      // what follows an endless promise is endless too
      const { words } = this.memory;
      if (words[other + promise.operation] === integer(this.operationIndex(ENDLESS))) words[cell + promise.operation] = words[other + promise.operation];
    } else this.settle(cell, payload(this.memory.words[other + promise.state]), this.memory.words[other + promise.value], other);
  }

  /** Adds a reaction; `a` and `b` mean what the kind says. */
  react(cell: number, reactionOf: number, a: number, b: number): void {
    const added = this.memory.allocate(kind.reaction, 3);
    const { words } = this.memory;
    words[added + reaction.kind] = integer(reactionOf);
    words[added + reaction.a] = a;
    words[added + reaction.b] = b;
    words[cell + promise.handled] = integer(1);
    this.touch(cell);
    if (this.isPending(cell)) this.memory.push(cell, promise.reactions, reference(added));
    else this.#run(added, cell);
  }

  settle(cell: number, state: number, value: number, from?: number): void {
    if (!this.isPending(cell)) return;
    this.touch(cell);
    const reactions = this.memory.items(cell, promise.reactions);
    const signal = this.memory.words[cell + promise.signal];
    if (this.memory.kindOf(signal) === kind.job) this.memory.remove(Memory.world, world.later, signal);
    else if (signal !== UNDEFINED) this.memory.remove(payload(signal), signalListeners, reference(cell));
    const { words } = this.memory;
    words[cell + promise.state] = integer(state);
    words[cell + promise.value] = value;
    for (const field of [promise.reactions, promise.operation, promise.site, promise.resource, promise.signal]) words[cell + field] = UNDEFINED;
    if (from !== undefined) words[from + promise.handled] = integer(1);
    if (state === promiseState.rejected && reactions.length === 0 && words[cell + promise.handled] === FALSE) this.rejected.push(cell);
    this.observer?.settled(cell);
    for (const added of reactions) this.#run(payload(added), cell);
  }

  /** A promise settled: those that only pass it on do so at once, a waiting task becomes ready. */
  #run(added: number, settled: number): void {
    const { words } = this.memory;
    const a = words[added + reaction.a];
    const b = words[added + reaction.b];
    const state = payload(words[settled + promise.state]);
    const value = words[settled + promise.value];
    switch (payload(words[added + reaction.kind])) {
      case reactionKind.resume: this.schedule(world.ready, jobKind.resume, a, UNDEFINED, 0); break;
      case reactionKind.adopt: this.settle(payload(a), state, value); break;
      case reactionKind.combine: advance(this, payload(a), payload(b), state, value); break;
      case reactionKind.select: this.commitSelect(payload(a), payload(b)); break;
    }
  }

  /** Whether a value is an object of the program with a method of that name; set by the interpreter, which knows classes. */
  hasMethod: (value: number, key: number) => boolean = () => false;

  /** Set by the select primitive, which the promise cases need. */
  commitSelect: (waiter: number, index: number) => void = () => undefined;

  /** Takes a blocked operation out of the queues that it waits in; set by the primitives. */
  withdraw: (waiting: number) => void = () => undefined;

  newResolver(cell: number, rejects: boolean): number {
    const made = this.memory.allocate(kind.resolver, 2);
    this.memory.words[made + resolver.promise] = reference(cell);
    this.memory.words[made + resolver.rejects] = boolean(rejects);
    return reference(made);
  }

  // jobs

  schedule(queue: number, kindOfJob: number, a: number, b: number, site: number, size = 4): number {
    const cell = this.memory.allocate(kind.job, size);
    const { words } = this.memory;
    words[cell + job.kind] = integer(kindOfJob);
    words[cell + job.a] = a;
    words[cell + job.b] = b;
    words[cell + job.site] = integer(site);
    this.memory.push(Memory.world, queue, reference(cell));
    return cell;
  }

  /** Sets a timer. `delay` is unknown where the program does not say. */
  setTimer(kindOfJob: number, a: number, b: number, site: number, delay: number): number {
    this.evidence.setsTimers = true;
    const cell = this.schedule(world.later, kindOfJob, a, b, site, 6);
    // timers of no time at all wait for a millisecond
    if (isInteger(delay)) for (const field of [job.left, job.period]) this.memory.words[cell + field] = integer(Math.max(1, payload(delay)));
    return cell;
  }
}
