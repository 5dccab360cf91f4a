import type { Instruction } from '../../model/ir/ir.ts';
import { builtinProperty } from '../builtins.ts';
import { propertyKeyOf } from '../operators.ts';
import { accessor, classCell, closure, firstPrimitiveKind, frame, HOLE, integer, isReference, job, kind, object, payload, reference, tag, truth, UNDEFINED, unknown } from '../values.ts';
import { getByKey, isOpenKey, needsLookup, seenByKey, setByAnyKey } from '../keys.ts';
import { givenProperty, makeOwner } from '../own-properties.ts';
import { callValue, callBack } from './calls.ts';
import type { Interpreter } from './interpreter.ts';
import type { ClassMembers } from './members.ts';
import { libraryMember, runOperation } from './operations.ts';
import { throwValue } from './unwinding.ts';

/** Properties of objects, classes, primitives and unknowns. */

/** Finds an instance member up the class chain; returns the class that has it, 0 where none has. */
export function findMember(it: Interpreter, prototype: number, key: number, which: keyof ClassMembers, isStatic: boolean): { readonly home: number; readonly procedure: number } | undefined {
  const { words } = it.memory;
  while (it.memory.kindOf(prototype) === kind.class) {
    const home = payload(prototype);
    const procedure = it.members[isStatic ? 'static' : 'instance'][payload(words[home + classCell.index])][which].get(key);
    if (procedure !== undefined) return { home, procedure };
    prototype = words[home + classCell.parent];
  }
  return undefined;
}

/** What the program gave to the prototype of a class (`Account.prototype.close = …`), HOLE where that is nothing of this name. */
export function addedMember(it: Interpreter, prototype: number, key: number): number {
  const { m, memory } = it;
  for (let at = prototype; memory.kindOf(at) === kind.class; at = memory.words[payload(at) + classCell.parent]) {
    const given = m.getOwn(payload(memory.words[payload(at) + classCell.statics]), m.literal(prototypeKey));
    const added = given === HOLE ? HOLE : m.getOwn(payload(given), key);
    if (added !== HOLE) return added;
  }
  return HOLE;
}

const prototypeKey = '@@prototype';

/** The prototype of a class, as an object of that class which has what is given to it. */
function prototypeOf({ m, memory }: Interpreter, target: number): number {
  const statics = payload(memory.words[payload(target) + classCell.statics]);
  const known = m.getOwn(statics, m.literal(prototypeKey));
  if (known !== HOLE) return known;
  const made = reference(m.newObject(target));
  m.touch(statics);
  m.setOwn(statics, m.literal(prototypeKey), made);
  return made;
}

/** Whether a class comes, by way of its parents, from one that is not known: its objects have members that nobody here can see. */
export function isOfUnknownClass({ m, memory }: Interpreter, prototype: number): boolean {
  let at = prototype;
  while (memory.kindOf(at) === kind.class) at = m.resolve(memory.words[payload(at) + classCell.parent]);
  return m.isUnknown(at) || ((at & 7) === tag.builtin && at !== prototype && !/^Object$|Error$/.test(m.builtins[payload(at)]));
}

/** What an object has from a class that is not known: the same whenever it is asked for. */
function inheritedProperty({ m }: Interpreter, owner: number, key: number): number {
  const fresh = m.newUnknown();
  m.touch(owner);
  setByAnyKey(m, owner, key, fresh);
  return fresh;
}

