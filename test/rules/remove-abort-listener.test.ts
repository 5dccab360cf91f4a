import rule from '../../src/rules/remove-abort-listener.ts';
import { named, testRule, wrong } from './tester.ts';

testRule('remove-abort-listener', rule, {
  valid: [
    named('removed when the timer fires', `export function delay(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(signal.reason); };
    const timer = setTimeout(() => { signal.removeEventListener('abort', stop); resolve(); }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}`),
    named('removed by the clean-up that is returned', `export function combine(outer: AbortSignal | undefined, ms: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => { controller.abort(); }, ms);
  const onAbort = () => { controller.abort(outer?.reason); };
  outer?.addEventListener('abort', onAbort);
  return { signal: controller.signal, done: () => { clearTimeout(timer); outer?.removeEventListener('abort', onAbort); } };
}`),
    named('a handle that lives as long as the signal', `export function poll(url: string, signal: AbortSignal) {
  const controller = new AbortController();
  signal.addEventListener('abort', () => { controller.abort(signal.reason); });
  return { signal: controller.signal, url };
}`),
    named('removed in finally', `export async function load(url: string, signal: AbortSignal) {
  const controller = new AbortController();
  const stop = () => { controller.abort(); };
  signal.addEventListener('abort', stop);
  try { await fetch(url, { signal: controller.signal }); } finally { signal.removeEventListener('abort', stop); }
}`),
    named('added with a signal', `export function opened(socket: WebSocket, signal: AbortSignal) {
  const done = new AbortController();
  return new Promise<void>((resolve, reject) => {
    socket.onopen = () => { done.abort(); resolve(); };
    signal.addEventListener('abort', () => { reject(signal.reason); }, { signal: done.signal });
  });
}`),
    named('options made elsewhere', `export function opened(socket: WebSocket, signal: AbortSignal, options: AddEventListenerOptions) {
  return new Promise<void>((resolve, reject) => {
    socket.onopen = () => { resolve(); };
    signal.addEventListener('abort', () => { reject(signal.reason); }, options);
  });
}`),
    named('a signal of its own', `export function opened(socket: WebSocket) {
  return new Promise<void>((resolve, reject) => {
    const signal = AbortSignal.timeout(100);
    socket.onopen = () => { resolve(); };
    signal.addEventListener('abort', () => { reject(signal.reason); });
  });
}`),
    named('a controller of its own', `export function opened(socket: WebSocket) {
  const controller = new AbortController();
  return new Promise<void>((resolve, reject) => {
    socket.onopen = () => { resolve(); };
    socket.onclose = () => { controller.abort(); };
    controller.signal.addEventListener('abort', () => { reject(new Error('closed')); });
  });
}`),
    named('a resource that lives as long as the signal', `import { createServer } from 'node:http';
export function serve(signal: AbortSignal) {
  const server = createServer();
  signal.addEventListener('abort', () => { server.close(); }, { once: true });
  return server.listen(80);
}`),
    named('a server that is awaited to be up', `import { once } from 'node:events';
import { createServer } from 'node:http';
export async function serve(signal: AbortSignal) {
  const server = createServer().listen(80);
  signal.addEventListener('abort', () => { server.close(); }, { once: true });
  await once(server, 'listening', { signal });
}`),
    named('the response is read later', `export async function load(url: string, signal: AbortSignal) {
  const controller = new AbortController();
  signal.addEventListener('abort', () => { controller.abort(); }, { once: true });
  const response = await fetch(url, { signal: controller.signal });
  return response;
}`),
    named('a helper removes it', `import { whenSettled } from './settled.js';
export function opened(socket: WebSocket, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const stop = () => { reject(signal.reason); };
    whenSettled(socket, signal, stop);
    socket.onopen = () => { resolve(); };
    signal.addEventListener('abort', stop);
  });
}`),
    named('added and removed under the same test', `export async function load(url: string, signal?: AbortSignal) {
  const controller = new AbortController();
  const stop = () => { controller.abort(); };
  if (signal !== undefined) signal.addEventListener('abort', stop);
  try { await fetch(url, { signal: controller.signal }); } finally { if (signal !== undefined) signal.removeEventListener('abort', stop); }
}`),
    named('added and removed where there is one', `export async function load(url: string, options: { signal?: AbortSignal }) {
  const controller = new AbortController();
  const stop = () => { controller.abort(); };
  options.signal?.addEventListener('abort', stop);
  try { await fetch(url, { signal: controller.signal }); } finally { options.signal?.removeEventListener('abort', stop); }
}`),
    named('a plain call between', `export async function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let fail!: (reason: unknown) => void;
  const aborted = new Promise<never>((_, reject) => { fail = reject; });
  const stop = () => { fail(signal.reason); };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try { return await Promise.race([work, aborted]); } finally { signal.removeEventListener('abort', stop); }
}`),
    named('a wait for the abort itself', `export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}`),
    named('a wait for the abort itself, in a method', `export class Elevator {
  readonly #stop = new AbortController();
  stopped(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => { signal.addEventListener('abort', () => { resolve(); }); });
  }
}`),
    named('another event target', `export function opened(socket: WebSocket) {
  return new Promise<void>((resolve) => { socket.addEventListener('open', () => { resolve(); }); });
}`),
    named('the module listens', `declare const shutdown: AbortSignal;
shutdown.addEventListener('abort', () => { console.log('bye'); });`),
  ],
  invalid: [
    wrong('the clean-up that is returned only clears the timer', `export function combine(outer: AbortSignal | undefined, ms: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => { controller.abort(new Error('timed out')); }, ms);
  if (outer) {
    const onAbort = () => { controller.abort(outer.reason); };
    ▸outer.addEventListener('abort', onAbort);
  }
  return { signal: controller.signal, cleanUp: () => { clearTimeout(timer); } };
}`, 'keptByCleanUp', { data: { signal: 'outer', once: '' } }),
    wrong('removed only if the work is done well', `export async function load(url: string, signal: AbortSignal) {
  const controller = new AbortController();
  const stop = () => { controller.abort(); };
  ▸signal.addEventListener('abort', stop);
  const response = await fetch(url, { signal: controller.signal });
  signal.removeEventListener('abort', stop);
  return response;
}`, 'keptOnOnePath', { data: { signal: 'signal', exit: "An exception from 'fetch()' on line 5" } }),
    wrong('another listener is removed', `export function ask(signal: AbortSignal, onAnswer: (done: (text: string) => void) => void) {
  const show = () => { console.log('shown'); };
  signal.removeEventListener('abort', show);
  return new Promise<string>((resolve, reject) => {
    const stop = () => { reject(new Error('stopped')); };
    ▸signal.addEventListener('abort', stop);
    onAnswer(resolve);
  });
}`, 'keptAfterWait', { data: { signal: 'signal', once: '' } }),
    wrong('an early return', `export function watch(look: () => boolean, signal: AbortSignal) {
  const stop = () => { console.log('stopped'); };
  ▸signal.addEventListener('abort', stop, { once: true });
  try {
    if (look()) return;
  } catch {
    signal.removeEventListener('abort', stop);
    return;
  }
  signal.removeEventListener('abort', stop);
}`, 'keptOnOnePath', { data: { signal: 'signal', exit: 'The return on line 5' } }),
    wrong('a delay', `export function delay(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    ▸signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); });
  });
}`, 'keptAfterWait', { data: { signal: 'signal', once: '' } }),
    wrong('once does not help', `export function delay(ms: number, signal?: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    ▸signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}`, 'keptAfterWait', { data: { signal: 'signal', once: '{ once: true } removes it only if the signal is aborted. ' } }),
    wrong('a named listener', `export function opened(socket: WebSocket, { signal }: { signal: AbortSignal }) {
  return new Promise<void>((resolve, reject) => {
    function stop() { socket.close(); reject(signal.reason); }
    if (signal.aborted) { stop(); return; }
    socket.onopen = () => { resolve(); };
    ▸signal.addEventListener('abort', stop, { once: true });
  });
}`, 'keptAfterWait'),
    wrong('a promise for the abort alone, to be raced', `export async function abortable<T>(work: Promise<T>, options: { readonly signal: AbortSignal }): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    ▸options.signal.addEventListener('abort', () => { reject(options.signal.reason); }, { once: true });
  });
  return await Promise.race([work, aborted]);
}`, 'keptAfterWait', { data: { signal: 'options.signal', once: '{ once: true } removes it only if the signal is aborted. ' } }),
    wrong('a field', `export class Client {
  constructor(private readonly closing: AbortSignal) {}
  ready(socket: WebSocket) {
    return new Promise<void>((resolve, reject) => {
      socket.onopen = () => { resolve(); };
      ▸this.closing.addEventListener('abort', () => { reject(new Error('closed')); });
    });
  }
}`, 'keptAfterWait', { data: { signal: 'this.closing', once: '' } }),
    wrong('a controller that follows another', `export async function save(url: string, signal: AbortSignal) {
  const controller = new AbortController();
  ▸signal.addEventListener('abort', () => { controller.abort(signal.reason); });
  await fetch(url, { method: 'PUT', signal: controller.signal });
}`, 'keptAfterWork', { data: { signal: 'signal', once: '' } }),
    wrong('a controller that follows another, once', `export async function save(url: string, options?: { signal?: AbortSignal }) {
  const controller = new AbortController();
  const timer = setTimeout(() => { controller.abort(); }, 1000);
  ▸options?.signal?.addEventListener('abort', () => controller.abort(), { once: true });
  try {
    await fetch(url, { method: 'PUT', signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}`, 'keptAfterWork'),
    wrong('an arrow function', `export const stopped = (signal: AbortSignal, job: EventTarget) => new Promise<void>((resolve) => {
  job.addEventListener('end', () => resolve(), { once: true });
  ▸signal.addEventListener('abort', () => resolve(), { once: true });
});`, 'keptAfterWait'),
  ],
});
