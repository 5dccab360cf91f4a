import { Memory } from '../memory.ts';
import { isCaught, isHolding } from '../obligations/holding.ts';
import { CLOSING, FALSE, frame, generator, generatorState, HOLE, integer, kind, OUTSIDE, payload, promise, promiseState, reactionKind, reference, request, TRUE, UNDEFINED, world } from '../values.ts';
import type { Program } from '../program.ts';
import type { Interpreter } from './interpreter.ts';
import { throwValue } from './unwinding.ts';

/** Awaiting, and the suspension of generators. */

export function awaitValue(it: Interpreter, p: Program, pc: number, cell: number, value: number): void {
  const { m } = it;
  const memory = it.memory;
  let awaited: number;
  if (memory.kindOf(value) === kind.promise) awaited = payload(value);
  else if (m.isUnknown(value)) {
    // unknown asynchronous work completes at some time; it may fail where that is caught, or where something has to be given back, and skipping that is the classic bug
    const mayFail = m.bounds.failures === true || m.holds(cell) > 0 || isCaught(it, cell, pc) || isHolding(it, cell, pc);
    const fails = mayFail && m.choose(2, 1) === 1;
    const answer = m.newUnknown();
    if (!mayFail) {
      m.evidence.trusts = true;
      m.setOwn(payload(answer), m.literal(OPEN), TRUE);
    }
    awaited = m.newPromise(1, 0, UNDEFINED);
    m.settle(awaited, fails ? promiseState.rejected : promiseState.fulfilled, answer);
    m.rejected = m.rejected.filter((r) => r !== awaited);
    memory.words[awaited + promise.resource] = OUTSIDE;
  } else awaited = payload(m.settled(value));
  const { words } = memory;
  words[cell + frame.awaiting] = reference(awaited);
  clearDead(it, p, pc, cell);
  const isPending = m.isPending(awaited);
  if (isPending) memory.push(Memory.world, world.pending, reference(cell));
  m.observer?.awaiting(cell, awaited);
  m.react(awaited, reactionKind.resume, reference(cell), UNDEFINED);
  it.leaveFrame();
}

/** Marks the answer of outside work whose failure nobody had provided for when it began: who waits for it by the time it is done may have. */
const OPEN = '@@open';

/** Goes on with what a frame has waited for; outside work may fail after all, where somebody came to wait for the frame who catches errors. */
export function goOn(it: Interpreter, cell: number, awaited: number): void {
  const { m, memory } = it;
  const value = memory.words[awaited + promise.value];
  if (memory.words[awaited + promise.state] === integer(promiseState.rejected)) throwValue(it, value);
  else if (!m.isUnknown(value) || value === HOLE || m.getOwn(payload(value), m.literal(OPEN)) === HOLE) it.give(value);
  else if (isCaught(it, cell, payload(memory.words[cell + frame.pc]) - 1) && m.choose(2, 1) === 1) throwValue(it, m.newUnknown());
  else it.give(m.newUnknown());
}

function clearDead(it: Interpreter, p: Program, pc: number, cell: number): void {
  const dead = p.dead.get(pc);
  if (dead !== undefined) for (const slot of dead) it.memory.words[cell + frame.slots + slot] = UNDEFINED;
}

export function yieldValue(it: Interpreter, p: Program, pc: number, cell: number, value: number): void {
  const memory = it.memory;
  const made = payload(memory.words[cell + frame.result]);
  const slot = payload(memory.words[cell + frame.callerSlot]);
  memory.words[made + generator.state] = integer(generatorState.suspended);
  clearDead(it, p, pc, cell);
  const caller = it.leaveFrame();
  if (p.kind === 'generator') {
    it.store(caller, slot, it.m.resultObject(value, FALSE));
    return;
  }
  const head = payload(memory.shift(made, generator.queue));
  it.m.resolvePromise(payload(memory.words[head + request.promise]), it.m.resultObject(value, FALSE));
  serveAsyncGenerator(it, made);
}

