import { BehaviorSubject, EMPTY, ReplaySubject, Subject, bufferCount, catchError, combineLatest, concatMap, concatWith, count, defaultIfEmpty, defer, distinctUntilChanged, endWith, exhaustMap, filter, find, firstValueFrom, forkJoin, from, ignoreElements, iif, interval, last, lastValueFrom, map, merge, mergeMap, mergeWith, of, pairwise, race, range, repeat, retry, share, shareReplay, skipUntil, skipWhile, switchMap, take, takeUntil, tap, throwError, timeout, timer, toArray, withLatestFrom, zip, zipWith } from 'rxjs';
import { attempt, log, outcome, tick } from './log.js';

export async function firstOfASubject() {
  const subject = new Subject();
  subject.next('lost');
  outcome('first', firstValueFrom(subject));
  await tick();
  log('next');
  subject.next('a');
}

export async function subjectThatNeverEnds() {
  const subject = new Subject();
  outcome('last', lastValueFrom(subject));
  subject.next('a');
  await tick();
  log(subject.observed);
}

export async function subjectThatEnds() {
  const subject = new Subject();
  outcome('last', lastValueFrom(subject));
  subject.next('a');
  subject.complete();
  subject.next('ignored');
  await outcome('late', firstValueFrom(subject));
}

export async function emptyRejects() {
  await outcome('first', firstValueFrom(EMPTY));
  await outcome('last', lastValueFrom(EMPTY, { defaultValue: 1 }));
}

export async function closedSubject() {
  const subject = new Subject();
  subject.unsubscribe();
  attempt('next', () => subject.next('a'));
}

export async function keptValues() {
  const current = new BehaviorSubject('a');
  const last = new ReplaySubject(1);
  last.next('b');
  last.next('c');
  log(await firstValueFrom(current));
  log(await firstValueFrom(last));
}

export async function chained() {
  const values = await lastValueFrom(from(['a', 'b', 'c']).pipe(filter((value) => value !== 'b'), map((value) => `${value}!`), toArray()));
  log(values.join());
}

export async function oneAfterTheOther() {
  await lastValueFrom(of('a', 'b').pipe(concatMap(async (name) => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
  })));
  log('end');
}

export async function bothAtOnce() {
  await lastValueFrom(of('a', 'b', 'c').pipe(mergeMap(async (name) => {
    log(`${name}+`);
    await tick();
    log(`${name}-`);
  }, 2)));
  log('end');
}

export async function lastOneOnly() {
  const subject = new Subject();
  subject.pipe(switchMap(async (name) => {
    await tick();
    return name;
  })).subscribe({ next: log, complete: () => log('end') });
  subject.next('a');
  subject.next('b');
  subject.complete();
}

export async function firstOneOnly() {
  const subject = new Subject();
  subject.pipe(exhaustMap(async (name) => {
    await tick();
    return name;
  })).subscribe({ next: log, complete: () => log('end') });
  subject.next('a');
  subject.next('b');
  subject.complete();
}

export async function untilTold() {
  const stop = new Subject();
  const subscription = interval(1).pipe(takeUntil(stop)).subscribe({ complete: () => log('end') });
  await tick();
  stop.next();
  log(subscription.closed);
}

export async function timers() {
  merge(timer(1).pipe(map(() => 'a')), timer(1).pipe(map(() => 'b'))).pipe(take(1)).subscribe({ next: log, complete: () => log('end') });
}

export async function joined() {
  log((await firstValueFrom(forkJoin([of('a'), from(Promise.resolve('b'))]))).join());
  await outcome('with empty', firstValueFrom(forkJoin([of('a'), EMPTY])));
}

export async function sharedSource() {
  const source = new Subject();
  const stream = source.pipe(share());
  outcome('first', firstValueFrom(stream));
  outcome('second', firstValueFrom(stream));
  source.next('a');
  log(source.observed);
}

export async function sharedAndKept() {
  const source = new Subject();
  const stream = source.pipe(shareReplay(1));
  stream.subscribe(log).unsubscribe();
  source.next('a');
  log(await firstValueFrom(stream));
  log(source.observed);
}

async function told(name, stream) {
  await outcome(name, lastValueFrom(stream.pipe(tap((value) => log(Array.isArray(value) ? value.join('+') : String(value))), toArray())));
}

