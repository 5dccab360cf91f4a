import type { Instruction } from '../../model/ir/ir.ts';
import { assignProperties, extendArray } from '../builtins.ts';
import { binaryOperation, propertyKeyOf, unaryOperation } from '../operators.ts';
import { askedOf } from '../asked.ts';
import { makeOwner, ownerOf } from '../own-properties.ts';
import { deleteByKey, needsLookup } from '../keys.ts';
import { Memory } from '../memory.ts';
import { accessor, boolean, classCell, FALSE, firstPrimitiveKind, frame, generator, HOLE, integer, isReference, kind, NULL, object, payload, RAISED, reference, tag, TRUE, UNDEFINED, world } from '../values.ts';
import type { Program, Residue, Step } from '../program.ts';
import { callValue, invokeMember } from './calls.ts';
import { construct, instantiate, runFields } from './construction.ts';
import type { Interpreter } from './interpreter.ts';
import { closeIterator, iterateOver, nextItem } from './iteration.ts';
import { operate } from './operations.ts';
import { findMember, getProperty, getSuper, homeClass, noteKeptTimer, setProperty } from './properties.ts';
import { awaitValue, yieldValue } from './waiting.ts';
import { returnValue, throwValue } from './unwinding.ts';

/** What each instruction does. */

export function execute(it: Interpreter, p: Program, i: Step, pc: number, cell: number): void {
  const { m } = it;
  const memory = it.memory;
  switch (i.op) {
    case 'move': it.store(cell, i.to, it.value(cell, i.a)); return;
    case 'loadGlobal':
      if (!i.constant) m.touchGlobal(m.globalBase[i.module] + i.index);
      it.store(cell, i.to, memory.item(Memory.world, world.globals, m.globalBase[i.module] + i.index));
      return;
    case 'storeGlobal':
      m.touchGlobal(m.globalBase[i.module] + i.index);
      noteKeptTimer(it, it.value(cell, i.a));
      memory.setItem(Memory.world, world.globals, m.globalBase[i.module] + i.index, it.value(cell, i.a));
      return;
    case 'loadEnv': {
      const environment = environmentAt(it, cell, i.depth);
      if (!i.constant) m.touch(environment);
      it.store(cell, i.to, memory.words[environment + 2 + i.index]);
      return;
    }
    case 'storeEnv': {
      const environment = environmentAt(it, cell, i.depth);
      m.touch(environment);
      memory.words[environment + 2 + i.index] = it.value(cell, i.a);
      return;
    }
    case 'pushEnv': {
      const made = memory.allocate(kind.environment, i.size + 1);
      memory.words[made + 1] = memory.words[cell + frame.environment];
      memory.words[cell + frame.environment] = reference(made);
      return;
    }
    case 'copyEnv': {
      const old = payload(memory.words[cell + frame.environment]);
      const size = memory.size(old);
      const made = memory.allocate(kind.environment, size);
      for (let at = 1; at <= size; at++) memory.words[made + at] = memory.words[old + at];
      memory.words[cell + frame.environment] = reference(made);
      return;
    }
    case 'saveEnv': it.store(cell, i.to, memory.words[cell + frame.environment]); return;
    case 'restoreEnv': memory.words[cell + frame.environment] = memory.words[cell + frame.slots + i.a]; return;
    case 'this':
      // who calls a function that asks for it gives it one
      if (!p.hidden && memory.words[cell + frame.self] === UNDEFINED) memory.words[cell + frame.self] = m.newUnknown();
      it.store(cell, i.to, memory.words[cell + frame.self]);
      return;
    case 'object': {
      const made = m.newObject(UNDEFINED);
      i.keys.forEach((key, at) => { m.setOwn(made, propertyKeyOf(m, m.literal(key)), it.value(cell, i.values[at])); });
      it.store(cell, i.to, reference(made));
      return;
    }
    case 'array': it.store(cell, i.to, m.newArray(it.values(cell, i.values, false), it.site(p, pc, cell))); return;
    case 'extend': extendWith(it, cell, it.value(cell, i.target), it.value(cell, i.source), it.site(p, pc, cell)); return;
    case 'assign': assignProperties(m, it.value(cell, i.target), it.value(cell, i.source), i.without); return;
    case 'accessor': defineAccessor(it, cell, i); return;
    case 'closure': it.store(cell, i.to, m.newClosure(i.procedure, memory.words[cell + frame.environment], memory.words[cell + frame.self])); return;
    case 'class': {
      const made = memory.allocate(kind.class, 4);
      const parent = it.value(cell, i.parent);
      memory.words[made + classCell.index] = integer(i.index);
      memory.words[made + classCell.environment] = memory.words[cell + frame.environment];
      memory.words[made + classCell.parent] = parent;
      const statics = m.newObject(UNDEFINED);
      memory.words[made + classCell.statics] = reference(statics);
      it.store(cell, i.to, reference(made));
      return;
    }
    case 'demand': demand(it, i, it.value(cell, i.object)); return;
    case 'occupy': occupy(it, i, it.value(cell, i.object)); return;
    case 'touch': m.touchWorld(); return;
    case 'get':
      if (i.key >= 0) m.readsName(it.value(cell, i.key));
      getProperty(it, cell, i.to, it.value(cell, i.object), it.value(cell, i.key), it.site(p, pc, cell));
      return;
    case 'set':
      setProperty(it, cell, it.value(cell, i.object), it.value(cell, i.key), it.value(cell, i.a), it.site(p, pc, cell), i.key >= 0 && !p.hidden);
      return;
    case 'delete': {
      const target = it.value(cell, i.object);
      const targetKind = memory.kindOf(target);
      if (targetKind === kind.object || targetKind === kind.unknown) {
        m.touch(payload(target));
        const key = propertyKeyOf(m, it.value(cell, i.key));
        if (i.key >= 0) m.writesName(key);
        if (targetKind === kind.object && needsLookup(m, payload(target), key)) deleteByKey(m, payload(target), key);
        m.deleteOwn(payload(target), key);
      }
      return;
    }
    case 'getSuper': getSuper(it, cell, i); return;
    case 'call': callValue(it, it.value(cell, i.callee), it.value(cell, i.self), it.values(cell, i.args, i.spread), cell, i.to, it.site(p, pc, cell)); return;
    case 'invoke':
      if (i.key >= 0) m.readsName(it.value(cell, i.key));
      invokeMember(it, it.value(cell, i.object), it.value(cell, i.key), it.values(cell, i.args, i.spread), cell, i.to, it.site(p, pc, cell));
      return;
    case 'new': instantiate(it, it.value(cell, i.callee), it.values(cell, i.args, i.spread), cell, i.to, it.site(p, pc, cell)); return;
    case 'superCall': {
      const own = homeClass(it, cell, i.class);
      if (own === 0) return;
      const self = memory.words[cell + frame.self];
      const args = it.values(cell, i.args, i.spread);
      const site = it.site(p, pc, cell);
      runFields(it, own, self, cell, site);
      construct(it, memory.words[own + classCell.parent], self, args, it.fp, site);
      return;
    }
    case 'operate': {
      const operation = m.operations.get(i.name);
      if (operation === undefined) throw new Error(`unknown operation ${i.name}`);
      const operands = it.values(cell, i.args, false);
      it.finish(cell, i.to, operate(it, i.name, operation, operands, { site: it.site(p, pc, cell), library: -1, operation: undefined, frame: cell }, cell));
      return;
    }
    case 'unary': it.store(cell, i.to, unaryOperation(m, i.operator, it.value(cell, i.a))); return;
    case 'binary':
      m.precision.countsExactly = p.hidden;
      it.finish(cell, i.to, binary(it, i.operator, it.value(cell, i.a), it.value(cell, i.b), i.a >= 0 && i.b >= 0));
      return;
    case 'jump': memory.words[cell + frame.pc] = integer(i.target); return;
    case 'branch': {
      const a = it.value(cell, i.a);
      const yes = i.test === 'truthy' ? it.loops.holds(it.m, p, pc, cell, a) : m.nullish(a);
      memory.words[cell + frame.pc] = integer(yes ? i.yes : i.no);
      return;
    }
    case 'await': awaitValue(it, p, pc, cell, it.value(cell, i.a)); return;
    case 'yield': yieldValue(it, p, pc, cell, it.value(cell, i.a)); return;
    case 'return': returnValue(it, it.value(cell, i.a)); return;
    case 'throw': throwValue(it, it.value(cell, i.a)); return;
    case 'iterate': iterateOver(it, cell, i.to, it.value(cell, i.a), i.async, it.site(p, pc, cell)); return;
    case 'next': nextItem(it, cell, i.to, it.value(cell, i.iterator), it.site(p, pc, cell)); return;
    case 'close': closeIterator(it, cell, i.to, it.value(cell, i.iterator), it.site(p, pc, cell)); return;
    case 'opaque': it.store(cell, i.to, m.newUnknown(2)); return;
  }
}

