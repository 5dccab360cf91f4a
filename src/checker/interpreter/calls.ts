import { reactions } from '../../model/reactions.ts';
import { builtinCall, builtinMember, builtinProperty, someItems } from '../builtins.ts';
import { propertyKeyOf } from '../operators.ts';
import { getByKey, needsLookup } from '../keys.ts';
import { classCell, closure, container, firstPrimitiveKind, frame, HOLE, isReference, job, jobKind, kind, NULL, object, payload, promiseState, reference, resolver, tag, TRUE, UNDEFINED, world } from '../values.ts';
import { askedOf } from '../asked.ts';
import type { Step } from '../program.ts';
import { isCaught } from '../obligations/holding.ts';
import { openFor } from '../obligations/settling.ts';
import { Memory } from '../memory.ts';
import { handOut } from '../primitives/loan.ts';
import { members } from '../pure.ts';
import { newTerm } from '../terms.ts';
import { hasMember, isIterable } from './execute.ts';
import { givenProperty } from '../own-properties.ts';
import type { Interpreter } from './interpreter.ts';
import { arrayCallbacks, handlerMethods, overIterable, removalMethods, withCallback } from './names.ts';
import { letGo, useOutside } from './outside.ts';
import { callLibrary, libraryMember, operateByName, promiseMember, runOperation } from './operations.ts';
import { addedMember, findMember, isOfUnknownClass } from './properties.ts';
import { invokeGenerator } from './waiting.ts';
import { throwValue } from './unwinding.ts';

/** Calls of functions, methods, builtins and unknown code. */

export function callValue(it: Interpreter, callee: number, self: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { m } = it;
  const memory = it.memory;
  callee = m.resolve(callee);
  switch (callee & 7) {
    case tag.function: it.enter(payload(callee), UNDEFINED, self, args, cell, to, site); return;
    case tag.library: callLibrary(it, payload(callee), args, cell, to, site); return;
    case tag.builtin: callBuiltin(it, m.builtins[payload(callee)], args, cell, to, site); return;
    default:
  }
  switch (memory.kindOf(callee)) {
    case kind.closure: {
      const procedure = payload(memory.words[payload(callee) + closure.procedure]);
      const captured = memory.words[payload(callee) + closure.self];
      const receiver = m.model.procedures[procedure].arrow ? captured : self;
      it.enter(procedure, memory.words[payload(callee) + closure.environment], receiver, args, cell, to, site);
      return;
    }
    case kind.resolver: settleBy(it, payload(callee), args[0] ?? UNDEFINED, cell, site); it.store(cell, to, UNDEFINED); return;
    case kind.token: it.finish(cell, to, operateByName(it, 'token.release', [callee], site, cell)); return;
    case kind.unknown:
    case 0: break;
    case kind.class: throwValue(it, m.error('a class must be called with new', 'TypeError')); return;
    default: {
      if (memory.kindOf(callee) >= firstPrimitiveKind) {
        const library = payload(memory.words[payload(callee) + 1]);
        const resolved = library < 0 ? undefined : it.members.libraryCall[library];
        if (resolved !== undefined) {
          runOperation(it, resolved, callee, args, cell, to, site);
          return;
        }
      }
      throwValue(it, m.error('the value is not a function', 'TypeError'));
      return;
    }
  }
  if (!m.isUnknown(callee)) {
    throwValue(it, m.error('the value is not a function', 'TypeError'));
    return;
  }
  callUnknown(it, callee, args, cell, to, site);
}

function settleBy(it: Interpreter, cell: number, value: number, frameCell: number, site: number): void {
  const target = payload(it.memory.words[cell + resolver.promise]);
  it.m.touch(target);
  if (!it.m.isPending(target)) return;
  it.m.observer?.operated(it.memory.words[cell + resolver.rejects] === TRUE ? 'promise.reject' : 'promise.resolve', site, frameCell, reference(target), UNDEFINED);
  if (it.memory.words[cell + resolver.rejects] === TRUE) it.m.settle(target, promiseState.rejected, value);
  else it.m.resolvePromise(target, value);
}

