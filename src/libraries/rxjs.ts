import type { Library } from './library.ts';

/** rxjs: streams that are pushed. A subject gives to who is subscribed at the time; what comes after its end is ignored. `firstValueFrom` and `lastValueFrom` wait for what may never come. */
export const rxjs: Library = {
  modules: ['rxjs', 'rxjs/operators'],
  versions: '>=7 <8',
  exports: {},
  standIn: `
function undo(teardown) {
  if (typeof teardown === 'function') teardown();
  else teardown.unsubscribe();
}

export class Subscription {
  constructor(teardown) {
    this.closed = false;
    this.teardowns = teardown === undefined ? [] : [teardown];
  }
  add(teardown) {
    if (teardown === undefined || teardown === null || teardown === this) return;
    if (this.closed) undo(teardown);
    else this.teardowns.push(teardown);
  }
  remove(teardown) { this.teardowns = this.teardowns.filter((other) => other !== teardown); }
  unsubscribe() {
    if (this.closed) return;
    this.closed = true;
    for (const teardown of this.teardowns.splice(0)) undo(teardown);
  }
}

class Subscriber extends Subscription {
  constructor(observer) {
    super();
    this.observer = observer;
    this.isStopped = false;
  }
  next(value) {
    if (this.isStopped || this.observer.next === undefined || this.observer.next === null) return;
    try { this.observer.next(value); }
    catch (error) { $op('stream.soon', () => { throw error; }); }
  }
  error(error) {
    if (this.isStopped) return;
    this.isStopped = true;
    if (this.observer.error === undefined || this.observer.error === null) $op('stream.soon', () => { throw error; });
    else this.observer.error(error);
    this.unsubscribe();
  }
  complete() {
    if (this.isStopped) return;
    this.isStopped = true;
    if (this.observer.complete !== undefined && this.observer.complete !== null) this.observer.complete();
    this.unsubscribe();
  }
  unsubscribe() {
    this.isStopped = true;
    super.unsubscribe();
  }
}

// what the user has of a subscription: who has it no more cannot end it
class Handle extends Subscription {
  constructor(subscriber) {
    super();
    this.subscriber = subscriber;
    this.grant = $op('loan.subscription', subscriber);
  }
  get closed() { return this.subscriber.closed; }
  set closed(value) {}
  add(teardown) { this.subscriber.add(teardown); }
  remove(teardown) { this.subscriber.remove(teardown); }
  unsubscribe() {
    $op('loan.end', this.grant);
    this.subscriber.unsubscribe();
  }
}

// what is not described here gives something at some time, and comes to its end
function known(stream) {
  return $op('stream.isUnknown', stream) ? timer(0).pipe(map(() => $op('client.unknown'))) : stream;
}

function chained(source, operators) {
  let stream = source;
  for (const operator of operators) stream = known(operator(stream));
  return stream;
}

export class Observable {
  constructor(start) { this.start = start; }
  subscribe(first, error, complete) { return new Handle(this.attach(first, error, complete)); }
  attach(first, error, complete) {
    const observer = typeof first === 'function' || first === undefined || first === null ? { next: first, error, complete } : first;
    const subscriber = observer instanceof Subscriber ? observer : new Subscriber(observer);
    try { subscriber.add(this.begin(subscriber)); }
    catch (failure) { subscriber.error(failure); }
    return subscriber;
  }
  begin(subscriber) { return this.start === undefined ? undefined : this.start(subscriber); }
  pipe(...operators) {
    return chained(this, operators);
  }
  forEach(next) {
    return new Promise((resolve, reject) => {
      const subscription = this.attach({
        next(value) {
          try { next(value); }
          catch (error) {
            reject(error);
            subscription.unsubscribe();
          }
        },
        error: reject,
        complete: resolve,
      });
    });
  }
  lift(operator) { return operator(this); }
}

export class Subject extends Observable {
  constructor() {
    super();
    this.observers = [];
    this.isStopped = false;
    this.closed = false;
    this.failure = undefined;
  }
  check() { if (this.closed) throw new Error('object unsubscribed'); }
  next(value) {
    this.check();
    if (this.isStopped) return;
    this.keep(value);
    for (const observer of [...this.observers]) observer.next(value);
  }
  // what is told to nobody is lost
  keep() { if (this.observers.length === 0) $op('client.unheard'); }
  error(error) {
    this.check();
    if (this.isStopped) return;
    this.isStopped = true;
    this.failure = { error };
    for (const observer of this.observers.splice(0)) observer.error(error);
  }
  complete() {
    this.check();
    if (this.isStopped) return;
    this.finish();
    this.isStopped = true;
    for (const observer of this.observers.splice(0)) observer.complete();
  }
  finish() {}
  unsubscribe() {
    this.isStopped = true;
    this.closed = true;
    this.observers.splice(0);
  }
  begin(subscriber) {
    this.check();
    this.greet(subscriber);
    if (this.failure !== undefined) subscriber.error(this.failure.error);
    else if (this.isStopped) subscriber.complete();
    else {
      this.observers.push(subscriber);
      return () => { this.observers = this.observers.filter((other) => other !== subscriber); };
    }
  }
  greet() {}
  asObservable() { return new Observable((subscriber) => this.attach(subscriber)); }
  get observed() { return this.observers.length > 0; }
}
export class BehaviorSubject extends Subject {
  constructor(value) {
    super();
    this.value = value;
  }
  keep(value) { this.value = value; }
  greet(subscriber) { if (!this.isStopped) subscriber.next(this.value); }
  getValue() { return this.value; }
}
export class ReplaySubject extends Subject {
  constructor(size) {
    super();
    this.size = size;
    this.kept = [];
  }
  keep(value) {
    this.kept.push(value);
    if (this.size !== undefined && this.kept.length > this.size) this.kept.shift();
  }
  greet(subscriber) { for (const value of this.kept) subscriber.next(value); }
}
export class AsyncSubject extends Subject {
  next(value) { if (!this.isStopped) this.last = { value }; }
  finish() { if (this.last !== undefined) for (const observer of [...this.observers]) observer.next(this.last.value); }
  greet(subscriber) { if (this.isStopped && this.last !== undefined) subscriber.next(this.last.value); }
}

export class EmptyError extends Error {}
export class TimeoutError extends Error {}

export const EMPTY = new Observable((subscriber) => { subscriber.complete(); });
export const NEVER = new Observable(() => undefined);
export function throwError(make) { return new Observable((subscriber) => { subscriber.error(typeof make === 'function' ? make() : make); }); }
export function of(...values) { return fromList(values); }
function fromList(values) {
  return new Observable((subscriber) => {
    for (const value of values) if (!subscriber.isStopped) subscriber.next(value);
    subscriber.complete();
  });
}
export function isObservable(value) { return value instanceof Observable; }
export function from(input) {
  if ($op('stream.isUnknown', input)) return new Observable((subscriber) => { pull(input, subscriber); });
  if (input instanceof Observable) return input;
  if (Array.isArray(input)) return fromList(input);
  return new Observable((subscriber) => { pull(input, subscriber); });
}
async function pull(input, subscriber) {
  try {
    if ($op('client.isSequence', input)) {
      for await (const value of input) {
        if (subscriber.isStopped) return;
        subscriber.next(value);
      }
    } else subscriber.next(await input);
    subscriber.complete();
  } catch (error) { subscriber.error(error); }
}
export function defer(make) { return new Observable((subscriber) => from(make()).attach(subscriber)); }
export function interval() { return ticks(); }
function ticks() {
  return new Observable((subscriber) => {
    let count = 0;
    // large numbers would make a state of each tick
    const timer = $op('timer.repeat', () => { subscriber.next(count < 3 ? count++ : $op('client.unknown')); });
    return () => { $op('timer.clear', timer); };
  });
}
export function timer(due, period) {
  return new Observable((subscriber) => {
    let repeated;
    const first = $op('timer.set', () => {
      subscriber.next(0);
      if (period === undefined) subscriber.complete();
      else repeated = ticks().attach(subscriber);
    });
    return () => {
      $op('timer.clear', first);
      if (repeated !== undefined) repeated.unsubscribe();
    };
  });
}
export function fromEvent(target, name) {
  return new Observable((subscriber) => {
    const listener = (value) => { subscriber.next(value); };
    if ($op('event.isTarget', target)) target.addEventListener(name, listener);
    else target.on(name, listener);
    return () => {
      if ($op('event.isTarget', target)) target.removeEventListener(name, listener);
      else target.off(name, listener);
    };
  });
}

function promised(what, executor) {
  const promise = $op('promise.create', what);
  const reject = $op('promise.rejecter', promise);
  try { executor($op('promise.resolver', promise), reject); }
  catch (error) { reject(error); }
  return promise;
}
export function firstValueFrom(source, config) {
  return promised('the first value of the stream', (resolve, reject) => {
    const subscriber = new Subscriber({
      next(value) {
        resolve(value);
        subscriber.unsubscribe();
      },
      error: reject,
      complete() {
        if (config !== undefined) resolve(config.defaultValue);
        else reject(new EmptyError('no elements in sequence'));
      },
    });
    known(source).attach(subscriber);
  });
}
export function lastValueFrom(source, config) {
  return promised('the end of the stream', (resolve, reject) => {
    let last;
    known(source).attach({
      next(value) { last = { value }; },
      error: reject,
      complete() {
        if (last !== undefined) resolve(last.value);
        else if (config !== undefined) resolve(config.defaultValue);
        else reject(new EmptyError('no elements in sequence'));
      },
    });
  });
}

/** An operator from what it does for each subscriber: its \`next\`, and where it wants them its \`complete\` and \`error\`. */
function operate(begin) {
  return (source) => new Observable((subscriber) => {
    const { next, complete, error, teardown } = begin(subscriber, source);
    const inner = new Subscriber({
      next(value) {
        try { next(value); }
        catch (failure) { subscriber.error(failure); }
      },
      error: error ?? ((failure) => { subscriber.error(failure); }),
      complete: complete ?? (() => { subscriber.complete(); }),
    });
    subscriber.add(inner);
    if (teardown !== undefined) subscriber.add(teardown);
    if (!subscriber.isStopped) source.attach(inner);
  });
}
/** Counts values from 0; where code outside sends them, any number may come, of which the first few are told apart. */
function counter() {
  let count = 0;
  return () => (count < 2 || !$op('client.isOpen') ? count++ : $op('client.unknown'));
}
export function map(project) { return operate((subscriber) => { const index = counter(); return { next: (value) => { subscriber.next(project(value, index())); } }; }); }
/** Whether a value passes a test; that one of which nothing is known does not is a guess. */
function passes(test, value, index) {
  const isOpen = $op('stream.isUnknown', value);
  const passed = test(value, index);
  if (!passed && isOpen) $op('stream.guess');
  return passed;
}
export function filter(keep) { return operate((subscriber) => { const index = counter(); return { next: (value) => { if (passes(keep, value, index())) subscriber.next(value); } }; }); }
export function tap(first) {
  const { next, error, complete } = typeof first === 'function' ? { next: first } : first;
  return operate((subscriber) => ({
    next: (value) => {
      if (next !== undefined) next(value);
      subscriber.next(value);
    },
    error: (failure) => {
      if (error !== undefined) error(failure);
      subscriber.error(failure);
    },
    complete: () => {
      if (complete !== undefined) complete();
      subscriber.complete();
    },
  }));
}
export function take(count) {
  return operate((subscriber) => {
    let seen = 0;
    return { next: (value) => {
      seen++;
      subscriber.next(value);
      if (seen >= count) subscriber.complete();
    } };
  });
}
export function takeWhile(keep) {
  return operate((subscriber) => ({ next: (value) => {
    if (keep(value)) subscriber.next(value);
    else subscriber.complete();
  } }));
}
export function takeUntil(notifier) {
  return operate((subscriber) => {
    const watching = from(notifier).attach({ next: () => { subscriber.complete(); }, error: (error) => { subscriber.error(error); } });
    return { next: (value) => { subscriber.next(value); }, teardown: watching };
  });
}
export function first(keep) {
  return operate((subscriber) => ({
    next: (value) => {
      if (typeof keep === 'function' && !passes(keep, value)) return;
      subscriber.next(value);
      subscriber.complete();
    },
    complete: () => { subscriber.error(new EmptyError('no elements in sequence')); },
  }));
}
export function skip(count) {
  return operate((subscriber) => {
    let left = count;
    return { next: (value) => { if (left > 0) left--; else subscriber.next(value); } };
  });
}
export function scan(accumulate, seed) {
  return operate((subscriber) => {
    let state = seed;
    return { next: (value) => {
      state = state === undefined ? value : accumulate(state, value);
      subscriber.next(state);
    } };
  });
}
export function toArray() {
  return operate((subscriber) => {
    const values = [];
    return {
      next: (value) => { values.push(value); },
      complete: () => {
        subscriber.next(values);
        subscriber.complete();
      },
    };
  });
}
export function reduce(accumulate, seed) {
  return operate((subscriber) => {
    let state = seed;
    return {
      next: (value) => { state = state === undefined ? value : accumulate(state, value); },
      complete: () => {
        if (state !== undefined) subscriber.next(state);
        subscriber.complete();
      },
    };
  });
}
export function startWith(...values) { return (source) => concat(of(...values), source); }
export function finalize(callback) {
  return (source) => new Observable((subscriber) => {
    subscriber.add(source.attach(subscriber));
    subscriber.add(callback);
  });
}
export function catchError(handle) {
  return (source) => new Observable((subscriber) => {
    const result = operate(() => ({ next: (value) => { subscriber.next(value); }, complete: () => { subscriber.complete(); }, error: (error) => {
      let other;
      try { other = from(handle(error, result)); }
      catch (failure) {
        subscriber.error(failure);
        return;
      }
      subscriber.add(other.attach(subscriber));
    } }))(source);
    subscriber.add(result.attach());
  });
}
export function timeout() {
  return operate((subscriber) => {
    const late = $op('timer.set', () => { subscriber.error(new TimeoutError('Timeout has occurred')); });
    return {
      next: (value) => {
        $op('timer.clear', late);
        subscriber.next(value);
      },
      teardown: () => { $op('timer.clear', late); },
    };
  });
}
export function delay() { return mergeMap((value) => timer(0).pipe(map(() => value))); }
export function debounceTime() { return switchMap((value) => timer(0).pipe(map(() => value))); }

/** Runs an inner stream for each value, at most \`concurrent\` at once; the others wait in a queue. */
export function mergeMap(project, second, third) {
  const concurrent = typeof second === 'number' ? second : third ?? Number.POSITIVE_INFINITY;
  return operate((subscriber) => {
    const queue = [];
    let active = 0;
    let isOver = false;
    const index = counter();
    const run = (value) => {
      active++;
      const inner = new Subscriber({
        next: (item) => { subscriber.next(item); },
        error: (error) => { subscriber.error(error); },
        complete: () => {
          active--;
          if (queue.length > 0) run(queue.shift());
          else if (isOver && active === 0) subscriber.complete();
        },
      });
      subscriber.add(inner);
      from(project(value, index())).attach(inner);
    };
    return {
      next: (value) => {
        if (active < concurrent) run(value);
        else queue.push(value);
      },
      complete: () => {
        isOver = true;
        if (active === 0) subscriber.complete();
      },
    };
  });
}
export const flatMap = mergeMap;
export function concatMap(project) { return mergeMap(project, 1); }
function latest(project, keepsOld) {
  return operate((subscriber) => {
    let current;
    let isOver = false;
    const index = counter();
    return {
      next: (value) => {
        if (current !== undefined && keepsOld) return;
        if (current !== undefined) current.unsubscribe();
        const inner = new Subscriber({
          next: (item) => { subscriber.next(item); },
          error: (error) => { subscriber.error(error); },
          complete: () => {
            if (current === inner) current = undefined;
            if (isOver && current === undefined) subscriber.complete();
          },
        });
        current = inner;
        subscriber.add(inner);
        from(project(value, index())).attach(inner);
      },
      complete: () => {
        isOver = true;
        if (current === undefined) subscriber.complete();
      },
    };
  });
}
export function switchMap(project) { return latest(project, false); }
export function exhaustMap(project) { return latest(project, true); }
export function mergeAll(concurrent) { return mergeMap((inner) => inner, concurrent); }
export function concatAll() { return mergeMap((inner) => inner, 1); }
export function switchAll() { return latest((inner) => inner, false); }
export function merge(...sources) { return fromList(sources.filter((source) => typeof source !== 'number')).pipe(mergeAll()); }
export function concat(...sources) { return fromList(sources).pipe(concatAll()); }
export function race(...sources) {
  return new Observable((subscriber) => {
    let winner;
    const all = [];
    sources.flat().forEach((source, i) => {
      const won = () => {
        if (winner !== undefined) return winner === i;
        winner = i;
        all.forEach((other, j) => { if (j !== i) other.unsubscribe(); });
        return true;
      };
      if (winner !== undefined) return;
      const inner = new Subscriber({
        next: (value) => { if (won()) subscriber.next(value); },
        error: (error) => { if (won()) subscriber.error(error); },
        complete: () => { if (won()) subscriber.complete(); },
      });
      all[i] = inner;
      subscriber.add(inner);
      from(source).attach(inner);
    });
  });
}
/** Of sources by name, the values go by those names. */
function named(sources, join) {
  if (Array.isArray(sources)) return join(sources);
  const names = Object.keys(sources);
  return join(names.map((name) => sources[name])).pipe(map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]]))));
}
export function forkJoin(...sources) { return named(sources.length === 1 && !(sources[0] instanceof Observable) ? sources[0] : sources, joinAll); }
function joinAll(sources) {
  return new Observable((subscriber) => {
    const lasts = [];
    let left = sources.length;
    let found = 0;
    if (left === 0) subscriber.complete();
    sources.forEach((source, i) => {
      let last;
      subscriber.add(from(source).attach({
        next: (value) => { last = { value }; },
        error: (error) => { subscriber.error(error); },
        complete: () => {
          left--;
          if (last === undefined) {
            subscriber.complete();
            return;
          }
          lasts[i] = last.value;
          found++;
          if (left === 0 && found === sources.length) {
            subscriber.next(lasts);
            subscriber.complete();
          }
        },
      }));
    });
  });
}
export function combineLatest(...sources) { return named(sources.length === 1 && !(sources[0] instanceof Observable) ? sources[0] : sources, combineAll); }
function combineAll(sources) {
  return new Observable((subscriber) => {
    const values = [];
    const seen = new Set();
    let left = sources.length;
    if (left === 0) subscriber.complete();
    sources.forEach((source, i) => {
      subscriber.add(from(source).attach({
        next: (value) => {
          values[i] = value;
          seen.add(i);
          if (seen.size === sources.length) subscriber.next([...values]);
        },
        error: (error) => { subscriber.error(error); },
        complete: () => {
          left--;
          if (left === 0 || !seen.has(i)) subscriber.complete();
        },
      }));
    });
  });
}
/** One subscription to the source for all; with \`keeps\` it goes on when nobody is left, and gives late ones what it had. */
function shared(makeSubject, keeps) {
  return (source) => {
    let subject;
    let count = 0;
    let connection;
    return new Observable((subscriber) => {
      count++;
      if (subject === undefined) subject = makeSubject();
      const own = subject;
      subscriber.add(own.attach(subscriber));
      subscriber.add(() => {
        count--;
        if (count > 0 || keeps || connection === undefined) return;
        const old = connection;
        connection = undefined;
        subject = undefined;
        old.unsubscribe();
      });
      if (connection === undefined && !own.isStopped) {
        connection = new Subscriber({
          next: (value) => { own.next(value); },
          error: (error) => {
            subject = undefined;
            connection = undefined;
            own.error(error);
          },
          complete: () => {
            if (!keeps) {
              subject = undefined;
              connection = undefined;
            }
            own.complete();
          },
        });
        source.attach(connection);
      }
    });
  };
}
export function share() { return shared(() => new Subject(), false); }
export function shareReplay(config) {
  const { bufferSize, refCount = false } = typeof config === 'object' ? config : { bufferSize: config };
  return shared(() => new ReplaySubject(bufferSize), !refCount);
}
export function zip(...sources) {
  return new Observable((subscriber) => {
    const queues = sources.map(() => ({ values: [], isOver: false }));
    const isDry = () => queues.some(({ values, isOver }) => isOver && values.length === 0);
    if (sources.length === 0) subscriber.complete();
    sources.forEach((source, i) => {
      const inner = new Subscriber({
        next: (value) => {
          queues[i].values.push(value);
          if (queues.some(({ values }) => values.length === 0)) return;
          subscriber.next(queues.map(({ values }) => values.shift()));
          if (isDry()) subscriber.complete();
        },
        error: (error) => { subscriber.error(error); },
        complete: () => {
          queues[i].isOver = true;
          if (isDry()) subscriber.complete();
        },
      });
      subscriber.add(inner);
      if (!subscriber.isStopped) from(source).attach(inner);
    });
  });
}
export function zipWith(...others) { return (source) => zip(source, ...others); }
export function mergeWith(...others) { return (source) => merge(source, ...others); }
export function concatWith(...others) { return (source) => concat(source, ...others); }
export function raceWith(...others) { return (source) => race(source, ...others); }
export function combineLatestWith(...others) { return (source) => combineLatest([source, ...others]); }
export function withLatestFrom(...others) {
  return operate((subscriber) => {
    const latestOnes = others.map(() => undefined);
    others.forEach((other, i) => {
      const inner = new Subscriber({ next: (value) => { latestOnes[i] = { value }; }, error: (error) => { subscriber.error(error); } });
      subscriber.add(inner);
      from(other).attach(inner);
    });
    return { next: (value) => { if (latestOnes.every((latestOne) => latestOne !== undefined)) subscriber.next([value, ...latestOnes.map((latestOne) => latestOne.value)]); } };
  });
}
export function range(start, count) {
  return count === undefined ? fromList(Array.from({ length: start }, (_value, index) => index)) : fromList(Array.from({ length: count }, (_value, index) => start + index));
}
export function iif(test, whenTrue, whenFalse) { return defer(() => (test() ? whenTrue : whenFalse)); }
export function fromEventPattern(add, remove) {
  return new Observable((subscriber) => {
    const listener = (value) => { subscriber.next(value); };
    const token = add(listener);
    return () => { if (remove !== undefined) remove(listener, token); };
  });
}
/** For each subscription once more, as often as it fails (or ends). */
function again(limit, isFor) {
  return (source) => new Observable((subscriber) => {
    let count = 0;
    const start = () => {
      const inner = new Subscriber({
        next: (value) => { subscriber.next(value); },
        error: (error) => {
          if (isFor === 'error' && count++ < limit) start();
          else subscriber.error(error);
        },
        complete: () => {
          if (isFor === 'complete' && ++count < limit) start();
          else subscriber.complete();
        },
      });
      subscriber.add(inner);
      if (!subscriber.isStopped) source.attach(inner);
    };
    start();
  });
}
export function retry(config) { return again(typeof config === 'object' ? config.count ?? Infinity : config ?? Infinity, 'error'); }
export function repeat(config) { return again(typeof config === 'object' ? config.count ?? Infinity : config ?? Infinity, 'complete'); }
export function last(keep) { return (source) => source.pipe(filter(keep ?? (() => true)), takeLast(1), throwIfEmpty()); }
export function takeLast(count) {
  return operate((subscriber) => {
    const kept = [];
    return {
      next: (value) => {
        kept.push(value);
        if (kept.length > count) kept.shift();
      },
      complete: () => {
        for (const value of kept) subscriber.next(value);
        subscriber.complete();
      },
    };
  });
}
/** What comes where a stream ends without a value. */
function whenEmpty(act) {
  return operate((subscriber) => {
    let isEmpty = true;
    return {
      next: (value) => {
        isEmpty = false;
        subscriber.next(value);
      },
      complete: () => {
        if (isEmpty) act(subscriber);
        else subscriber.complete();
      },
    };
  });
}
export function throwIfEmpty(make) { return whenEmpty((subscriber) => { subscriber.error(make === undefined ? new EmptyError('no elements in sequence') : make()); }); }
export function defaultIfEmpty(value) {
  return whenEmpty((subscriber) => {
    subscriber.next(value);
    subscriber.complete();
  });
}
export function find(keep) {
  return operate((subscriber) => ({
    next: (value) => {
      if (!passes(keep, value)) return;
      subscriber.next(value);
      subscriber.complete();
    },
    complete: () => {
      subscriber.next(undefined);
      subscriber.complete();
    },
  }));
}
export function skipWhile(leaves) {
  return operate((subscriber) => {
    let isOpen = false;
    return { next: (value) => {
      isOpen = isOpen || !leaves(value);
      if (isOpen) subscriber.next(value);
    } };
  });
}
export function skipUntil(notifier) {
  return operate((subscriber) => {
    let isOpen = false;
    const watching = new Subscriber({ next: () => {
      isOpen = true;
      watching.unsubscribe();
    } });
    subscriber.add(watching);
    from(notifier).attach(watching);
    return { next: (value) => { if (isOpen) subscriber.next(value); } };
  });
}
export function distinctUntilChanged(compare) {
  return operate((subscriber) => {
    let before;
    return { next: (value) => {
      if (before !== undefined && (compare === undefined ? before.value === value : compare(before.value, value))) return;
      before = { value };
      subscriber.next(value);
    } };
  });
}
export function pairwise() {
  return operate((subscriber) => {
    let before;
    return { next: (value) => {
      const pair = before === undefined ? undefined : [before.value, value];
      before = { value };
      if (pair !== undefined) subscriber.next(pair);
    } };
  });
}
export function bufferCount(size) {
  return operate((subscriber) => {
    let kept = [];
    return {
      next: (value) => {
        kept.push(value);
        if (kept.length < size) return;
        const full = kept;
        kept = [];
        subscriber.next(full);
      },
      complete: () => {
        if (kept.length > 0) subscriber.next(kept);
        subscriber.complete();
      },
    };
  });
}
export function count(keep) { return (source) => source.pipe(filter(keep ?? (() => true)), reduce((sum) => sum + 1, 0)); }
export function ignoreElements() { return operate(() => ({ next: () => undefined })); }
export function endWith(...values) { return (source) => concat(source, of(...values)); }
export function pipe(...operators) { return (source) => chained(source, operators); }
`,
};
