import rule from '../../src/rules/forward-signal-typed.ts';
import { named, testTypedRule, wrong } from './tester.ts';

const api = `interface Options { readonly signal?: AbortSignal; readonly retries?: number }
declare const api: {
  get(path: string, options?: Options): Promise<string>;
  put(path: string, body: string, signal?: AbortSignal): Promise<void>;
  lines(path: string, options?: { readonly stop?: AbortSignal }): AsyncIterable<string>;
  size(path: string): Promise<number>;
  watch(path: string, options?: Options): void;
};
`;

testTypedRule('forward-signal-typed', rule, {
  valid: [
    named('passed as an option', `${api}export const load = async (path: string, signal: AbortSignal) => await api.get(path, { signal });`),
    named('passed as an argument', `${api}export const save = async (path: string, signal: AbortSignal) => { await api.put(path, '', signal); };`),
    named('takes none', `${api}export const size = async (path: string, signal: AbortSignal) => { signal.throwIfAborted(); return await api.size(path); };`),
    named('is no wait', `${api}export const watch = (path: string, signal: AbortSignal) => { signal.throwIfAborted(); api.watch(path); };`),
    named('to add a listener is no wait', 'export const watch = (target: EventTarget, signal: AbortSignal) => { signal.throwIfAborted(); target.addEventListener("end", () => undefined); };'),
    named('to connect two streams is no wait', 'export const upper = (source: ReadableStream<string>, change: TransformStream<string, string>, signal: AbortSignal) => { signal.throwIfAborted(); return source.pipeThrough(change); };'),
    named('the options of the caller', `${api}export const load = async (path: string, options: Options) => await api.get(path, options);`),
    named('options made elsewhere', `${api}export const load = async (path: string, signal: AbortSignal) => { const options = { signal }; return await api.get(path, options); };`),
    named('there is no signal', `${api}export const load = async (path: string) => await api.get(path);`),
    named('clean-up', `${api}export async function move(path: string, signal: AbortSignal) { try { await api.get(path, { signal }); } finally { await api.put(path, 'done'); } }`),
    named('known without types', 'export async function load(url: string, signal: AbortSignal) { signal.throwIfAborted(); return await fetch(url); }'),
    named('nobody waits for it', `${api}export const load = (path: string, signal: AbortSignal) => { signal.throwIfAborted(); void api.get(path); };`),
  ],
  invalid: [
    wrong('options left out', `${api}export async function load(path: string, signal: AbortSignal) {
  signal.throwIfAborted();
  return await ▸api.get(path);
}`, 'notForwarded', { data: { call: 'api.get()', signal: 'signal', line: 9 }, suggestion: ['forward', 'api.get(path);', 'api.get(path, { signal });'] }),
    wrong('options without it', `${api}export async function load(path: string, signal: AbortSignal) {
  signal.throwIfAborted();
  return await ▸api.get(path, { retries: 3 });
}`, 'notForwarded', { suggestion: ['forward', '{ retries: 3 }', '{ retries: 3, signal }'] }),
    wrong('an argument left out', `${api}export async function save(path: string, options: Options) {
  await ▸api.put(path, 'text');
}`, 'notForwarded', { data: { call: 'api.put()', signal: 'options.signal', line: 9 }, suggestion: ['forward', "path, 'text'", "path, 'text', options.signal"] }),
    wrong('an option of another name', `${api}export async function print(path: string, signal: AbortSignal) {
  signal.throwIfAborted();
  for await (const line of ▸api.lines(path)) console.log(line, signal.aborted);
}`, 'notForwarded', { suggestion: ['forward', 'api.lines(path)', 'api.lines(path, { stop: signal })'] }),
    wrong('in a callback that is waited for', `${api}export async function all(paths: string[], signal: AbortSignal) {
  signal.throwIfAborted();
  return await Promise.all(paths.map((path) => ▸api.get(path)));
}`, 'notForwarded', { suggestion: ['forward', 'api.get(path)))', 'api.get(path, { signal })))'] }),
    wrong('a function value', `export async function retry(work: (signal?: AbortSignal) => Promise<void>, signal: AbortSignal) {
  signal.throwIfAborted();
  await ▸work();
}`, 'notForwarded', { suggestion: ['forward', 'work();', 'work(signal);'] }),
    wrong('an inherited method', `class Base { async step(signal?: AbortSignal): Promise<void> { await Promise.resolve(signal); } }
class Job { constructor(readonly base: Base) {}
  async run(signal: AbortSignal) { signal.throwIfAborted(); await ▸this.base.step(); } }
export { Job };`, 'notForwarded', { suggestion: ['forward', 'step();', 'step(signal);'] }),
    wrong('what a loop goes over', `declare function linesOf(path: string, signal?: AbortSignal): AsyncIterable<string>;
export async function show(path: string, signal: AbortSignal) {
  signal.throwIfAborted();
  for await (const line of ▸linesOf(path)) console.log(line);
}`, 'notForwarded', { suggestion: ['forward', 'linesOf(path))', 'linesOf(path, signal))'] }),
    wrong('a class of the platform', `export async function pipe(source: ReadableStream<string>, sink: WritableStream<string>, signal: AbortSignal) {
  signal.throwIfAborted();
  await ▸source.pipeTo(sink);
}`, 'notForwarded', { suggestion: ['forward', 'pipeTo(sink)', 'pipeTo(sink, { signal })'] }),
  ],
});