export function callUnknown(it: Interpreter, callee: number, args: readonly number[], cell: number, to: number, site: number, method = '', target = UNDEFINED): void {
  const { m } = it;
  m.evidence.escaped = true;
  if (callee !== HOLE) {
    callWrapped(it, payload(callee), args, site);
    const bound = m.getOwn(payload(callee), m.literal('@@bound'));
    if (bound !== HOLE) {
      invokeMember(it, bound, m.getOwn(payload(callee), m.literal('@@key')), args, cell, to, site);
      return;
    }
  }
  const isFunction = (value: number): boolean => m.isFunction(value);
  if (handlerMethods.has(method) && args.some(isFunction)) {
    it.store(cell, to, m.newUnknown());
    it.enter(m.model.derived['client.listen'], UNDEFINED, UNDEFINED, [m.newArray(args.filter(isFunction)), args[0], target], cell, -1, site);
    return;
  }
  if (removalMethods.has(method) && args.some(isFunction)) {
    letGo(it, args);
    it.store(cell, to, m.newUnknown());
    return;
  }
  // a callback given to unknown code is called once, at some time; also one among options, and what gives back a lock
  for (const argument of args.flatMap((value) => [value, ...optionsOf(it, value)])) {
    if (!callBack(it, argument, site)) handOver(it, argument, site);
  }
  if (!isWaitedFor(it, cell, to) && fails(it, cell)) throwValue(it, m.newUnknown());
  else it.store(cell, to, wrapperOf(it, args.filter(isFunction)));
}

/** Has a callback that code outside was given called once, at some time; says whether it is one. */
export function callBack({ m }: Interpreter, value: number, site: number): boolean {
  if ((value & 7) !== tag.function && !calledBack.has(m.memory.kindOf(value))) return false;
  m.schedule(world.later, jobKind.outside, value, m.newArray([m.newUnknown(), m.newUnknown()]), site);
  return true;
}

/** Whether what a call gives is at once taken for a promise: it fails where it is waited for, rather than throw. */
function isWaitedFor(it: Interpreter, cell: number, to: number): boolean {
  const { code } = it.programs.at(payload(it.memory.words[cell + frame.procedure]));
  const names = new Set([to]);
  for (let pc = payload(it.memory.words[cell + frame.pc]); pc < code.length; pc++) {
    const next = code[pc];
    if (next.op === 'await') return names.has(next.a);
    if (next.op === 'invoke') return names.has(next.object) && reactions.has(it.m.text(it.value(cell, next.key)) ?? '');
    if (next.op === 'move' && names.has(next.a)) names.add(next.to);
    else if (!isAside(next, names)) return false;
  }
  return false;
}

/** What only fetches or makes something between a call and the use of its result: `work().catch(console.error)`. */
function isAside(next: Step, names: ReadonlySet<number>): boolean {
  return next.op === 'closure' || next.op === 'loadEnv' || next.op === 'loadGlobal' || next.op === 'this' || (next.op === 'get' && !names.has(next.object));
}

/** Code that is not known may throw where the program catches it. */
function fails(it: Interpreter, cell: number): boolean {
  return isCaught(it, cell, payload(it.memory.words[cell + frame.pc]) - 1) && it.m.choose(2, 1) === 1;
}

/** What of the platform throws on bad input. */
const parsers: ReadonlySet<string> = new Set(['JSON.parse', 'decodeURIComponent', 'decodeURI', 'BigInt', 'structuredClone']);

/** What unknown code makes of functions (`debounce(flush)`, `promisify(read)`) calls them when it is called. */
function wrapperOf(it: Interpreter, functions: readonly number[]): number {
  const result = it.m.newUnknown();
  if (functions.length > 0) it.m.setOwn(payload(result), it.m.literal('@@wraps'), it.m.newArray(functions));
  return result;
}

function callWrapped(it: Interpreter, wrapper: number, args: readonly number[], site: number): void {
  const { m } = it;
  const functions = m.getOwn(wrapper, m.literal('@@wraps'));
  if (functions === HOLE) return;
  const { words } = it.memory;
  const coming = it.memory.items(Memory.world, world.later).map((entry) => words[payload(entry) + job.a]);
  for (const wrapped of it.memory.items(payload(functions), 1)) {
    // calls that nobody has served yet are often served together (`debounce`), and more of them show nothing new
    if (coming.filter((callee) => callee === wrapped).length < mostUnserved) m.schedule(world.later, jobKind.outside, wrapped, m.newArray(args), site);
  }
}

const mostUnserved = 2;

const calledBack: ReadonlySet<number> = new Set([kind.closure, kind.resolver, kind.token]);