export function getProperty(it: Interpreter, cell: number, to: number, target: number, key: number, site: number): void {
  const { m } = it;
  const memory = it.memory;
  const targetKind = memory.kindOf(target);
  key = propertyKeyOf(m, key);
  if (targetKind === kind.object) {
    const own = m.getOwn(payload(target), key);
    if (m.isMutable(key) || own === HOLE) m.touch(payload(target));
    if (own !== HOLE) {
      if (memory.kindOf(own) === kind.accessor) callValue(it, memory.words[payload(own) + accessor.get], target, [], cell, to, site);
      else it.store(cell, to, own);
      return;
    }
    const prototype = memory.words[payload(target) + object.prototype];
    const getter = findMember(it, prototype, key, 'get', false);
    if (getter !== undefined) {
      it.enter(getter.procedure, memory.words[getter.home + classCell.environment], target, [], cell, to, site, reference(getter.home));
      return;
    }
    const method = findMember(it, prototype, key, 'method', false);
    if (method !== undefined) {
      it.store(cell, to, m.newClosure(method.procedure, memory.words[method.home + classCell.environment], UNDEFINED));
      return;
    }
    const inner = memory.words[payload(target) + object.primitive];
    if (inner !== UNDEFINED) {
      getProperty(it, cell, to, inner, key, site);
      return;
    }
    const name = m.text(key);
    if (name === 'constructor') it.store(cell, to, prototype);
    else if (needsLookup(m, payload(target), key)) it.store(cell, to, getByKey(m, payload(target), key));
    else {
      const added = addedMember(it, prototype, key);
      it.store(cell, to, added !== HOLE ? added : isOfUnknownClass(it, prototype) ? inheritedProperty(it, payload(target), key) : UNDEFINED);
    }
    return;
  }
  if (targetKind === kind.class) {
    getStatic(it, cell, to, target, key, site);
    return;
  }
  const given = givenProperty(m, target, key);
  if (given !== HOLE) {
    it.store(cell, to, given);
    return;
  }
  if (targetKind >= firstPrimitiveKind || targetKind === kind.token || targetKind === kind.promise) {
    const resolved = libraryMember(it, target, key);
    if (resolved?.operation.property === true) runOperation(it, resolved, target, [], cell, to, site);
    else it.store(cell, to, resolved === undefined ? UNDEFINED : boundMember(it, target, key));
    return;
  }
  if ((target & 7) === tag.library) {
    const resolved = it.members.libraryStatics[payload(target)].get(key);
    if (resolved?.operation.property === true) runOperation(it, resolved, target, [], cell, to, site);
    else it.store(cell, to, resolved === undefined ? m.newUnknown() : boundMember(it, target, key));
    return;
  }
  if (targetKind === kind.unknown) {
    m.mustBeThere(target);
    const known = isOpenKey(key) ? seenByKey(m, payload(target), key) : m.getOwn(payload(target), key);
    if (known !== HOLE) {
      it.store(cell, to, known);
      return;
    }
    const fresh = m.newUnknown(m.quality(target));
    // how many there are of something changes, and may be none
    if (sizes.has(m.text(key) ?? '')) m.passes(fresh);
    m.touch(payload(target));
    setByAnyKey(m, payload(target), key, fresh);
    it.store(cell, to, fresh);
    return;
  }
  const name = m.text(key);
  const methods: object | undefined = targetKind === kind.array ? Array.prototype : targetKind === kind.map ? Map.prototype : targetKind === kind.set ? Set.prototype : undefined;
  if (methods !== undefined && name !== undefined && typeof Object.getOwnPropertyDescriptor(methods, name)?.value === 'function') {
    it.store(cell, to, boundMember(it, target, key));
    return;
  }
  // a function that is used as a class is not followed
  if (name === 'prototype' && m.isFunction(target)) it.store(cell, to, m.newUnknown(2));
  else it.finish(cell, to, builtinProperty(m, target, key));
}

const sizes: ReadonlySet<string> = new Set(['length', 'size', 'byteLength']);

/** A method of a library or of the platform taken as a value (`ch.close` passed on): it remembers where it was taken from. */
function boundMember(it: Interpreter, target: number, key: number): number {
  const fresh = it.m.newUnknown(2);
  it.memory.words[payload(fresh) + unknown.truth] = integer(truth.truthy);
  it.m.setOwn(payload(fresh), it.m.literal('@@bound'), target);
  it.m.setOwn(payload(fresh), it.m.literal('@@key'), key);
  return fresh;
}