export async function raced() {
  const fast = timer(1).pipe(map(() => 'timer'));
  const slow = new Subject();
  outcome('race', firstValueFrom(race(fast, slow).pipe(tap((value) => log(value)))));
  await tick();
  log(String(slow.observed));
  slow.next('subject');
  log(String(slow.observed));
}

export async function timedOut() {
  const subject = new Subject();
  outcome('first', firstValueFrom(subject.pipe(timeout(5))));
  await tick();
  log(String(subject.observed));
  subject.next('a');
}

export async function neverInTheQueue() {
  const gate = new Subject();
  const inputs = new Subject();
  outcome('all', lastValueFrom(inputs.pipe(concatMap((value) => (value === 1 ? gate : of(value))), tap((value) => log(String(value))))));
  inputs.next(1);
  inputs.next(2);
  inputs.complete();
  gate.next('a');
  await tick();
  log('completing');
  gate.complete();
}

export async function droppedWhileBusy() {
  const gate = new Subject();
  const inputs = new Subject();
  inputs.pipe(exhaustMap((value) => gate.pipe(map((item) => `${value}${item}`)))).subscribe({ next: log, complete: () => log('end') });
  inputs.next('a');
  inputs.next('b');
  gate.next(1);
  gate.complete();
  inputs.next('c');
  inputs.complete();
}

export async function takenUntil() {
  const stop = new Subject();
  const source = new Subject();
  const values = told('values', source.pipe(takeUntil(stop)));
  source.next('a');
  stop.next();
  source.next('b');
  await values;
  log(String(source.observed));
}

export async function takenUntilBeforeMerging() {
  const stop = new Subject();
  const inner = new Subject();
  of(1).pipe(takeUntil(stop), mergeMap(() => inner)).subscribe(log);
  stop.next();
  log(String(inner.observed));
  inner.next('still');
}

export async function zipped() {
  await told('zip', zip(of('a', 'b', 'c'), of(1, 2)));
  await told('zipWith', of('a').pipe(zipWith(of(1))));
}

export async function latestOfOthers() {
  const other = new Subject();
  const source = new Subject();
  source.pipe(withLatestFrom(other)).subscribe(([a, b]) => log(`${a}${b}`));
  source.next('lost');
  other.next(1);
  source.next('a');
}

export async function combined() {
  await told('latest', combineLatest([of(1, 2), of('a')]));
  const joined = await firstValueFrom(forkJoin({ a: of(1), b: of(2) }));
  const latest = await firstValueFrom(combineLatest({ a: of(1), b: of(2) }));
  log(`${joined.a}${joined.b}${latest.a}${latest.b}`);
}

export async function retried() {
  let attempts = 0;
  const source = defer(() => {
    attempts++;
    return attempts < 3 ? throwError(() => new Error('no')) : of('yes');
  });
  await told('retry', source.pipe(retry(2)));
  attempts = 0;
  await told('retry once', source.pipe(retry({ count: 1 })));
  await told('repeat', of('x').pipe(repeat(2)));
}

export async function shaped() {
  await told('last', range(1, 3).pipe(last()));
  await told('last of none', EMPTY.pipe(last()));
  await told('default', EMPTY.pipe(defaultIfEmpty('none')));
  await told('find', of(1, 2, 3).pipe(find((value) => value > 1)));
  await told('skipWhile', of(1, 2, 1).pipe(skipWhile((value) => value < 2)));
  await told('distinct', of(1, 1, 2).pipe(distinctUntilChanged()));
  await told('pairwise', of(1, 2, 3).pipe(pairwise()));
  await told('bufferCount', of(1, 2, 3).pipe(bufferCount(2)));
  await told('count', of(1, 2, 3).pipe(count()));
}

export async function followed() {
  await told('end', of(1).pipe(ignoreElements(), endWith('end')));
  await told('concat', of(1).pipe(concatWith(of(2)), mergeWith(of(3))));
  await told('iif', iif(() => true, of('yes'), of('no')));
  await told('empty', throwError(() => new Error('no')).pipe(catchError(() => of('caught'))));
}

export async function skippedUntil() {
  const opened = new Subject();
  const source = new Subject();
  source.pipe(skipUntil(opened)).subscribe(log);
  source.next('lost');
  opened.next();
  source.next('a');
}
