import type { Library } from './library.ts';

/** @esfx/disposable: what is given back at the end, the last one first; a stack that was disposed takes nothing more. The symbols are the platform's own. */
export const esfxDisposable: Library = {
  modules: ['@esfx/disposable'],
  versions: '1.0.0',
  exports: {},
  standIn: `
function endOf(value) {
  if (value === null || value === undefined) return () => undefined;
  return typeof value === 'function' && !$op('token.isToken', value) ? value : () => value[Symbol.dispose]();
}
/** Of something asynchronous too, which is asked for that first. */
function asyncEndOf(value) {
  return value !== null && typeof value === 'object' && !$op('token.isToken', value) && Symbol.asyncDispose in value ? () => value[Symbol.asyncDispose]() : endOf(value);
}
/** What a scope keeps has to be disposable by itself. */
function kept(value, find) {
  if (typeof value === 'function' && !$op('token.isToken', value)) throw new TypeError('Object not disposable.');
  return find(value);
}
function finish(errors, failure) {
  if (errors.length > 0) throw new AggregateError(failure === undefined ? errors : [failure.error, ...errors]);
  if (failure !== undefined) throw failure.error;
}
function disposeAll(ends, failure) {
  const errors = [];
  for (const end of ends.splice(0).reverse()) {
    try { end(); }
    catch (error) { errors.push(error); }
  }
  finish(errors, failure);
}
async function disposeAllInTurn(ends, failure) {
  const errors = [];
  for (const end of ends.splice(0).reverse()) {
    try { await end(); }
    catch (error) { errors.push(error); }
  }
  finish(errors, failure);
}

class Stack {
  constructor() {
    this.ends = [];
    this.isDisposed = false;
  }
  use(value, onDispose) {
    if (this.isDisposed) throw new ReferenceError('Object is disposed');
    this.ends.push(onDispose === undefined ? this.endOf(value) : () => onDispose(value));
    return value;
  }
  handOver(other) {
    if (this.isDisposed) throw new ReferenceError('Object is disposed');
    other.ends = this.ends.splice(0);
    return other;
  }
}
export class DisposableStack extends Stack {
  endOf(value) { return endOf(value); }
  get dispose() { return () => this[Symbol.dispose](); }
  move() { return this.handOver(new DisposableStack()); }
  [Symbol.dispose]() {
    if (this.isDisposed) return;
    this.isDisposed = true;
    disposeAll(this.ends);
  }
}
export class AsyncDisposableStack extends Stack {
  endOf(value) { return asyncEndOf(value); }
  get disposeAsync() { return () => this[Symbol.asyncDispose](); }
  move() { return this.handOver(new AsyncDisposableStack()); }
  async [Symbol.asyncDispose]() {
    if (this.isDisposed) return;
    this.isDisposed = true;
    await disposeAllInTurn(this.ends);
  }
}

export const Disposable = {
  dispose: Symbol.dispose,
  create(dispose) {
    let isDisposed = false;
    return { [Symbol.dispose]: () => {
      if (isDisposed) return;
      isDisposed = true;
      dispose();
    } };
  },
  *scope() {
    const ends = [];
    let failure;
    try { yield { using: (value) => { ends.push(kept(value, endOf)); return value; }, fail: (error) => { failure = { error }; } }; }
    finally { disposeAll(ends, failure); }
  },
  *usingEach(values) {
    for (const value of values) {
      try { yield value; }
      finally { endOf(value)(); }
    }
  },
};
export const AsyncDisposable = {
  asyncDispose: Symbol.asyncDispose,
  create(dispose) {
    let isDisposed = false;
    return { [Symbol.asyncDispose]: async () => {
      if (isDisposed) return;
      isDisposed = true;
      await dispose();
    } };
  },
  async *scope() {
    const ends = [];
    let failure;
    try { yield { using: (value) => { ends.push(kept(value, asyncEndOf)); return value; }, fail: (error) => { failure = { error }; } }; }
    finally { await disposeAllInTurn(ends, failure); }
  },
  async *usingEach(values) {
    for await (const value of values) {
      try { yield value; }
      finally { await asyncEndOf(value)(); }
    }
  },
};
`,
};
