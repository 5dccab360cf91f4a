/**
 * What a concurrency library means, as data. A description names the exports of a package and says, for each
 * operation, which primitive operation it is and where its operands are. It holds no functions, so that the ESLint
 * rules, the model and the documentation all read the same value.
 */

/** Where an operand is found at a call: an argument by position, an option of an object argument, or a constant. */
export type Operand =
  | { readonly argument: number; readonly default?: Constant }
  /** A property of an object argument, e.g. `{ option: 'signal', of: 1 }` for `add(task, { signal })`. */
  | { readonly option: string; readonly of: number; readonly default?: Constant }
  /** All arguments from this position on, as a list. */
  | { readonly rest: number }
  | { readonly constant: Constant };

export type Constant = string | number | boolean | null;

/** The primitives that the checker knows; each is one file in `src/checker/primitives/`. A `pool` is known to the rules alone: to the checker it is a program. */
export type PrimitiveName =
  | 'channel' | 'select' | 'mutex' | 'rwlock' | 'condition' | 'countdown'
  | 'promise' | 'signal' | 'timer' | 'event' | 'limiter' | 'latch' | 'once' | 'resetEvent' | 'barrier' | 'keyed' | 'stream' | 'port' | 'pool';

/**
 * What a successful acquire hands out:
 * - `nothing`: the lock itself is released by a method;
 * - `function`: a function that releases (once);
 * - `pair`: `[value, release function]`;
 * - `handle`: an object with the members of the class named by `handle`.
 */
export type Gives = 'nothing' | 'function' | 'pair' | 'handle';

/** One operation: the primitive operation it performs, and where that one's operands are. */
export interface Operation {
  /** `<primitive>.<operation>`, e.g. `mutex.acquire`. Operations and their operands are listed in `docs/libraries.md`. */
  readonly op: string;
  /** Operand name of the primitive operation -> where to find it. Operands that are not named are undefined. */
  readonly operands?: Readonly<Record<string, Operand>>;
  readonly gives?: Gives;
  /** The class (of the same library) of what `gives: 'handle'` hands out, or of what a property or static operation is. */
  readonly handle?: string;
  /** A property rather than a method: reading it performs the operation. */
  readonly property?: boolean;
  /** Returns a promise, so that a caller who does not await it goes on. */
  readonly async?: boolean;
  /** Of an object that it returns, the property that is a promise, which the others settle. */
  readonly promise?: string;
}

export interface ClassExport {
  readonly kind: 'class';
  readonly primitive: PrimitiveName;
  /** Operands of creation; absent where user code cannot construct it (a handle). */
  readonly construct?: Readonly<Record<string, Operand>>;
  /** The operation that sets a new one up, with the operands of creation; `owner` is the object of a class that extends it. */
  readonly setup?: string;
  /** Other classes whose objects its operations make, as `module#name`. */
  readonly makes?: readonly string[];
  /** The operation that makes an instance, where that is not a cell of the primitive; its operands are in `construct`. */
  readonly create?: string;
  /** How the primitive behaves where libraries differ; see the primitive's own file for the words it knows. */
  readonly policy?: Readonly<Record<string, Constant>>;
  readonly members: Readonly<Record<string, Operation>>;
  readonly statics?: Readonly<Record<string, Operation>>;
  /** The value itself is callable (p-limit's `limit(fn)`). */
  readonly call?: Operation;
  /** `for await (… of value)`: the operation that gives the next `{ value, done }`. */
  readonly iterate?: Operation;
  /** Created by calling the export rather than by `new`. */
  readonly factory?: boolean;
  /** Code outside may pass one, as `create` makes it, where the type of a parameter asks for it. */
  readonly passed?: boolean;
  /** The model runs the stand-in's own export of this name: all else here is what the rules know of it. */
  readonly standsIn?: boolean;
}

export interface FunctionExport extends Operation {
  readonly kind: 'function';
  /** Classes whose objects it makes, as `module#name`. */
  readonly makes?: readonly string[];
}

export type Export = ClassExport | FunctionExport;

export interface Library {
  /** Import specifiers, e.g. `['node:events', 'events']`. Empty for what is global only. */
  readonly modules: readonly string[];
  /** Versions the description was checked against. */
  readonly versions?: string;
  /** Exported name (`default` for the default export) -> meaning. */
  readonly exports: Readonly<Record<string, Export>>;
  /**
   * What no primitive tells, as a program: the text of a module in plain JavaScript that stands in for the package. Its steps
   * are told where they are called from; `$op(name, …)` runs an operation. What `exports` describes goes before it.
   */
  readonly standIn?: string;
  /** Names that exist without an import -> name in `exports`. */
  readonly globals?: Readonly<Record<string, string>>;
  /** What is taken and has to be given back, for the rules within a function and for the checker across functions. */
  readonly obligations?: readonly Obligation[];
  /** What code outside of the program calls back, through objects that no description covers. */
  readonly callbacks?: Callbacks;
  /** Functions that mean no more to concurrency than that they wait, and end the wait by a signal: exported (or global) name -> how. */
  readonly cancellable?: Readonly<Record<string, Cancellable>>;
  /** What throws nothing by itself, by name. */
  readonly calm?: Calm;
  /** What keeps values under keys or in a row. */
  readonly collections?: Collections;
  /** Global functions that never return. */
  readonly final?: readonly string[];
  /** Functions that stop their whole thread until another thread does its part: exported (or global) name, a dot, and its method -> how. */
  readonly blocking?: Readonly<Record<string, Blocking>>;
}

