import rule from '../../src/rules/no-signal-in-field.ts';
import { named, testRule, wrong } from './tester.ts';

testRule('no-signal-in-field', rule, {
  valid: [
    named('taken by each method', 'export class Client { load(url: string, signal: AbortSignal) { return fetch(url, { signal }); } }'),
    named('a controller of its own', `export class Client {
  readonly #closing = new AbortController();
  load(url: string, signal: AbortSignal) { return fetch(url, { signal: AbortSignal.any([signal, this.#closing.signal]) }); }
  close() { this.#closing.abort(); }
}`),
    named('the signal of its own controller', `export class Client {
  #closing = new AbortController();
  readonly closed = this.#closing.signal;
}`),
    named('a controller that is handed in', 'export class Client { constructor(private readonly closing: AbortController) {} close() { this.closing.abort(); } }'),
    named('used in the constructor', `export class Client {
  readonly ready: Promise<Response>;
  constructor(url: string, signal: AbortSignal) { this.ready = fetch(url, { signal }); }
}`),
    named('a combined signal of one call', `export class Client {
  async load(url: string, signal: AbortSignal) {
    const either = AbortSignal.any([signal, AbortSignal.timeout(10)]);
    return await fetch(url, { signal: either });
  }
}`),
    named('another field of the options', 'export class Client { host: string; constructor(options: { host: string; signal: AbortSignal }) { options.signal.throwIfAborted(); this.host = options.host; } }'),
    named('no class', 'export function client(signal: AbortSignal) { const state = { signal }; return state; }'),
    named('its state', 'export class Client { stopped: boolean; constructor(signal: AbortSignal) { this.stopped = signal.aborted; } }'),
  ],
  invalid: [
    wrong('in the constructor', `export class Client {
  readonly #signal: AbortSignal;
  constructor(signal: AbortSignal) {
    ▸this.#signal = signal;
  }
  load(url: string) { return fetch(url, { signal: this.#signal }); }
}`, 'kept'),
    wrong('a parameter that declares a field', 'export class Client { constructor(▸private readonly signal: AbortSignal) {} load(url: string) { return fetch(url, { signal: this.signal }); } }', 'kept'),
    wrong('an optional one', 'export class Client { constructor(readonly host: string, ▸readonly signal?: AbortSignal) {} }', 'kept'),
    wrong('out of the options', `export class Client {
  signal: AbortSignal | undefined;
  constructor(options: { readonly signal?: AbortSignal }) {
    ▸this.signal = options.signal;
  }
}`, 'kept'),
    wrong('destructured', `export class Client {
  signal;
  constructor({ signal }: { signal: AbortSignal }) { ▸this.signal = signal; }
}`, 'kept'),
    wrong('with a default', `export class Client {
  signal: AbortSignal;
  constructor(signal?: AbortSignal) { ▸this.signal = signal ?? AbortSignal.timeout(1000); }
}`, 'kept'),
    wrong('in a method', `export class Job {
  #signal: AbortSignal | undefined;
  async start(signal: AbortSignal) { ▸this.#signal = signal; await this.step(); }
  async step() { this.#signal?.throwIfAborted(); }
}`, 'kept'),
    wrong('JavaScript', `export class Job {
  constructor(signal) {
    signal.throwIfAborted();
    ▸this.signal = signal;
  }
}`, 'kept'),
  ],
});
