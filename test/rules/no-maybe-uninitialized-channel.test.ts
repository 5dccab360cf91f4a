import rule from '../../src/rules/no-maybe-uninitialized-channel.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan, Select, recv } from 'ts-chan';\n";

testRule('no-maybe-uninitialized-channel', rule, {
  valid: [
    named('made where it is declared', `${chan}export async function run() { const out = new Chan<string>(1); await out.send('a'); }`),
    named('assigned before', `${chan}export async function run() { let out; out = new Chan<string>(1); await out.send('a'); }`),
    named('assigned on each branch', `${chan}export async function run(big: boolean) {
  let out: Chan<string>;
  if (big) out = new Chan<string>(9); else out = new Chan<string>(1);
  await out.send('a');
}`),
    named('checked', `${chan}export class Bus {
  #out: Chan<string> | undefined;
  async send(text: string) { if (this.#out === undefined) throw new Error('not open'); await this.#out.send(text); }
}`),
    named('to close what is not there', `${chan}export class Bus { #out: Chan<string> | undefined; close() { this.#out?.close(); } }`),
    named('a field that is made at once', `${chan}export class Bus { #out = new Chan<string>(1); async send(text: string) { await this.#out.send(text); } }`),
    named('used by a function that runs later', `${chan}let out: Chan<string>;
export async function send(text: string) { await out.send(text); }
out = new Chan<string>(1);`),
    named('a loop variable', `${chan}export async function all(channels: Chan<string>[]) { for (const channel of channels) await channel.recv(); }`),
    named('a guard that leaves', `${chan}export async function run(ready: boolean) {
  let out: Chan<string> | undefined;
  if (ready) out = new Chan<string>(1);
  if (!ready) return;
  out = new Chan<string>(2);
  await out.send('a');
}`),
    named('not a channel', 'export async function run(port?: { send(text: string): Promise<void> }) { await port?.send("a"); }'),
  ],
  invalid: [
    wrong('a field with an exclamation mark', `${chan}export class Bus {
  #out: Chan<string> | undefined;
  open() { this.#out = new Chan<string>(); }
  async send(text: string) { await ▸this.#out!.send(text); }
}`, 'asserted', { data: { channel: 'this.#out' } }),
    wrong('of a map', `${chan}const topics = new Map<string, Chan<string>>();
export async function publish(topic: string, text: string) { await ▸topics.get(topic)!.send(text); }`, 'asserted', { data: { channel: 'topics.get(topic)' } }),
    wrong('in a case of a select', `${chan}export class Bus {
  private done?: Chan<void>;
  async run(jobs: Chan<string>) { return await new Select([recv(jobs), ▸recv(this.done!)]).wait(); }
}`, 'asserted', { data: { channel: 'this.done' } }),
    wrong('in a loop', `${chan}export async function print(lines?: Chan<string>) {
  for await (const line of ▸lines!) console.log(line);
}`, 'asserted', { data: { channel: 'lines' } }),
    wrong('skipped silently', `${chan}export class Bus {
  #out: Chan<string> | undefined;
  open() { this.#out = new Chan<string>(); }
  async send(text: string) { await ▸this.#out?.send(text); }
}`, 'skipped', { data: { channel: 'this.#out' } }),
    wrong('a receive that is skipped', `${chan}export async function next(lines?: Chan<string>) {
  const result = await ▸lines?.recv();
  return result?.value;
}`, 'skipped', { data: { channel: 'lines' } }),
    wrong('assigned on one branch only', `${chan}export async function run(big: boolean) {
  let out;
  if (big) out = new Chan(9);
  await ▸out.send('a');
}`, 'unassigned', { data: { channel: 'out' } }),
    wrong('used before it is assigned', `${chan}export async function run() {
  let out: Chan<string>;
  const sent = ▸out.send('a');
  out = new Chan<string>(1);
  await sent;
}`, 'unassigned'),
    wrong('assigned in a case', `${chan}export async function run(kind: string) {
  let out;
  switch (kind) {
    case 'a': out = new Chan(1); break;
    case 'b': break;
  }
  await ▸out.recv();
}`, 'unassigned'),
  ],
});
