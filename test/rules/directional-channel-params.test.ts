import rule from '../../src/rules/directional-channel-params.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan, recv } from 'ts-chan';\n";

testRule('directional-channel-params', rule, {
  valid: [
    named('an iterable', 'export async function print(lines: AsyncIterable<string>) { for await (const line of lines) console.log(line); }'),
    named('picked', `${chan}export async function put(out: Pick<Chan<string>, 'send'>) { await out.send('a'); }`),
    named('both ends', `${chan}export async function swap(channel: Chan<string>) { const { value } = await channel.recv(); await channel.send(value!); }`),
    named('handed on', `${chan}export async function relay(out: Chan<string>, write: (out: Chan<string>) => Promise<void>) { await out.send('a'); await write(out); }`),
    named('returned', `${chan}export async function put(out: Chan<string>) { await out.send('a'); return out; }`),
    named('a case of a select', `${chan}export const first = (source: Chan<string>) => recv(source);`),
    named('kept', `${chan}export class Feed { out: Chan<string>; constructor(out: Chan<string>) { this.out = out; } }`),
    named('a parameter that declares a field', `${chan}export class Feed { constructor(private readonly out: Chan<string>) {} put() { return this.out.send('a'); } }`),
    named('replaced', `${chan}export async function put(out: Chan<string>) { out = new Chan<string>(1); await out.send('a'); }`),
    named('not used', `${chan}export async function put(_out: Chan<string>) { await Promise.resolve(); }`),
    named('only its length', `${chan}export const size = (out: Chan<string>) => out.length;`),
    named('no annotation', `${chan}export async function put(out) { await out.send('a'); }`),
    named('another Chan', "import { Chan } from './chan.js';\nexport async function put(out: Chan<string>) { await out.send('a'); }"),
  ],
  invalid: [
    wrong('iterates', `${chan}export async function print(lines: ▸Chan<string>) { for await (const line of lines) console.log(line); }`, 'oneEnd', {
      data: { does: 'receives from', channel: 'lines', type: 'AsyncIterable<string>' }, fix: [['Chan<string>)', 'AsyncIterable<string>)']],
    }),
    wrong('receives', `${chan}export async function next(lines: ▸Chan<string>) { return await lines.recv(); }`, 'oneEnd', {
      data: { does: 'receives from', channel: 'lines', type: "Pick<Chan<string>, 'recv'>" }, fix: [['Chan<string>)', "Pick<Chan<string>, 'recv'>)"]],
    }),
    wrong('sends', `${chan}export async function put(out: ▸Chan<string>, text: string) { await out.send(text); }`, 'oneEnd', {
      data: { does: 'sends on', channel: 'out', type: "Pick<Chan<string>, 'send'>" }, fix: [['Chan<string>,', "Pick<Chan<string>, 'send'>,"]],
    }),
    wrong('sends and closes', `${chan}export async function all(out: ▸Chan<number>) {
  try { for (let n = 0; n < 3; n++) await out.send(n); } finally { out.close(); }
}`, 'oneEnd', { fix: [['Chan<number>)', "Pick<Chan<number>, 'send' | 'close'>)"]] }),
    wrong('closes', `${chan}export const stop = (done: ▸Chan<void>) => { done.close(); };`, 'oneEnd', { fix: [['Chan<void>)', "Pick<Chan<void>, 'close'>)"]] }),
    wrong('iterates and tries', `${chan}export async function drain(lines: ▸Chan<string>) {
  lines.tryRecv();
  for await (const line of lines) console.log(line);
}`, 'oneEnd', { fix: [['Chan<string>)', "AsyncIterable<string> & Pick<Chan<string>, 'tryRecv'>)"]] }),
    wrong('in a closure, with its length', `${chan}export function start(out: ▸Chan<string>) {
  return async () => { if (out.length === 0) await out.send('a'); };
}`, 'oneEnd', { fix: [['Chan<string>)', "Pick<Chan<string>, 'length' | 'send'>)"]] }),
    {
      ...wrong('both parameters of a relay', `${chan}export async function relay(source: ▸Chan<string>, sink: ▸Chan<string>) {
  for await (const line of source) await sink.send(line);
}`, 'oneEnd'),
      output: `${chan}export async function relay(source: AsyncIterable<string>, sink: Pick<Chan<string>, 'send'>) {
  for await (const line of source) await sink.send(line);
}`,
    },
    wrong('with a default', `${chan}const log = new Chan<string>(1);
export async function note(text: string, out: ▸Chan<string> = log) { await out.send(text); }`, 'oneEnd', { fix: [['out: Chan<string>', "out: Pick<Chan<string>, 'send'>"]] }),
  ],
});
