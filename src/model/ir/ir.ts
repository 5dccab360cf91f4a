import type { ClassExport, FunctionExport, Operation } from '../../libraries/library.ts';
import type { Location } from '../location.ts';

/**
 * The process model: procedures over slots and a heap, with the concurrency operations of the library descriptions.
 * It is plain data (serialisable, no references into the TypeScript AST) and the only thing the checker sees.
 */
export interface Model {
  readonly sites: readonly Location[];
  readonly constants: readonly Constant[];
  readonly procedures: readonly Procedure[];
  readonly classes: readonly ClassInfo[];
  readonly modules: readonly ModuleInfo[];
  readonly libraries: readonly LibraryExport[];
  readonly entries: readonly Entry[];
  /** Operation name (`mutex.runExclusive`) or builtin (`array.map`) -> the prelude procedure that says what it does. */
  readonly derived: Readonly<Record<string, number>>;
  /** Site of a creation -> what the source calls the object: a variable, field or property. */
  readonly labels: Readonly<Record<number, string>>;
  /** Integers that the program compares with: they stay exact however large. */
  readonly landmarks: readonly number[];
  /** Property names that are assigned outside of constructors and initialisers: reads of the others never race. */
  readonly mutable: readonly string[];
}

/** A value that is known when the model is built. */
export type Constant =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: 'function'; readonly procedure: number }
  | { readonly kind: 'library'; readonly index: number }
  /** A name of the platform that no description covers, such as `Math`. */
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'unknown' };

/** An operand: a slot of the frame where >= 0, else the constant with index `-1 - operand`. */
export type Value = number;
export type Slot = number;

export interface Procedure {
  readonly name: string;
  readonly site: number;
  readonly module: number;
  /** The first `parameters` slots receive the arguments; a rest parameter is the last. */
  readonly parameters: number;
  readonly rest: boolean;
  readonly parameterNames: readonly string[];
  readonly slots: number;
  readonly kind: 'function' | 'async' | 'generator' | 'async-generator';
  /** `this` comes from where the closure was made. */
  readonly arrow: boolean;
  /** Part of the prelude: its steps are shown at the place where visible code called it. */
  readonly hidden: boolean;
  readonly code: readonly Instruction[];
  /** The site of each instruction. */
  readonly sites: readonly number[];
  readonly handlers: readonly Handler[];
}

/** Code in `[from, to)` that throws goes on at `target` with the thrown value in `slot`. Inner handlers come first. */
export interface Handler {
  readonly from: number;
  readonly to: number;
  readonly target: number;
  readonly slot: Slot;
  /** Also runs when a generator is closed from outside (a `finally`, not a `catch`). */
  readonly always: boolean;
}