const deepestOptions = 3;

/** The values in a list, or in an object without a class, that is given to a function, and those in such objects in it. */
function optionsOf(it: Interpreter, value: number, depth = 1): readonly number[] {
  if (it.memory.kindOf(value) === kind.array) {
    it.m.reads(payload(value), false);
    return it.memory.items(payload(value), container.items);
  }
  const isPlain = it.memory.kindOf(value) === kind.object && it.memory.words[payload(value) + object.prototype] === UNDEFINED;
  if (!isPlain) return [];
  for (const key of it.m.ownKeys(payload(value))) it.m.handsOutName(key);
  const given = it.memory.items(payload(value), object.slots);
  return depth < deepestOptions ? given.flatMap((inner) => [inner, ...optionsOf(it, inner, depth + 1)]) : given;
}

function handOver(it: Interpreter, value: number, site: number): void {
  const { m } = it;
  const given = m.unwrap(value);
  if (m.memory.kindOf(given) >= firstPrimitiveKind) handOut(m, given);
  const settling = settlingIn(it, value);
  // who is given an object that was made for it calls its methods; an object that gives itself away may only want to be logged
  if (value !== it.memory.words[it.fp + frame.self]) for (const kept of settling) callBack(it, kept, site);
  else if (settling.length > 0) m.approximate();
  useOutside(m, given, site);
}

/** What an object of a class keeps that settles promises. */
function settlingIn(it: Interpreter, value: number): readonly number[] {
  const { m, memory } = it;
  if (memory.kindOf(value) !== kind.object || memory.kindOf(memory.words[payload(value) + object.prototype]) !== kind.class) return [];
  return memory.items(payload(value), object.slots).filter((kept) => memory.kindOf(kept) === kind.resolver || (memory.kindOf(kept) === kind.closure && openFor(m, it.uses, kept).length > 0));
}

function callBuiltin(it: Interpreter, name: string, args: readonly number[], cell: number, to: number, site: number): void {
  if (name === 'process.exit' || name === 'process.abort') {
    // the program ends here, like by an error that nobody catches
    it.crashed = UNDEFINED;
    return;
  }
  const derived = derivedBuiltin(it, name, args[0] ?? UNDEFINED);
  if (derived !== undefined) {
    it.enter(derived, UNDEFINED, UNDEFINED, args, cell, to, site);
    return;
  }
  const result = builtinCall(it.m, name, args);
  if (parsers.has(name) && result !== undefined && it.m.isUnknown(result) && fails(it, cell)) throwValue(it, it.m.newUnknown());
  else if (result === undefined) callUnknown(it, HOLE, args, cell, to, site, name.slice(name.lastIndexOf('.') + 1));
  else it.finish(cell, to, result);
}

/** The prelude's procedure for a platform function that calls back, or that iterates what runs the program's code. */
export function derivedBuiltin(it: Interpreter, name: string, first: number): number | undefined {
  const key = (isIterable(it, first) ? overIterable[name] : undefined) ?? withCallback[name];
  return key === undefined ? undefined : it.m.model.derived[key];
}

