import { definedSlot, successors, usedSlots } from '../model/ir/flow.ts';
import type { Procedure } from '../model/ir/ir.ts';
import type { Program, Residue, Step } from './program.ts';

/** The slot that a step writes, -1 where it writes none. */
export function defined(step: Step): number {
  return isResidue(step) ? -1 : definedSlot(step);
}

/** The slots that a step reads. */
export function used(step: Step): number[] {
  if (step.op === 'touch') return [];
  return isResidue(step) ? [step.object].filter((slot) => slot >= 0) : usedSlots(step);
}

/** Where code can go on after a step, if it does not throw. */
export function following(code: readonly Step[], pc: number): readonly number[] {
  const step = code[pc];
  return isResidue(step) ? [pc + 1] : successors(step, pc);
}

function isResidue(step: Step): step is Residue {
  return step.op === 'demand' || step.op === 'occupy' || step.op === 'touch';
}

/** A procedure before it is made ready. */
export type Code = Omit<Procedure, 'code'> & { readonly code: readonly Step[] };

/** The slots that are read later, for each position before its instruction and after it. */
interface Liveness {
  readonly before: readonly Slots[];
  readonly after: readonly Slots[];
}

/** A set of slots, a bit for each: generated code has thousands of slots, at tens of thousands of positions. */
type Slots = Int32Array;

function noSlots(count: number): Slots {
  return new Int32Array((count + 31) >> 5);
}

function hasSlot(set: Slots, slot: number): boolean {
  return (set[slot >> 5] & (1 << (slot & 31))) !== 0;
}

function addSlot(set: Slots, slot: number): void {
  set[slot >> 5] |= 1 << (slot & 31);
}

function addSlots(set: Slots, others: Slots): void {
  for (let word = 0; word < set.length; word++) set[word] |= others[word];
}

function without(set: Slots, slot: number): Slots {
  if (slot < 0 || !hasSlot(set, slot)) return set;
  const rest = set.slice();
  rest[slot >> 5] &= ~(1 << (slot & 31));
  return rest;
}

function* slotsIn(set: Slots): Generator<number> {
  for (let word = 0; word < set.length; word++) {
    for (let bits = set[word]; bits !== 0; bits &= bits - 1) yield (word << 5) + 31 - Math.clz32(bits & -bits);
  }
}

function livenessOf({ code, handlers, slots }: Code): Liveness {
  const before = code.map(() => noSlots(slots));
  const after = code.map(() => noSlots(slots));
  const flowsTo = code.map((_, pc) => following(code, pc).map((target) => ({ target, except: -1 })));
  for (const { from, to, target, slot } of handlers) for (let pc = from; pc < to; pc++) flowsTo[pc].push({ target, except: slot });
  const comesFrom: number[][] = code.map(() => []);
  flowsTo.forEach((ways, pc) => { for (const { target } of ways) comesFrom[target].push(pc); });
  // backwards, and again only where what follows has changed
  const pending = code.map((_, pc) => pc);
  const isPending = new Uint8Array(code.length).fill(1);
  for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
    isPending[pc] = 0;
    if (!update(pc)) continue;
    for (const earlier of comesFrom[pc]) {
      if (isPending[earlier] === 0) pending.push(earlier);
      isPending[earlier] = 1;
    }
  }

  /** Whether more slots turn out to be read from here on. */
  function update(pc: number): boolean {
    const own = defined(code[pc]);
    for (const { target, except } of flowsTo[pc]) addSlots(after[pc], without(before[target], except));
    // a handler may read what the slot held before the instruction failed
    const isReadByHandler = own >= 0 && flowsTo[pc].some(({ target, except }) => except >= 0 && except !== own && hasSlot(before[target], own));
    const read = isReadByHandler ? after[pc].slice() : without(after[pc], own).slice();
    for (const slot of used(code[pc])) if (slot >= 0) addSlot(read, slot);
    const hasChanged = read.some((bits, word) => (bits & ~before[pc][word]) !== 0);
    addSlots(before[pc], read);
    return hasChanged;
  }
  return { before, after };
}

/**
 * A procedure made ready to run: with as few slots as its values need at a time, those that are never wanted at once sharing
 * one (Chaitin et al., Register allocation via coloring, 1981), as frames are the largest part of a state.
 */