export type Instruction =
  | { readonly op: 'move'; readonly to: Slot; readonly a: Value }
  | { readonly op: 'loadGlobal'; readonly to: Slot; readonly module: number; readonly index: number; readonly constant: boolean }
  | { readonly op: 'storeGlobal'; readonly module: number; readonly index: number; readonly a: Value }
  | { readonly op: 'loadEnv'; readonly to: Slot; readonly depth: number; readonly index: number; readonly constant: boolean }
  | { readonly op: 'storeEnv'; readonly depth: number; readonly index: number; readonly a: Value }
  | { readonly op: 'pushEnv'; readonly size: number }
  | { readonly op: 'copyEnv' }
  | { readonly op: 'saveEnv'; readonly to: Slot }
  | { readonly op: 'restoreEnv'; readonly a: Slot }
  | { readonly op: 'this'; readonly to: Slot }
  | { readonly op: 'object'; readonly to: Slot; readonly keys: readonly string[]; readonly values: readonly Value[] }
  | { readonly op: 'array'; readonly to: Slot; readonly values: readonly Value[] }
  /** Appends all items of an iterable to an array. */
  | { readonly op: 'extend'; readonly target: Value; readonly source: Value }
  /** Copies the own properties of `source`, except `without`. */
  | { readonly op: 'assign'; readonly target: Value; readonly source: Value; readonly without: readonly string[] }
  | { readonly op: 'accessor'; readonly target: Value; readonly key: Value; readonly get: Value; readonly set: Value }
  | { readonly op: 'closure'; readonly to: Slot; readonly procedure: number }
  | { readonly op: 'class'; readonly to: Slot; readonly index: number; readonly parent: Value }
  | { readonly op: 'get'; readonly to: Slot; readonly object: Value; readonly key: Value }
  | { readonly op: 'set'; readonly object: Value; readonly key: Value; readonly a: Value }
  | { readonly op: 'delete'; readonly object: Value; readonly key: Value }
  | { readonly op: 'getSuper'; readonly to: Slot; readonly class: Value; readonly key: Value; readonly isStatic: boolean }
  /** `args` is one array operand where `spread`. */
  | { readonly op: 'call'; readonly to: Slot; readonly callee: Value; readonly self: Value; readonly args: readonly Value[]; readonly spread: boolean }
  | { readonly op: 'invoke'; readonly to: Slot; readonly object: Value; readonly key: Value; readonly args: readonly Value[]; readonly spread: boolean }
  | { readonly op: 'new'; readonly to: Slot; readonly callee: Value; readonly args: readonly Value[]; readonly spread: boolean }
  | { readonly op: 'superCall'; readonly class: Value; readonly args: readonly Value[]; readonly spread: boolean }
  /** Runs a primitive operation directly (prelude only). */
  | { readonly op: 'operate'; readonly to: Slot; readonly name: string; readonly args: readonly Value[] }
  | { readonly op: 'unary'; readonly to: Slot; readonly operator: string; readonly a: Value }
  | { readonly op: 'binary'; readonly to: Slot; readonly operator: string; readonly a: Value; readonly b: Value }
  | { readonly op: 'jump'; readonly target: number }
  /** `nullish`: yes where `a` is null or undefined; else yes where `a` is truthy. */
  | { readonly op: 'branch'; readonly a: Value; readonly test: 'truthy' | 'nullish'; readonly yes: number; readonly no: number }
  | { readonly op: 'await'; readonly to: Slot; readonly a: Value }
  | { readonly op: 'yield'; readonly to: Slot; readonly a: Value }
  | { readonly op: 'return'; readonly a: Value }
  | { readonly op: 'throw'; readonly a: Value }
  | { readonly op: 'iterate'; readonly to: Slot; readonly a: Value; readonly async: boolean }
  | { readonly op: 'next'; readonly to: Slot; readonly iterator: Value; readonly async: boolean }
  | { readonly op: 'close'; readonly to: Slot; readonly iterator: Value }
  /** Code that the model does not understand; `to` becomes unknown. */
  | { readonly op: 'opaque'; readonly to: Slot; readonly reason: string };

export interface ClassInfo {
  readonly name: string;
  readonly site: number;
  /** Procedures; -1 where there is none. The constructor's `this` exists already where there is no parent. */
  readonly constructor: number;
  /** Evaluates the instance's field initialisers, with `this`. */
  readonly fields: number;
  readonly derived: boolean;
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly kind: 'method' | 'get' | 'set';
  readonly isStatic: boolean;
  /** Kept to the class itself by the language or by convention (`private`, `#name`, `_name`). */
  readonly isInner: boolean;
  readonly procedure: number;
}

export interface ModuleInfo {
  readonly file: string;
  readonly init: number;
  readonly globals: readonly string[];
  /** Modules that it imports, in order: they are initialised first. */
  readonly imports: readonly number[];
}

/** One export of a library, with the handle classes it refers to resolved to indices. */
export interface LibraryExport {
  readonly library: string;
  readonly name: string;
  readonly meaning: ClassExport | FunctionExport;
  /** Class name of the same library -> index in `Model.libraries`. */
  readonly handles: Readonly<Record<string, number>>;
}

export type { ClassExport, FunctionExport, Operation };

/** Where an exploration begins. */
export interface Entry {
  readonly name: string;
  readonly site: number;
  readonly module: number;
  /**
   * `main` runs the module and then calls the function; `module` runs the module only; `exported` calls the function
   * as a friendly client would, whose own errors are not findings; `test` runs one test of a test file.
   */
  readonly kind: 'main' | 'module' | 'exported' | 'test';
  /** The operand to call, for all but `module`. */
  readonly procedure: number;
}
