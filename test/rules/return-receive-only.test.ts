import rule from '../../src/rules/return-receive-only.ts';
import { named, testRule, wrong } from './tester.ts';

const chan = "import { Chan } from 'ts-chan';\n";
const ts = <T extends object>(testCase: T): T => ({ ...testCase, filename: 'channels.ts' });
const task = 'void (async () => { try { for (let n = 0; n < 3; n++) await out.send(n); } finally { out.close(); } })();';

testRule('return-receive-only', rule, {
  valid: [
    named('an iterable', `${chan}export function numbers(): AsyncIterable<number> { const out = new Chan<number>(); ${task} return out; }`),
    named('picked', `${chan}export function numbers(): Pick<Chan<number>, 'recv'> { const out = new Chan<number>(); ${task} return out; }`),
    named('a channel that others write to', `${chan}export function open(): Chan<number> { return new Chan<number>(8); }`),
    named('a channel that it does not write to', `${chan}export function open(): Chan<number> { const out = new Chan<number>(8); console.log(out.capacity); return out; }`),
    named('the channel of the caller', `${chan}export async function fill(out: Chan<number>): Promise<Chan<number>> { await out.send(1); return out; }`),
    named('not exported', `${chan}function numbers(): Chan<number> { const out = new Chan<number>(); ${task} return out; }\nvoid numbers;`),
    named('a private field', `${chan}export class Bus { readonly #out = new Chan<number>(); put(n: number) { return this.#out.send(n); } get events(): AsyncIterable<number> { return this.#out; } }`),
    named('a private method', `${chan}export class Bus { readonly #out = new Chan<number>(); put(n: number) { return this.#out.send(n); } #events() { return this.#out; } }`),
    named('a public field that the class only reads', `${chan}export class Sink { readonly inbox = new Chan<number>(); async run() { for await (const n of this.inbox) console.log(n); } }`),
    named('a public field with the type of one end', `${chan}export class Bus { readonly events: AsyncIterable<number> = new Chan<number>(); }`),
    named('another class', "class Chan { send() {} }\nexport function open() { const out = new Chan(); out.send(); return out; }"),
    { ...named('JavaScript has no types to write', `${chan}export function numbers() { const out = new Chan(); ${task} return out; }`), filename: 'channels.js' },
  ].map((testCase) => ('filename' in testCase ? testCase : ts(testCase))),
  invalid: [
    wrong('a generator of values', `${chan}export function ▸numbers(): Chan<number> {
  const out = new Chan<number>();
  ${task}
  return out;
}`, 'returned', { data: { name: 'numbers' }, suggestion: ['receiveOnly', '(): Chan<number>', '(): AsyncIterable<number>'] }),
    wrong('without a declared type', `${chan}export function ▸numbers() {
  const out = new Chan<number>();
  ${task}
  return out;
}`, 'returned'),
    wrong('an arrow function', `${chan}export const ▸numbers = (): Chan<number> => {
  const out = new Chan<number>(3);
  out.trySend(1);
  return out;
};`, 'returned', { suggestion: ['receiveOnly', '(): Chan<number>', '(): AsyncIterable<number>'] }),
    wrong('exported by name', `${chan}function ▸numbers() { const out = new Chan<number>(); ${task} return out; }\nexport { numbers };`, 'returned'),
    wrong('a getter', `${chan}export class Bus {
  readonly #out = new Chan<number>();
  get ▸events(): Chan<number> { return this.#out; }
  put(n: number) { return this.#out.send(n); }
}`, 'returned', { data: { name: 'events' }, suggestion: ['receiveOnly', 'events(): Chan<number>', 'events(): AsyncIterable<number>'] }),
    wrong('a method', `${chan}export class Bus {
  private readonly out = new Chan<number>();
  ▸subscribe() { return this.out; }
  close() { this.out.close(); }
}`, 'returned'),
    wrong('a public field', `${chan}export class Bus {
  readonly ▸events = new Chan<number>();
  put(n: number) { return this.events.send(n); }
}`, 'member', { data: { name: 'events' } }),
    wrong('a public field of the whole type', `${chan}export class Bus {
  ▸events: Chan<number> = new Chan<number>();
  end() { this.events.close(); }
}`, 'member'),
    wrong('a done channel', `${chan}export function ▸timer(ms: number): Chan<void> {
  const done = new Chan<void>();
  setTimeout(() => { done.close(); }, ms);
  return done;
}`, 'returned', { suggestion: ['receiveOnly', '): Chan<void>', '): AsyncIterable<void>'] }),
  ].map(ts),
});
