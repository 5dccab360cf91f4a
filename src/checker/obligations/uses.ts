import type { ClassInfo, Handler } from '../../model/ir/ir.ts';
import { following, type Code } from '../liveness.ts';
import type { Machine } from '../machine.ts';
import type { Step } from '../program.ts';
import { kind, payload, UNDEFINED } from '../values.ts';

/**
 * Which captured variables code can still read. A closure keeps the whole environment that it was made in, and so does a
 * collector of garbage; but who is able to give something back is only the code that uses it.
 */
export interface Uses {
  /** (Level, index) of environment variables. Level 0 is the environment that the procedure was entered with, -1 the one around it. */
  readonly variables: readonly { readonly level: number; readonly index: number }[];
  readonly self: boolean;
}

export interface UsesOf {
  /** What a closure of a procedure can use when it is called. */
  closure(procedure: number): Uses;
  /** What a suspended frame can use when it goes on at `pc`, and the level of its environment there. */
  frame(procedure: number, pc: number): Uses & { readonly level: number };
}

/** The value of a variable `up` environments above one. */
export function variableIn({ memory }: Machine, environment: number, up: number, index: number): number {
  let at = environment;
  for (let i = 0; i < up; i++) at = memory.words[payload(at) + 1];
  return memory.kindOf(at) === kind.environment ? memory.words[payload(at) + 2 + index] : UNDEFINED;
}

export function newUses(procedureAt: (index: number) => Code, classes: readonly ClassInfo[]): UsesOf {
  const levels: (Int32Array | undefined)[] = [];
  const known = new Map<string, Uses>();

  function levelsOf(index: number): Int32Array {
    return (levels[index] ??= environmentLevels(procedureAt(index)));
  }

  function usesFrom(index: number, pc: number): Uses {
    const key = `${String(index)}:${String(pc)}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, { variables: [], self: false });
    const computed = collect(index, pc);
    known.set(key, computed);
    return computed;
  }

  function collect(index: number, pc: number): Uses {
    const procedure = procedureAt(index);
    const level = levelsOf(index);
    const variables = new Map<string, { readonly level: number; readonly index: number }>();
    let self = false;
    const add = (at: number, variable: number): void => { variables.set(`${String(at)}:${String(variable)}`, { level: at, index: variable }); };
    const nested = (inner: number, at: number): void => {
      const uses = usesFrom(inner, 0);
      for (const variable of uses.variables) if (variable.level <= 0) add(at + variable.level, variable.index);
      if (uses.self && procedureAt(inner).arrow) self = true;
    };
    for (const at of reachable(procedure, pc)) {
      const instruction = procedure.code[at];
      switch (instruction.op) {
        case 'loadEnv': add(level[at] - instruction.depth, instruction.index); break;
        case 'this': case 'superCall': case 'getSuper': self = true; break;
        case 'closure': nested(instruction.procedure, level[at]); break;
        case 'class': for (const method of proceduresOf(classes[instruction.index])) nested(method, level[at]); break;
        default:
      }
    }
    return { variables: [...variables.values()], self };
  }

  return {
    closure: (procedure) => usesFrom(procedure, 0),
    frame: (procedure, pc) => ({ ...usesFrom(procedure, pc), level: levelsOf(procedure)[Math.min(pc, procedureAt(procedure).code.length - 1)] }),
  };
}

/** The procedures of a class that run on its instances or itself. */
export function proceduresOf(info: ClassInfo): number[] {
  return [...info.members.map((member) => member.procedure), info.constructor, info.fields].filter((procedure) => procedure >= 0);
}

const handlersOf = new WeakMap<Code, readonly (readonly Handler[])[]>();

/** The handlers that protect a position. */
function handlersAt(procedure: Code, pc: number): readonly Handler[] {
  const known = handlersOf.get(procedure);
  if (known !== undefined) return known[pc];
  const each: Handler[][] = procedure.code.map(() => []);
  for (const handler of procedure.handlers) for (let at = handler.from; at < handler.to; at++) each[at].push(handler);
  handlersOf.set(procedure, each);
  return each[pc];
}

function reachable(procedure: Code, from: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const caught = new Set<Handler>();
  const stack = from < procedure.code.length ? [from] : [];
  for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    stack.push(...following(procedure.code, pc));
    for (const handler of handlersAt(procedure, pc)) {
      if (caught.has(handler)) continue;
      caught.add(handler);
      stack.push(handler.target);
    }
  }
  // a task that waits at the last instruction of protected code can still be thrown at there
  for (const handler of procedure.handlers) if (from > handler.from && from <= handler.to && !seen.has(handler.target)) for (const pc of reachable(procedure, handler.target)) seen.add(pc);
  return seen;
}

/** How many environments of its own a procedure is in at each position. */
export function environmentLevels(procedure: Code): Int32Array {
  const { code, handlers } = procedure;
  const levels = new Int32Array(code.length).fill(-1);
  const saved = new Map<number, number>();
  const visit = (start: number, level: number): void => {
    const stack: { readonly pc: number; readonly level: number }[] = [{ pc: start, level }];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (levels[at.pc] >= 0) continue;
      levels[at.pc] = at.level;
      const next = levelAfter(code[at.pc], at.level, saved);
      for (const pc of following(code, at.pc)) stack.push({ pc, level: next });
    }
  };
  if (code.length > 0) visit(0, 0);
  // a handler begins with restoring the environment that it was saved with, outer code first
  for (const handler of [...handlers].reverse()) visit(handler.target, 0);
  return levels.map((level) => Math.max(level, 0));
}

function levelAfter(instruction: Step, level: number, saved: Map<number, number>): number {
  switch (instruction.op) {
    case 'pushEnv': return level + 1;
    case 'saveEnv':
      saved.set(instruction.to, level);
      return level;
    case 'restoreEnv': return saved.get(instruction.a) ?? level;
    default: return level;
  }
}
