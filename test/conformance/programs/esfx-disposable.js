import { AsyncDisposable, AsyncDisposableStack, Disposable, DisposableStack } from '@esfx/disposable';
import { attempt, log, outcome, tick } from './log.js';

export async function theLastComesFirst() {
  const stack = new DisposableStack();
  stack.use(() => { log('a'); });
  log(stack.use('b', (value) => { log(value); }));
  stack.use(Disposable.create(() => { log('c'); }));
  stack.use(undefined);
  stack[Disposable.dispose]();
  stack[Disposable.dispose]();
  attempt('late', () => stack.use(() => { log('d'); }));
}

export async function oneThatThrowsDoesNotStopTheOthers() {
  const stack = new DisposableStack();
  stack.use(() => { log('a'); });
  stack.use(() => { throw new Error('b'); });
  attempt('dispose', () => stack.dispose());
}

export async function movedStack() {
  const stack = new DisposableStack();
  stack.use(() => { log('a'); });
  const moved = stack.move();
  stack.dispose();
  log('moved');
  moved.dispose();
}

export async function asyncOnesInTurn() {
  const stack = new AsyncDisposableStack();
  stack.use(async () => {
    log('a+');
    await tick();
    log('a-');
  });
  stack.use(AsyncDisposable.create(async () => {
    log('b+');
    await tick();
    log('b-');
  }));
  stack.use(Disposable.create(() => { log('c'); }));
  outcome('dispose', stack.disposeAsync());
  outcome('again', stack.disposeAsync());
  log('called');
}

export async function asyncOneThatNeverEnds() {
  const stack = new AsyncDisposableStack();
  stack.use(() => { log('a'); });
  stack.use(() => new Promise(() => undefined));
  outcome('dispose', stack.disposeAsync());
}

export async function scopes() {
  attempt('scope', () => {
    for (const { using, fail } of Disposable.scope()) {
      try {
        using(Disposable.create(() => { log('a'); }));
        using(Disposable.create(() => { log('b'); }));
        throw new Error('c');
      } catch (error) {
        fail(error);
      }
    }
  });
  attempt('function', () => {
    for (const { using } of Disposable.scope()) using(() => { log('never'); });
  });
  for await (const { using } of AsyncDisposable.scope()) {
    using(AsyncDisposable.create(async () => { await tick(); log('d'); }));
    log('in');
  }
  log('out');
}

export async function eachInTurn() {
  const values = ['a', 'b'].map((name) => Disposable.create(() => { log(`-${name}`); }));
  let i = 0;
  for (const value of Disposable.usingEach(values)) {
    log(`+${'ab'[i++]}`);
    if (value === undefined) break;
  }
}