/** What throws nothing by itself: of the platform's objects, and of methods whatever the object. */
export interface Calm {
  /** Global objects all of whose methods return, whatever they are given. */
  readonly objects?: readonly string[];
  /** Global functions, and functions of global objects: `Object.keys`. */
  readonly functions?: readonly string[];
  readonly classes?: readonly string[];
  readonly methods?: readonly string[];
  /** Methods that throw only what the function that they are given throws. */
  readonly iterations?: readonly string[];
  /** Types of functions, as an annotation says them. */
  readonly types?: readonly string[];
}

/** The language's collections, by the names of their types and methods, whatever the object. */
export interface Collections {
  /** Types whose last argument is that of the values. */
  readonly types?: readonly string[];
  /** Types that show the object of their first argument with less of it, or more strictly. */
  readonly views?: readonly string[];
  /**
   * What a method does: `collection.get`, `.has`, `.set`, `.add` by the operand `key`; `.take` gives any value; `.map` and `.each` start their
   * `callback` for each value without waiting in between, and give a list of what it returns, or drop that.
   */
  readonly members?: Readonly<Record<string, Operation>>;
}

/** Known by their names alone, whatever the object: it comes from code that is not analysed. */
export interface Callbacks {
  /** Methods that keep a function and call it again and again, also while an earlier call of it still runs. */
  readonly methods?: readonly string[];
  /** Events that come once at most, and also when what they come from has been closed. */
  readonly endings?: readonly string[];
  /** Events that come with something, never with `null` or `undefined`. */
  readonly carriers?: readonly string[];
  /** Those of the endings after which what they come from sends nothing else. */
  readonly finals?: readonly string[];
  /** Other events that come once at most. */
  readonly beginnings?: readonly string[];
  /** Methods that let go of a function which the object was given to call. */
  readonly removals?: readonly string[];
  /** What the first parameter of a function is called that is called once, with an error or a result. */
  readonly failures?: readonly string[];
  /** Functions that are the whole program, and so run once. */
  readonly programs?: readonly string[];
}

export interface Blocking {
  /** Where a limit for the wait goes. */
  readonly timeout: Operand;
  /** What waits without stopping the thread. */
  readonly instead: string;
}

export interface Cancellable {
  /** Where the signal goes. */
  readonly signal: Operand;
  /** An argument that brings its own signal if it is an object of this (global) class. */
  readonly carrier?: {
    readonly argument: number;
    readonly class: string;
    /** Types that such an object may hide behind. */
    readonly types?: readonly string[];
    /** The method by which one is made of another. */
    readonly copy?: string;
  };
}

/**
 * What `take` takes must be given back on every path by one of `release`. Who can give it back is the one who holds:
 * what `take` handed out (a lock's release function, a reader, a timer), what it was given (`matching`), or the object itself.
 */
export interface Obligation {
  /** The class whose instances take and give back; absent where `take` and `release` are exported functions. */
  readonly class?: string;
  /** A method of the class, `new` where making an instance takes it, or an exported function. */
  readonly take: string;
  /** What gives it back: methods of the object or of what `take` handed out, or exported functions. */
  readonly release: readonly string[];
  /**
   * How the release says which one it gives back: by what `take` returned, as its first argument (`clearTimeout(timer)`);
   * or by the arguments at these positions, which are those that `take` was given (`off(name, listener)`).
   */
  readonly matching?: 'result' | readonly number[];
  /** Where `take` is given a signal that gives it back as well when it is aborted. */
  readonly signal?: Operand;
  /** It is over by itself at some time: a timer that fires, a listener that is called once. Too late, where it was to be given back before. */
  readonly endsItself?: boolean;
  /** Methods that give back all that the object has (`removeAllListeners`). */
  readonly releaseAll?: readonly string[];
  /** Runs a callback while it holds the resource (`runExclusive`): the argument's position. */
  readonly scoped?: readonly { readonly method: string; readonly callback: number }[];
  /** What is taken, in a word or two: `lock`, `permit`, `timer`, `listener`, `reader`. */
  readonly what: string;
}
