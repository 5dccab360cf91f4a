import rule from '../../src/rules/forward-signal.ts';
import { named, testRule, wrong } from './tester.ts';

const sleep = "import { setTimeout as sleep } from 'node:timers/promises';\n";

testRule('forward-signal', rule, {
  valid: [
    named('passed as an option', 'export async function load(url: string, signal: AbortSignal) { return await fetch(url, { signal }); }'),
    named('passed as an argument', `import { Chan } from 'ts-chan';
export async function feed(out: Chan<number>, signal: AbortSignal) { for (const n of [1, 2]) await out.send(n, signal); }`),
    named('passed by another name', 'export async function load(url: string, { signal: stop }: { signal: AbortSignal }) { return await fetch(url, { signal: stop }); }'),
    named('the whole options object is passed', 'export async function load(url: string, options: { signal: AbortSignal }) { return await fetch(url, options); }'),
    named('spread into the options', 'export async function load(url: string, options: { signal: AbortSignal }) { return await fetch(url, { ...options, method: "PUT" }); }'),
    named('an options object of its own', 'export async function load(url: string, signal: AbortSignal) { const init = { signal }; return await fetch(url, init); }'),
    named('a request has it', 'export async function load(url: string, signal: AbortSignal) { const request = new Request(url, { signal }); return await fetch(request); }'),
    named('a request of the caller', 'export async function load(request: Request, signal: AbortSignal) { signal.throwIfAborted(); return await fetch(request); }'),
    named('another signal on purpose', 'export async function load(url: string, signal: AbortSignal) { signal.throwIfAborted(); return await fetch(url, { signal: AbortSignal.timeout(100) }); }'),
    named('no signal on purpose', 'export async function load(url: string, signal: AbortSignal) { signal.throwIfAborted(); return await fetch(url, { signal: undefined }); }'),
    named('combined with another', `export async function load(url: string, signal: AbortSignal) {
      const either = AbortSignal.any([signal, AbortSignal.timeout(100)]);
      return await fetch(url, { signal: either });
    }`),
    named('there is no signal', `${sleep}export async function poll(ask: () => boolean) { while (!ask()) await sleep(100); }`),
    named('clean-up runs after an abort, too', `export async function job(url: string, signal: AbortSignal) {
      try { await fetch(url, { signal }); } finally { await fetch(url, { method: 'DELETE' }); }
    }`),
    named('so does what reports the failure', `export async function job(url: string, signal: AbortSignal) {
      try { await fetch(url, { signal }); } catch (error) { await fetch('/errors', { method: 'POST', body: String(error) }); }
    }`),
    named('nobody waits for it', 'export async function job(url: string, signal: AbortSignal) { void fetch("/visits"); return await fetch(url, { signal }); }'),
    named('nobody waits for the chain', 'export async function job(url: string, signal: AbortSignal) { fetch("/visits").catch(console.error); return await fetch(url, { signal }); }'),
    named('a listener runs at a time of its own', `import { EventEmitter } from 'node:events';
export function watch(bus: EventEmitter, signal: AbortSignal) { bus.on('change', async () => { await fetch('/changes'); }, { signal }); }`),
    named('a closure that is returned', 'export function loader(signal: AbortSignal) { signal.throwIfAborted(); return async (url: string) => await fetch(url); }'),
    named('raced with the abort', `${sleep}import { abortion } from './abortion.js';
export async function pause(signal: AbortSignal) { await Promise.race([sleep(100), abortion(signal)]); }`),
    named('wrapped by what is given the signal', `${sleep}import { abortable } from './abortable.js';
export async function pause(signal: AbortSignal) { await abortable(sleep(100), signal); }`),
    named('the branch without a signal', 'export async function load(url: string, signal?: AbortSignal) { return signal ? await fetch(url, { signal }) : await fetch(url); }'),
    named('the case without a signal', `export async function load(url: string, signal?: AbortSignal) {
      if (signal !== undefined) return await fetch(url, { signal });
      return await fetch(url);
    }`),
    named('a function of the file without a signal', `${sleep}async function rest() { await sleep(5); }
export async function job(signal: AbortSignal) { signal.throwIfAborted(); await rest(); }`),
    named('arguments that are spread', `async function get(url: string, signal?: AbortSignal) { return await fetch(url, { signal }); }
export async function job(args: [string], signal: AbortSignal) { signal.throwIfAborted(); return await get(...args); }`),
    named('a fetch of the file\'s own', `async function fetch(url: string) { return url; }
export async function job(url: string, signal: AbortSignal) { signal.throwIfAborted(); return await fetch(url); }`),
    named('to add a listener is not to wait', `export function job(target: EventTarget, signal: AbortSignal) { signal.throwIfAborted(); target.addEventListener('end', () => {}); }`),
  ],
  invalid: [
    wrong('a fetch without it', `export async function load(url: string, signal: AbortSignal) {
  signal.throwIfAborted();
  const response = await ▸fetch(url);
  return response.json();
}`, 'notForwarded', { data: { call: 'fetch()', signal: 'signal', line: 1 }, suggestion: ['forward', 'fetch(url)', 'fetch(url, { signal })'] }),
    wrong('a fetch with other options', `export async function save(url: string, body: string, options: { signal?: AbortSignal }) {
  return ▸fetch(url, { method: 'POST', body });
}`, 'notForwarded', { data: { call: 'fetch()', signal: 'options.signal', line: 1 }, suggestion: ['forward', 'body })', 'body, signal: options.signal })'] }),
    wrong('a sleep between two attempts', `${sleep}export async function retry<T>(work: (signal?: AbortSignal) => Promise<T>, signal?: AbortSignal) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(signal);
    } catch (error) {
      if (attempt > 5) throw error;
      await ▸sleep(100 * attempt);
    }
  }
}`, 'notForwarded', { suggestion: ['forward', 'sleep(100 * attempt)', 'sleep(100 * attempt, undefined, { signal })'] }),
    wrong('a send and a receive', `import { Chan } from 'ts-chan';
export async function relay(source: Chan<string>, sink: Chan<string>, signal: AbortSignal) {
  for (;;) {
    const { value, done } = await source.recv(signal);
    if (done) return;
    await ▸sink.send(value);
  }
}`, 'notForwarded', { suggestion: ['forward', 'sink.send(value)', 'sink.send(value, signal)'] }),
    wrong('a select', `import { Chan, Select, recv } from 'ts-chan';
export async function either(a: Chan<number>, b: Chan<number>, { signal }: { readonly signal: AbortSignal }) {
  const select = new Select([recv(a), recv(b)]);
  return await ▸select.wait();
}`, 'notForwarded', { suggestion: ['forward', 'select.wait()', 'select.wait(signal)'] }),
    wrong('an event', `import { once } from 'node:events';
export class Client {
  async open(socket: import('node:net').Socket, options?: { signal?: AbortSignal; host: string }) {
    await ▸once(socket, 'connect');
  }
}`, 'notForwarded', { data: { call: 'once()', signal: 'options?.signal', line: 3 }, suggestion: ['forward', "'connect')", "'connect', { signal: options?.signal })"] }),
    wrong('a function of the same file', `async function get(url: string, signal?: AbortSignal) { return await fetch(url, { signal }); }
export async function both(signal: AbortSignal) {
  const first = await get('/a', signal);
  const second = await ▸get('/b');
  return [first, second];
}`, 'notForwarded', { suggestion: ['forward', "get('/b')", "get('/b', signal)"] }),
    wrong('a method of the same class, in a callback that is waited for', `export class Mirror {
  async #copy(path: string, { signal }: { signal?: AbortSignal } = {}) { await fetch(path, { signal }); }
  async copyAll(paths: string[], signal: AbortSignal) {
    signal.throwIfAborted();
    await Promise.all(paths.map(async (path) => { await ▸this.#copy(path); }));
  }
}`, 'notForwarded', { suggestion: ['forward', 'this.#copy(path);', 'this.#copy(path, { signal });'] }),
    wrong('a promise that is waited for later', `${sleep}export async function atLeast(work: () => Promise<void>, signal: AbortSignal) {
  signal.throwIfAborted();
  const minimum = ▸sleep(500);
  await work();
  await minimum;
}`, 'notForwarded', { suggestion: ['forward', 'sleep(500)', 'sleep(500, undefined, { signal })'] }),
    wrong('JavaScript: a parameter that is used as a signal', `import { readFile } from 'node:fs/promises';
export async function load(path, { signal } = {}) {
  signal?.throwIfAborted();
  return JSON.parse(await ▸readFile(path, {}));
}`, 'notForwarded', { suggestion: ['forward', 'readFile(path, {})', 'readFile(path, { signal })'] }),
    wrong('a module namespace', `import * as timers from 'node:timers/promises';
export const pause = async (signal: AbortSignal) => { signal.throwIfAborted(); await ▸timers.setTimeout(10, 'done', {}); };`, 'notForwarded', {
      data: { call: 'timers.setTimeout()', signal: 'signal', line: 2 }, suggestion: ['forward', "'done', {})", "'done', { signal })"],
    }),
    wrong('the sleep in a loop over events', `import { on } from 'node:events';
import { EventEmitter } from 'node:events';
export async function* lines(bus: EventEmitter, signal: AbortSignal) {
  if (signal.aborted) return;
  const all = ▸on(bus, 'line');
  for await (const [line] of all) yield line;
}`, 'notForwarded', { suggestion: ['forward', "on(bus, 'line')", "on(bus, 'line', { signal })"] }),
  ],
});
