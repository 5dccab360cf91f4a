import rule from '../../src/rules/select-handles-done.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan, Select, recv, send, wait } from 'ts-chan';\n";

testRule('select-handles-done', rule, {
  valid: [
    named('a case for a done channel', `${chan}export async function serve(jobs: Chan<string>, done: Chan<void>) {
  const select = new Select([recv(jobs), recv(done)]);
  for (;;) {
    switch (await select.wait()) {
      case 0: console.log(select.recv(select.cases[0])); break;
      case 1: return;
    }
  }
}`),
    named('a signal', `${chan}export async function serve(jobs: Chan<string>, news: Chan<string>, signal: AbortSignal) {
  const select = new Select([recv(jobs), recv(news)]);
  for (;;) console.log(await select.wait(signal));
}`),
    named('a select outside of a loop', `${chan}export async function first(a: Chan<string>, b: Chan<string>) { return await new Select([recv(a), recv(b)]).wait(); }`),
    named('a test', `${chan}export async function serve(jobs: Chan<string>, running: { on: boolean }) {
  const select = new Select([recv(jobs)]);
  while (running.on) await select.wait();
}`),
    named('leaves when the channel is closed', `${chan}export async function print(lines: Chan<string>) {
  while (true) {
    const { value, done } = await lines.recv();
    if (done) break;
    console.log(value);
  }
}`),
    named('ends with the channel', `${chan}export async function print(lines: Chan<string>) { for await (const line of lines) console.log(line); }`),
    named('sends with a signal', `${chan}export async function numbers(out: Chan<number>, signal: AbortSignal) { for (let n = 0; ; n++) await out.send(n, signal); }`),
    named('sends in a select', `${chan}export async function numbers(out: Chan<number>, done: Chan<void>) {
  for (let n = 0; ; n++) {
    const select = new Select([send(out, () => n), recv(done)]);
    if ((await select.wait()) === 1) return;
  }
}`),
    named('a channel of its own', `${chan}export async function main() {
  const out = new Chan<number>(1);
  const printing = (async () => { for await (const n of out) console.log(n); })();
  for (let n = 0; n < 3; n++) await out.send(n);
  out.close();
  await printing;
}`),
    named('a try does not wait', `${chan}export function offer(out: Chan<string>, lines: string[]) { for (const line of lines) out.trySend(line); }`),
    named('a break out of both loops', `${chan}export async function serve(jobs: Chan<string>) {
  const select = new Select([recv(jobs)]);
  outer: for (;;) { for (;;) { if ((await select.wait()) > 0) break outer; } }
}`),
    named('one send', `${chan}export async function one(out: Chan<string>) { await out.send('a'); }`),
    named('not a channel', 'export async function f(queue: { recv(): Promise<void> }) { for (;;) await queue.recv(); }'),
  ],
  invalid: [
    wrong('no case leads out', `${chan}export async function serve(jobs: Chan<string>, news: Chan<string>) {
  const select = new Select([recv(jobs), recv(news)]);
  while (true) {
    const index = await ▸select.wait();
    console.log(index);
  }
}`, 'endlessSelect', { data: { call: 'select.wait()', line: 4 } }),
    wrong('a break that leaves only the switch', `${chan}export async function serve(jobs: Chan<string>, done: Chan<void>) {
  const select = new Select([recv(jobs), recv(done)]);
  for (;;) {
    switch (await ▸select.wait()) {
      case 0: console.log('job'); break;
      case 1: break;
    }
  }
}`, 'endlessSelect', { data: { call: 'select.wait()', line: 4 } }),
    wrong('a throw that is caught in the loop', `${chan}export async function serve(jobs: Chan<string>) {
  const select = new Select([recv(jobs)]);
  for (;;) {
    try {
      if ((await ▸select.wait()) > 0) throw new Error('done');
    } catch (error) {
      console.error(error);
    }
  }
}`, 'endlessSelect'),
    wrong('receives for ever', `${chan}export async function print(lines: Chan<string>) {
  for (;;) {
    const { value } = await ▸lines.recv();
    console.log(value);
  }
}`, 'endlessReceive', { data: { call: 'lines.recv()', line: 3 } }),
    wrong('sends for ever', `${chan}export function numbers() {
  const out = new Chan<number>();
  void (async () => {
    let n = 0;
    while (true) await ▸out.send(n++);
  })();
  return out;
}`, 'endlessSend', { data: { call: 'out.send()', line: 6 } }),
    wrong('sends a list to one who may leave', `${chan}export async function produce(out: Chan<string>, lines: string[]) {
  for (const line of lines) await ▸out.send(line);
  out.close();
}`, 'stuckSend', { data: { call: 'out.send()', line: 3 } }),
    wrong('a stage of a pipeline', `${chan}export function double(source: Chan<number>) {
  const out = new Chan<number>();
  void (async () => {
    try { for await (const n of source) await ▸out.send(2 * n); } finally { out.close(); }
  })();
  return out;
}`, 'stuckSend'),
    wrong('a method', `${chan}export class Feed {
  readonly #out = new Chan<string>();
  async run(lines: AsyncIterable<string>) {
    for await (const line of lines) {
      if (line !== '') await ▸this.#out.send(line);
    }
  }
}`, 'stuckSend', { data: { call: 'this.#out.send()', line: 5 } }),
    wrong('only the inner loop ends', `${chan}export async function repeat(out: Chan<string>, lines: string[]) {
  while (true) {
    for (const line of lines) await ▸out.send(line);
  }
}`, 'endlessSend', { data: { call: 'out.send()', line: 3 } }),
  ],
});
