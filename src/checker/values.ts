/**
 * Values are tagged 32-bit integers: the low three bits say what the rest is. All words of a heap cell but its header
 * are values, so that copying a state needs no knowledge of what its cells mean.
 */

export const tag = { special: 0, integer: 1, constant: 2, reference: 3, function: 4, library: 5, builtin: 6, raised: 7 } as const;

export const UNDEFINED = 0 << 3;
export const NULL = 1 << 3;
export const FALSE = 2 << 3;
export const TRUE = 3 << 3;
/** No value: an empty place. */
export const HOLE = 4 << 3;
/** Thrown into a generator that is closed from outside: only `finally` sees it. */
export const CLOSING = 5 << 3;

/** What an operation returns in place of a value when it has thrown; the thrown value is the machine's `thrown`. */
export const RAISED = tag.raised;
/** An operation has started a call whose result goes where its own would. */
export const CALLED = (2 << 3) | tag.raised;

export function integer(n: number): number {
  return (n << 3) | tag.integer;
}

export function payload(value: number): number {
  return value >> 3;
}

export function reference(cell: number): number {
  return (cell << 3) | tag.reference;
}

export function isReference(value: number): boolean {
  return (value & 7) === tag.reference;
}

export function isInteger(value: number): boolean {
  return (value & 7) === tag.integer;
}

export function boolean(condition: boolean): number {
  return condition ? TRUE : FALSE;
}

/** Cell kinds. Primitives have the kinds from 32 on. */
export const kind = {
  frame: 1, environment: 2, object: 3, vector: 4, array: 5, map: 6, set: 7, closure: 8, class: 9, promise: 10, reaction: 11,
  job: 12, unknown: 13, iterator: 14, generator: 15, resolver: 16, token: 17, accessor: 18, combination: 19, world: 20, request: 21, registration: 22,
} as const;

export const firstPrimitiveKind = 32;

/** Offsets of the fields of each kind of cell, from the header. */
export const frame = { procedure: 1, pc: 2, caller: 3, callerSlot: 4, environment: 5, self: 6, result: 7, awaiting: 8, callSite: 9, holds: 10, home: 11, slots: 12 } as const;
export const object = { prototype: 1, shape: 2, slots: 3, primitive: 4 } as const;
/** `origin` is the site that made it, where its content and its order are kept only once somebody reads them; -1 elsewhere. */
export const container = { items: 1, origin: 2 } as const;
/** `own` is the object that has the properties which the program gave to a function or promise, if it gave any. */
export const closure = { procedure: 1, environment: 2, self: 3, own: 4 } as const;
export const classCell = { index: 1, environment: 2, parent: 3, statics: 4 } as const;
export const promise = { state: 1, value: 2, reactions: 3, operation: 4, site: 5, resource: 6, signal: 7, handled: 8, own: 9 } as const;
/** The resource of a promise that stands for work outside: it is settled, but who waits for it goes on at some time. */
export const OUTSIDE = integer(-1);
/** In the place of the slot that a call's result goes to: code outside made the call, once, at a time of its own choice. */
export const BY_OUTSIDE = -2;
export const reaction = { kind: 1, a: 2, b: 3 } as const;
/** `left`: milliseconds until a timer fires, where they are known; `period`: those of an interval. Only timers have the two. */
export const job = { kind: 1, a: 2, b: 3, site: 4, left: 5, period: 6 } as const;
export const unknown = { value: 1, quality: 2, truth: 3, shape: 4, slots: 5 } as const;
/** In the place of the time that is left: no timer, but a microtask, which need not wait for the others. */
export const SOON = NULL;
export const iterator = { kind: 1, source: 2, index: 3 } as const;
export const generator = { frame: 1, state: 2, queue: 3, async: 4 } as const;
export const resolver = { promise: 1, rejects: 2 } as const;
/**
 * What an acquire handed out: the lock, its mode or weight, whether it was given back (null while it waits for the lock),
 * the library class of the handle, and the site that asked for it.
 */
export const token = { lock: 1, mode: 2, used: 3, library: 4, site: 5 } as const;
/** The mode of a token whose lock is a thing that somebody has to end: the token goes with the thing, and is lost with it. */
export const ITSELF = integer(-1);
export const accessor = { get: 1, set: 2 } as const;
/** `origin` is the site of the call; `results` is kept only where somebody reads the list that it gives. */
export const combination = { promise: 1, results: 2, left: 3, mode: 4, origin: 5 } as const;
/** `client` is what makes one more call from outside, `services` what it was handed out to use (`primitives/client.ts`). */
export const world = { globals: 1, ready: 2, later: 3, pending: 4, taken: 5, client: 6, services: 7 } as const;
export const worldSize = Object.keys(world).length;
/** A listener in the list of an emitter or signal, and the site that added it. */
export const registration = { listener: 1, site: 2 } as const;
/** A request to an asynchronous generator: the promise it gave, how it resumes, with what. */
export const request = { promise: 1, mode: 2, value: 3 } as const;

export const promiseState = { pending: 0, fulfilled: 1, rejected: 2 } as const;
export const reactionKind = { resume: 0, adopt: 1, combine: 2, select: 3 } as const;
/** `outside`: unknown code calls back what it was given. */
export const jobKind = { resume: 0, call: 1, settle: 2, repeat: 3, abort: 4, outside: 5 } as const;
export const generatorState = { start: 0, suspended: 1, running: 2, done: 3 } as const;
export const truth = { open: 0, truthy: 1, falsy: 2, present: 3 } as const;
