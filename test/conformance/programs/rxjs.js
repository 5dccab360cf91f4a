import { BehaviorSubject, EMPTY, ReplaySubject, Subject, concatMap, exhaustMap, filter, firstValueFrom, forkJoin, from, interval, lastValueFrom, map, merge, mergeMap, of, share, shareReplay, switchMap, take, takeUntil, timer, toArray } from 'rxjs';
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
