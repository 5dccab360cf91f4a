import { expect, it } from 'vitest';
import { fixturePrograms } from './exercised.ts';

/**
 * How programs write locks, queues and channels: each form with programs that use it, by a piece of text that only the
 * form has. The names are those of pairs in `fixtures/`: the page shows a right and a wrong program for each.
 */
const forms: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'a callback while it is locked': { 'mutex/nested-run-exclusive': /runExclusive\((async )?\(\) =>/ },
  'a method handed over as the callback, and a lock in a static field': { 'forms/method-reference': /static readonly lock = new Mutex[\s\S]*runExclusive\(this\.flush\)/ },
  'a helper `withLock` of one\'s own': { 'forms/generic-helper': /<T>\([^)]*\(\) => /, 'everyday/wrapper-double-lock': /\(\) => Promise</ },
  'acquire, try, finally': { 'classic/self-lock-helper': /finally/, 'forms/acquire-inside-try': /try \{\s*\[, release\] = await/ },
  'release in another method': { 'forms/two-methods': /\.release\(\)/ },
  'a lock in a field': { 'forms/generic-helper': /readonly #lock = new Mutex\(\)/, 'forms/acquire-inside-try': /readonly slots: Semaphore/ },
  'a lock in a module': { 'mutex/lock-in-module': /^const \w+ = new Mutex\(\)/m },
  'locks in a map, made when asked for': { 'keyed-lock/lock-map': /new Map<string, Mutex>/, 'keyed-lock/lock-record': /Record<string, / },
  'a key of two parts': { 'forms/key-of-two-parts': /`\$\{.*\}.*\$\{.*\}`/ },
  'counted and deleted locks in a map': { 'home-made/keyed-lock-counted': /\.delete\(/, 'home-made/keyed-lock-deleted': /\.delete\(/ },
  'async-lock with keys of an enum, lists of keys, and another name': { 'forms/enum-keys': /import Lock from 'async-lock'/, 'keyed-lock/key-lists': /acquire\(\[/, 'forms/namespace-import': /import \* as AsyncLock/ },
  'a manager that hands locks out': { 'forms/manager-hands-out': /this\.mutexManager\.getMutex\('queue'\)/ },
  'many calls through a limit': { 'forms/fan-out': /Promise\.all\(/ },
  'a queue for each key': { 'forms/queue-per-key': /new Map</ },
  'handlers that add to a queue, and a stop that waits until it is idle': { 'forms/handlers-add': /void this\.#queue\.add\(/, 'limiter/idle-inside-task': /onIdle\(\)/ },
  'a lock made by hand': { 'home-made/queue-mutex-printer': /class/, 'home-made/tail-mutex-closure': /=>/, 'forms/tail-with-resolvers': /Promise\.withResolvers/ },
  'a semaphore of effect, in a field too': { 'libraries/effect-semaphore': /withPermits/, 'forms/effect-field': /= Effect\.runSync\(/ },
  'a look at the lock before': { 'forms/guard-before': /isLocked\(\)/, 'mutex/try-acquire': /tryAcquire/, 'forms/spin-until-free': /while \(!lock\.tryAcquire\(\)\) await/ },
  'a flag, and a promise that is shared while it is pending': { 'forms/busy-flag': /if \(this\.#inProgress\)/, 'home-made/single-flight-token': /\?\?=|=== undefined|if \(/ },
  'Web Locks: where there are any, asked for only if free, and held until told': { 'forms/web-lock-if-there': /'locks' in navigator \?/, 'web-locks/if-available': /ifAvailable: true/, 'forms/held-until-told': /locks\.request/, 'forms/held-for-ever': /new Promise<never>/ },
  'release at the end of try and in catch': { 'forms/released-on-both-ways': /release\(\);[^}]*\} catch \(error\) \{\s*release\(\);/ },
  'a release that escapes': { 'forms/token-escapes': /release/, 'forms/deferred-release': /release/ },
  'a lock taken inside an executor': { 'forms/inside-executor': /new Promise.*async/ },
  'a release in `then`': { 'forms/promise-chain': /\.then\(/, 'mutex/release-in-then': /\.then\(/ },
  'using': { 'forms/using-guard': /using /, 'disposal/own-guard': /using / },
  'decorators': { 'mutex/lock-by-method-decorator': /@\w+/, 'mutex/lock-by-decorator-factory': /@\w+\(/, 'mutex/lock-by-descriptor': /descriptor/, 'forms/decorator-with-key': /@WithLock\(\{ key: / },
  'an injected port, by its type or by a token': { 'forms/injected-port': /constructor\(/, 'forms/injected-token': /@Inject\(LOCK\)/ },
  'a lock that is passed on': { 'forms/lock-of-a-hook': /use\w+\(lock: Mutex/ },
  'a lock in a test': { 'forms/lock-in-a-test': /it\('/ },
  'streams that end with another': { 'libraries/rxjs-take-until': /takeUntil\(/ },
  'an executor of a Repeater that waits for its stop': { 'libraries/repeater-return': /await stop/ },
  'signals combined': { 'signal/any-of-stale': /AbortSignal\.any\(/ },
  'a lock that is extended': { 'forms/subclass': /extends BaseMutex/ },
  'compiled imports': { 'forms/compiled-import': /new async_mutex_1\.Mutex\(\)/ },
  'generators': { 'generators/lock-across-yield': /yield/, 'libraries/js-csp-alts': /yield/ },
};

/** The locks and queues that programs make by hand, each with at least two pairs of programs. */
const homeMade: Readonly<Record<string, readonly string[]>> = {
  'promise-tail mutex': ['tail-mutex-closure', 'tail-mutex-ledger'],
  'mutex with a queue of resolvers': ['queue-mutex-linked', 'queue-mutex-printer'],
  'semaphore with a queue of resolvers': ['queue-semaphore-fetch', 'queue-semaphore-limiter'],
  'acquire that gives a release function': ['release-function-door', 'release-function-generic'],
  'map of locks, made when asked for and deleted': ['keyed-lock-counted', 'keyed-lock-deleted'],
  'single flight': ['single-flight-token', 'single-flight-waiters'],
  'deferred': ['deferred-handshake', 'deferred-on-promise', 'deferred-requests'],
  'asynchronous queue': ['async-queue-iterable', 'async-queue-workers'],
  'channel with lists of those who wait': ['async-queue-bounded', 'channel-class-rendezvous'],
  'gate of an event emitter': ['emitter-gate-lock', 'emitter-gate-ready'],
};

const programs = new Map(fixturePrograms().map(({ name, text }) => [name.replace(/\.ts$/, ''), text]));

/** The right and the wrong program of a pair. */
function pairOf(name: string): string[] {
  return ['right', 'wrong'].map((side) => programs.get(`${name}-${side}`) ?? '');
}

it.each(Object.entries(forms))('%s', (_, pairs) => {
  for (const [name, piece] of Object.entries(pairs)) {
    const [right, wrong] = pairOf(name);
    expect(right, name).toMatch(/^\/\/ expect: silent\n/);
    expect(wrong, name).toMatch(/^\/\/ expect: (deadlock|leak|throws|race)/);
    expect([right, wrong].filter((text) => piece.test(text)), name).not.toEqual([]);
  }
});

it('ten kinds of locks and queues are made by hand, each in two right and two wrong programs at least', () => {
  expect(Object.keys(homeMade)).toHaveLength(10);
  for (const [kind, names] of Object.entries(homeMade)) {
    const [rights, wrongs] = [0, 1].map((side) => names.map((name) => pairOf(`home-made/${name}`)[side]));
    expect(rights.filter((text) => text.startsWith('// expect: silent\n')).length, kind).toBeGreaterThanOrEqual(2);
    expect(wrongs.filter((text) => /^\/\/ expect: (deadlock|leak)/.test(text)).length, kind).toBeGreaterThanOrEqual(2);
  }
});

it('docs/forms-of-use.md shows them (vitest -u writes it)', async () => {
  const lines = ['# How programs use locks, queues and channels', '', 'The forms that are understood, each with pairs of programs in `fixtures/`: a right one, in which nothing is found, and a wrong one. `test/libraries/forms.test.ts` holds this page.', '', '| form | pairs of programs |', '| --- | --- |',
    ...Object.entries(forms).map(([form, pairs]) => `| ${form} | ${Object.keys(pairs).join(', ')} |`), '',
    '## Made by hand', '', 'They are run as the code that they are.', '', '| kind | pairs of programs |', '| --- | --- |',
    ...Object.entries(homeMade).map(([kind, names]) => `| ${kind} | ${names.map((name) => `home-made/${name}`).join(', ')} |`), ''];
  await expect(lines.join('\n')).toMatchFileSnapshot('../../docs/forms-of-use.md');
});
