import type { Machine, Primitive } from '../machine.ts';
import { Memory } from '../memory.ts';
import { isForOutside } from '../rest.ts';
import { boolean, firstPrimitiveKind, integer, isInteger, jobKind, kind, payload, promise, promiseState, reference, TRUE, UNDEFINED, world } from '../values.ts';

/**
 * A stream, and what is handed out with it (readers, writers, controllers). What it does is in the prelude, as code that
 * works on a record; the cell keeps the record, and the listeners of those that are emitters, in an emitter's place.
 */
const field = { listeners: 2, record: 3 } as const;
export const recordFields = 2;

/** Cells beyond this many bytes or objects are counted in the large: a chunk of unknown size fills them or does not. */
const smallRoom = 64;

/** The cell of the record that a stream, port or the like works on. */
export function recordOf(m: Machine, cell: number): number {
  return payload(m.memory.words[cell + field.record]);
}

/** Operations on the record of a cell, which ports have as well. */
export const recordOperations: Primitive['operations'] = {
  state: { operands: ['self'], run: (m, [self]) => m.memory.words[payload(self) + field.record] },
  keep: {
    operands: ['self', 'record'],
    run: (m, [self, record]) => {
      m.memory.words[payload(self) + field.record] = record;
      return self;
    },
  },
  /** A new cell of a class that a description says is made (`module#name`). */
  make: {
    operands: ['name', 'record'],
    run: (m, [name, record], call) => {
      const index = m.model.libraries.findIndex((library) => `${library.library}#${library.name}` === m.text(name));
      const { meaning } = m.library(index);
      const at = m.primitives.findIndex((primitive) => meaning.kind === 'class' && primitive.name === meaning.primitive);
      const cell = m.memory.allocate(firstPrimitiveKind + at, recordFields + 1);
      m.memory.words[cell + 1] = integer(index);
      m.memory.words[cell + field.record] = record;
      m.observer?.created(cell, call.site);
      return reference(cell);
    },
  },
};

/** Whether a result is there already: no promise, or one that is fulfilled. */
function isSettled(m: Machine, value: number): boolean {
  if (m.memory.kindOf(value) === kind.promise) return m.memory.words[payload(value) + promise.state] === integer(promiseState.fulfilled);
  return !m.isUnknown(value) && !m.hasMethod(value, m.literal('then'));
}

/** What a chunk takes of a stream's room. In a large room a known text fills nothing, an unknown chunk may fill it all. */
function weight(m: Machine, chunk: number, room: number): number {
  if (!isInteger(room)) return integer(0);
  const text = m.primitive(chunk);
  if (payload(room) <= smallRoom) return integer(typeof text.value === 'string' ? Math.min(text.value.length, payload(room)) : payload(room));
  return m.isUnknown(chunk) && m.choose(2, 1) === 1 ? room : integer(0);
}

/** Whether a stream still goes on: the reader or writer of one that ends needs no giving back. */
function isOpen(m: Machine, cell: number): boolean {
  const record = recordOf(m, cell);
  const property = (name: string): number => m.getOwn(record, m.literal(name));
  return m.text(property('phase')) === 'open' && property('closing') !== TRUE && property('ended') !== TRUE && property('foreign') !== TRUE;
}

function waiting(m: Machine, word: number, site: number, self: number): number {
  const cell = m.newPromise(m.operationIndex(`stream.${m.text(word) ?? ''}`), site, self);
  m.memory.words[cell + promise.handled] = integer(1);
  return reference(cell);
}

