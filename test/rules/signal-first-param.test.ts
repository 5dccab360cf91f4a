import rule from '../../src/rules/signal-first-param.ts';
import { named, testRule, wrong } from './tester.ts';

const sleep = "import { setTimeout as sleep } from 'node:timers/promises';\n";

testRule('signal-first-param', rule, {
  valid: [
    named('the first parameter', 'export async function load(signal: AbortSignal, url: string) { return await fetch(url, { signal }); }'),
    { ...named('the last parameter', 'export async function load(url: string, signal?: AbortSignal) { return await fetch(url, { signal }); }'), options: [{ position: 'last' }] },
    { ...named('the last one before the rest', 'export async function load(url: string, signal: AbortSignal, ...headers: string[]) { return await fetch(url, { signal, headers: { a: headers[0] } }); }'), options: [{ position: 'last' }] },
    { ...named('an option', 'export async function load(url: string, { signal }: { signal?: AbortSignal }) { return await fetch(url, { signal }); }'), options: [{ position: 'options' }] },
    { ...named('an option of a named type', 'interface Options { readonly signal?: AbortSignal }\nexport const load = async (url: string, options: Options = {}) => await fetch(url, { signal: options.signal });'), options: [{ position: 'options' }] },
    named('after this', 'export async function load(this: { base: string }, signal: AbortSignal, url: string) { return await fetch(this.base + url, { signal }); }'),
    named('a done channel', `${sleep}import { Chan } from 'ts-chan';
export async function numbers(out: Chan<number>, done: Chan<void>) { for (let n = 0; done.concurrency === 0; n++) await out.send(n); }`),
    named('not exported', `${sleep}async function rest() { await sleep(10); }\nexport const later = rest;`.replace('export const later = rest;', 'void rest;')),
    named('the entry point', `${sleep}export async function main() { await sleep(10); }`),
    { ...named('an entry point by another name', `${sleep}export async function handler() { await sleep(10); }`), options: [{ ignore: ['handler'] }] },
    named('a private method', `${sleep}export class Client { async #rest() { await sleep(10); } start() { void this.#rest(); } }`),
    named('a method that an interface prescribes', `${sleep}interface Job { run(name: string, signal?: AbortSignal): Promise<void> }
export class Nap implements Job { async run(name: string, signal?: AbortSignal) { await sleep(10, name, { signal }); } }`),
    named('a function of a declared type', `${sleep}type Handler = (event: string, signal: AbortSignal) => Promise<void>;
export const handler: Handler = async (event, signal: AbortSignal) => { await sleep(10, event, { signal }); };`),
    named('a callback', 'export const listen = (on: (handler: (event: string, signal: AbortSignal) => void) => void) => { on((event, signal: AbortSignal) => { console.log(event, signal.aborted); }); };'),
    named('given another signal', 'export async function load(url: string) { return await fetch(url, { signal: AbortSignal.timeout(1000) }); }'),
    named('nobody waits for it', 'export function note(url: string) { void fetch(url, { method: "POST" }); }'),
    named('waits for nothing that could be ended', 'export async function save(file: { write(): Promise<void> }) { await file.write(); }'),
  ],
  invalid: [
    wrong('a request', 'export async function ▸load(url: string) { return await fetch(url); }', 'missing', { data: { name: 'load', call: 'fetch()', where: 'as the first parameter' } }),
    wrong('a sleep in a constant', `${sleep}export const ▸rest = async () => { await sleep(10); };`, 'missing', { data: { name: 'rest', call: 'sleep()', where: 'as the first parameter' } }),
    wrong('exported by name', `${sleep}async function ▸rest() { await sleep(10); }\nexport { rest };`, 'missing'),
    wrong('the default export', `${sleep}export default async function ▸rest() { await sleep(10); }`, 'missing'),
    wrong('a public method', `import { Chan } from 'ts-chan';
export class Feed {
  readonly #out = new Chan<string>();
  async ▸put(text: string) { await this.#out.send(text); }
}`, 'missing', { data: { name: 'put', call: 'this.#out.send()', where: 'as the first parameter' } }),
    wrong('in a callback that is waited for', 'export async function ▸all(urls: string[]) { return await Promise.all(urls.map(async (url) => (await fetch(url)).text())); }', 'missing'),
    wrong('the last, where it should be the first', 'export async function ▸load(url: string, signal: AbortSignal) { return await fetch(url, { signal }); }', 'notFirst', { data: { name: 'load' } }),
    wrong('an option, where it should be the first', 'export async function ▸load(url: string, { signal }: { signal: AbortSignal }) { return await fetch(url, { signal }); }', 'notFirst'),
    wrong('the first, where it should be the last', 'async function ▸load(signal: AbortSignal, url: string) { return await fetch(url, { signal }); }\nvoid load;', 'notLast', { data: { name: 'load' }, options: [{ position: 'last' }] }),
    wrong('a parameter, where it should be an option', 'export class Client { async ▸load(url: string, signal: AbortSignal) { return await fetch(url, { signal }); } }', 'notAnOption', { data: { name: 'load' }, options: [{ position: 'options' }] }),
    wrong('missing, as an option', 'export async function ▸load(url: string) { return await fetch(url); }', 'missing', { data: { name: 'load', call: 'fetch()', where: 'in an options object' }, options: [{ position: 'options' }] }),
  ],
});
