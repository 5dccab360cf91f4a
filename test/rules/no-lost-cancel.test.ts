import rule from '../../src/rules/no-lost-cancel.ts';
import { named, testRule, wrong } from './tester.ts';

testRule('no-lost-cancel', rule, {
  valid: [
    named('aborted', `export async function first(urls: string[]) {
  const controller = new AbortController();
  try {
    return await Promise.any(urls.map((url) => fetch(url, { signal: controller.signal })));
  } finally {
    controller.abort();
  }
}`),
    named('in a test', `import { expect, it } from 'vitest';
it('passes the signal on', () => {
  const controller = new AbortController();
  expect(optionsOf({ signal: controller.signal })).toEqual({ signal: controller.signal });
});`),
    named('in a test of another runner', `import test from 'ava';
test('is not canceled', async (t) => { const controller = new AbortController(); t.false((await run({ cancelSignal: controller.signal })).isCanceled); });`),
    named('in a suite of a global test runner', `describe('load', () => {
  test.each([1, 2])('takes a signal', async (n) => {
    const controller = new AbortController();
    await load(n, controller.signal);
  });
});`),
    named('aborted by a timer', `export function load(url: string) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  return fetch(url, { signal: controller.signal });
}`),
    named('the method is handed on', `export function load(url: string, onCancel: (cancel: () => void) => void) {
  const controller = new AbortController();
  onCancel(controller.abort.bind(controller));
  return fetch(url, { signal: controller.signal });
}`),
    named('made for a signal that never comes', `export function anyOf(signals: AbortSignal[]): AbortSignal {
  if (signals.length === 0) {
    const controller = new AbortController();
    return controller.signal;
  }
  return AbortSignal.any(signals);
}`),
    named('returned', `export function load(url: string) {
  const controller = new AbortController();
  return { controller, response: fetch(url, { signal: controller.signal }) };
}`),
    named('passed on', `export function load(url: string, running: Set<AbortController>) {
  const controller = new AbortController();
  running.add(controller);
  return fetch(url, { signal: controller.signal });
}`),
    named('kept in a map', `const running = new Map<string, AbortController>();
export function load(url: string) {
  const controller = new AbortController();
  running.set(url, controller);
  return fetch(url, { signal: controller.signal });
}`),
    named('exported', 'export const shutdown = new AbortController();\nexport const load = (url: string) => fetch(url, { signal: shutdown.signal });'),
    named('exported by name', 'const shutdown = new AbortController();\nexport const load = (url: string) => fetch(url, { signal: shutdown.signal });\nexport { shutdown };'),
    named('a public field', 'export class Client { readonly controller = new AbortController(); load(url: string) { return fetch(url, { signal: this.controller.signal }); } }'),
    named('a private field that is aborted', `export class Client {
  readonly #controller = new AbortController();
  load(url: string) { return fetch(url, { signal: this.#controller.signal }); }
  close() { this.#controller.abort(); }
}`),
    named('a private field that is handed out', `export class Client {
  private readonly controller = new AbortController();
  load(url: string) { return fetch(url, { signal: this.controller.signal }); }
  get stop() { return this.controller; }
}`),
    named('replaced', `export class Search {
  #controller = new AbortController();
  load(url: string) {
    this.#controller.abort();
    this.#controller = new AbortController();
    return fetch(url, { signal: this.#controller.signal });
  }
}`),
    named('a signal that never comes, on purpose', 'export const load = (url: string) => fetch(url, { signal: new AbortController().signal });'),
    named('destructured with its abort', 'export function f(use: (s: AbortSignal) => void) { const controller = new AbortController(); const { signal, abort } = controller; use(signal); return abort; }'),
    named('a class of the same name', 'class AbortController { signal = 1; }\nconst c = new AbortController();\nexport const s = c.signal;'),
  ],
  invalid: [
    wrong('a request that cannot be ended', `export async function load(url: string) {
  const controller = ▸new AbortController();
  const response = await fetch(url, { signal: controller.signal });
  return await response.json();
}`, 'neverAborted', { data: { name: 'controller', abort: 'abort' } }),
    wrong('the signal by destructuring', `export function start(job: (signal: AbortSignal) => Promise<void>) {
  const controller = ▸new AbortController();
  const { signal } = controller;
  void job(signal);
  return () => { console.log('stopped', signal.aborted); };
}`, 'neverAborted'),
    wrong('the stop function forgets it', `export function poll(ask: (signal: AbortSignal) => void) {
  const stop = ▸new AbortController();
  const timer = setInterval(() => { ask(stop.signal); }, 1000);
  return () => { clearInterval(timer); };
}`, 'neverAborted', { data: { name: 'stop', abort: 'abort' } }),
    wrong('of the module', `const shutdown = ▸new AbortController();
export const load = (url: string) => fetch(url, { signal: shutdown.signal });`, 'neverAborted'),
    wrong('a private field', `export class Client {
  readonly #closing = ▸new AbortController();
  load(url: string) { return fetch(url, { signal: this.#closing.signal }); }
  close() { console.log('closed'); }
}`, 'neverAborted', { data: { name: 'this.#closing', abort: 'abort' } }),
    wrong('a private field of TypeScript', `export class Client {
  private readonly closing = ▸new AbortController();
  async *lines(read: (signal: AbortSignal) => AsyncIterable<string>) { yield* read(this.closing.signal); }
}`, 'neverAborted'),
    wrong('by globalThis', `export function load(url: string) {
  const controller = ▸new globalThis.AbortController();
  return fetch(url, { signal: controller.signal });
}`, 'neverAborted'),
    wrong('one of two', `export async function both(a: string, b: string) {
  const first = new AbortController();
  const second = ▸new AbortController();
  const all = Promise.all([fetch(a, { signal: first.signal }), fetch(b, { signal: second.signal })]);
  return all.catch((error) => { first.abort(); first.abort(); throw error; });
}`, 'neverAborted', { data: { name: 'second', abort: 'abort' } }),
    wrong('combined with another', `export function load(url: string, outer: AbortSignal) {
  const controller = ▸new AbortController();
  return fetch(url, { signal: AbortSignal.any([outer, controller.signal]) });
}`, 'neverAborted'),
  ],
});
