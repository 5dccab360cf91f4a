import rule from '../../src/rules/confine-channel.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan } from 'ts-chan';\n";

testRule('confine-channel', rule, {
  valid: [
    named('a private field', `${chan}export class Bus {
  readonly #events = new Chan<string>(1);
  async open() { await this.#events.send('open'); }
  async close() { await this.#events.send('close'); }
}`),
    named('a private field of TypeScript', `${chan}export class Bus {
  private readonly events = new Chan<string>(1);
  async open() { await this.events.send('open'); }
  async close() { await this.events.send('close'); }
}`),
    named('one writer', `${chan}export class Bus {
  readonly events = new Chan<string>(1);
  async run(lines: string[]) { for (const line of lines) await this.events.send(line); this.events.close(); }
}`),
    named('one method, with helpers inside', `${chan}export class Bus {
  readonly events = new Chan<string>(1);
  async run(lines: string[]) { const put = (line: string) => this.events.send(line); await put('start'); await this.events.send(lines[0]); }
}`),
    named('others only receive', `${chan}export class Bus {
  readonly events = new Chan<string>(1);
  async run() { await this.events.send('a'); }
  async next() { return await this.events.recv(); }
}`),
    named('of the module, not exported', `${chan}const events = new Chan<string>(1);
export async function open() { await events.send('open'); }
export async function close() { await events.send('close'); }`),
    named('exported, one writer', `${chan}export const events = new Chan<string>(1);
export async function open() { await events.send('open'); }`),
    named('a local channel', `${chan}export async function run() { const events = new Chan<string>(2); await events.send('a'); await events.send('b'); }`),
    named('another class of the file', `${chan}export class Bus { readonly events = new Chan<string>(1); async run() { await this.events.send('a'); } }
export class Tram { readonly #events = new Chan<string>(1); async run() { await this.#events.send('a'); } async stop() { await this.#events.send('b'); } }`),
  ],
  invalid: [
    wrong('a public field', `${chan}export class Bus {
  readonly events = ▸new Chan<string>(1);
  async open() { await this.events.send('open'); }
  async close() { await this.events.send('close'); }
}`, 'publicField', { data: { channel: 'events', count: '2' } }),
    wrong('said to be public', `${chan}export class Bus {
  public events = ▸new Chan<string>(1);
  open() { return this.events.trySend('open'); }
  close() { return this.events.trySend('close'); }
}`, 'publicField'),
    wrong('three writers', `${chan}export class Bus {
  readonly events = ▸new Chan<string>(1);
  async open() { await this.events.send('open'); }
  async close() { await this.events.send('close'); }
  async stop() { void (async () => { await this.events.send('stop'); })(); }
}`, 'publicField', { data: { channel: 'events', count: '3' } }),
    wrong('a method and a listener', `${chan}export class Bus {
  readonly events = ▸new Chan<string>(1);
  constructor(target: EventTarget) { target.addEventListener('go', () => { this.events.trySend('go'); }); }
  async open() { await this.events.send('open'); }
}`, 'publicField'),
    wrong('exported', `${chan}export const events = ▸new Chan<string>(1);
export async function open() { await events.send('open'); }
export async function close() { await events.send('close'); }`, 'exported', { data: { channel: 'events', count: '2' } }),
    wrong('exported by name', `${chan}const events = ▸new Chan<string>(1);
async function open() { await events.send('open'); }
const close = async () => { await events.send('close'); };
export { events, open, close };`, 'exported'),
    wrong('a select of another writer', `import { Chan, Select, recv, send } from 'ts-chan';
export const events = ▸new Chan<string>(1);
export async function open() { await events.send('open'); }
export async function offer(done: Chan<void>) { await new Select([send(events, () => 'offer'), recv(done)]).wait(); }`, 'exported'),
    wrong('JavaScript', `${chan}export class Bus {
  events = ▸new Chan(1);
  async open() { await this.events.send('open'); }
  async close() { await this.events.send('close'); }
}`, 'publicField'),
  ],
});
