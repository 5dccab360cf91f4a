import type { Operation } from '../../model/ir/ir.ts';
import { reactions } from '../../model/reactions.ts';
import type { CallInfo, PrimitiveOperation } from '../machine.ts';
import { FALSE, firstPrimitiveKind, frame, HOLE, integer, isReference, kind, payload, RAISED, reference, token, UNDEFINED } from '../values.ts';
import type { Interpreter } from './interpreter.ts';
import { resolve, type Resolved } from './members.ts';
import { throwValue } from './unwinding.ts';

/** Operations of libraries: finding them, their operands, and running them. */

export function callLibrary(it: Interpreter, library: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { meaning } = it.m.library(library);
  if (meaning.kind === 'class') {
    if (meaning.factory === true) newLibrary(it, library, args, cell, to, site);
    else throwValue(it, it.m.error('a class must be called with new', 'TypeError'));
    return;
  }
  const resolved = it.members.libraryCall[library];
  if (resolved !== undefined) runOperation(it, resolved, UNDEFINED, args, cell, to, site);
}

export function libraryMember(it: Interpreter, target: number, key: number): Resolved | undefined {
  const memory = it.memory;
  const targetKind = memory.kindOf(target);
  if (targetKind === kind.promise) {
    const index = it.m.model.libraries.findIndex((l) => l.name === 'Promise' && l.library === '');
    return index >= 0 ? it.members.library[index].get(key) : promiseMember(it, key);
  }
  const library = payload(targetKind === kind.token ? memory.words[payload(target) + token.library] : memory.words[payload(target) + 1]);
  return library < 0 ? undefined : it.members.library[library].get(key);
}

/** Promises exist in every program, also where `Promise` is never named. */
export function promiseMember(it: Interpreter, key: number): Resolved | undefined {
  const operation = reactions.get(it.m.text(key) ?? '');
  return operation === undefined ? undefined : resolve(it.m, operation, -1);
}

export function runOperation(it: Interpreter, resolved: Resolved, self: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { operation, primitive, procedure } = resolved;
  const operands = resolved.operands.map((name) => (name === 'self' ? self : operandOf(it, operation, name, args)));
  if (primitive !== undefined) {
    const call: CallInfo = { site, library: resolved.library, operation, frame: cell };
    it.finish(cell, to, operate(it, operation.op, primitive, operands, call, cell));
  } else if (procedure >= 0) it.enter(procedure, UNDEFINED, self, operands, cell, to, site);
  else it.store(cell, to, it.m.newUnknown(2));
}

function operandOf(it: Interpreter, operation: Operation, name: string, args: readonly number[]): number {
  const at = operation.operands?.[name];
  if (at === undefined) return UNDEFINED;
  if ('constant' in at) return it.m.literal(at.constant);
  if ('rest' in at) return it.m.newArray(args.slice(at.rest));
  if ('argument' in at) {
    const value = args[at.argument] ?? UNDEFINED;
    return value === UNDEFINED && at.default !== undefined ? it.m.literal(at.default) : value;
  }
  const holder = it.m.resolve(args[at.of] ?? UNDEFINED);
  const holderKind = it.memory.kindOf(holder);
  const value = holderKind === kind.object || holderKind === kind.unknown ? it.m.getOwn(payload(holder), it.m.literal(at.option)) : HOLE;
  return value !== HOLE ? it.m.resolve(value) : at.default === undefined ? UNDEFINED : it.m.literal(at.default);
}

export function operateByName(it: Interpreter, name: string, operands: readonly number[], site: number, cell: number): number {
  const operation = it.m.operations.get(name);
  if (operation === undefined) throw new Error(`unknown operation ${name}`);
  return operate(it, name, operation, operands, { site, library: -1, operation: undefined }, cell);
}

export function operate(it: Interpreter, name: string, operation: PrimitiveOperation, operands: readonly number[], call: CallInfo, cell: number): number {
  const { m } = it;
  const self = operands.length > 0 ? m.unwrap(operands[0]) : UNDEFINED;
  const given = self === operands[0] ? operands : [self, ...operands.slice(1)];
  if (operation.operands[0] === 'self' && m.isUnknown(self)) return m.newUnknown();
  if (operation.touchesItself !== true) for (const operand of given) if (isReference(operand)) m.touch(payload(operand));
  const result = operation.run(m, given, call);
  for (const { procedure, args } of m.following.splice(0)) it.enter(procedure, UNDEFINED, UNDEFINED, args, cell, -1, call.site);
  if (cell !== 0) {
    if (/\.(acquire|read|write)$/.test(name) || (/\.(tryAcquire|tryEnter|seize)$/.test(name) && result !== UNDEFINED && result !== FALSE)) it.memory.words[cell + frame.holds] = integer(m.holds(cell) + 1);
    else if (/\.(release|dispose)$/.test(name) && m.holds(cell) > 0) it.memory.words[cell + frame.holds] = integer(m.holds(cell) - 1);
    m.observer?.operated(name, call.site, cell, self, result);
  }
  return result;
}

export function newLibrary(it: Interpreter, library: number, args: readonly number[], cell: number, to: number, site: number): void {
  const { meaning } = it.m.library(library);
  if (meaning.kind === 'class' && meaning.create !== undefined) {
    runOperation(it, resolve(it.m, { op: meaning.create, operands: meaning.construct ?? {} }, library), UNDEFINED, args, cell, to, site);
    return;
  }
  const made = createPrimitive(it, library, args, site);
  it.finish(cell, to, made);
  if (made !== RAISED) setUp(it, library, made, made, args, cell, site);
}

/** Runs the operation that sets up what was made by `new`, where its description names one. */
export function setUp(it: Interpreter, library: number, made: number, owner: number, args: readonly number[], cell: number, site: number): void {
  const { meaning } = it.m.library(library);
  if (meaning.kind !== 'class' || meaning.setup === undefined) return;
  const procedure = it.m.model.derived[meaning.setup];
  const operation: Operation = { op: meaning.setup, operands: meaning.construct };
  const operands = it.m.model.procedures[procedure].parameterNames.map((name) => (name === 'self' ? made : name === 'owner' ? owner : operandOf(it, operation, name, args)));
  it.enter(procedure, UNDEFINED, UNDEFINED, operands, cell, -1, site);
}

export function createPrimitive(it: Interpreter, library: number, args: readonly number[], site: number): number {
  const { m } = it;
  const { meaning } = m.library(library);
  if (meaning.kind !== 'class' || meaning.construct === undefined) return m.newUnknown(2);
  const primitive = m.primitives[(it.kindOfPrimitive.get(meaning.primitive) ?? firstPrimitiveKind) - firstPrimitiveKind];
  const cell = it.memory.allocate(it.kindOfPrimitive.get(meaning.primitive) ?? 0, primitive.fields + 1);
  it.memory.words[cell + 1] = integer(library);
  const operation: Operation = { op: `${meaning.primitive}.create`, operands: meaning.construct };
  const operands = [reference(cell), ...(primitive.create?.operands.slice(1) ?? []).map((name) => operandOf(it, operation, name, args))];
  const result = primitive.create?.run(m, operands, { site, library, operation }) ?? UNDEFINED;
  m.observer?.created(cell, site);
  return result === RAISED ? RAISED : reference(cell);
}
