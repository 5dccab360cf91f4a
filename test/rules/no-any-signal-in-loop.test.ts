import rule from '../../src/rules/no-any-signal-in-loop.ts';
import { named, testRule, wrong } from './tester.ts';

testRule('no-any-signal-in-loop', rule, {
  valid: [
    named('a variable of the round', `export async function poll(signal: AbortSignal) {
  for (;;) {
    const either = AbortSignal.any([signal, AbortSignal.timeout(100)]);
    await fetch('/', { signal: either });
  }
}`),
    named('a variable of the round, assigned', `export async function poll(signal: AbortSignal) {
  for (;;) {
    let either = signal;
    either = AbortSignal.any([either, AbortSignal.timeout(100)]);
    await fetch('/', { signal: either });
  }
}`),
    named('combined once', `export async function poll(signal: AbortSignal) {
  signal = AbortSignal.any([signal, AbortSignal.timeout(100)]);
  for (;;) await fetch('/', { signal });
}`),
    named('another one', `export async function poll(signal: AbortSignal) {
  let either: AbortSignal;
  while (true) {
    either = AbortSignal.any([signal, AbortSignal.timeout(100)]);
    await fetch('/', { signal: either });
  }
}`),
    named('in the first part of a for loop', `export async function poll(signal: AbortSignal) {
  for (signal = AbortSignal.any([signal, AbortSignal.timeout(9)]); ;) await fetch('/', { signal });
}`),
    named('handed on in the round', 'export async function poll(signal: AbortSignal) { while (true) await fetch("/", { signal: AbortSignal.any([signal, AbortSignal.timeout(5)]) }); }'),
    named('in a callback of its own', `export function each(urls: string[], signal: AbortSignal) {
  for (const url of urls) setTimeout((stop: AbortSignal) => { stop = AbortSignal.any([stop, signal]); void fetch(url, { signal: stop }); }, 1);
}`),
    named('an AbortSignal of the file\'s own', `const AbortSignal = { any: (list: unknown[]) => list };
export function f(signal: unknown) { for (;;) signal = AbortSignal.any([signal]); }`),
    named('another field', `export class Client {
  #signal = AbortSignal.timeout(1); #round: AbortSignal | undefined;
  async run() { for (;;) { this.#round = AbortSignal.any([this.#signal, AbortSignal.timeout(5)]); await fetch('/', { signal: this.#round }); } }
}`),
  ],
  invalid: [
    wrong('a parameter', `export async function poll(signal: AbortSignal) {
  for (;;) {
    signal = ▸AbortSignal.any([signal, AbortSignal.timeout(100)]);
    await fetch('/', { signal });
  }
}`, 'grows', { data: { signal: 'signal', line: 2 } }),
    wrong('a variable outside', `export async function poll(outer: AbortSignal) {
  let either = outer;
  while (true) {
    either = ▸AbortSignal.any([AbortSignal.timeout(100), either]);
    await fetch('/', { signal: either });
  }
}`, 'grows', { data: { signal: 'either', line: 3 } }),
    wrong('a field', `export class Client {
  #signal: AbortSignal;
  constructor(signal: AbortSignal) { this.#signal = signal; }
  async run(urls: string[]) {
    for (const url of urls) {
      this.#signal = ▸AbortSignal.any([this.#signal, AbortSignal.timeout(5)]);
      await fetch(url, { signal: this.#signal });
    }
  }
}`, 'grows', { data: { signal: 'this.#signal', line: 5 } }),
    wrong('a field of an options object', `export async function retry(options: { signal: AbortSignal }, work: (options: object) => Promise<void>) {
  do {
    options.signal = ▸AbortSignal.any([options.signal, AbortSignal.timeout(50)]);
    await work(options);
  } while (!options.signal.aborted);
}`, 'grows'),
    wrong('a loop with a counter', `export async function retry(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) {
  for (let i = 0; i < 5; i++) {
    signal = ▸AbortSignal.any([signal, AbortSignal.timeout(50 * i)]);
    await work(signal);
  }
}`, 'grows'),
    wrong('an asynchronous loop', `export async function all(urls: AsyncIterable<string>, signal: AbortSignal) {
  for await (const url of urls) {
    if (url) signal = ▸AbortSignal.any([signal, AbortSignal.timeout(50)]);
    await fetch(url, { signal });
  }
}`, 'grows'),
    wrong('by globalThis', `export async function all(urls: string[], signal: AbortSignal) {
  for (const url of urls) {
    signal = ▸globalThis.AbortSignal.any([signal, AbortSignal.timeout(50)]);
    await fetch(url, { signal });
  }
}`, 'grows'),
    wrong('the inner loop counts', `export async function all(pages: string[][], signal: AbortSignal) {
  for (const page of pages) {
    let stop = signal;
    for (const url of page) {
      stop = ▸AbortSignal.any([stop, AbortSignal.timeout(50)]);
      await fetch(url, { signal: stop });
    }
  }
}`, 'grows', { data: { signal: 'stop', line: 4 } }),
  ],
});
