import rule from '../../src/rules/unreleased-reader.ts';
import { marked, named, testRule } from './tester.ts';

function withStream(body: string): string {
  return `export async function read(stream: ReadableStream<string>, sink: WritableStream<string>) {
  ${body}
}`;
}

const pg = "import { Pool, type PoolClient } from 'pg';\nconst pool = new Pool({ max: 4 });\n";

testRule('unreleased-reader', rule, {
  valid: [
    named('a client that is released in finally', `${pg}export async function balance(id: number) {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select balance from account where id = $1', [id]);
    return rows[0].balance;
  } finally {
    client.release();
  }
}`),
    named('a client that is rolled back and released', `${pg}export async function transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    client.release(error as Error);
    throw error;
  }
}`),
    named('a client that is handed on', `${pg}export async function lease() {
  const client = await pool.connect();
  return { client, end: () => { client.release(); } };
}`),
    named('a client of a callback', `${pg}export function ping(done: (error?: Error) => void) {
  pool.connect((error, client, release) => { if (error) { done(error); return; } client.query('select 1', () => { release(); done(); }); });
}`),
    named('a connection that is destroyed where it fails', `import mysql from 'mysql2/promise';
const pool = mysql.createPool({ connectionLimit: 2 });
export async function order(product: number) {
  const connection = await pool.getConnection();
  try { await connection.execute('insert into orders values (?)', [product]); } catch (error) { connection.destroy(); throw error; }
  connection.release();
}`),
    named('a resource that is given back by the pool', `import { createPool } from 'generic-pool';
export function printers(factory) {
  const pool = createPool(factory, { max: 2 });
  return async function print(text) {
    const printer = await pool.acquire();
    try { await printer.print(text); } finally { await pool.release(printer); }
  };
}`),
    named('another pool', `import { Pool } from './pool.js';
export async function run(pool: Pool) { const client = await pool.connect(); await client.query('select 1'); }`),
    named('a loop over the values', withStream('const values = stream.values({ preventCancel: true }); for await (const value of values) if (value) return value;')),
    named('values until they end', withStream('const values = stream.values(); for (;;) { const { done, value } = await values.next(); if (done) return; console.log(value); }')),
    named('read to the end', withStream('const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); if (done) break; console.log(value); }')),
    named('read to the end, with the result in one piece', withStream('const reader = stream.getReader(); let result = await reader.read(); while (!result.done) { console.log(result.value); result = await reader.read(); }')),
    named('read to the end, asked in the test', withStream('const reader = stream.getReader(); let result; while (!(result = await reader.read()).done) console.log(result.value);')),
    named('released in finally', withStream('const reader = stream.getReader(); try { const { value } = await reader.read(); return value; } finally { reader.releaseLock(); }')),
    named('cancelled before the early return', withStream('const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); if (done) return; if (value === "stop") { await reader.cancel(); return; } }')),
    named('handed on', withStream('const reader = stream.getReader(); return parse(reader);')),
    named('kept by an object', withStream('const reader = stream.getReader(); return { next: () => reader.read(), close: () => reader.cancel() };')),
    named('kept in a field', 'class Feed { constructor(stream: ReadableStream) { this.reader = stream.getReader(); } }'),
    named('the writer is closed', withStream('const writer = sink.getWriter(); try { await writer.write("a"); } finally { await writer.close(); }')),
    named('the writer is released', withStream('const writer = sink.getWriter(); await writer.write("a"); writer.releaseLock();')),
    named('a stream that has failed', withStream('const writer = sink.getWriter(); try { await writer.ready; await writer.write("a"); await writer.close(); } catch { console.log("nobody reads any more"); }')),
    named('an iteration', withStream('for await (const text of stream) { if (text === "stop") break; }')),
    named('an exception of a call', withStream('const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); if (done) return; handle(value); }')),
    named('something else with readers', 'export async function first(library) { const reader = library.getReader(); return reader.name; }'),
  ],
  invalid: [
    marked('a client that an early return keeps', `${pg}export async function transfer(from: number, amount: number): Promise<boolean> {
  const client = await ▸pool.connect();
  const { rows } = await client.query('select balance from account where id = $1', [from]);
  if (rows[0].balance < amount) return false;
  client.release();
  return true;
}`, 'keptAtExit', { data: { name: 'pool', what: 'connection', exit: 'the return on line 6' } }),
    marked('a client that a failed query keeps', `${pg}export async function migrate(statements: string[]) {
  const client = await ▸pool.connect();
  await client.query('begin');
  for (const statement of statements) await client.query(statement);
  await client.query('commit');
  client.release();
}`, 'keptByThrow', { data: { name: 'pool', what: 'connection', cause: "An exception from 'client.query()' on line 5" } }),
    marked('a client that nobody releases', `import pg from 'pg';
export class Store {
  readonly #pool = new pg.Pool();
  async ping() { const client = await ▸this.#pool.connect(); await client.query('select 1'); }
}`, 'neverReturned', { data: { name: 'this.#pool', what: 'connection' } }),
    marked('a connection', `import { createPool } from 'mysql2/promise';
const pool = createPool({ connectionLimit: 2 });
export async function order(product: number) {
  const connection = await ▸pool.getConnection();
  await connection.execute('insert into orders values (?)', [product]);
  connection.release();
}`, 'keptByThrow'),
    marked('a resource', `import { createPool } from 'generic-pool';
export async function print(factory, text) {
  const pool = createPool(factory, { max: 2 });
  const printer = await ▸pool.acquire();
  if (!printer.ready) return false;
  await printer.print(text);
  await pool.release(printer);
  return true;
}`, 'keptAtExit', { data: { name: 'pool', what: 'resource', exit: 'the return on line 5' } }),
    { ...marked('a throw alone, on request', `${pg}export async function pay(amount: number) {
  const client = await ▸pool.connect();
  await client.query('select 1');
  if (amount < 0) throw new RangeError('negative');
  client.release();
}`, 'keptByThrow', { data: { name: 'pool', what: 'connection', cause: 'The throw on line 6' } }), options: [{ exceptions: 'explicit' }] },
    marked('values that are left', withStream('const values = ▸stream.values();\n  const { value } = await values.next();\n  return value;'), 'neverReleased', { data: { name: 'stream', what: 'iterator' } }),
    marked('one chunk and gone', withStream('const reader = ▸stream.getReader();\n  const { value } = await reader.read();\n  return value;'), 'neverReleased', { data: { name: 'stream', what: 'reader' } }),
    marked('an early return', withStream(`const reader = ▸stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    if (value.startsWith('#')) return value;
  }`), 'leftEarly', { data: { name: 'stream', what: 'reader', exit: 'the return on line 6' } }),
    marked('an early break', withStream(`const reader = ▸stream.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > 1000) break;
  }
  console.log(size);`), 'leftEarly', { data: { name: 'stream', what: 'reader', exit: 'the break on line 8' } }),
    marked('a throw', withStream(`const reader = ▸stream.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return size;
    size += value.length;
    if (size > 1000) throw new RangeError('too long');
  }`), 'leftByThrow', { data: { name: 'stream', what: 'reader', line: 8 } }),
    marked('released only at the end', withStream(`const reader = ▸stream.getReader();
  const { value } = await reader.read();
  if (value === undefined) return;
  console.log(value);
  reader.releaseLock();`), 'leftEarly'),
    marked('a writer that is left open', withStream('const writer = ▸sink.getWriter();\n  await writer.write("a");'), 'neverReleased', { data: { name: 'sink', what: 'writer' } }),
    marked('a writer, with an early return', withStream('const writer = ▸sink.getWriter();\n  for (const part of parts) { if (part.stop) return; await writer.write(part.text); }\n  await writer.close();'), 'leftEarly'),
    marked('a stream that is made here', `
export async function demo(items) {
  const stream = new ReadableStream({ pull(controller) { controller.enqueue(items.next()); } });
  const reader = ▸stream.getReader();
  const first = await reader.read();
  if (first.done) return;
  console.log(first.value);
}`, 'leftEarly', { data: { name: 'stream', what: 'reader', exit: 'the end of the function on line 8' } }),
    marked('an exception of a call, if asked for', withStream('const reader = ▸stream.getReader();\n  try { const { value } = await reader.read(); handle(value); } catch (error) { report(error); return; }\n  reader.releaseLock();'), 'leftEarly'),
    { ...marked('any exception, if asked for', withStream('const reader = ▸stream.getReader();\n  const { value } = await reader.read();\n  handle(value);\n  reader.releaseLock();'), 'leftByThrow'), options: [{ exceptions: 'all' }] },
  ],
});