type PropertyResidue = Extract<Residue, { object: number }>;

/** Of a property whose value nobody uses, only that its object must be there is left. */
function demand(it: Interpreter, i: PropertyResidue, target: number): boolean {
  if (target !== UNDEFINED && target !== NULL) return true;
  throwValue(it, it.m.error(`cannot ${i.op === 'demand' ? 'read' : 'set'} ${String(it.m.text(it.m.pool[-1 - i.key]))} of ${target === UNDEFINED ? 'undefined' : 'null'}`, 'TypeError'));
  return false;
}

/** The property is there from now on; its value is not kept. */
function occupy(it: Interpreter, i: Extract<Residue, { op: 'occupy' }>, target: number): void {
  if (!demand(it, i, target)) return;
  const key = propertyKeyOf(it.m, it.m.pool[-1 - i.key]);
  // code outside may well read it
  if (it.m.isUnknown(target) && target !== HOLE) it.m.handsOutName(key);
  const owner = makeOwner(it.m, target);
  if (owner === 0) return;
  if (i.races) it.m.touch(owner);
  if (it.m.getOwn(owner, key) !== HOLE) return;
  it.m.touch(owner);
  it.m.setOwn(owner, key, UNDEFINED);
}

function environmentAt(it: Interpreter, cell: number, depth: number): number {
  let environment = payload(it.memory.words[cell + frame.environment]);
  for (let i = 0; i < depth; i++) environment = payload(it.memory.words[environment + 1]);
  return environment;
}