export const stream: Primitive = {
  name: 'stream',
  fields: recordFields,
  create: { operands: ['self'], run: (_m, [self]) => self },
  needsGivingBack: isOpen,
  blocked: {
    read: { verb: 'read', waitsFor: 'a chunk or the end of the stream', mends: 'Enqueue, close or error the stream on every path of its source; cancel it where nobody goes on.', nobody: 'Nothing that still runs gives the stream a chunk or ends it.' },
    write: { verb: 'write', waitsFor: 'room in the stream', mends: 'Read the other side while you write, or start to read before; abort the stream where nobody reads on.', nobody: 'Nothing that still runs takes what the stream holds.' },
    ready: { verb: 'ready', waitsFor: 'room in the stream', mends: 'Read the other side while you write, or start to read before; abort the stream where nobody reads on.', nobody: 'Nothing that still runs takes what the stream holds.' },
    close: { verb: 'close', waitsFor: 'the chunks written before it to be taken', mends: 'Read the other side while you write; abort the stream where nobody reads on.', nobody: 'Nothing that still runs takes what the stream holds.' },
    abort: { verb: 'abort', waitsFor: 'the write under way to end', mends: 'Let the sink end its write when its signal is aborted.', nobody: 'The sink does not end its write.' },
    cancel: { verb: 'cancel', waitsFor: 'the other branch to be cancelled or the stream to end', mends: 'Cancel both branches before you wait for either, or read the other one to its end.', nobody: 'Nothing that still runs cancels or reads the other branch.' },
    closed: { verb: 'closed', waitsFor: 'the stream to be closed', mends: 'Close, error or cancel the stream on every path.', nobody: 'Nothing that still runs closes the stream.' },
    pipe: { verb: 'pipe', waitsFor: 'the other end to take what comes', mends: 'Read the last stream of the pipe, or abort the pipe where nobody reads on.', nobody: 'Nothing that still runs takes what comes out of the pipe.' },
    finished: { verb: 'finished', waitsFor: 'the stream to end', mends: 'Read the stream to its end, end what is written, or destroy it.', nobody: 'Nothing that still runs lets the stream end.' },
  },
  operations: {
    ...recordOperations,
    /** A promise that counts as an operation of its own: one that nobody awaits and that never settles is a leak. */
    wait: { operands: ['self', 'word'], run: (m, [self, word], call) => reference(m.block(`stream.${m.text(word) ?? ''}`, call, self)) },
    /** A promise that counts only where somebody awaits it, and whose failure nobody has to handle. */
    promise: { operands: ['self', 'word'], run: (m, [self, word], call) => waiting(m, word, call.site, self) },
    settle: {
      operands: ['promise', 'value'],
      run: (m, [target, value]) => {
        if (m.memory.kindOf(target) === kind.promise) m.resolvePromise(payload(target), value ?? UNDEFINED);
        return UNDEFINED;
      },
    },
    fail: {
      operands: ['promise', 'error'],
      run: (m, [target, error]) => {
        if (m.memory.kindOf(target) === kind.promise) m.settle(payload(target), promiseState.rejected, error);
        return UNDEFINED;
      },
    },
    misuse: { operands: ['message'], run: (m, [message], call) => m.misuse(m.text(message) ?? '', call.site) },
    /** Runs a callback in a step of its own. */
    soon: { operands: ['callback'], run: (m, [callback], call) => reference(m.schedule(world.ready, jobKind.call, callback, m.newArray([]), call.site)) },
    /** Whether nothing is to run at once, though work outside may be under way: where a task of the event loop may come next. */
    isQuiet: {
      operands: [],
      run: (m) => {
        m.touchWorld();
        return boolean(m.memory.items(Memory.world, world.ready).every((entry) => isForOutside(m, payload(entry))));
      },
    },
    /** Runs a callback at some time: what the outside does, which is no timer of the program's. */
    later: { operands: ['callback'], run: (m, [callback], call) => reference(m.schedule(world.later, jobKind.outside, callback, m.newArray([]), call.site)) },
    /** What follows rests on a guess about what the outside does. */
    guess: {
      operands: [],
      run: (m) => {
        m.level = 2;
        return UNDEFINED;
      },
    },
    isSettled: { operands: ['value'], run: (m, [value]) => boolean(isSettled(m, value)) },
    isUnknown: { operands: ['value'], run: (m, [value]) => boolean(m.isUnknown(m.resolve(value))) },
    isStream: { operands: ['value'], run: (m, [value]) => boolean(m.memory.kindOf(value) >= firstPrimitiveKind && m.primitives[m.memory.kindOf(value) - firstPrimitiveKind] === stream) },
    unknown: { operands: [], run: (m) => m.newUnknown() },
    /** Goes one way or the other, both likely. */
    either: { operands: [], run: (m) => boolean(m.choose(2, 1) === 1) },
    /** A size that the program gives, or the usual one where it is not known. */
    size: { operands: ['given', 'usual'], run: (m, [given, usual]) => (isInteger(given) || typeof m.primitive(given).value === 'number' ? given : usual) },
    weight: { operands: ['chunk', 'room'], run: (m, [chunk, room]) => weight(m, chunk, room) },
  },
};

