import { isLiteral, textOf } from '../ir/flow.ts';
import type { Constant, Instruction, Procedure } from '../ir/ir.ts';
import type { ProgramBuilder } from '../lower/context.ts';
import { proceduresByMember, type Relevance } from './relevance.ts';

/** What can be left out of a program without relevant procedures noticing. */
export interface Reading {
  /** Nothing that the procedure does can be noticed by a relevant one, but for what it returns. */
  isIdle(procedure: number): boolean;
  /** The same for one instruction; `beside` are the instructions that would be left out with it. */
  isIdleInstruction(instruction: Instruction, beside: readonly Instruction[]): boolean;
}

/** Whether a value was read from somewhere: a promise that was stored may be one that relevant code settles. */
function isStored(value: number, code: readonly Instruction[]): boolean {
  return code.some((i) => 'to' in i && i.to === value && (i.op === 'get' || i.op === 'loadGlobal' || i.op === 'loadEnv' || (i.op === 'move' && i.a !== value && isStored(i.a, code.filter((other) => other !== i)))));
}

/** The names of the properties to which a procedure assigns what it makes of a class that a library describes. */
function keptIn({ code }: Procedure, constants: readonly Constant[]): string[] {
  const made = new Set(code.flatMap((i) => (i.op === 'new' && i.callee < 0 && constants[-1 - i.callee].kind === 'library' ? [i.to] : [])));
  return code.flatMap((i) => (i.op === 'set' && made.has(i.a) ? textOf(constants, i.key) ?? [] : []));
}

/** Whether a procedure returns what an object keeps under one of these names. */
function returnsOne({ code }: Procedure, names: ReadonlySet<string>, constants: readonly Constant[]): boolean {
  const read = new Set(code.flatMap((i) => (i.op === 'get' && names.has(textOf(constants, i.key) ?? '') ? [i.to] : [])));
  return code.some((i) => i.op === 'return' && read.has(i.a));
}

/** Methods of the platform that change what they are called on. */
const changing = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'set', 'add', 'delete', 'clear', 'call', 'apply', 'bind', 'then', 'catch', 'finally', 'next', 'return', 'throw', 'resolve', 'reject']);

export function newReading(program: ProgramBuilder, relevance: Relevance): Reading {
  const { procedures, constants, classes, libraries } = program;
  const byMember = proceduresByMember(classes);

  /** Names of properties that code reads which is not idle. */
  const read = new Set<string>();
  const noteReads = (procedure: Procedure): void => {
    for (const instruction of procedure.code) {
      if (instruction.op !== 'get' && instruction.op !== 'invoke') continue;
      const name = textOf(constants, instruction.key);
      if (name !== undefined) read.add(name);
    }
  };
  procedures.forEach((procedure, index) => {
    if (procedure !== undefined && (procedure.hidden || relevance.reaches(index))) noteReads(procedure);
  });

  /** Names under which an object may hold a function, of the program's making or a described library's. */
  const given = new Set(libraries.flatMap(({ meaning }) => (meaning.kind === 'class' ? Object.keys(meaning.members) : [])));
  for (const procedure of procedures) {
    if (procedure === undefined || procedure.hidden) continue;
    for (const instruction of procedure.code) {
      if (instruction.op === 'set' && !isLiteral(constants, instruction.a)) given.add(textOf(constants, instruction.key) ?? '');
      if (instruction.op === 'object') instruction.values.forEach((value, at) => { if (!isLiteral(constants, value)) given.add(instruction.keys[at]); });
    }
  }

  /** Names under which an object keeps what a described library makes: a promise, a lock. */
  const kept = new Set(procedures.flatMap((procedure) => (procedure === undefined || procedure.hidden ? [] : keptIn(procedure, constants))));
  const idle = procedures.map((procedure, index) => procedure !== undefined && !procedure.hidden && !relevance.reaches(index) && !returnsOne(procedure, kept, constants));
  const ownEnvironments = (procedure: Procedure): number => procedure.code.filter((i) => i.op === 'pushEnv').length;

  function isIdleInstruction(instruction: Instruction, beside: readonly Instruction[], own: number): boolean {
    const isLocal = (slot: number): boolean => slot >= 0 && beside.some((i) => 'to' in i && i.to === slot) && beside.every((i) => !('to' in i) || i.to !== slot || i.op === 'object' || i.op === 'array');
    switch (instruction.op) {
      case 'move': case 'loadGlobal': case 'loadEnv': case 'this': case 'object': case 'array': case 'get': case 'unary': case 'binary': case 'jump': case 'branch': case 'opaque':
      case 'pushEnv': case 'copyEnv': case 'saveEnv': case 'restoreEnv': case 'getSuper':
        return true;
      case 'iterate': case 'next': return !instruction.async;
      case 'close': return true;
      case 'closure': return idle[instruction.procedure];
      case 'extend': case 'assign': return isLocal(instruction.target);
      case 'set': {
        const name = textOf(constants, instruction.key);
        return isLocal(instruction.object) || (name !== undefined && !read.has(name));
      }
      case 'storeEnv': return instruction.depth < own;
      case 'invoke': {
        const name = textOf(constants, instruction.key);
        if (name === undefined) return false;
        // what an object holds under the name of a method may be called in its place
        if (given.has(name)) return false;
        const candidates = byMember.get(name);
        if (candidates !== undefined) return candidates.every((candidate) => idle[candidate]);
        return !changing.has(name) || isLocal(instruction.object);
      }
      case 'call': {
        const constant = instruction.callee < 0 ? constants[-1 - instruction.callee] : undefined;
        return constant?.kind === 'function' ? idle[constant.procedure] : constant?.kind === 'builtin' || constant?.kind === 'unknown';
      }
      case 'new': {
        const constant = instruction.callee < 0 ? constants[-1 - instruction.callee] : undefined;
        return constant?.kind === 'builtin' || constant?.kind === 'unknown';
      }
      default: return false;
    }
  }

  for (let changed = true; changed;) {
    changed = false;
    procedures.forEach((procedure, index) => {
      if (procedure === undefined || !idle[index]) return;
      const own = ownEnvironments(procedure);
      const stays = procedure.code.every((i) => i.op === 'return' || i.op === 'throw' || (i.op === 'await' ? !isStored(i.a, procedure.code) : isIdleInstruction(i, procedure.code, own)));
      if (stays) return;
      idle[index] = false;
      noteReads(procedure);
      changed = true;
    });
  }
  return { isIdle: (procedure) => idle[procedure], isIdleInstruction: (instruction, beside) => isIdleInstruction(instruction, beside, 0) };
}
