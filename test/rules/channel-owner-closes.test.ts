import rule from '../../src/rules/channel-owner-closes.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan, Select, recv, send } from 'ts-chan';\n";

testRule('channel-owner-closes', rule, {
  valid: [
    named('the owner makes, writes and closes', `${chan}export function numbers(): AsyncIterable<number> {
  const out = new Chan<number>();
  void (async () => { try { for (let n = 0; n < 9; n++) await out.send(n); } finally { out.close(); } })();
  return out;
}`),
    named('the only writer closes', `${chan}async function produce(out: Chan<string>, lines: string[]) { try { for (const line of lines) await out.send(line); } finally { out.close(); } }
export async function main(lines: string[]) { const out = new Chan<string>(); void produce(out, lines); for await (const line of out) console.log(line); }`),
    named('each writer has a channel of its own', `${chan}async function produce(out: Chan<string>, line: string) { await out.send(line); out.close(); }
export function all(lines: string[]) { return lines.map((line) => { const out = new Chan<string>(); void produce(out, line); return out; }); }`),
    named('the last one closes', `${chan}export function merge(sources: Chan<string>[]) {
  const out = new Chan<string>();
  let left = sources.length;
  for (const source of sources) void (async () => { for await (const line of source) await out.send(line); if (--left === 0) out.close(); })();
  return out;
}`),
    named('who starts them closes', `${chan}async function write(out: Chan<string>, line: string) { await out.send(line); }
export async function main(lines: string[], out: Chan<string>) { await Promise.all(lines.map((line) => write(out, line))); out.close(); }`),
    named('a relay closes what it writes to', `${chan}export async function relay(source: Chan<string>, sink: Chan<string>) {
  try { for await (const line of source) await sink.send(line); } finally { sink.close(); }
}`),
    named('a done channel that nobody receives from here', `${chan}export function stop(done: Chan<void>) { done.close(); }`),
    named('the owner drains what it has made', `${chan}export async function main() {
  const out = new Chan<number>(3);
  out.trySend(1); out.close();
  for await (const n of out) console.log(n);
}`),
    named('a request and its reply', `${chan}export async function serve(requests: Chan<{ reply: Chan<string> }>) {
  for await (const { reply } of requests) { await reply.send('ok'); reply.close(); }
}`),
    named('a class owns its field', `${chan}export class Queue {
  readonly #items = new Chan<string>(4);
  async take() { return await this.#items.recv(); }
  async stop() { await this.#items.recv(); this.#items.close(); }
}`),
    named('two calls in different programs', `${chan}async function produce(out: Chan<string>) { await out.send('a'); out.close(); }
export async function one(out: Chan<string>) { await produce(out); }
export async function two(out: Chan<string>) { await produce(out); }`),
    named('not a channel', 'export async function f(port: { recv(): Promise<void>; close(): void }) { await port.recv(); port.close(); }'),
  ],
  invalid: [
    wrong('a consumer that has had enough', `${chan}async function index(texts: Chan<string>): Promise<Set<string>> {
  const words = new Set<string>();
  for (;;) {
    const { value, done } = await texts.recv();
    if (done) return words;
    words.add(value);
    if (words.size > 10_000) { ▸texts.close(); return words; }
  }
}
export async function crawl(pages: string[]) {
  const texts = new Chan<string>();
  const words = index(texts);
  for (const page of pages) await texts.send(page);
  texts.close();
  return await words;
}`, 'closedByConsumer', { data: { channel: 'texts', line: 5 } }),
    wrong('a consumer that has enough', `${chan}export async function first(source: Chan<string>): Promise<string | undefined> {
  const { value } = await source.recv();
  ▸source.close();
  return value;
}`, 'closedByConsumer', { data: { channel: 'source', line: 3 } }),
    wrong('a consumer that is through', `${chan}export async function print(lines: Chan<string>) {
  for await (const line of lines) console.log(line);
  ▸lines.close();
}`, 'closedByConsumer'),
    wrong('a consumer by select', `${chan}export async function either(a: Chan<string>, b: Chan<string>) {
  const select = new Select([recv(a), recv(b)]);
  const index = await select.wait();
  ▸a.close();
  return index;
}`, 'closedByConsumer', { data: { channel: 'a', line: 3 } }),
    wrong('in a finally block', `${chan}async function consume(jobs: Chan<number>, work: (job: number) => Promise<void>) {
  try {
    for await (const job of jobs) await work(job);
  } finally {
    ▸jobs.close();
  }
}
export async function main(jobs: Chan<number>) { await consume(jobs, async () => {}); }`, 'closedByConsumer'),
    wrong('each worker closes', `${chan}async function worker(id: number, out: Chan<number>) {
  await out.send(id);
  ▸out.close();
}
export function start() {
  const out = new Chan<number>();
  for (let id = 0; id < 3; id++) void worker(id, out);
  return out;
}`, 'closedByOneWriter', { data: { channel: 'out', where: 'started again and again on line 8' } }),
    wrong('each worker of a map closes', `${chan}const worker = async (line: string, out: Chan<string>) => {
  try { await out.send(line); } finally { ▸out.close(); }
};
export async function start(lines: string[], out: Chan<string>) {
  await Promise.all(lines.map((line) => worker(line, out)));
}`, 'closedByOneWriter'),
    wrong('two writers', `${chan}async function produce(out: Chan<string>, name: string) { await out.send(name); ▸out.close(); }
export async function main() {
  const out = new Chan<string>();
  void produce(out, 'a');
  void produce(out, 'b');
  for await (const name of out) console.log(name);
}`, 'closedByOneWriter', { data: { channel: 'out', where: 'started on line 5 and again after it' } }),
    wrong('a closure in a loop', `${chan}export function merge(sources: Chan<string>[]) {
  const out = new Chan<string>();
  for (const source of sources) {
    void (async () => {
      for await (const line of source) await out.send(line);
      ▸out.close();
    })();
  }
  return out;
}`, 'closedByOneWriter', { data: { channel: 'out', where: 'started in the loop on line 5' } }),
    wrong('a method', `${chan}export class Farm {
  async #work(id: number, results: Chan<number>) { await results.send(id); ▸results.close(); }
  start(count: number) {
    const results = new Chan<number>();
    for (let id = 0; id < count; id++) void this.#work(id, results);
    return results;
  }
}`, 'closedByOneWriter'),
  ],
});