export function invokeGenerator(it: Interpreter, made: number, name: string | undefined, value: number, cell: number, to: number, site: number): void {
  const memory = it.memory;
  if (name === '@@iterator' || name === '@@asyncIterator') {
    it.store(cell, to, reference(made));
    return;
  }
  const mode = name === 'return' || name === '@@dispose' || name === '@@asyncDispose' ? 2 : name === 'throw' ? 1 : 0;
  it.m.touch(made);
  if (memory.words[made + generator.async] !== TRUE) {
    resumeGenerator(it, made, mode, value, cell, to);
    return;
  }
  const result = it.m.newPromise(0, site, UNDEFINED);
  const queued = memory.allocate(kind.request, 3);
  memory.words[queued + request.promise] = reference(result);
  memory.words[queued + request.mode] = integer(mode);
  memory.words[queued + request.value] = value;
  memory.push(made, generator.queue, reference(queued));
  it.store(cell, to, reference(result));
  if (memory.words[made + generator.state] !== integer(generatorState.running)) serveAsyncGenerator(it, made);
}

/** Resumes a synchronous generator; its result object goes to the caller's slot. */
function resumeGenerator(it: Interpreter, made: number, mode: number, value: number, cell: number, to: number): void {
  const memory = it.memory;
  const state = payload(memory.words[made + generator.state]);
  const inner = payload(memory.words[made + generator.frame]);
  if (state === generatorState.done || (state === generatorState.start && mode !== 0)) {
    memory.words[made + generator.state] = integer(generatorState.done);
    memory.words[made + generator.frame] = UNDEFINED;
    if (mode === 1) throwValue(it, value);
    else it.store(cell, to, it.m.resultObject(mode === 2 ? value : UNDEFINED, TRUE));
    return;
  }
  if (cell !== 0) it.m.observer?.drives(cell, inner);
  memory.words[made + generator.state] = integer(generatorState.running);
  memory.words[inner + frame.caller] = cell === 0 ? UNDEFINED : reference(cell);
  memory.words[inner + frame.callerSlot] = integer(to);
  it.fp = inner;
  it.depth++;
  if (state === generatorState.suspended) resumeWith(it, mode, value);
}

function resumeWith(it: Interpreter, mode: number, value: number): void {
  if (mode === 0) it.give(value);
  else throwValue(it, mode === 2 ? CLOSING : value);
}

/** Goes on with an asynchronous generator that is not running, if somebody asks for a value. */
function serveAsyncGenerator(it: Interpreter, made: number): void {
  const memory = it.memory;
  while (memory.length(made, generator.queue) > 0) {
    const head = payload(memory.item(made, generator.queue, 0));
    const mode = payload(memory.words[head + request.mode]);
    const value = memory.words[head + request.value];
    const state = payload(memory.words[made + generator.state]);
    if (state !== generatorState.done && !(state === generatorState.start && mode !== 0)) {
      const inner = payload(memory.words[made + generator.frame]);
      memory.words[made + generator.state] = integer(generatorState.running);
      memory.words[inner + frame.caller] = it.fp === 0 ? UNDEFINED : reference(it.fp);
      memory.words[inner + frame.callerSlot] = integer(-1);
      it.fp = inner;
      it.depth++;
      if (state === generatorState.suspended) resumeWith(it, mode, value);
      return;
    }
    memory.words[made + generator.state] = integer(generatorState.done);
    memory.words[made + generator.frame] = UNDEFINED;
    memory.shift(made, generator.queue);
    const result = payload(memory.words[head + request.promise]);
    if (mode === 1) it.m.settle(result, promiseState.rejected, value);
    else it.m.resolvePromise(result, it.m.resultObject(mode === 2 ? value : UNDEFINED, TRUE));
  }
}

export function endAsyncGenerator(it: Interpreter, made: number, value: number, failed: boolean): void {
  const memory = it.memory;
  memory.words[made + generator.state] = integer(generatorState.done);
  memory.words[made + generator.frame] = UNDEFINED;
  if (memory.length(made, generator.queue) > 0) {
    const head = payload(memory.shift(made, generator.queue));
    const result = payload(memory.words[head + request.promise]);
    if (failed) it.m.settle(result, promiseState.rejected, value);
    else it.m.resolvePromise(result, it.m.resultObject(value === CLOSING ? UNDEFINED : value, TRUE));
  }
  serveAsyncGenerator(it, made);
}
