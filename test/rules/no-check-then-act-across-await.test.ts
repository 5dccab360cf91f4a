import rule from '../../src/rules/no-check-then-act-across-await.ts';
import { marked, named, testTypedRule } from './tester.ts';

testTypedRule('no-check-then-act-across-await', rule, {
  valid: [
    named('the promise is kept before the wait', `export class Client {
  #session: Promise<string> | undefined;
  constructor(private readonly login: () => Promise<string>) {}
  async session(): Promise<string> {
    if (this.#session === undefined) this.#session = this.login();
    return await this.#session;
  }
}`),
    named('a flag is set before the wait', `export class Poller {
  running = false;
  async start(poll: () => Promise<void>): Promise<void> {
    if (this.running) return;
    this.running = true;
    await poll();
    this.running = false;
  }
}`),
    named('tested again after the wait', `const cache = new Map<string, string>();
export async function load(key: string, read: (key: string) => Promise<string>): Promise<string> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = await read(key);
  if (!cache.has(key)) cache.set(key, value);
  return value;
}`),
    named('under a lock', `import { Mutex } from 'async-mutex';
export class Account {
  readonly #lock = new Mutex();
  balance = 0;
  async withdraw(amount: number, approve: (amount: number) => Promise<void>): Promise<void> {
    await this.#lock.runExclusive(async () => {
      if (this.balance < amount) return;
      await approve(amount);
      this.balance = this.balance - amount;
    });
  }
}`),
    named('between acquire and release', `import { Mutex } from 'async-mutex';
const lock = new Mutex();
let total = 0;
export async function add(price: () => Promise<number>): Promise<void> {
  const release = await lock.acquire();
  try {
    total = total + await price();
  } finally {
    release();
  }
}`),
    named('a local of the call', `export async function sum(prices: readonly (() => Promise<number>)[]): Promise<number> {
  let total = 0;
  for (const price of prices) total += await price();
  return total;
}`),
    named('run once, by main', `let config: string | undefined;
async function load(read: () => Promise<string>): Promise<void> {
  if (config === undefined) config = await read();
}
export async function main(): Promise<void> {
  await load(async () => 'a');
  await load(async () => 'b');
}`),
    named('read after the wait', `export class Meter {
  readings: number[] = [];
  async read(sensor: () => Promise<number>): Promise<void> {
    const reading = await sensor();
    this.readings = [...this.readings, reading];
  }
}`),
    named('only cleared', `export class Link {
  socket: { close(): Promise<void> } | undefined;
  async close(): Promise<void> {
    if (this.socket === undefined) return;
    await this.socket.close();
    this.socket = undefined;
  }
}`),
    named('the object of the caller', `interface Context { body?: string }
export async function handle(context: Context, render: () => Promise<string>): Promise<void> {
  if (context.body === undefined) context.body = await render();
}`),
    named('private, and called under the lock only', `import { Mutex } from 'async-mutex';
export class Store {
  readonly #lock = new Mutex();
  #rows: string[] | undefined;
  async #fill(read: () => Promise<string[]>): Promise<void> {
    if (this.#rows === undefined) this.#rows = await read();
  }
  rows(read: () => Promise<string[]>): Promise<void> {
    return this.#lock.runExclusive(() => this.#fill(read));
  }
}`),
    named('another part of the test is set before the wait', `export class Link {
  closing = false;
  status = 'open';
  async quit(end: () => Promise<void>): Promise<void> {
    if (this.closing || this.status === 'closed') return;
    this.closing = true;
    await end();
    this.status = 'closed';
  }
}`),
    named('what a kept promise gives', `export class Lazy {
  client: object | undefined;
  constructor(private readonly connecting: Promise<object>) {}
  async get(): Promise<object> {
    if (this.client) return this.client;
    this.client = await this.connecting;
    return this.client;
  }
}`),
    named('a map of its own kind', `interface Registry { has(key: string): boolean; set(key: string, value: string): void }
export class Names {
  constructor(private readonly registry: Registry) {}
  async add(key: string, read: () => Promise<string>): Promise<void> {
    if (!this.registry.has(key)) this.registry.set(key, await read());
  }
}`),
  ],
  invalid: [
    marked('two calls log in', `export class Client {
  session: string | undefined;
  async open(login: () => Promise<string>): Promise<string> {
    if (this.session === undefined) {
      ▸this.session = await login();
    }
    return this.session;
  }
}`, 'checkThenAct', { data: { cell: 'this.session', read: 4, wait: 5 } }),
    marked('left early if known', `export class Pool {
  readonly #links = new Map<string, object>();
  async link(host: string, connect: (host: string) => Promise<object>): Promise<object> {
    const known = this.#links.get(host);
    if (known) return known;
    const link = await connect(host);
    ▸this.#links.set(host, link);
    return link;
  }
}`, 'checkThenAct', { data: { cell: 'this.#links', read: 4, wait: 6 } }),
    marked('a module variable', `let token: string | null = null;
export async function authorize(fetchToken: () => Promise<string>): Promise<string> {
  if (!token) {
    const fresh = await fetchToken();
    ▸token = fresh;
  }
  return token;
}`, 'checkThenAct', { data: { cell: 'token', read: 3, wait: 4 } }),
    marked('assigned where missing', `export class Lazy {
  client: object | undefined;
  async get(connect: () => Promise<object>): Promise<object> {
    return ▸this.client ??= await connect();
  }
}`, 'checkThenAct', { data: { cell: 'this.client', read: 4, wait: 4 } }),
    marked('a sum that loses what others add', `let total = 0;
export async function add(price: () => Promise<number>): Promise<void> {
  ▸total = total + await price();
}`, 'lostUpdate', { data: { cell: 'total', read: 3, wait: 3 } }),
    marked('a compound assignment', `export class Cart {
  total = 0;
  async add(price: () => Promise<number>): Promise<void> {
    ▸this.total += await price();
  }
}`, 'lostUpdate', { data: { cell: 'this.total', read: 4, wait: 4 } }),
    marked('written back from a constant', `export class Account {
  balance = 0;
  async withdraw(amount: number, approve: (amount: number) => Promise<void>): Promise<void> {
    const before = this.balance;
    await approve(amount);
    ▸this.balance = before - amount;
  }
}`, 'lostUpdate', { data: { cell: 'this.balance', read: 4, wait: 5 } }),
    marked('callbacks of a map', `export async function fetchAll(urls: readonly string[], load: (url: string) => Promise<string>): Promise<number> {
  let size = 0;
  await Promise.all(urls.map(async (url) => {
    ▸size += (await load(url)).length;
  }));
  return size;
}`, 'lostUpdate', { data: { cell: 'size', read: 4, wait: 4 } }),
    marked('a memo that is returned', `export function memo(load: () => Promise<string>): () => Promise<string> {
  let value: string | undefined;
  return async () => {
    if (value === undefined) ▸value = await load();
    return value;
  };
}`, 'checkThenAct', { data: { cell: 'value', read: 4, wait: 4 } }),
    marked('a private helper that public methods start', `export class Feed {
  #open: object | undefined;
  async #ensure(connect: () => Promise<object>): Promise<void> {
    if (this.#open) return;
    ▸this.#open = await connect();
  }
  async read(connect: () => Promise<object>): Promise<void> {
    await this.#ensure(connect);
  }
}`, 'checkThenAct', { data: { cell: 'this.#open', read: 4, wait: 5 } }),
    marked('a set of what was seen', `const seen = new Set<string>();
export async function notify(id: string, send: (id: string) => Promise<void>): Promise<void> {
  if (seen.has(id)) return;
  await send(id);
  ▸seen.add(id);
}`, 'checkThenAct', { data: { cell: 'seen', read: 3, wait: 4 } }),
  ],
});