function binary(it: Interpreter, operator: string, a: number, b: number, isCounted: boolean): number {
  if (operator === 'instanceof') return instanceOf(it, a, b);
  return binaryOperation(it.m, operator, a, b, isCounted);
}

/** A name of a class that no other class has, undefined where none is known. */
function className(it: Interpreter, value: number): string | undefined {
  if (it.memory.kindOf(value) === kind.class) return String(payload(it.memory.words[payload(value) + classCell.index]));
  return (value & 7) === tag.builtin || (value & 7) === tag.library ? `${String(value & 7)} ${String(payload(value))}` : undefined;
}

function instanceOf(it: Interpreter, a: number, b: number): number {
  const ask = (): number => boolean(it.m.choose(2, 1) === 0);
  if (it.m.isUnknown(a) || it.m.isUnknown(b)) {
    const known = it.m.isUnknown(b) ? undefined : className(it, b);
    return known === undefined ? ask() : askedOf(it.m, a, `instanceof ${known}`, ask);
  }
  if (!isReference(a)) return FALSE;
  const { words } = it.memory;
  if (it.memory.kindOf(a) !== kind.object) {
    const name = (b & 7) === tag.builtin ? it.m.builtins[payload(b)] : '';
    const own: Readonly<Record<number, string>> = { [kind.array]: 'Array', [kind.map]: 'Map', [kind.set]: 'Set', [kind.promise]: 'Promise' };
    return boolean(own[it.memory.kindOf(a)] === name || ((b & 7) === tag.library && it.memory.kindOf(a) >= firstPrimitiveKind && words[payload(a) + 1] === integer(payload(b))));
  }
  let prototype = words[payload(a) + object.prototype];
  for (;;) {
    if (prototype === b) return TRUE;
    if (it.memory.kindOf(prototype) !== kind.class) break;
    prototype = words[payload(prototype) + classCell.parent];
  }
  const name = (prototype & 7) === tag.builtin ? it.m.builtins[payload(prototype)] : '';
  return boolean((b & 7) === tag.builtin && it.m.builtins[payload(b)] === 'Error' && (name.endsWith('Error') || name === 'Misuse'));
}

function extendWith(it: Interpreter, cell: number, target: number, source: number, site: number): void {
  if (isIterable(it, source)) {
    it.enter(it.m.model.derived['array.extend'], UNDEFINED, UNDEFINED, [target, source], cell, -1, site);
    return;
  }
  const result = extendArray(it.m, target, source);
  if (result === RAISED) throwValue(it, it.m.thrown);
}

/** Whether iterating a value runs code of the program. */
export function isIterable(it: Interpreter, value: number): boolean {
  return (it.memory.kindOf(value) === kind.generator && it.memory.words[payload(value) + generator.async] !== TRUE) || hasMember(it, value, it.m.literal('@@iterator'));
}

/** Whether an object of the program has a method, of its own or of its class, or a function one that it was given. */
export function hasMember(it: Interpreter, value: number, key: number): boolean {
  const k = it.memory.kindOf(value);
  if (k !== kind.object && k !== kind.closure) return false;
  const owner = ownerOf(it.m, value);
  const own = owner === 0 ? HOLE : it.m.getOwn(owner, key);
  if (own !== HOLE) return it.m.isFunction(own);
  return k === kind.object && findMember(it, it.memory.words[payload(value) + object.prototype], key, 'method', false) !== undefined;
}

function defineAccessor(it: Interpreter, cell: number, i: Extract<Instruction, { op: 'accessor' }>): void {
  const target = payload(it.value(cell, i.target));
  const key = it.value(cell, i.key);
  const known = it.m.getOwn(target, key);
  const made = it.memory.allocate(kind.accessor, 2);
  const { words } = it.memory;
  const get = it.value(cell, i.get);
  const set = it.value(cell, i.set);
  const isAccessor = it.memory.kindOf(known) === kind.accessor;
  words[made + accessor.get] = get === UNDEFINED && isAccessor ? words[payload(known) + accessor.get] : get;
  words[made + accessor.set] = set === UNDEFINED && isAccessor ? words[payload(known) + accessor.set] : set;
  it.m.setOwn(target, key, reference(made));
}