export function invokeMember(it: Interpreter, target: number, key: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { m } = it;
  const memory = it.memory;
  target = m.resolve(target);
  key = propertyKeyOf(m, key);
  if (key === it.dispose || key === it.asyncDispose) {
    // of nothing there is nothing to dispose; what has no asynchronous way is disposed in the other
    if (target === UNDEFINED || target === NULL) {
      it.store(cell, to, UNDEFINED);
      return;
    }
    if (key === it.asyncDispose && !m.isUnknown(target) && !canDispose(it, target)) key = it.dispose;
  }
  const targetKind = memory.kindOf(target);
  if (targetKind === kind.object) {
    const own = m.getOwn(payload(target), key);
    if (m.isMutable(key)) m.touch(payload(target));
    if (own === HOLE) {
      const prototype = memory.words[payload(target) + object.prototype];
      const method = findMember(it, prototype, key, 'method', false);
      if (method !== undefined) {
        it.enter(method.procedure, memory.words[method.home + classCell.environment], target, args, cell, to, site, reference(method.home));
        return;
      }
      const inner = memory.words[payload(target) + object.primitive];
      if (inner !== UNDEFINED) {
        invokeMember(it, inner, key, args, cell, to, site);
        return;
      }
      const getter = findMember(it, prototype, key, 'get', false);
      if (getter === undefined) m.touch(payload(target));
      if (getter === undefined && needsLookup(m, payload(target), key)) {
        callValue(it, getByKey(m, payload(target), key), target, args, cell, to, site);
        return;
      }
      if (getter === undefined) {
        invokeMissing(it, target, key, args, cell, to, site);
        return;
      }
      it.enter(m.model.derived['object.invoke'], UNDEFINED, UNDEFINED, [target, key, m.newArray(args)], cell, to, site);
      return;
    }
    if (memory.kindOf(own) === kind.accessor) it.enter(m.model.derived['object.invoke'], UNDEFINED, UNDEFINED, [target, key, m.newArray(args)], cell, to, site);
    else callValue(it, own, target, args, cell, to, site);
    return;
  }
  if (targetKind === kind.class) {
    for (let at = target; memory.kindOf(at) === kind.class; at = memory.words[payload(at) + classCell.parent]) {
      const own = m.getOwn(payload(memory.words[payload(at) + classCell.statics]), key);
      if (own !== HOLE) {
        callValue(it, own, target, args, cell, to, site);
        return;
      }
    }
    const method = findMember(it, target, key, 'method', true);
    if (method !== undefined) {
      it.enter(method.procedure, memory.words[method.home + classCell.environment], target, args, cell, to, site, reference(method.home));
      return;
    }
      if (isOfUnknownClass(it, target)) {
      callUnknown(it, HOLE, args, cell, to, site, m.text(key), target);
      return;
    }
  }
  const given = givenProperty(m, target, key);
  if (given !== HOLE) {
    callValue(it, given, target, args, cell, to, site);
    return;
  }
  if (invokeFunctionMethod(it, target, m.text(key), args, cell, to, site)) return;
  if (targetKind >= firstPrimitiveKind || targetKind === kind.token || targetKind === kind.promise) {
    const resolved = libraryMember(it, target, key);
    if (resolved !== undefined) runOperation(it, resolved, target, args, cell, to, site);
    else if (m.text(key) === '@@dispose' && targetKind === kind.token) it.finish(cell, to, operateByName(it, 'token.release', [target], site, cell));
    else {
      // a method that no description tells of may call back what it is given: what follows is a guess
      if (args.some((a) => m.isFunction(a) || memory.kindOf(a) === kind.resolver)) m.approximate();
      it.store(cell, to, m.newUnknown(2));
    }
    return;
  }
  if ((target & 7) === tag.library) {
    const resolved = it.members.libraryStatics[payload(target)].get(key);
    if (resolved !== undefined) runOperation(it, resolved, target, args, cell, to, site);
    else callUnknown(it, HOLE, args, cell, to, site);
    return;
  }
  if ((target & 7) === tag.builtin) {
    callBuiltin(it, `${m.builtins[payload(target)]}.${m.text(key) ?? '?'}`, args, cell, to, site);
    return;
  }
  if (targetKind === kind.array && (m.isUnknown(key) || (key & 7) === tag.integer)) {
    // `handlers[0](…)`: the callee is an item
    const callee = builtinProperty(m, target, key);
    callValue(it, callee, target, args, cell, to, site);
    return;
  }
  if (targetKind === kind.generator) {
    invokeGenerator(it, payload(target), m.text(key), args[0] ?? UNDEFINED, cell, to, site);
    return;
  }
  invokeBuiltin(it, target, key, args, cell, to, site);
}

/** A method that neither the object nor its class has: what its prototype was given, or a class from outside has, or what code defines by names that do not show. */
function invokeMissing(it: Interpreter, target: number, key: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { m, memory } = it;
  const prototype = memory.words[payload(target) + object.prototype];
  const added = addedMember(it, prototype, key);
  const name = m.text(key) ?? '';
  if (added !== HOLE) callValue(it, added, target, args, cell, to, site);
  else if (!ofEveryObject.has(name) && (isOfUnknownClass(it, prototype) || it.definesAny)) callUnknown(it, HOLE, args, cell, to, site, name, target);
  else invokeBuiltin(it, target, key, args, cell, to, site);
}

const ofEveryObject: ReadonlySet<string> = new Set(['hasOwnProperty', 'toString', 'toLocaleString', 'valueOf']);

