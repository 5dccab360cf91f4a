import { Objects } from '../objects.ts';
import { readsAll, type Reading } from '../program.ts';
import { closure, container, integer, kind, object, payload, reference, tag, UNDEFINED } from '../values.ts';
import { WithUnknowns } from './unknowns.ts';

const callableKinds: ReadonlySet<number> = new Set([kind.closure, kind.class, kind.resolver, kind.token]);

/** Objects, containers, functions and errors. */
export class WithObjects extends WithUnknowns {
  readonly #objects = new Objects(this.memory);

  /** An object without properties; `extra` fields after its own are for primitives. */
  newObject(prototype: number, extra = 0): number {
    const cell = this.memory.allocate(kind.object, 4 + extra);
    const { words } = this.memory;
    words[cell + object.prototype] = prototype;
    words[cell + object.shape] = integer(0);
    return cell;
  }

  /** An object of a class that extends a library's class stands for the primitive inside. */
  unwrap(value: number): number {
    value = this.resolve(value);
    if (this.memory.kindOf(value) !== kind.object) return value;
    const inner = this.memory.words[payload(value) + object.primitive];
    return inner === UNDEFINED ? value : inner;
  }

  getOwn(cell: number, key: number): number {
    return this.#objects.get(cell, key);
  }

  setOwn(cell: number, key: number, value: number): void {
    this.#objects.set(cell, key, value);
  }

  deleteOwn(cell: number, key: number): void {
    this.#objects.delete(cell, key);
  }

  ownKeys(cell: number): readonly number[] {
    return this.#objects.keys(cell);
  }

  newArray(values: readonly number[], origin = -1): number {
    const cell = this.newContainer(kind.array, origin);
    if (values.length > 0) {
      const items = this.memory.vector(values);
      this.memory.words[cell + container.items] = items;
    }
    return reference(cell);
  }

  newContainer(containerKind: number, origin: number): number {
    const cell = this.memory.allocate(containerKind, 2);
    this.memory.words[cell + container.origin] = integer(origin);
    return cell;
  }

  isContainer(value: number): boolean {
    const kindOfCell = this.memory.kindOf(value);
    return kindOfCell === kind.array || kindOfCell === kind.map || kindOfCell === kind.set;
  }

  /** Whether what is added to a container must be kept. */
  keeps(cell: number): boolean {
    return this.slicing.keeps(payload(this.memory.words[cell + container.origin]));
  }

  /** Notes that a container's content is read, and unless said otherwise in its order. */
  reads(cell: number, inOrder = true): void {
    this.slicing.reads(payload(this.memory.words[cell + container.origin]), inOrder);
  }

  /** What the program reads; set by the interpreter, which knows it. */
  reading: Reading = readsAll;

  /** Notes that a property is read by a computed name. */
  readsName(key: number): void {
    if ((key & 7) !== tag.constant) return;
    this.names?.looksInto(payload(key));
    const name = this.#nameOf(key);
    if (name !== undefined && !this.reading.isRead(name)) this.slicing.readsName(name);
  }

  /** Undefined where any property may be written. */
  #mutable: Set<number> | undefined;

  /** Takes the names that the code shows to be written, undefined where that may be any; with those that have been seen to be written by a computed name. */
  knowsWritten(names: readonly string[] | undefined): void {
    const { written } = this.slicing;
    this.#mutable = names === undefined || written === undefined ? undefined : new Set([...names, ...written].map((name) => this.keyOf(payload(this.literal(name)))));
  }

  /** Whether a property may be written once its object is made: reads of the others race with nothing. */
  isMutable(key: number): boolean {
    return this.#mutable?.has(key) !== false;
  }

  /** Notes that a property is written by a computed name. A name that stands for others does not say which. */
  writesName(key: number): void {
    if (this.isMutable(key) || ((key & 7) !== tag.constant && (key & 7) !== tag.integer)) return;
    const isOneOfMany = (key & 7) === tag.constant && this.names?.has(payload(key)) === true;
    this.slicing.writesName(isOneOfMany ? undefined : String(this.plain(key).value));
  }

  #nameOf(key: number): string | undefined {
    const name = (key & 7) === tag.constant ? this.constants[payload(key)] : undefined;
    return typeof name === 'string' ? name : undefined;
  }

  /** Notes that a property is read by code outside, which has no use for plain values. */
  handsOutName(key: number): void {
    const name = this.#nameOf(key);
    if (name === undefined || this.reading.mayHold(name)) this.readsName(key);
  }

  /** Notes that it is asked whether an object has a property. */
  asksForName(key: number): void {
    const name = this.#nameOf(key);
    if (name !== undefined && this.reading.missing.has(name)) this.slicing.readsName(name);
  }

  /** Notes that it is asked which properties an object has. */
  asksForNames(): void {
    for (const name of this.reading.missing) this.slicing.readsName(name);
  }

  resultObject(value: number, done: number): number {
    const cell = this.newObject(UNDEFINED);
    this.setOwn(cell, this.literal('value'), value);
    this.setOwn(cell, this.literal('done'), done);
    return reference(cell);
  }

  newClosure(procedure: number, environment: number, self: number): number {
    const cell = this.memory.allocate(kind.closure, 4);
    const { words } = this.memory;
    words[cell + closure.procedure] = integer(procedure);
    words[cell + closure.environment] = environment;
    words[cell + closure.self] = self;
    return reference(cell);
  }

  // functions

  /** How many parameters a function of the program has; undefined for all other values. */
  parametersOf(value: number): number | undefined {
    return this.isFunction(value) ? this.model.procedures[this.procedureOf(value)].parameters : undefined;
  }

  /** Whether a value is a function of the program. */
  isFunction(value: number): boolean {
    return (value & 7) === tag.function || this.memory.kindOf(value) === kind.closure;
  }

  /** Whether a value can be called: functions of the program and of the platform, classes, what settles a promise, what gives a grant back. */
  isCallable(value: number): boolean {
    const bits = value & 7;
    return bits === tag.function || bits === tag.library || bits === tag.builtin || callableKinds.has(this.memory.kindOf(value));
  }

  /** The procedure that a function of the program runs. */
  procedureOf(callee: number): number {
    return payload((callee & 7) === tag.function ? callee : this.memory.words[payload(callee) + closure.procedure]);
  }

  // errors

  error(message: string, className = 'Error'): number {
    if (className === 'TypeError' && !this.faults.has(message)) this.faults.set(message, -1);
    const cell = this.newObject(this.builtin(className));
    this.setOwn(cell, this.literal('message'), this.literal(message));
    this.setOwn(cell, this.literal('name'), this.literal(className));
    return reference(cell);
  }

  raiseError(message: string, className = 'Error'): number {
    return this.raise(this.error(message, className));
  }

  /** An error that a primitive throws because it was used wrongly: uncaught, it is a finding. */
  misuse(message: string, site: number): number {
    const error = this.error(message, 'Misuse');
    this.setOwn(payload(error), this.literal('misuse'), integer(site));
    this.setOwn(payload(error), this.literal('message'), this.literal(message));
    return error;
  }
}