export function readied(procedure: Code): Program {
  const { code, handlers } = procedure;
  const { before, after } = livenessOf(procedure);
  const place = placesOf(procedure, before, after);
  const at = (value: number): number => (value >= 0 ? place[value] : value);
  const count = Math.max(procedure.parameters, ...Array.from(place, (p) => p + 1));
  const dead = new Map<number, ReadonlySet<number>>();
  code.forEach((instruction, pc) => {
    if (instruction.op !== 'await' && instruction.op !== 'yield') return;
    const live = new Set<number>();
    for (const slot of slotsIn(after[pc])) if (slot !== instruction.to) live.add(place[slot]);
    dead.set(pc, new Set(Array.from({ length: count }, (_, slot) => slot).filter((slot) => !live.has(slot))));
  });
  return {
    ...procedure, dead, slots: count,
    handlers: handlers.map((handler) => ({ ...handler, slot: at(handler.slot) })),
    code: code.map((instruction) => renumbered(instruction, at)),
  };
}

/** The new place of each slot: parameters stay, the others take the first that nothing live with them has. */
function placesOf({ code, handlers, slots, parameters }: Code, before: readonly Slots[], after: readonly Slots[]): Int32Array {
  const conflicts = Array.from({ length: slots }, () => noSlots(slots));
  const conflict = (slot: number, others: Slots): void => {
    addSlots(conflicts[slot], others);
    for (const other of slotsIn(others)) addSlot(conflicts[other], slot);
  };
  const atStart = before[0]?.slice() ?? noSlots(slots);
  for (let slot = 0; slot < parameters; slot++) addSlot(atStart, slot);
  for (const slot of slotsIn(atStart)) conflict(slot, atStart);
  code.forEach((instruction, pc) => {
    const own = defined(instruction);
    if (own >= 0) conflict(own, after[pc]);
  });
  for (const handler of handlers) conflict(handler.slot, before[handler.target]);
  const place = new Int32Array(slots).fill(-1);
  for (let slot = 0; slot < slots; slot++) {
    const taken = new Set<number>();
    for (const other of slotsIn(conflicts[slot])) if (other !== slot && place[other] >= 0) taken.add(place[other]);
    let free = slot < parameters ? slot : 0;
    while (taken.has(free)) free++;
    place[slot] = free;
  }
  return place;
}

/** An instruction with its slots in other places. */
function renumbered(i: Step, at: (value: number) => number): Step {
  const to = 'to' in i ? at(i.to) : -1;
  switch (i.op) {
    case 'loadGlobal': case 'loadEnv': case 'saveEnv': case 'this': case 'closure': case 'opaque': return { ...i, to };
    case 'move': case 'unary': case 'await': case 'yield': case 'iterate': return { ...i, to, a: at(i.a) };
    case 'storeGlobal': case 'storeEnv': case 'restoreEnv': case 'branch': case 'return': case 'throw': return { ...i, a: at(i.a) };
    case 'object': case 'array': return { ...i, to, values: i.values.map(at) };
    case 'extend': case 'assign': return { ...i, target: at(i.target), source: at(i.source) };
    case 'accessor': return { ...i, target: at(i.target), key: at(i.key), get: at(i.get), set: at(i.set) };
    case 'class': return { ...i, to, parent: at(i.parent) };
    case 'get': return { ...i, to, object: at(i.object), key: at(i.key) };
    case 'set': return { ...i, object: at(i.object), key: at(i.key), a: at(i.a) };
    case 'delete': case 'demand': case 'occupy': return { ...i, object: at(i.object), key: at(i.key) };
    case 'getSuper': return { ...i, to, class: at(i.class), key: at(i.key) };
    case 'call': return { ...i, to, callee: at(i.callee), self: at(i.self), args: i.args.map(at) };
    case 'invoke': return { ...i, to, object: at(i.object), key: at(i.key), args: i.args.map(at) };
    case 'new': return { ...i, to, callee: at(i.callee), args: i.args.map(at) };
    case 'superCall': return { ...i, class: at(i.class), args: i.args.map(at) };
    case 'operate': return { ...i, to, args: i.args.map(at) };
    case 'binary': return { ...i, to, a: at(i.a), b: at(i.b) };
    case 'next': case 'close': return { ...i, to, iterator: at(i.iterator) };
    case 'pushEnv': case 'copyEnv': case 'jump': case 'touch': return i;
  }
}