/** Questions that only texts are asked: of a list they would be asked again once it has changed. */
const ofTexts: ReadonlySet<string> = new Set(['startsWith', 'endsWith']);

/** `call`, `apply` and `bind` of what can be called; says whether it was one of them. */
function invokeFunctionMethod(it: Interpreter, target: number, name: string | undefined, args: readonly number[], cell: number, to: number, site: number): boolean {
  const { m } = it;
  // what a library's name stands for may be a class, which `call` does not run
  if ((name !== 'call' && name !== 'apply' && name !== 'bind') || !m.isCallable(target) || (target & 7) === tag.library) return false;
  const isList = it.memory.kindOf(args[1] ?? UNDEFINED) === kind.array;
  if (name === 'apply' && isList) m.reads(payload(args[1]));
  if (name === 'bind') it.enter(m.model.derived['function.bind'], UNDEFINED, UNDEFINED, [target, ...args], cell, to, site);
  else if (name === 'call') callValue(it, target, args[0] ?? UNDEFINED, args.slice(1), cell, to, site);
  else callValue(it, target, args[0] ?? UNDEFINED, isList ? it.memory.items(payload(args[1]), 1) : [], cell, to, site);
  return true;
}

/** Whether a value has an asynchronous way to be disposed. */
function canDispose(it: Interpreter, target: number): boolean {
  const targetKind = it.memory.kindOf(target);
  return targetKind >= firstPrimitiveKind || targetKind === kind.token ? libraryMember(it, target, it.asyncDispose) !== undefined : targetKind === kind.generator || hasMember(it, target, it.asyncDispose);
}

function invokeBuiltin(it: Interpreter, target: number, key: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { m } = it;
  const targetKind = it.memory.kindOf(target);
  const name = m.text(key) ?? '?';
  if (targetKind === kind.unknown && arrayCallbacks.has(name) && args.length > 0) {
    invokeBuiltin(it, someItems(m, target), key, args, cell, to, site);
    return;
  }
  if (targetKind === kind.unknown && (name === 'bind' || name === 'call') && m.getOwn(payload(target), m.literal('@@bound')) !== HOLE) {
    // a method is bound to what it was taken from, which is nearly always what it is taken for
    if (name === 'call') callValue(it, target, args[0] ?? UNDEFINED, args.slice(1), cell, to, site);
    else if (args.length <= 1) it.store(cell, to, target);
    else it.enter(m.model.derived['function.bind'], UNDEFINED, UNDEFINED, [target, ...args], cell, to, site);
    return;
  }
  if (targetKind === kind.unknown) {
    m.mustBeThere(target);
    const own = m.getOwn(payload(target), key);
    const reaction = own === HOLE && args.some((argument) => m.isCallable(argument)) ? promiseMember(it, key) : undefined;
    if (own !== HOLE && !m.isUnknown(own)) callValue(it, own, target, args, cell, to, site);
    // what is not known and has a `then` is waited for like any other promise
    else if (reaction !== undefined) runOperation(it, reaction, target, args, cell, to, site);
    else if (own === HOLE && members.has(name) && args.every((argument) => m.memory.kindOf(argument) !== kind.closure)) {
      const term = (): number => newTerm(m, name, [target, ...args], m.quality(target));
      const [text] = args;
      it.store(cell, to, ofTexts.has(name) && args.length === 1 && m.text(text) !== undefined ? askedOf(m, target, `${name} ${m.text(text) ?? ''}`, term) : term());
    }
    else callUnknown(it, HOLE, args, cell, to, site, name, target);
    return;
  }
  const family = targetKind === kind.array ? 'array' : targetKind === kind.map ? 'map' : targetKind === kind.set ? 'set' : '';
  const procedure = it.members.derived(family, key);
  if (procedure !== undefined) {
    if (isReference(target)) m.touch(payload(target));
    it.enter(procedure, UNDEFINED, UNDEFINED, [target, ...args], cell, to, site);
    return;
  }
  // what is added to a list that nobody reads is left out, and meets nothing; nor is there anything to delete
  const isLeftOut = (name === 'push' || name === 'add' || name === 'set' || (name === 'delete' && to < 0)) && m.isContainer(target) && !m.keeps(payload(target));
  if (isLeftOut && name === 'delete') return;
  if (isReference(target) && !isLeftOut) m.touch(payload(target));
  it.finish(cell, to, builtinMember(m, target, name, args));
}
