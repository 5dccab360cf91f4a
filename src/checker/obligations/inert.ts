import { callValue } from '../interpreter/calls.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Machine } from '../machine.ts';
import { Memory } from '../memory.ts';
import { HOLE, integer, kind, payload, promise, promiseState, registration, TRUE, world } from '../values.ts';
import { nextWay } from '../ways.ts';
import type { Reach } from './reach.ts';
import { isAwaited } from './settling.ts';

const mostWays = 16;
const nobodyElse = 0;
const others = -1;

/**
 * Whether calling a listener can do nothing any more, now or later: it is run here, in all its ways. It may touch what
 * only abandoned listeners can name, and what never changes again (a settled promise, an aborted signal, a timer that is
 * over); it may take listeners off the emitter; it may call nothing that is not known. `reach` is what all others can name.
 * Leaves the memory in disorder.
 */
export function isInert(it: Interpreter, image: Int32Array, reach: Reach, emitter: number, cell: number): boolean {
  const { m } = it;
  let script: readonly number[] = [];
  for (let way = 0; way < mostWays; way++) {
    m.memory.load(image, image.length);
    m.script = script;
    if (!runsWithoutEffect(it, reach, emitter, cell)) return false;
    const next = nextWay(m.made);
    if (next === undefined) return true;
    script = next;
  }
  return false;
}

function runsWithoutEffect(it: Interpreter, reach: Reach, emitter: number, cell: number): boolean {
  const { m } = it;
  const { memory } = m;
  const queued = [world.ready, world.later, world.pending].map((queue) => memory.length(Memory.world, queue));
  const before = contentOf(m, emitter);
  m.owners = ownersFor(m, reach, emitter);
  m.ownerLimit = memory.top;
  m.running = nobodyElse;
  m.isPrivate = true;
  m.evidence.escaped = false;
  m.evidence.isTrying = true;
  const site = payload(memory.words[cell + registration.site]);
  const isWhole = it.callAlone(() => { callValue(it, memory.words[cell + registration.listener], HOLE, [m.newUnknown()], 0, -1, site); });
  m.evidence.isTrying = false;
  if (!isWhole || !m.isPrivate || m.evidence.escaped || m.rejected.length > 0) return false;
  if ([world.ready, world.later, world.pending].some((queue, i) => memory.length(Memory.world, queue) !== queued[i])) return false;
  return contentOf(m, emitter).every((value) => before.includes(value));
}

/** The words of an emitter and of its lists. */
function contentOf(m: Machine, emitter: number): number[] {
  const content: number[] = [];
  for (let field = 1; field <= m.memory.size(emitter); field++) {
    if (m.memory.kindOf(m.memory.words[emitter + field]) === kind.vector) content.push(...m.memory.items(emitter, field));
    else content.push(m.memory.words[emitter + field]);
  }
  return content;
}

function ownersFor(m: Machine, reach: Reach, emitter: number): Int32Array {
  const { memory } = m;
  const owners = new Int32Array(memory.top).fill(nobodyElse);
  const queued = new Set([...memory.items(Memory.world, world.later), ...memory.items(Memory.world, world.ready)].map(payload));
  for (let cell = Memory.world; cell < memory.top; cell += memory.size(cell) + 1) {
    if ((reach.has(cell) && cell !== emitter && !isFinal(m, cell, queued)) || isOneOfSeveral(m, cell)) owners[cell] = others;
  }
  return owners;
}

/** Whether somebody waits for a promise: even where its listener alone wakes nobody, it and those of others do together. */
function isOneOfSeveral(m: Machine, cell: number): boolean {
  return m.memory.kind(cell) === kind.promise && m.isPending(cell) && isAwaited(m, cell);
}

/** Whether a cell never changes again. */
function isFinal(m: Machine, cell: number, queued: ReadonlySet<number>): boolean {
  const { memory } = m;
  switch (memory.kind(cell)) {
    case kind.promise: return memory.words[cell + promise.state] !== integer(promiseState.pending);
    case kind.job: return !queued.has(cell);
    case kind.closure: case kind.resolver: return true;
    default: return m.primitiveName(cell) === 'signal' && memory.words[cell + 2] === TRUE;
  }
}
