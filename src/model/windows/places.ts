import { textOf } from '../ir/flow.ts';
import type { Instruction, Model } from '../ir/ir.ts';
import type { Code } from './code.ts';

/** How a value is reached, in terms that mean the same at every instruction of the procedure. */
export type Path =
  | { readonly kind: 'this' }
  | { readonly kind: 'constant'; readonly operand: number }
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'global'; readonly module: number; readonly index: number }
  /** `level` counts environments: 0 and below are those that the function was made in, from the innermost. */
  | { readonly kind: 'variable'; readonly level: number; readonly index: number }
  | { readonly kind: 'property'; readonly object: Path; readonly key: Path };

/** Something that tasks share: a variable, a property, an entry of a map or set; or how many items a container has, and which. */
export interface Place {
  readonly part: 'variable' | 'property' | 'entry' | 'content';
  /** The variable itself, or the object or container. */
  readonly holder: Path;
  readonly key: Path | undefined;
}

export interface Write {
  readonly place: Place;
  /** The value that is stored; undefined where the operation itself changes what is there. */
  readonly value: number | undefined;
}

export const looks: ReadonlySet<string> = new Set(['get', 'has']);
const searches = new Set(['includes', 'indexOf', 'lastIndexOf', 'some', 'find', 'findIndex', 'every']);
const adds = new Set(['push', 'unshift']);
const takes = new Set(['pop', 'shift']);

/** The models' constants, as far as places need them. */
export type Constants = Model['constants'];

/** How an operand's value came about, through copies and reads. */
function pathTo(code: Code, operand: number): Path {
  if (operand < 0) return { kind: 'constant', operand };
  const slot: Path = { kind: 'slot', slot: operand };
  const definitions = code.definitions(operand);
  if (operand < code.parameters || definitions.length !== 1 || definitions[0] < 0) return slot;
  const [pc] = definitions;
  const instruction = code.instructions[pc];
  switch (instruction.op) {
    case 'move': return pathTo(code, instruction.a);
    case 'this': return { kind: 'this' };
    case 'loadGlobal': return { kind: 'global', module: instruction.module, index: instruction.index };
    case 'loadEnv': return { kind: 'variable', level: code.environments[pc] - instruction.depth, index: instruction.index };
    case 'get': return { kind: 'property', object: pathTo(code, instruction.object), key: pathTo(code, instruction.key) };
    default: return slot;
  }
}

export function keyOf(path: Path): string {
  switch (path.kind) {
    case 'this': return 'this';
    case 'constant': return `c${String(path.operand)}`;
    case 'slot': return `%${String(path.slot)}`;
    case 'global': return `g${String(path.module)}.${String(path.index)}`;
    case 'variable': return `v${String(path.level)}.${String(path.index)}`;
    case 'property': return `${keyOf(path.object)}[${keyOf(path.key)}]`;
  }
}

export function placeKey({ part, holder, key }: Place): string {
  return `${part} ${keyOf(holder)} ${key === undefined ? '' : keyOf(key)}`;
}

/** The places whose content an instruction looks at. */
export function readsOf(constants: Constants, code: Code, pc: number): Place[] {
  const i = code.instructions[pc];
  switch (i.op) {
    case 'loadGlobal': return i.constant ? [] : [{ part: 'variable', holder: { kind: 'global', module: i.module, index: i.index }, key: undefined }];
    case 'loadEnv': return i.constant ? [] : [{ part: 'variable', holder: { kind: 'variable', level: code.environments[pc] - i.depth, index: i.index }, key: undefined }];
    case 'get': {
      const name = textOf(constants, i.key);
      if (name === 'length' || name === 'size') return [{ part: 'content', holder: pathTo(code, i.object), key: undefined }];
      return [{ part: 'property', holder: pathTo(code, i.object), key: pathTo(code, i.key) }];
    }
    case 'invoke': {
      const name = textOf(constants, i.key);
      if (name === undefined || i.spread) return [];
      const holder = pathTo(code, i.object);
      if (looks.has(name) && i.args.length === 1) return [{ part: 'entry', holder, key: pathTo(code, i.args[0]) }];
      return searches.has(name) ? [{ part: 'content', holder, key: undefined }] : [];
    }
    default: return [];
  }
}

/** The places that an instruction changes. */
export function writesOf(constants: Constants, code: Code, pc: number): Write[] {
  const i = code.instructions[pc];
  switch (i.op) {
    case 'storeGlobal': return [{ place: { part: 'variable', holder: { kind: 'global', module: i.module, index: i.index }, key: undefined }, value: i.a }];
    case 'storeEnv': return [{ place: { part: 'variable', holder: { kind: 'variable', level: code.environments[pc] - i.depth, index: i.index }, key: undefined }, value: i.a }];
    case 'set': return [{ place: { part: 'property', holder: pathTo(code, i.object), key: pathTo(code, i.key) }, value: i.a }];
    case 'invoke': return i.spread ? [] : containerWrites(constants, code, i);
    default: return [];
  }
}

function containerWrites(constants: Constants, code: Code, i: Extract<Instruction, { op: 'invoke' }>): Write[] {
  const name = textOf(constants, i.key);
  if (name === undefined) return [];
  const holder = pathTo(code, i.object);
  const content: Write = { place: { part: 'content', holder, key: undefined }, value: undefined };
  if (adds.has(name) || takes.has(name)) return [content];
  const isEntry = (name === 'set' && i.args.length === 2) || (name === 'add' && i.args.length === 1);
  return isEntry ? [{ place: { part: 'entry', holder, key: pathTo(code, i.args[0]) }, value: i.args[i.args.length - 1] }, content] : [];
}

/** Whether an instruction may end what a place holds: taking an entry out is no act, but nothing read before it holds after it. */
export function clears(constants: Constants, code: Code, pc: number): Place[] {
  const i = code.instructions[pc];
  if (i.op === 'delete') return [{ part: 'property', holder: pathTo(code, i.object), key: pathTo(code, i.key) }];
  if (i.op !== 'invoke' || i.spread) return [];
  const name = textOf(constants, i.key);
  const holder = pathTo(code, i.object);
  const content: Place = { part: 'content', holder, key: undefined };
  if (name === 'delete' && i.args.length === 1) return [{ part: 'entry', holder, key: pathTo(code, i.args[0]) }, content];
  return name === 'clear' || name === 'splice' ? [content] : [];
}