function getStatic(it: Interpreter, cell: number, to: number, target: number, key: number, site: number): void {
  const { m } = it;
  const memory = it.memory;
  for (let at = target; memory.kindOf(at) === kind.class; at = memory.words[payload(at) + classCell.parent]) {
    const statics = payload(memory.words[payload(at) + classCell.statics]);
    const own = m.getOwn(statics, key);
    if (own !== HOLE) {
      if (m.isMutable(key)) m.touch(statics);
      it.store(cell, to, own);
      return;
    }
  }
  const getter = findMember(it, target, key, 'get', true);
  if (getter !== undefined) {
    it.enter(getter.procedure, memory.words[getter.home + classCell.environment], target, [], cell, to, site, reference(getter.home));
    return;
  }
  const method = findMember(it, target, key, 'method', true);
  if (method !== undefined) {
    it.store(cell, to, m.newClosure(method.procedure, memory.words[method.home + classCell.environment], UNDEFINED));
    return;
  }
  if (m.text(key) === 'prototype') {
    it.store(cell, to, prototypeOf(it, target));
    return;
  }
  if (isOfUnknownClass(it, target)) {
    it.store(cell, to, m.newUnknown());
    return;
  }
  it.store(cell, to, m.text(key) === 'name' ? m.literal(m.model.classes[payload(memory.words[payload(target) + classCell.index])].name) : UNDEFINED);
}

export function setProperty(it: Interpreter, cell: number, target: number, key: number, value: number, site: number, isComputed = false): void {
  const { m } = it;
  const memory = it.memory;
  const targetKind = memory.kindOf(target);
  key = propertyKeyOf(m, key);
  if (isComputed && targetKind !== kind.array) m.writesName(key);
  if (targetKind === kind.object) {
    const own = m.getOwn(payload(target), key);
    if (memory.kindOf(own) === kind.accessor) {
      callValue(it, memory.words[payload(own) + accessor.set], target, [value], cell, -1, site);
      return;
    }
    if (own === HOLE) {
      const setter = findMember(it, memory.words[payload(target) + object.prototype], key, 'set', false);
      if (setter !== undefined) {
        it.enter(setter.procedure, memory.words[setter.home + classCell.environment], target, [value], cell, -1, site, reference(setter.home));
        return;
      }
    }
    m.touch(payload(target));
    noteKept(it, value);
    setByAnyKey(m, payload(target), key, value);
    return;
  }
  if (targetKind === kind.class) {
    const setter = findMember(it, target, key, 'set', true);
    if (setter !== undefined) {
      it.enter(setter.procedure, memory.words[setter.home + classCell.environment], target, [value], cell, -1, site, reference(setter.home));
      return;
    }
    const statics = payload(memory.words[payload(target) + classCell.statics]);
    m.touch(statics);
    m.setOwn(statics, key, value);
    return;
  }
  if (targetKind === kind.array) {
    m.touch(payload(target));
    setItem(it, payload(target), key, value);
    return;
  }
  if (targetKind === kind.unknown) {
    m.touch(payload(target));
    setByAnyKey(m, payload(target), key, value);
    const name = m.text(key) ?? '';
    const event = /^on([a-z]+)$/.exec(name)?.[1];
    // `socket.onmessage = listener`
    if (event !== undefined && m.isFunction(value)) it.enter(m.model.derived['client.listen'], UNDEFINED, UNDEFINED, [m.newArray([value]), m.literal(event), target], cell, -1, site);
    // `image.onload = resolve`, `job.done = callback`: who else should call it?
    else if (event !== undefined || !it.namesRead.has(name)) callBack(it, value, site);
    // `request.unlock = release`: another function may be given the same request
    else if (m.isCallable(value)) m.approximate();
    return;
  }
  const setter = targetKind >= firstPrimitiveKind ? libraryMember(it, target, m.literal(`set ${m.text(key) ?? ''}`)) : undefined;
  if (setter !== undefined) {
    runOperation(it, setter, target, [value], cell, -1, site);
    return;
  }
  if (targetKind >= firstPrimitiveKind && m.text(key)?.startsWith('on') === true) {
    const assign = libraryMember(it, target, m.literal(`${m.text(key) ?? ''}=`));
    if (assign !== undefined) {
      runOperation(it, assign, target, [value], cell, -1, site);
      return;
    }
    // `signal.onabort = listener` listens like addEventListener
    const listen = libraryMember(it, target, m.literal('addEventListener'));
    if (listen !== undefined) runOperation(it, listen, target, [m.literal(m.text(key)?.slice(2)), value], cell, -1, site);
    return;
  }
  const owner = makeOwner(m, target);
  if (owner !== 0) {
    m.touch(owner);
    noteKept(it, value);
    m.setOwn(owner, key, value);
    return;
  }
  if (target === UNDEFINED || target === 8) throwValue(it, m.error(`cannot set ${String(m.text(key))} of ${target === UNDEFINED ? 'undefined' : 'null'}`, 'TypeError'));
}

