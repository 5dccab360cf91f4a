import rule from '../../src/rules/check-signal-in-loop.ts';
import { named, testRule, wrong } from './tester.ts';

testRule('check-signal-in-loop', rule, {
  valid: [
    named('checked in each round', `export async function copy(pages: AsyncIterable<string>, write: (page: string) => Promise<void>, signal: AbortSignal) {
  for await (const page of pages) {
    signal.throwIfAborted();
    await write(page);
  }
}`),
    named('the condition of the loop', 'export async function poll(ask: () => Promise<void>, signal: AbortSignal) { while (!signal.aborted) await ask(); }'),
    named('handed on', 'export async function copy(urls: string[], signal: AbortSignal) { for (const url of urls) await fetch(url, { signal }); }'),
    named('the options are handed on', `export async function copy(urls: string[], get: (url: string, options: object) => Promise<void>, options: { signal: AbortSignal }) {
  for (const url of urls) await get(url, options);
}`),
    named('what is waited for was made with it', `export async function read(url: string, signal: AbortSignal) {
  const response = await fetch(url, { signal });
  const reader = response.body!.getReader();
  for (;;) {
    const { done } = await reader.read();
    if (done) return;
  }
}`),
    named('a channel that another is given together with the signal', `import { Chan } from 'ts-chan';
async function produce(lines: AsyncIterable<string>, out: Chan<string>, signal: AbortSignal) {
  for await (const line of lines) await out.send(line, signal);
}
export async function grep(lines: AsyncIterable<string>, pattern: RegExp, signal: AbortSignal) {
  const all = new Chan<string>();
  const found: string[] = [];
  const producer = produce(lines, all, signal).finally(() => all.close());
  for await (const line of all) if (pattern.test(line)) found.push(line);
  await producer;
  return found;
}`),
    named('a combined signal', `export async function poll(ask: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) {
  const either = AbortSignal.any([signal, AbortSignal.timeout(1000)]);
  for (;;) await ask(either);
}`),
    named('a listener stops the loop', `export async function poll(ask: () => Promise<void>, signal: AbortSignal) {
  let stopped = false;
  signal.addEventListener('abort', () => { stopped = true; }, { once: true });
  while (!stopped) await ask();
}`),
    named('a listener cancels what is waited for', `export async function drain(reader: ReadableStreamDefaultReader<string>, signal: AbortSignal) {
  const cancel = () => { void reader.cancel(); };
  signal.addEventListener('abort', cancel);
  try {
    while (!(await reader.read()).done);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}`),
    named('a closure over the signal', `export async function copy(urls: string[], signal: AbortSignal) {
  const get = (url: string) => fetch(url, { signal });
  for (const url of urls) await get(url);
}`),
    named('nothing is waited for in it', `export async function send(lines: string[], write: (text: string, signal: AbortSignal) => Promise<void>, signal: AbortSignal) {
  let text = '';
  for (const line of lines) text += line;
  await write(text, signal);
}`),
    named('the waits are in a function of their own', `export function handlers(names: string[], run: (name: string) => Promise<void>, signal: AbortSignal) {
  signal.throwIfAborted();
  const all: (() => Promise<void>)[] = [];
  for (const name of names) all.push(async () => { await run(name); });
  return all;
}`),
    named('there is no signal', 'export async function copy(items: string[], save: (item: string) => Promise<void>) { for (const item of items) await save(item); }'),
    named('iterated with the signal', `export async function* events(listen: (signal: AbortSignal) => AsyncIterable<string>, { signal }: { signal: AbortSignal }) {
  for await (const event of listen(signal)) yield event;
}`),
  ],
  invalid: [
    wrong('a loop over a list', `export async function copy(items: string[], save: (item: string) => Promise<void>, signal: AbortSignal) {
  signal.throwIfAborted();
  ▸for (const item of items) {
    await save(item);
  }
}`, 'unchecked', { data: { signal: 'signal', dot: '.', line: 1 } }),
    wrong('an asynchronous loop', `export async function pump(lines: AsyncIterable<string>, write: (line: string) => void, options: { signal: AbortSignal; prefix: string }) {
  ▸for await (const line of lines) write(options.prefix + line);
}`, 'unchecked', { data: { signal: 'options.signal', dot: '.', line: 1 } }),
    wrong('an endless loop', `export async function poll(ask: () => Promise<boolean>, signal?: AbortSignal) {
  if (signal?.aborted) return;
  ▸while (true) {
    if (await ask()) return;
  }
}`, 'unchecked', { data: { signal: 'signal', dot: '?.', line: 1 } }),
    wrong('a loop with its test at the end', `export const poll = async (ask: () => Promise<boolean>, { signal }: { readonly signal?: AbortSignal }) => {
  let again = true;
  ▸do {
    again = await ask();
  } while (again);
};`, 'unchecked'),
    wrong('only the outermost of two', `export async function walk(pages: string[][], visit: (page: string) => Promise<void>, signal: AbortSignal) {
  ▸for (const page of pages) {
    for (const line of page) await visit(line);
  }
  signal.throwIfAborted();
}`, 'unchecked'),
    wrong('the inner one, where only the outer one checks', `export async function walk(pages: string[][], visit: (page: string) => Promise<void>, signal: AbortSignal) {
  for (const page of pages) {
    signal.throwIfAborted();
    ▸for (const line of page) await visit(line);
  }
}`, 'unchecked'),
    wrong('a method', `export class Importer {
  constructor(private readonly save: (row: string) => Promise<void>) {}
  async run(rows: readonly string[], signal: AbortSignal): Promise<number> {
    let count = 0;
    ▸for (let row = 0; row < rows.length; row++) {
      await this.save(rows[row]);
      count++;
    }
    signal.throwIfAborted();
    return count;
  }
}`, 'unchecked'),
    wrong('JavaScript', `export async function retry(work, { signal, times = 3 } = {}) {
  signal?.throwIfAborted();
  ▸for (let i = 0; i < times; i++) {
    try {
      return await work();
    } catch (error) {
      console.warn(error);
    }
  }
}`, 'unchecked'),
    wrong('a result of a wait without the signal', `export async function drain(open: () => Promise<ReadableStream>, signal: AbortSignal) {
  signal.throwIfAborted();
  const stream = await open();
  const reader = stream.getReader();
  ▸while (!(await reader.read()).done) {
    console.log('.');
  }
}`, 'unchecked'),
  ],
});