/** Notes what an object keeps that has to be given back one day. */
function noteKept(it: Interpreter, value: number): void {
  noteKeptTimer(it, value);
  if (it.memory.kindOf(value) === kind.closure) it.m.evidence.keptFunctions.add(payload(it.memory.words[payload(value) + closure.procedure]));
}

/** Notes a timer that an object or a variable of a module keeps: it stays for as long as who uses these lets it. */
export function noteKeptTimer({ m, memory }: Interpreter, value: number): void {
  if (memory.kindOf(value) === kind.job) m.evidence.keptTimers.add(payload(memory.words[payload(value) + job.site]));
}

function setItem(it: Interpreter, cell: number, key: number, value: number): void {
  const memory = it.memory;
  it.m.reads(cell);
  // under which number it is found again is not known
  if (it.m.isUnknown(key) && isReference(value) && !it.m.isUnknown(value)) it.m.approximate();
  if ((key & 7) === tag.integer && payload(key) >= 0 && payload(key) < 1024) {
    const index = payload(key);
    const length = memory.length(cell, 1);
    if (index < length) memory.setItem(cell, 1, index, value);
    else memory.splice(cell, 1, length, 0, [...new Array<number>(index - length).fill(UNDEFINED), value]);
  } else if (it.m.text(key) === 'length' && (value & 7) === tag.integer) {
    const length = memory.length(cell, 1);
    if (payload(value) < length) memory.splice(cell, 1, payload(value), length - payload(value), []);
  }
}

export function homeClass(it: Interpreter, cell: number, operand: number): number {
  const given = it.value(cell, operand);
  if (it.memory.kindOf(given) === kind.class) return payload(given);
  const home = it.memory.words[cell + frame.home];
  return it.memory.kindOf(home) === kind.class ? payload(home) : 0;
}

export function getSuper(it: Interpreter, cell: number, i: Extract<Instruction, { op: 'getSuper' }>): void {
  const { m } = it;
  const own = homeClass(it, cell, i.class);
  const key = it.value(cell, i.key);
  const parent = own === 0 ? UNDEFINED : it.memory.words[own + classCell.parent];
  const method = findMember(it, parent, key, 'method', i.isStatic);
  if (method !== undefined) {
    it.store(cell, i.to, m.newClosure(method.procedure, it.memory.words[method.home + classCell.environment], UNDEFINED));
    return;
  }
  const self = it.memory.words[cell + frame.self];
  const inner = it.memory.kindOf(self) === kind.object ? it.memory.words[payload(self) + object.primitive] : UNDEFINED;
  it.store(cell, i.to, inner === UNDEFINED ? m.newUnknown() : boundMember(it, inner, key));
}
